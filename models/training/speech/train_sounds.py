"""Teaches the encoder and its phoneme head alone: the box writes what they hear (models/whisper/src/search.rs).

    python train_sounds.py --run RUN --data DATA --minutes M [--init WEIGHTS] [--layers N] [--without VOICE]

Without the decoder a step costs a third less, and the known words behind the phonemes, not the decoder, make
the transcript. `--layers` deepens the encoder of `--init`: a new layer starts as one that changes nothing.
`--without pico` leaves an engine out of training, to measure it as a stranger.
"""

import torch
import torch.nn.functional as F

import train
from network import Recogniser, config


def deepened(state: dict, layers: int) -> dict:
    """`state` with encoder layers added behind the last, which pass everything on unchanged at first."""
    names = [k for k in state if k.startswith("model.encoder.layers.")]
    count = 1 + max(int(k.split(".")[3]) for k in names)
    state = dict(state)
    for new in range(count, layers):
        for name in (k for k in names if int(k.split(".")[3]) == count - 1):
            copy = state[name].clone()
            if ".out_proj." in name or ".fc2." in name:
                copy.zero_()
            state[name.replace(f"layers.{count - 1}.", f"layers.{new}.")] = copy
    return state


class SoundsWorker(train.Worker):
    def _optimiser(self):
        for name, parameter in self.network.named_parameters():
            fixed = name.startswith("model.decoder.") or "encoder.embed_positions" in name
            parameter.requires_grad = not fixed
        super()._optimiser()

    def _begin(self):
        if self.a.init and not (self.a.run / "last.pt").exists():
            self.network.load(deepened(train.read(self.a.init), self.a.layers))
        else:
            super()._begin()

    def losses(self, utterances):
        late = self.progress() > 0.8
        share = (0.6 if late else 0.8) if self.varied else 0.0
        b = self.collate(utterances, self.r, share, self.varied and self.r.random() < (0.2 if late else 0.35))
        with torch.autocast("cpu", torch.bfloat16):
            sounds = self.network.ctc(self.network.model.encoder(b.mel, 0.05))
        ctc = F.ctc_loss(
            sounds.float().log_softmax(-1).transpose(0, 1), b.phonemes, b.encoder_lengths,
            b.phoneme_counts, reduction="none", zero_infinity=True,
        )  # fmt: skip
        # A stretch in which nobody speaks counts as if six sounds a second had been said in it.
        silent = (b.encoder_lengths / 8).clamp(min=1)
        ctc = (ctc / torch.where(b.phoneme_counts > 0, b.phoneme_counts, silent)).mean()
        total = ctc
        if self.fresh and self.step < train.FLAT_STEPS:
            fade = min(1.0, 2 * (1 - self.step / train.FLAT_STEPS))
            total = total + fade * train.start.flat_loss(utterances, b.mel, sounds)
        return ctc, ctc, total


if __name__ == "__main__":
    train.main(SoundsWorker)
