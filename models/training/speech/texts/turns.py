"""What callers of a cabinet say, from patterns: see patterns/*.txt and lists.txt.

A pattern is a weight and a sentence in which `(a|b)` is one of several, `[a]` comes up less than half
the time, and `{name}` is a member of a list or one of the generators below.
"""

import re
from pathlib import Path

from texts import numbers
from texts.free import hesitate
from texts.people import People

HERE = Path(__file__).parent
PERHAPS = 0.4


def _lists() -> dict[str, list[str]]:
    text = "\n".join(
        line for line in (HERE / "lists.txt").read_text().splitlines() if not line.startswith("#")
    )
    found = re.findall(r"^(\w+):((?:.|\n(?!\w+:))*)", text, re.M)
    return {name: [" ".join(m.split()) for m in body.split("|")] for name, body in found}


def _patterns() -> list[tuple[float, str]]:
    out = []
    for path in sorted((HERE / "patterns").glob("*.txt")):
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                weight, pattern = line.split(" ", 1)
                out.append((float(weight), pattern))
    return out


def _close(text: str, opened: int) -> int:
    """The index of the bracket that closes the one at `opened`."""
    pairs, depth = {"(": ")", "[": "]"}, []
    for i in range(opened, len(text)):
        if text[i] in pairs:
            depth.append(pairs[text[i]])
        elif depth and text[i] == depth[-1]:
            depth.pop()
            if not depth:
                return i
    raise ValueError(f"unclosed bracket in: {text}")


def _alternatives(text: str) -> list[str]:
    """Splits at the bars that stand in no bracket."""
    out, depth = [""], 0
    for c in text:
        depth += (c in "([") - (c in ")]")
        if c == "|" and depth == 0:
            out.append("")
        else:
            out[-1] += c
    return out


class Turns:
    def __init__(self, r, held_out_names=False, only: tuple[str, ...] = ()):
        """`only`: patterns that hold one of these words, for a test set of one kind."""
        self.r, self.lists = r, _lists()
        patterns = [p for p in _patterns() if not only or any(w in p[1] for w in only)]
        self.weights, self.patterns = zip(*patterns)
        people = People(r, held_out_names)
        self.made = {
            "first_name": people.first_name,
            "last_name": people.last_name,
            "full_name": people.full_name,
            "doctor": people.doctor,
            "spelled": people.spelled,
            "date": lambda: numbers.date(r),
            "at": lambda: numbers.at(r),
            "hour": lambda: numbers.hour(r),
            "day": lambda: numbers.day(r),
            "birth": lambda: numbers.birth(r),
            "phone": lambda: numbers.phone(r),
            "weekday": lambda: r.choice(numbers.DAYS),
            "small": lambda: numbers.number(r.randint(2, 12)),
            "minutes": lambda: numbers.number(r.randint(5, 50)),
            "fever": lambda: numbers.number(r.randint(36, 41)),
            "age": lambda: numbers.number(r.randint(2, 98)),
            "euros": lambda: numbers.number(r.randint(2, 150)),
            "number": lambda: numbers.number(r.choice([r.randint(0, 99), r.randint(0, 999)])),
            "street_number": lambda: numbers.number(r.randint(1, 150)),
            "postcode": lambda: f"{numbers.number(r.randint(10, 95))} {numbers.number(r.randint(100, 900))}",
            "security": lambda: " ".join(
                numbers.number(r.randint(*span)) for span in ((1, 2), (20, 99), (1, 12), (10, 95))
            ),
        }

    def sentence(self) -> str:
        pattern = self.r.choices(self.patterns, self.weights)[0]
        s = contract(self.expand(pattern))
        return hesitate(s, self.r) if self.r.random() < 0.2 else s

    def expand(self, text: str) -> str:
        out, i = "", 0
        while i < len(text):
            if text[i] in "([":
                end = _close(text, i)
                if text[i] == "(" or self.r.random() < PERHAPS:
                    out += self.expand(self.r.choice(_alternatives(text[i + 1 : end])))
                i = end + 1
            elif text[i] == "{":
                end = text.index("}", i)
                name = text[i + 1 : end]
                made = self.made.get(name)
                out += made() if made else self.expand(self.r.choice(self.lists[name]))
                i = end + 1
            else:
                out += text[i]
                i += 1
        return out


def contract(s: str) -> str:
    """de + le, à + le, and the spaces that absent parts leave."""
    s = re.sub(r"\b(?:de|du) le\b", "du", s)
    s = re.sub(r"\b(?:à|au) le\b", "au", s)
    s = re.sub(r"\b(?:le|du) (demain|après-demain|aujourd'hui|cette|ce |la |dans|fin|début|mi-|en )", r"de \1", s)
    s = re.sub(r"\b(?:au|le|prévu du) (dès|avant|après|pendant|plutôt|sauf|ni|d'ici|n'importe|pour|le )", r"\1", s)
    s = re.sub(r"\bpour pour\b", "pour", s)
    return re.sub(r" +", " ", s).strip(" ,")
