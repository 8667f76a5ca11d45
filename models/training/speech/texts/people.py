"""Names of callers and of doctors: real ones, and invented ones that sound like them."""

from texts.spelling import COMME, spell
from texts.words import sections, words

_ONSETS = "b c d f g l m n p r s t v br cr dr fr gr pr tr bl cl fl gl pl ch j qu gu".split()
_VOWELS = "a e i o u ou ai oi an on in eau au é en er el ar or our ur al ol as es is".split()
_ENDINGS = (
    "ard aud ault eau el elle enne et ette ez ier in ine ois on ot oux eux ac ec ic as is al ain aix "
    "lin rin net dier tier gnon gnac llon sson zac ski os i a o eron elier and ert oulet illon aille "
    "euil eil"
).split()
_BEFORE = ["le ", "de ", "la ", "du ", "ben ", "el ", "mac ", "saint ", "d'"]
_BACK = {"a", "o", "u", "ou", "on", "our", "or", "an", "al", "ar", "ai", "oi", "au", "ur", "ol", "as"}
_FRONT = {"e", "i", "é", "en", "er", "el", "in", "eau", "es", "is"}


def _syllable(r) -> str:
    onset, vowel = r.choice(_ONSETS), r.choice(_VOWELS)
    if onset in ("qu", "gu") and vowel in _BACK:
        onset = onset[0].replace("q", "c")
    if onset == "c" and vowel in _FRONT:
        onset = "ch"
    return onset + vowel


def invented(r) -> str:
    stem = "".join(_syllable(r) for _ in range(r.choice([1, 1, 2])))
    end = r.choice(_ENDINGS)
    if stem[-1] in "aeiouéy" and end[0] in "aeiouy":
        stem += r.choice("r l n m d t v ss b g p ch".split())
    if stem[-1] == "c" and end[0] in "ei":
        stem += "h"
    if stem[-1] == "g" and end[0] in "aou":
        stem += "u"
    return (r.choice(_BEFORE) if r.random() < 0.12 else "") + stem + end


class People:
    def __init__(self, r, held_out=False):
        """`held_out`: half of the family names are those training never hears, for measuring."""
        self.r = r
        self.held = sections("held_out_names")[0] if held_out else []
        evi_first, evi_last = sections("names_evi")
        self.women, self.men = sections("first_names")
        self.firsts = list(dict.fromkeys(self.women + self.men + evi_first))
        self.lasts = list(dict.fromkeys(words("last_names") + evi_last))

    def first_name(self) -> str:
        name = self.r.choice(self.firsts)
        return f"{name}-{self.r.choice(self.firsts)}" if self.r.random() < 0.07 else name

    def last_name(self) -> str:
        if self.held and self.r.random() < 0.5:
            return self.r.choice(self.held)
        known = self.r.random() < 0.55
        return self.r.choice(self.lasts) if known else invented(self.r).title()

    def full_name(self) -> str:
        first, last = self.first_name(), self.last_name()
        title = self.r.choice(["Monsieur", "Madame", "Madame", "Mademoiselle"])
        return self.r.choice([f"{first} {last}"] * 2 + [f"{last} {first}", f"{title} {last}", last])

    def doctor(self) -> str:
        return self.r.choice(["docteur"] * 4 + ["professeur"]) + " " + self.last_name()

    def spelled(self) -> str:
        r, name = self.r, self.last_name()
        while len(name) > 9:
            name = self.last_name()
        letter = "§" + r.choice("abcdefghijklmnopqrstuvwxyz")
        k = r.random()
        if k < 0.3:
            return f"{name}, {spell(name, r)}"
        if k < 0.55:
            return spell(name, r, comme=r.choice([0.1, 0.1, 0.6]))
        if k < 0.75:
            said = ["ça s'écrit", "j'épelle", "je vous l'épelle", "ça s'épelle", "alors", "avec"]
            return f"{r.choice(said)} {spell(name, r)}"
        if k < 0.85:
            return f"{name} {r.choice(['avec un', 'avec deux', 'comme', 'sans', 'et à la fin un'])} {letter}"
        if k < 0.94:
            return f"{letter} comme {r.choice(COMME[letter[1]] + [self.first_name()]).title()}"
        other = "§" + r.choice("bpdtmnsfgj")
        return f"non {letter} comme {r.choice(COMME[letter[1]]).title()} pas {other}"
