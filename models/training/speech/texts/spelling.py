"""From a sentence as written to what a voice is given and to what the recogniser must write.

Sentences are written as French, with one mark: § before a letter said by its name (`§d comme Denis`).
`spoken` gives the voice "dé comme Denis"; `written` gives the transcript "d comme denis".

The transcript's conventions, which the tokenizer was made for: lower case, letters with their accents
and the apostrophe only; no digit (numbers are words), no hyphen ("quatre vingt dix"), no punctuation.
"""

import re
import unicodedata

LETTERS = {
    "a": "a", "b": "bé", "c": "cé", "d": "dé", "e": "eu", "f": "effe", "g": "gé", "h": "ache",
    "i": "i", "j": "ji", "k": "ka", "l": "elle", "m": "aime", "n": "enne", "o": "o", "p": "pé",
    "q": "ku", "r": "erre", "s": "esse", "t": "té", "u": "u", "v": "vé", "w": "double vé",
    "x": "ixe", "y": "i grec", "z": "zède",
}  # fmt: skip

_WORDS = {
    "a": "anatole anne arthur alpha", "b": "berthe bernard bravo", "c": "célestin charlie camille",
    "d": "désiré denis delta", "e": "eugène émile écho étienne", "f": "françois fernand foxtrot",
    "g": "gaston georges golf", "h": "henri hôtel hélène", "i": "irma isabelle india",
    "j": "joseph jean juliette", "k": "kléber kilo karine", "l": "louis lima lucie",
    "m": "marcel marie mike maman", "n": "nicolas noël novembre nathalie", "o": "oscar olivier",
    "p": "pierre papa paul", "q": "quintal québec quentin", "r": "raoul robert roméo",
    "s": "suzanne sophie sierra serge", "t": "thérèse thomas tango", "u": "ursule uniforme",
    "v": "victor valérie", "w": "william whisky wagon", "x": "xavier xylophone",
    "y": "yvonne yves yankee", "z": "zoé zulu zorro",
}  # fmt: skip
COMME = {letter: words.split() for letter, words in _WORDS.items()}


def spoken(sentence: str) -> str:
    return re.sub(r"§(\w)", lambda m: LETTERS[m.group(1)], sentence)


def written(sentence: str) -> str:
    s = sentence.replace("§", "").lower().replace("’", "'").replace("-", " ")
    s = re.sub(r"[^a-zàâäçéèêëîïôöûùüÿœ' ]", " ", s)
    return re.sub(r" +", " ", s).strip()


def bare(name: str) -> str:
    """Letters only: accents fall away when a name is spelled."""
    plain = unicodedata.normalize("NFD", name.lower()).replace("œ", "oe").replace("'", "")
    return "".join(c for c in plain if not unicodedata.combining(c))


def spell(name: str, r, comme: float = 0.15) -> str:
    """Letter by letter, doubled letters as "deux L", a share of them "comme" somebody."""
    letters, out, i = bare(name), [], 0
    while i < len(letters):
        c = letters[i]
        if c in " -":
            gap = ["espace", "plus loin", "tiret", "trait d'union"]
            out.append(r.choice(gap) if r.random() < 0.4 else "espace")
        elif letters[i : i + 2] == c * 2 and r.random() < 0.8:
            out.append("deux §" + c)
            i += 1
        elif r.random() < comme:
            out.append(f"§{c} comme {r.choice(COMME[c]).title()}")
        else:
            out.append("§" + c)
        i += 1
    return (", " if r.random() < 0.5 else " ").join(out)
