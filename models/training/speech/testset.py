"""Speaks the test sets, each sentence down three lines: clean, 20 dB and 10 dB of noise.

    python testset.py OUT.pkl [--data SHARDS]

--data: training shards whose sentences (of more than four words) must not be asked again.

| set | voices | sentences |
|---|---|---|
| pico, espeak | seen in training | turns of a call, new |
| held | espeak variants never trained on | turns of a call, new |
| mbrola | an engine never trained on, human recordings | turns of a call, new |
| names | pico and espeak | names, spelling, births, dates; half of the family names never trained on |
| free, free_held, free_mbrola | seen; unseen variants; unseen engine | free.txt: written apart, never trained on |
"""

import argparse
import pickle
import random
from pathlib import Path

import numpy as np

import channel
import voices
from phonemes import phonemes
from texts.spelling import spoken, written
from texts.turns import Turns

HERE = Path(__file__).parent
LINES = {"clean": 60.0, "20 dB": 20.0, "10 dB": 10.0}
EACH = 60
NAMES = ("{full_name}", "{last_name}", "{first_name}", "{spelled}", "{birth}", "{date}")


def trained_on(folder: Path) -> set[str]:
    out = set()
    for path in folder.glob("shard*.pkl"):
        out |= {e[2] for e in pickle.loads(path.read_bytes()) if len(e[2].split()) > 4}
    return out


def sentences(turns: Turns, avoid: set[str], count: int) -> list[str]:
    out = []
    while len(out) < count:
        s = turns.sentence()
        text = written(s)
        if len(text.split()) >= 3 and text not in avoid:
            avoid.add(text)
            out.append(s)
    return out


def speak(texts: list[str], kinds: list[str], r, noise) -> list[tuple]:
    """(transcript, voice, phonemes, {line: packed log-mel and maximum}) of each sentence."""
    out = []
    for number, sentence in enumerate(texts):
        kind = kinds[number % len(kinds)]
        x = voices.speak(kind, spoken(sentence), r, noise)
        if x is None:
            print("too long or silent:", sentence)
            continue
        x = channel.place(x, r)
        heard = {}
        for name, snr_db in LINES.items():
            heard[name] = channel.heard(channel.transmit(x, r, noise, snr_db, wideband=0))
        out.append((written(sentence), kind, heard))
    sounds = phonemes([text for text, _, _ in out])
    return [(text, kind, s, heard) for (text, kind, heard), s in zip(out, sounds)]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("out", type=Path)
    p.add_argument("--data", type=Path)
    a = p.parse_args()
    r, noise = random.Random(99), np.random.default_rng(99)
    avoid = trained_on(a.data) if a.data else set()
    turns = Turns(r)
    free = [s for s in (HERE / "free.txt").read_text().splitlines() if s.strip()]
    sets = {}
    for name, kinds in (
        ("pico", ["pico"]), ("espeak", ["espeak"]), ("held", ["held"]), ("mbrola", ["fr1", "fr4"])
    ):  # fmt: skip
        sets[name] = speak(sentences(turns, avoid, EACH), kinds, r, noise)
    named = Turns(r, held_out_names=True, only=NAMES)
    sets["names"] = speak(sentences(named, avoid, EACH), ["pico", "espeak"], r, noise)
    sets["free"] = speak(free, ["pico", "espeak"], r, noise)
    sets["free_held"] = speak(free, ["held"], r, noise)
    sets["free_mbrola"] = speak(free, ["fr1", "fr4"], r, noise)
    a.out.write_bytes(pickle.dumps(sets, -1))
    print({name: len(s) for name, s in sets.items()})


if __name__ == "__main__":
    main()
