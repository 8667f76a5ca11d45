"""Speaks sentences and keeps what the box would hear, in shards that train.py picks up as they come.

    python synthesise.py OUT_FOLDER SEED SHARDS [--minutes M] [--kokoro]

A shard is a pickled list of (packed log-mel, its maximum, transcript, voice, phonemes). Run one
process per core with different seeds; stop them at any moment, a shard appears only when complete.
`--kokoro` speaks with Kokoro alone (KOKORO names its folder): it takes as long as the sentence, sixty times what the others do, so each
of its utterances is heard `TAKES` times, in another throat and over another line each.
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
NOBODY = 0.06
TAKES = 5
FRAMES_MAX = 1150
FREE = Path(__file__).parent / "free.txt"


def held_out_sentences() -> set[str]:
    return {written(line) for line in FREE.read_text().splitlines() if line.strip()}


def sayable(mixture, held):
    """A sentence and its transcript; None where it may not be used."""
    sentence = mixture.sentence()
    text = written(sentence)
    return (sentence, text) if text and text not in held else None


def over_the_line(samples, text, kind, r, noise):
    """(packed log-mel, maximum, transcript, voice), or None where the engine said nothing or too much."""
    if samples is None:
        return None
    packed, top = channel.heard(channel.transmit(channel.place(samples, r), r, noise))
    return None if packed.shape[1] > FRAMES_MAX else (packed, top, text, kind)


def utterances(mixture, held, r, noise):
    """Pico's or espeak-ng's, or nobody's."""
    if r.random() < NOBODY:
        return [(*channel.heard(channel.nobody(r, noise)), "", "nobody")]
    if not (said := sayable(mixture, held)):
        return []
    kind = "pico" if r.random() < PICO else "espeak"
    return [over_the_line(voices.speak(kind, spoken(said[0]), r, noise), said[1], kind, r, noise)]


def kokoros(mixture, held, r, noise):
    """Kokoro's, several takes of one rendering."""
    if not (said := sayable(mixture, held)):
        return []
    x, rate, _ = voices.render("kokoro", spoken(said[0]), r)
    if x is None:
        return []
    tracts = [r.uniform(0.82, 1.2) if r.random() < 0.7 else 1.0 for _ in range(TAKES)]
    takes = (voices.bend(x, rate, tract, r, noise) for tract in tracts)
    return [over_the_line(take, said[1], "kokoro", r, noise) for take in takes]


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
    a.add_argument("--kokoro", action="store_true")
    a = a.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    r, noise = random.Random(a.seed), np.random.default_rng(a.seed)
    mixture, held = Mixture(a.seed), held_out_sentences()
    end = time.time() + 60 * a.minutes
    for shard in range(a.shards):
        start, out = time.time(), []
        while len(out) < SHARD and time.time() < end:
            try:
                out += filter(None, (kokoros if a.kokoro else utterances)(mixture, held, r, noise))
            except subprocess.CalledProcessError:
                continue
        if len(out) < SHARD:
            break
        unfinished = a.out / f"unfinished{a.seed}"
        unfinished.write_bytes(pickle.dumps(with_phonemes(out), -1))
        os.rename(unfinished, a.out / f"shard{a.seed:03}_{shard:04}.pkl")
        hours = sum(e[0].shape[1] for e in out) / 360000
        print(f"shard {shard}: {hours:.2f} h of audio in {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
