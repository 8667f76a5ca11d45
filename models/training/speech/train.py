"""Trains the recogniser by the wall clock: it ends when its minutes are over, whatever the machine.

    python train.py --run RUN --data DATA --minutes M [--init WEIGHTS] [--workers 2]

Without --init it starts from nothing (round 1: near attention, flat start, short utterances first).
With --init (an exported folder, or a checkpoint) it goes on (round 2). If RUN holds a checkpoint of
its own, it resumes there. Two workers on two cores average their weights every few steps; that is
quicker than one process with two threads, and than averaging gradients at each step.
"""

import argparse
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F
from tokenizers import Tokenizer

import start
from data import Collator, Corpus
from export import read
from network import Recogniser, config

HERE = Path(__file__).parent

BATCH, FRAMES = 24, 8000  # utterances and frames in a batch, at most
AVERAGE_EVERY = 16  # steps between two averagings
SAVE_EVERY = 300  # seconds
FLAT_STEPS = 100  # round 1: steps with the flat-start loss
SHORT_FIRST = 230  # round 1: frames at first; grows while CTC does well
VARY_BELOW = 0.6  # no variation of the features until CTC is below
DECODER_ONLY = 0.4  # round 2: share of the steps that leave the encoder as it is, at half the price


def rate(progress: float, step: int, decay: float, warm=100) -> float:
    """Warm-up by steps, then level, then down to nearly nothing over the last `decay` of the time."""
    fall = 1.0 if progress < 1 - decay else max(0.02, (1 - progress) / decay)
    return min(1.0, (step + 1) / warm) * fall


