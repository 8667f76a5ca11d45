"""Writes labelled turns of callers, one JSON object a line.

    python generate.py --count 200000 --seed 1 --out train.jsonl [--clean]

The same seed gives the same file.
"""
import argparse
import json
import os
import random

import form
import lexicon
import noise
from grammar import Speaker

ASKING_WEIGHTS = {"none": 52, "confirm": 14, "date": 10, "name": 8, "birth_date": 2.5, "phone": 2.5, "motif": 9, "rating": 2}
NOISE_LEVELS = [0, 0, 0, 0.5, 0.5, 1, 1, 1.6]


def read_names():
    """Family names and first names, from names.txt beside this file."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "names.txt")
    lines = [line.split() for line in open(path, encoding="utf-8") if not line.startswith("#")]
    return [[name.replace("_", " ") for name in line] for line in lines]


def scene(rng, last_names, first_names, turns, levels=NOISE_LEVELS, scattered=0.1):
    """Labelled turns of several callers of one cabinet. `scattered` is the share of turns that lose and swap words."""
    speaker = Speaker(rng, last_names, first_names, cabinet={"doctors": [], "reasons": [], "topics": [None]})
    cabinet = speaker.draw_cabinet(min(turns, 4))
    out = []
    while len(out) < turns:
        speaker = Speaker(rng, last_names, first_names, cabinet)
        asking = rng.choices(list(ASKING_WEIGHTS), ASKING_WEIGHTS.values())[0]
        turn = speaker.turn(asking)
        words, tags, who = form.parse_marked(form_spaces(turn.pop("text")))
        if rng.random() < scattered:
            words, tags = noise.scatter(rng, words, tags)
        words, tags = noise.corrupt(rng, words, tags, rng.choice(levels))
        if 0 < len(words) <= 48:
            out.append({
                "doctors": [f"{name} {trade}" for name, trade in speaker.doctors], "reasons": speaker.reasons, **turn, "who": who,
                "doctor": speaker.doctor, "reason": speaker.reason_index(" ".join(form.segments(words, tags, "m"))) if "m" in tags else None, "words": words, "tags": tags,
            })
    return out


def sample(rng, last_names, first_names, levels=NOISE_LEVELS, scattered=0.1):
    """One labelled turn with its cabinet."""
    return scene(rng, last_names, first_names, 1, levels, scattered)[0]


def form_spaces(text):
    """Elisions and contractions that the templates leave open ("de le" -> "du", "que il" -> "qu'il")."""
    text = " ".join(text.split())
    for a, b in ((" de le ", " du "), (" de les ", " des "), (" à le ", " au "), (" à les ", " aux "), (" que il ", " qu'il "),
                 (" que elle ", " qu'elle "), (" si il ", " s'il "), (" de un ", " d'un "), (" de une ", " d'une "), ("d' ", "d'"),
                 (" de des ", " de "), (" de hier ", " d'hier "), ("de il ", "d'il ")):
        text = text.replace(a, b)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    parser.add_argument("--clean", action="store_true", help="no recogniser noise")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    last_names, first_names = read_names()
    with open(args.out, "w", encoding="utf-8") as out:
        for _ in range(args.count):
            made = sample(rng, last_names, first_names, [0] if args.clean else NOISE_LEVELS, 0 if args.clean else 0.3)
            out.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
