"""The linear part: hashed words, word pairs and pieces of words, one row of weights per bucket, summed. 20 seconds of training.

    python linear.py --count 200000 --out runs/linear.npz

Its probabilities of the intent, averaged with the language model's, are better than either alone, and cost microseconds.
A feature is a string; its bucket is FNV-1a (32 bits) of its UTF-8 bytes modulo the number of rows, a power of two. The
columns are the 19 intents, the 3 answers and the 3 patients, each group with its own softmax over the summed rows.
"""
import argparse
import random
import time

import numpy

import form
import generate
import written

BUCKETS = 1 << 15
GROUPS = {"intent": form.INTENTS, "answer": form.ANSWERS, "who": form.WHO}
COLUMNS = sum(len(options) for options in GROUPS.values())


def fnv(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def features(asking, words):
    """The features of a turn, as strings, repeats included."""
    out = ["a:" + asking]
    padded = ["<s>"] + list(words) + ["</s>"]
    for word in padded:
        out += ["w:" + word, f"q:{asking}:{word}"]
    out += [f"b:{a} {b}" for a, b in zip(padded, padded[1:])]
    for word in words:
        letters = f"<{word}>"  # counted in characters, not in bytes
        out += ["g:" + letters[i:i + n] for n in (3, 4, 5) for i in range(len(letters) - n + 1)]
    return out


class Buckets:
    """Buckets of features, remembered: hashing in Python is slow."""

    def __init__(self, size=BUCKETS):
        self.size, self.known = size, {}

    def __call__(self, asking, words):
        out = []
        for feature in features(asking, words):
            if feature not in self.known:
                if len(self.known) > 3_000_000:  # misspelt words never end
                    self.known.clear()
                self.known[feature] = fnv(feature) & self.size - 1
            out.append(self.known[feature])
        return out


def probabilities(weight, buckets):
    """A dict of the three groups' probabilities, in the order of form.py."""
    scores, out, at = weight[buckets].astype(numpy.float32).sum(0), {}, 0
    for name, options in GROUPS.items():
        part = scores[at:at + len(options)]
        part = numpy.exp(part - part.max())
        out[name] = part / part.sum()
        at += len(options)
    return out


def train(count, seed, size=BUCKETS, init=None, batch=64, rate=0.15, mix=0.0, leave=()):
    """Adagrad on sparse rows, averaged over the second half of the steps. With `init`, weights that are only touched up.
    `mix` of the turns are written ones, but for the files in `leave`."""
    people = written.read(leave) if mix else []
    rng, names, to_buckets = random.Random(seed), generate.read_names(), Buckets(size)
    weight = numpy.zeros((size, COLUMNS), numpy.float32)
    squares = numpy.full((size, 1), 1e-4, numpy.float32)
    if init is not None:
        weight, squares, rate = init.astype(numpy.float32), squares + 1, 0.4 * rate
    total, kept = numpy.zeros_like(weight), 0
    begin, seen, loss = time.time(), 0, 0.0
    for step in range(count // batch):
        slope = rate * (1 - step * batch / count) ** 0.5
        for turn in (written.draw(rng, people) if rng.random() < mix else generate.sample(rng, *names) for _ in range(batch)):
            rows = to_buckets(turn["asking"], turn["words"])
            error = numpy.zeros(COLUMNS, numpy.float32)
            at = 0
            for name, share in probabilities(weight, rows).items():
                if turn[name] is None:  # nobody labelled it
                    at += len(share)
                    continue
                right = GROUPS[name].index(turn[name])
                error[at:at + len(share)] = share
                error[at + right] -= 1
                loss += 0.001 * (-numpy.log(share[right] + 1e-9) - loss) if name == "intent" else 0
                at += len(share)
            unique, times = numpy.unique(rows, return_counts=True)
            push = times[:, None].astype(numpy.float32) * error
            squares[unique] += (push ** 2).mean(1, keepdims=True)
            weight[unique] -= slope * push / numpy.sqrt(squares[unique])
            seen += 1
        if step % 50 == 0 and step * batch > count / 2:
            total, kept = total + weight, kept + 1
        if step % 300 == 0:
            print(f"{seen} turns, {time.time() - begin:.0f} s, intent loss {loss:.3f}", flush=True)
    return total / max(kept, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--buckets", type=int, default=BUCKETS)
    parser.add_argument("--init", help="weights to go on from")
    parser.add_argument("--written", type=float, default=0.3, help="share of written turns")
    parser.add_argument("--leave", nargs="*", default=[], help="written files kept for measuring")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    init = numpy.load(args.init)["weight"] if args.init else None
    numpy.savez_compressed(args.out, weight=train(args.count, args.seed, args.buckets, init, mix=args.written, leave=args.leave).astype(numpy.float16))


if __name__ == "__main__":
    main()
