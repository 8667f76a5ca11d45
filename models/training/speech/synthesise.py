"""Speaks sentences and keeps what the box would hear, in shards that train.py picks up as they come.

    python synthesise.py OUT_FOLDER SEED SHARDS [--minutes M]

A shard is a pickled list of (packed log-mel, its maximum, transcript, voice, phonemes). Run one
process per core with different seeds; stop them at any moment, a shard appears only when complete.
"""

import argparse
import os
import pickle
import random
import subprocess
import time
from pathlib import Path

import numpy as np

import channel
import voices
from phonemes import phonemes
from texts.mixture import Mixture
from texts.spelling import spoken, written

SHARD = 1000
PICO = 0.55
NOBODY = 0.02
FRAMES_MAX = 1150
FREE = Path(__file__).parent / "free.txt"


def held_out_sentences() -> set[str]:
    return {written(line) for line in FREE.read_text().splitlines() if line.strip()}


def utterance(mixture, held, r, noise):
    """(packed log-mel, maximum, transcript, voice), or None where the sentence cannot be used."""
    if r.random() < NOBODY:
        return *channel.heard(channel.nobody(r, noise)), "", "nobody"
    sentence = mixture.sentence()
    text = written(sentence)
    if not text or text in held:
        return None
    kind = "pico" if r.random() < PICO else "espeak"
    samples = voices.speak(kind, spoken(sentence), r, noise)
    if samples is None:
        return None
    packed, top = channel.heard(channel.transmit(channel.place(samples, r), r, noise))
    return None if packed.shape[1] > FRAMES_MAX else (packed, top, text, kind)


def with_phonemes(examples):
    """Adds the phonemes; drops what CTC cannot align: it needs a frame for each, and one between equals."""
    out = []
    speech = [e for e in examples if e[2]]
    for example, sounds in zip(speech, phonemes([e[2] for e in speech])):
        repeats = sum(a == b for a, b in zip(sounds, sounds[1:]))
        if sounds and example[0].shape[1] // 2 >= len(sounds) + repeats + 2:
            out.append((*example, sounds))
    return out + [(*e, []) for e in examples if not e[2]]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("out", type=Path)
    a.add_argument("seed", type=int)
    a.add_argument("shards", type=int)
    a.add_argument("--minutes", type=float, default=1e9)
    a = a.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    r, noise = random.Random(a.seed), np.random.default_rng(a.seed)
    mixture, held = Mixture(a.seed), held_out_sentences()
    end = time.time() + 60 * a.minutes
    for shard in range(a.shards):
        start, out = time.time(), []
        while len(out) < SHARD and time.time() < end:
            try:
                example = utterance(mixture, held, r, noise)
            except subprocess.CalledProcessError:
                continue
            if example:
                out.append(example)
        if len(out) < SHARD:
            break
        unfinished = a.out / f"unfinished{a.seed}"
        unfinished.write_bytes(pickle.dumps(with_phonemes(out), -1))
        os.rename(unfinished, a.out / f"shard{a.seed:03}_{shard:04}.pkl")
        hours = sum(e[0].shape[1] for e in out) / 360000
        print(f"shard {shard}: {hours:.2f} h of audio in {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
