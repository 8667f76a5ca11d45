"""Figures of the language model, of the linear part and of their mean on hand-written turns, clean and with slips.

    python evaluate.py --weights runs/default/last.pt --linear runs/linear.npz [--verbose] [checkset.txt ...]

With --verbose the wrong turns of the mean are printed: a set whose turns were read is spent, write a new one.
"""
import argparse
import collections
import random
import time

import numpy
import torch

import decode
import form
import linear
import noise
from tokens import Coder

ALARM = 0.2  # the probability from which either part calls an emergency; 0.05 is wiser for the linear part, see README.md


def overlap(wanted, found):
    """F1 of the words of two lists of runs."""
    a, b = collections.Counter(" ".join(wanted).split()), collections.Counter(" ".join(found).split())
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if a or b else 1.0


def noisy(samples, seed, level=1.0):
    """The same turns as a bad recogniser would write them."""
    rng, out = random.Random(seed), []
    for sample in samples:
        words, tags = noise.corrupt(rng, sample["words"], sample["tags"], level)
        out.append({**sample, "words": words or sample["words"], "tags": tags if words else sample["tags"]})
    return out


def choices(samples, shares, key, options):
    """Right or wrong for each turn, from its probabilities."""
    return [options[int(numpy.argmax(share[key]))] == sample[key] for sample, share in zip(samples, shares)]


def score(samples, lm, lin, forms):
    """Rows of the table: name -> (language model, linear, mean), in per cent or as counts."""
    mean = [{key: (numpy.array(a[key]) + numpy.array(b[key])) / 2 for key in linear.GROUPS} for a, b in zip(lm, lin)]
    rows, open_turn = {}, [s["asking"] == "none" for s in samples]
    percent = lambda values: f"{100 * sum(values) / len(values):.1f}" if values else "-"
    for name, keep in (("intent", [True] * len(samples)), ("intent, open question", open_turn), ("intent, answering", [not o for o in open_turn])):
        rights = [choices(samples, shares, "intent", form.INTENTS) for shares in (lm, lin, mean)]
        rows[f"{name} ({sum(keep)})"] = [percent([r for r, k in zip(right, keep) if k]) for right in rights]
    at = [i for i, s in enumerate(samples) if s["asking"] == "confirm"]
    pick = lambda items: [items[i] for i in at]
    rows[f"answer, when asked yes or no ({len(at)})"] = [
        percent(choices(pick(samples), pick(shares), "answer", form.ANSWERS)) for shares in (lm, lin, mean)]
    alarm = form.INTENTS.index("emergency")
    true = [s["intent"] == "emergency" for s in samples]
    called = [[share["intent"][alarm] >= ALARM for share in shares] for shares in (lm, lin)]
    called.append([a or b for a, b in zip(*called)])
    rows[f"emergencies found, of {sum(true)} (third: either)"] = [sum(c and t for c, t in zip(calls, true)) for calls in called]
    rows[f"false alarms, of {len(true) - sum(true)} (third: either)"] = [sum(c and not t for c, t in zip(calls, true)) for calls in called]
    total = collections.defaultdict(list)
    for sample, found in zip(samples, forms):
        if sample["doctor"] is not None or found["doctor"] is not None:
            wanted = None if sample["doctor"] is None else sample["doctors"][sample["doctor"]]
            total["practitioner"].append(found["doctor"] == wanted)
        if sample["reason"] is not None:
            total["reason of the list"].append(found["reason"] == sample["reasons"][sample["reason"]])
        if sample["who"] == "other" or found["who"] == "other":
            total["patient is another"].append(found["who"] == sample["who"])
        if sample["asking"] == "rating":
            total["rating"].append(found["rating"] == sample["rating"])
        for key in form.SPANS:
            wanted = form.segments(sample["words"], sample["tags"], key)
            if wanted or found[key]:
                total[f"span {form.SPANS[key]}, words F1"].append(overlap(wanted, found[key]))
    for name, values in sorted(total.items()):
        rows[f"{name} ({len(values)})"] = ["-", "-", percent(values)]
    return rows


def measure(model, coder, weight, samples, verbose=False):
    to_buckets, lm, lin, forms = linear.Buckets(len(weight)), [], [], []
    for sample in samples:
        lin.append(linear.probabilities(weight, to_buckets(sample["asking"], sample["words"])))
        found = decode.understand(model, coder, sample, lin[-1]["intent"])
        lm.append(found)
        forms.append(found["form"])
        wanted = form.read_form(form.target(sample))
        wrong = {k: (wanted[k], found["form"][k]) for k in wanted if wanted[k] != found["form"][k]}
        if verbose and wrong:
            print(sample["asking"], "|", " ".join(sample["words"]), "|", wrong)
    return score(samples, lm, lin, forms)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", required=True)
    parser.add_argument("--linear", required=True)
    parser.add_argument("--tokenizer", default="tokenizer.json")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("sets", nargs="*", default=["checkset.txt", "devset1.txt", "devset2.txt"])
    args = parser.parse_args()
    torch.set_num_threads(1)
    coder, model, weight = Coder(args.tokenizer), decode.load(args.weights), numpy.load(args.linear)["weight"]
    for path in args.sets:
        clean, begin = form.read_testset(path), time.time()
        first = measure(model, coder, weight, clean, args.verbose)
        slips = measure(model, coder, weight, noisy(clean, 1) + noisy(clean, 2))
        print(f"\n| {path}, {len(clean)} turns | model | linear | mean | with slips, twice as many: model | linear | mean |\n|---|---|---|---|---|---|---|")
        for (name, a), b in zip(first.items(), slips.values()):
            print(f"| {name} | {' | '.join(map(str, a + b))} |")
        print(f"\n{1000 * (time.time() - begin) / (3 * len(clean)):.0f} ms a turn", flush=True)


if __name__ == "__main__":
    main()