class Worker:
    def __init__(self, number: int, a):
        self.number, self.a = number, a
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        seed = a.seed + number
        torch.manual_seed(seed)
        self.r = random.Random(seed)
        tokenizer = Tokenizer.from_file(str(HERE / "tokenizer.json"))
        self.collate = Collator(tokenizer)
        self.corpus = Corpus(a.data, tokenizer, self.r, a.without)
        self.corpus.refresh()
        self.network = Recogniser(self.network_config())
        self.step, self.before = 0, 0.0  # before: seconds trained before a resume
        self.fresh = a.init is None
        self.varied = not self.fresh
        self.frames_max = SHORT_FIRST if self.fresh else 10**6
        self.recent_words, self.recent_ctc = [], []
        self._optimiser()
        self._begin()
        self.started = self.saved = time.time()

    def _optimiser(self):
        shaped = [p for p in self.network.parameters() if p.requires_grad and p.ndim > 1]
        flat = [p for p in self.network.parameters() if p.requires_grad and p.ndim <= 1]
        self.optimiser = torch.optim.AdamW(
            [dict(params=shaped, weight_decay=0.01), dict(params=flat, weight_decay=0)],
            lr=self.a.rate, betas=(0.9, 0.98), eps=1e-8, foreach=True,
        )  # fmt: skip

    def _begin(self):
        saved = self.a.run / "last.pt"
        if saved.exists():
            state = torch.load(saved, map_location="cpu")
            self.network.load(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.before = state["step"], state["seconds"]
            self.varied, self.frames_max = True, 10**6
        elif self.a.init:
            self.network.load(read(self.a.init))
        else:
            torch.manual_seed(self.a.seed)  # every worker the same start
            self.network = Recogniser(self.network_config())
            self._optimiser()
            start.look_near(self.network)
            sample = random.Random(0).sample(self.corpus.utterances, BATCH)
            start.hear_loud(self.network, self.collate(sample).mel)

    def network_config(self):
        return config(self.collate.vocabulary, self.a.layers)

    def seconds(self) -> float:
        return self.before + time.time() - self.started

    def progress(self) -> float:
        return self.seconds() / 60 / self.a.minutes

    def losses(self, utterances):
        """Loss of the words, loss of the phonemes, and their sum as trained."""
        p, late = self.progress(), self.progress() > 0.8
        holes = self.r.random() < (0.2 if late else 0.35)
        share = (0.6 if late else 0.8) if self.varied else 0.0
        b = self.collate(utterances, self.r, share, holes)
        tokens = b.tokens
        if self.varied:
            tokens = self.collate.corrupt(tokens, *((0.05, 0.2) if late else (0.1, 0.35)))
        # The encoder hears well long before the decoder listens: most steps teach the decoder alone.
        decoder_only = not self.fresh and self.r.random() < DECODER_ONLY
        with torch.autocast("cpu", torch.bfloat16):
            with torch.set_grad_enabled(not decoder_only):
                heard = self.network.model.encoder(b.mel, 0.05)
            pieces = self.network.model.decoder(tokens, heard, 0.05)
            sounds = None if decoder_only else self.network.ctc(heard)
        words = F.cross_entropy(
            pieces.float().flatten(0, 1), b.targets.flatten(), ignore_index=-100, label_smoothing=0.05
        )
        if decoder_only:
            return words, None, words
        ctc = F.ctc_loss(
            sounds.float().log_softmax(-1).transpose(0, 1), b.phonemes, b.encoder_lengths,
            b.phoneme_counts, reduction="none", zero_infinity=True,
        )  # fmt: skip
        ctc = (ctc / b.phoneme_counts.clamp(min=1)).mean()
        weight = 0.5 - 0.2 * p if self.fresh else 0.3
        total = (1 - weight) * words + weight * ctc
        if self.fresh and self.step < FLAT_STEPS:
            fade = min(1.0, 2 * (1 - self.step / FLAT_STEPS))
            total = total + fade * start.flat_loss(utterances, b.mel, sounds)
        return words, ctc, total

    def learn(self, utterances):
        factor = rate(self.progress(), self.step, self.a.decay)
        for group in self.optimiser.param_groups:
            group["lr"] = self.a.rate * factor
        words, ctc, total = self.losses(utterances)
        self.optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        self.recent_words.append(words.item())
        if ctc is not None:
            self.recent_ctc.append(ctc.item())

    @torch.no_grad()
    def average(self) -> bool:
        """All workers' weights become their mean; true as soon as one says that time is over."""
        over = float(self.progress() >= 1)
        if self.a.workers == 1:
            return over > 0
        trained = [p for p in self.network.parameters() if p.requires_grad]
        flat = torch.cat([p.reshape(-1) for p in trained] + [torch.tensor([over])])
        dist.all_reduce(flat)
        flat /= self.a.workers
        at = 0
        for p in trained:
            p.copy_(flat[at : at + p.numel()].view_as(p))
            at += p.numel()
        return flat[-1].item() > 0

    def save(self, name: str):
        state = dict(
            model=self.network.state_dict(), optimiser=self.optimiser.state_dict(),
            step=self.step, seconds=self.seconds(),
        )  # fmt: skip
        torch.save(state, self.a.run / "unfinished.pt")
        os.replace(self.a.run / "unfinished.pt", self.a.run / name)
        self.saved = time.time()

    def report(self):
        words, ctc = np.mean(self.recent_words), np.mean(self.recent_ctc or [np.inf])
        print(
            f"step {self.step}  {self.seconds() / 60:.1f} min  words {words:.3f}  ctc {ctc:.3f}  "
            f"rate {rate(self.progress(), self.step, self.a.decay):.2f}  "
            f"utterances {len(self.corpus.utterances)}, heard {sum(self.corpus.heard)}",
            flush=True,
        )
        self.varied = self.varied or ctc < VARY_BELOW
        if self.fresh and self.frames_max < 2000 and ctc < 0.25:
            self.frames_max = int(self.frames_max * 1.3)
        self.recent_words.clear()
        self.recent_ctc.clear()

    def run(self):
        self.network.train()
        while True:
            self.corpus.refresh()
            for utterances in self.corpus.batches(200, BATCH, FRAMES, self.frames_max):
                self.learn(utterances)
                if self.step % AVERAGE_EVERY == 0 and self.average():
                    if self.number == 0:
                        self.save("final.pt")
                    return
                if self.number == 0 and self.step % 25 == 0:
                    self.report()
                if self.number == 0 and time.time() - self.saved > SAVE_EVERY:
                    self.save("last.pt")


def work(number: int, worker: type, a):
    if a.workers > 1:
        meeting = a.run / f"meeting{os.getppid()}"
        dist.init_process_group(
            "gloo", init_method=f"file://{meeting.resolve()}", rank=number, world_size=a.workers
        )
    worker(number, a).run()


def main(worker: type = Worker):
    p = argparse.ArgumentParser()
    p.add_argument("--run", type=Path, required=True)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--minutes", type=float, required=True)
    p.add_argument("--init", type=Path)
    p.add_argument("--rate", type=float, default=1.3e-3)
    p.add_argument("--decay", type=float, default=0.35, help="share of the time in which it falls")
    p.add_argument("--layers", type=int, default=4, help="of the encoder")
    p.add_argument("--without", action="append", default=[], help="a voice left out: pico, espeak")
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    a.run.mkdir(parents=True, exist_ok=True)
    mp.spawn(work, (worker, a), nprocs=a.workers)


if __name__ == "__main__":
    main()
