"""What the box listens for, said at random: the patterns of `firmware/speech/data/*.toml` read backwards.

The language the tables are written in is explained in `firmware/speech/src/understand/pattern.rs`. A pattern is a
piece of a sentence, mostly without its subject and always without "ne": who counts words behind words gets the
rows of words that matter, not whole sentences.
"""

import re
import tomllib
from pathlib import Path

DATA = (Path(__file__).parent / "../../../../firmware/speech/data").resolve()
FILLERS = ["", "", "", "du tout", "vraiment", "très", "bien", "là", "un peu", "depuis ce matin", "de"]
BETWEEN = [" et ", " ", " ", " parce que ", " avec "]
BEFORE = [
    "", "", "", "il", "elle", "je", "on", "ça", "mon mari", "ma mère", "mon père", "mon fils", "ma fille", "le bébé",
    "il y a", "une", "un", "la", "le", "j'ai", "il a", "elle a", "pas de", "pas",
]  # fmt: skip


def _strings(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [s for v in inner for s in _strings(v)]


class Tables:
    """`vocabulary`: the words a stem (`saign*`) may end as, with how often each is said."""

    def __init__(self, r, vocabulary: dict[str, int]):
        self.r, self.vocabulary, self.ends = r, vocabulary, {}
        self.patterns = []
        for path in sorted(DATA.glob("*.toml")):
            table = tomllib.loads(path.read_text())
            lists = {k: v for k, v in table.get("lists", {}).items() if isinstance(v, str)}
            who = table.get("who", {})
            lists |= {k: v for k, v in who.items() if isinstance(v, str)} | {
                k: v for k, v in table.get("lay", {}).items() if isinstance(v, str)
            }
            for name in ("family", "rule", "explained", "kind", "lay"):
                for text in _strings(table.get(name, {})):
                    if re.search(r"[ (<*]", text) and "." != text[-1]:
                        self.patterns.append((text, lists))
        alarms = tomllib.loads((DATA / "red-flags.toml").read_text())
        # An alarm comes up as often as all the rest.
        self.alarms = [(t, alarms["lists"]) for t in _strings([f["signs"] for f in alarms["family"]])]

    def piece(self) -> str:
        text, lists = self.r.choice(self.alarms if self.r.random() < 0.5 else self.patterns)
        parts = [self._say(part, lists) for part in text.split(" & ")]
        self.r.shuffle(parts)
        said = self.r.choice(BETWEEN).join(parts)
        return re.sub(r" +", " ", f"{self.r.choice(BEFORE)} {said}").strip()

    def _say(self, text: str, lists, depth=0) -> str:
        tokens = re.findall(r"[()|?]|[^\s()|?]+", text)
        said, at = self._choice(tokens, 0, lists, depth)
        return said

    def _choice(self, tokens, at, lists, depth):
        options, row = [], []
        while at < len(tokens) and tokens[at] != ")":
            token = tokens[at]
            if token == "|":
                options.append(" ".join(row))
                row = []
            elif token == "(":
                inner, at = self._choice(tokens, at + 1, lists, depth)
                row.append(inner)
            elif token == "?":
                if row and self.r.random() < 0.5:
                    row.pop()
            else:
                row.append(self._word(token, lists, depth))
            at += 1
        options.append(" ".join(row))
        return self.r.choice(options), at

    def _word(self, token: str, lists, depth) -> str:
        if set(token) == {"."}:
            return self.r.choice(FILLERS)
        if token in "^$":
            return ""
        if token.startswith("<"):
            return self._say(lists.get(token.strip("<>"), ""), lists, depth + 1) if depth < 4 else ""
        token = token.lstrip("=")
        if not token.endswith("*"):
            return token
        stem = token[:-1]
        if stem not in self.ends:
            found = {w: n for w, n in self.vocabulary.items() if w.startswith(stem) and len(w) <= len(stem) + 5}
            self.ends[stem] = found or {stem + "e": 1}
        words = self.ends[stem]
        return self.r.choices(list(words), list(words.values()))[0]
