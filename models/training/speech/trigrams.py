"""Counts of words behind words, and a trigram model from them: interpolated Kneser-Ney (Chen & Goodman 1998), cut down to the
pairs and triples that matter most, with backoff weights that make each row sum to one again.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

BEGIN, END = "<s>", "</s>"
DISCOUNT = 0.75
# Share of the single words' mass that every known word gets an equal part of: names and words of the long lists that no
# sentence held must stay possible.
EVEN = 0.03


@dataclass
class Model:
    single: dict
    pairs: dict
    triples: dict
    # By history, of one word or two.
    backoff: dict


class Counts:
    def __init__(self):
        self.pairs, self.triples = Counter(), Counter()

    def add(self, row: list[str], whole=True):
        """A sentence, or (not `whole`) a piece of one, of which neither begin nor end say anything."""
        row = [BEGIN, *row, END] if whole else row
        self.pairs.update(zip(row, row[1:]))
        self.triples.update(zip(row, row[1:], row[2:]))

    def single(self) -> Counter:
        out = Counter()
        for (_, b), n in self.pairs.items():
            out[b] += n
        return out

    def model(self, words: list[str], most_pairs: int, most_triples: int) -> Model:
        known = set(words)
        pairs = {k: n for k, n in self.pairs.items() if k[0] in known and k[1] in known}
        triples = {k: n for k, n in self.triples.items() if all(w in known for w in k)}
        single = self._single(words, pairs)
        # Pairs by their true counts: rows that begin a sentence are the commonest of all.
        sums, kinds = Counter(), Counter()
        for (a, _), n in pairs.items():
            sums[a] += n
            kinds[a] += 1
        two = lambda a, b: (
            max(pairs.get((a, b), 0) - DISCOUNT, 0) + DISCOUNT * kinds[a] * single[b]
        ) / sums[a] if sums[a] else single[b]
        pair_p = {k: two(*k) for k in pairs}
        sums3, kinds3 = Counter(), Counter()
        for (a, b, _), n in triples.items():
            sums3[a, b] += n
            kinds3[a, b] += 1
        triple_p = {}
        for (a, b, c), n in triples.items():
            triple_p[a, b, c] = (max(n - DISCOUNT, 0) + DISCOUNT * kinds3[a, b] * pair_p[b, c]) / sums3[a, b]
        # What a row of words is worth keeping for: how often it comes and how much likelier it is than without it.
        kept3 = dict(self._best(triples, triple_p, lambda k: pair_p[k[1:]], most_triples))
        needed = {k[1:] for k in kept3} | {k[:2] for k in kept3}
        kept2 = dict(self._best(pairs, pair_p, lambda k: single[k[1]], most_pairs))
        kept2 |= {k: pair_p[k] for k in needed}
        return Model(single, kept2, kept3, self._backoff(single, kept2, kept3))

    def _single(self, words, pairs) -> dict:
        """By how many words each follows, not how often: "huis" only ever goes before "clos"."""
        before = Counter(b for _, b in pairs)
        total = sum(before.values())
        return {w: (1 - EVEN) * before[w] / total + EVEN / len(words) for w in words}

    @staticmethod
    def _best(counts, p, shorter, most):
        import math

        # A row seen once is chance.
        gain = [(n * math.log(p[k] / shorter(k)), k) for k, n in counts.items() if n > 1 and p[k] > shorter(k)]
        gain.sort(reverse=True)
        return [(k, p[k]) for g, k in gain[:most] if g > 0.5]

    @staticmethod
    def _backoff(single, pairs, triples) -> dict:
        held, under = defaultdict(float), defaultdict(float)
        for (a, b), p in pairs.items():
            held[a,] += p
            under[a,] += single[b]
        for (a, b, c), p in triples.items():
            held[a, b] += p
            under[a, b] += pairs[b, c]
        return {h: max(1 - held[h], 1e-3) / max(1 - under[h], 1e-3) for h in held}
