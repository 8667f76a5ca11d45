"""Turns that writers wrote, not the generator: written/*.jsonl, labelled as tests/understand is, and written/turns.txt.

Their labels say what was meant (intent, answer, whose visit), not which words say it: the linear part learns all of
that from them, the decoder only its first three tokens.
"""
import glob
import json
import os

import form
import noise

HERE = os.path.dirname(os.path.abspath(__file__))


def label(expect):
    """The intent of a Meaning as a column: `info.hours`."""
    intent = expect.get("intent") or "none"
    return f"info.{expect.get('info_topic') or 'other'}" if intent == "info" else intent


def turns(leave):
    """(words, asking, intent, answer, whose visit) of every written turn; `leave` names files that are kept for measuring."""
    for path in sorted(glob.glob(os.path.join(HERE, "written", "*"))):
        if os.path.basename(path) in leave:
            continue
        for line in open(path, encoding="utf-8"):
            if path.endswith(".jsonl"):
                turn = json.loads(line)
                expect = turn["expect"]
                yield turn["say"], turn.get("asking") or "open", label(expect), expect.get("answer") or "-", expect.get("patient") or "-"
            elif not line.startswith("#"):
                head, said = line.split(" | ", 1)
                intent, who, asking = head.split()
                # These say nothing of yes and no.
                yield said, asking, intent, None, {"o": "other", "s": "self", "-": "-"}[who]


def read(leave=()):
    """The written turns as samples without spans; `answer` is None where nobody labelled it."""
    doctors, reasons = form.CABINETS["H"]
    samples = []
    for said, asking, intent, answer, who in turns(leave):
        words = form.normalise(said).split()
        if 0 < len(words) <= 48 and intent in form.INTENTS:
            samples.append({
                "doctors": doctors, "reasons": reasons, "asking": form.ASKING_OF[asking], "words": words, "tags": [""] * len(words),
                "intent": intent, "answer": answer, "who": who, "rating": None, "doctor": None, "reason": None, "spans": False,
            })
    return samples


def draw(rng, samples, levels=(0, 0, 0.5, 1)):
    """One of them, sometimes as a recogniser would write it."""
    sample = rng.choice(samples)
    words, tags = noise.corrupt(rng, sample["words"], sample["tags"], rng.choice(levels))
    return {**sample, "words": words, "tags": tags} if words else sample
