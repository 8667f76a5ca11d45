"""Shards to batches, with the changes that make each pass over an utterance a new one."""

import pickle
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

from sound import unpack
from symbols import END, PROMPT


class Utterance(NamedTuple):
    mel: np.ndarray  # packed, (frames, 80)
    top: float
    tokens: list[int]
    phonemes: list[int]


class Corpus:
    """All utterances synthesised so far; `refresh` takes in the shards that came since."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, r, without=()):
        self.folder, self.tokenizer, self.r, self.without = folder, tokenizer, r, without
        self.utterances: list[Utterance] = []
        self.heard: list[int] = []  # how often each was trained on
        self.seen: set[Path] = set()

    def refresh(self):
        for path in sorted(self.folder.glob("shard*.pkl")):
            if path in self.seen:
                continue
            self.seen.add(path)
            for packed, top, text, voice, sounds in pickle.loads(path.read_bytes()):
                if voice in self.without:
                    continue
                tokens = self.tokenizer.encode(" " + text).ids if text else []
                mel = np.ascontiguousarray(packed.T)
                self.utterances.append(Utterance(mel, top, tokens, sounds))
                self.heard.append(0)

    def batches(self, count: int, size: int, frames: int, frames_max: int):
        """`count` batches or so, the least heard utterances first, similar lengths together."""
        fit = [i for i, u in enumerate(self.utterances) if len(u.mel) <= frames_max]
        fit.sort(key=lambda i: self.heard[i] + self.r.random())
        fit = fit[: count * size]
        self.r.shuffle(fit)
        out = []
        for start in range(0, len(fit), 1024):
            batch, longest = [], 0
            for i in sorted(fit[start : start + 1024], key=lambda i: len(self.utterances[i].mel)):
                length = len(self.utterances[i].mel)
                full = max(longest, length) * (len(batch) + 1) > frames or len(batch) >= size
                if batch and full:
                    out.append(batch)
                    batch, longest = [], 0
                batch.append(i)
                longest = max(longest, length)
            if batch:
                out.append(batch)
        self.r.shuffle(out)
        for batch in out:
            for i in batch:
                self.heard[i] += 1
            yield [self.utterances[i] for i in batch]


def _interpolate(x, where, axis):
    low = where.astype(int)
    high = np.minimum(low + 1, x.shape[axis] - 1)
    part = (where - low).astype(np.float32)
    part = part[:, None] if axis == 0 else part[None]
    return np.take(x, low, axis) * (1 - part) + np.take(x, high, axis) * part


def vary(x, r, holes: bool):
    """Another tempo, another throat, another microphone; `holes`: stretches masked as well."""
    if r.random() < 0.5:  # tempo
        count = int(len(x) * r.uniform(0.88, 1.15))
        x = _interpolate(x, np.linspace(0, len(x) - 1, count), 0)
    if r.random() < 0.5:  # formants: shifted and stretched on the mel scale
        band = np.arange(80)
        moved = band * r.uniform(0.94, 1.06) + r.uniform(-2.5, 2.5) * np.minimum(1, band / 12)
        x = _interpolate(x, np.clip(moved, 0, 79), 1)
    if r.random() < 0.3:  # colour
        gain = np.interp(np.arange(80), np.linspace(0, 79, 6), [r.gauss(0, 0.12) for _ in range(6)])
        x = x + gain.astype(np.float32)
    if r.random() < 0.25:  # formants sharper or duller
        soft = (np.roll(x, 1, 1) + x + np.roll(x, -1, 1)) / 3
        x = x + (x - soft) * r.uniform(-0.7, 0.7)
    if holes:
        x = x.copy()
        mean = x.mean()
        for _ in range(r.randint(0, 2)):
            start = r.randint(0, 60)
            x[:, start : start + r.randint(1, 10)] = mean
        for _ in range(r.randint(0, 2)):
            width = r.randint(1, 16)
            start = r.randint(0, max(1, len(x) - width))
            x[start : start + width] = mean
    return x


class Batch(NamedTuple):
    mel: torch.Tensor
    tokens: torch.Tensor  # decoder input
    targets: torch.Tensor  # -100 where nothing is to be predicted
    phonemes: torch.Tensor  # all in one row
    phoneme_counts: torch.Tensor
    encoder_lengths: torch.Tensor


class Collator:
    def __init__(self, tokenizer: Tokenizer):
        self.prompt = [tokenizer.token_to_id(t) for t in PROMPT]
        self.end = tokenizer.token_to_id(END)
        self.vocabulary = tokenizer.get_vocab_size()
        self.words = self.end  # word pieces come before the special tokens

    def __call__(self, batch: list[Utterance], r=None, share=0.0, holes=False) -> Batch:
        """With `r`, a `share` of the utterances is varied."""
        mels = []
        for u in batch:
            x = unpack(u.mel, u.top)
            if r is not None and r.random() < share:
                x = vary(x, r, holes)
            mels.append((x[:1198], u.top - 2))
        longest = max(len(x) for x, _ in mels)
        longest += longest % 2
        mel = np.empty((len(batch), longest, 80), np.float32)
        for i, (x, floor) in enumerate(mels):
            mel[i, : len(x)] = x
            mel[i, len(x) :] = floor
        lead = len(self.prompt)
        width = lead + max(len(u.tokens) for u in batch) + 1
        tokens = np.full((len(batch), width), self.end)
        targets = np.full((len(batch), width), -100)
        for i, u in enumerate(batch):
            n = len(u.tokens)
            tokens[i, :lead] = self.prompt
            tokens[i, lead : lead + n] = u.tokens
            targets[i, lead - 1 : lead - 1 + n] = u.tokens
            targets[i, lead - 1 + n] = self.end
        return Batch(
            torch.from_numpy(mel),
            torch.from_numpy(tokens[:, :-1].copy()),
            torch.from_numpy(targets[:, :-1].copy()),
            torch.tensor([p for u in batch for p in u.phonemes], dtype=torch.long),
            torch.tensor([len(u.phonemes) for u in batch]),
            torch.tensor([(len(x) + 1) // 2 for x, _ in mels]),
        )

    def corrupt(self, tokens, light: float, heavy: float):
        """Wrong words in the decoder's past: it must not lean on them. Most rows lightly, some heavily."""
        rate = torch.where(torch.rand(len(tokens), 1) < 0.25, heavy, light)
        wrong = torch.rand(tokens.shape) < rate
        wrong[:, : len(self.prompt)] = False
        return torch.where(wrong, torch.randint(0, self.words, tokens.shape), tokens)
