"""Sentences nobody's template wrote: hand-written ones, and what becomes of them cut and spliced.

A decoder that only hears templates learns the templates by heart. Here it meets everyday French, then
halves and thirds of different sentences joined, words swapped for others, and fragments: locally
French, globally unforeseeable.
"""

import re
from pathlib import Path

from texts.words import words

HERE = Path(__file__).parent / "sentences"

# A sentence may be cut after punctuation and before these.
_CUT = re.compile(
    r"(?<=[,;?!.]) +| +(?=(?:mais|parce|car|quand|si|que|qui|pour|et|donc|depuis|avec|dans|pendant"
    r"|après|avant|dès|chez|sans|sur|jusqu'à|comme|ou) )"
)
HESITATIONS = (
    "euh euh euh ben bah hum alors bon enfin attendez voyons disons écoutez donc voilà hein quoi"
).split() + ["en fait", "du coup", "eh bien", "comment dire", "je veux dire"]


def load() -> list[str]:
    lines = []
    for path in sorted(HERE.glob("*.txt")):
        lines += [s.strip() for s in path.read_text().splitlines() if s.strip()]
    return list(dict.fromkeys(lines))


def hesitate(sentence: str, r) -> str:
    """Fillers, a word said twice, a false start."""
    w = sentence.split(" ")
    k = r.random()
    if k < 0.4:
        w.insert(0, r.choice(HESITATIONS) + r.choice([",", ""]))
    elif k < 0.7 and len(w) > 3:
        w.insert(r.randrange(1, len(w)), r.choice(HESITATIONS))
    elif k < 0.9 and len(w) > 3:
        i = r.randrange(len(w) - 1)
        if "§" not in w[i]:
            w.insert(i, w[i].strip(",.?!"))
    elif len(w) > 4:
        w = w[: r.randint(1, 3)] + ["euh"] + w
    return " ".join(w)


class Free:
    def __init__(self, r):
        self.r = r
        self.sentences = load()
        cut = [[p for p in _CUT.split(s) if p] for s in self.sentences]
        self.heads = [p[0] for p in cut if len(p) > 1]
        self.tails = [p[-1] for p in cut if len(p) > 1]
        self.middles = [q for p in cut for q in p[1:-1]]
        self.pieces = [q for p in cut for q in p]
        self.vocabulary = words("nouns") + words("verbs") + words("others")

    def sentence(self) -> str:
        r, k = self.r, self.r.random()
        if k < 0.42:
            s = r.choice(self.sentences)
        elif k < 0.62:
            s = f"{r.choice(self.heads)} {r.choice(self.tails)}"
        elif k < 0.72:
            s = f"{r.choice(self.heads)} {r.choice(self.middles)} {r.choice(self.tails)}"
        elif k < 0.87:
            s = self._swap(r.choice(self.sentences))
        elif k < 0.94:
            s = r.choice(self.pieces)
        else:
            w = r.choice(self.sentences).split()
            i = r.randrange(len(w))
            s = " ".join(w[i : i + r.randint(1, 5)])
        return hesitate(s, r) if r.random() < 0.15 else s

    def _swap(self, sentence: str) -> str:
        """One to three words become others: what follows can no longer be guessed."""
        w = sentence.split()
        for _ in range(self.r.randint(1, 3)):
            w[self.r.randrange(len(w))] = self.r.choice(self.vocabulary)
        return " ".join(w)
