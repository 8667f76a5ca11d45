"""Words in no order at all: the decoder has to listen to each one.

All words of the lexicon and of the hand-written sentences come up, names too; a third of the time in
small groups that agree with grammar, so that liaisons and elisions are heard.
"""

import re

from texts import free
from texts.words import sections, words

DETERMINERS = (
    "le la un une ce cette mon ma mes votre vos leur notre sa son quelques deux trois plusieurs des "
    "les du aux ces ses"
).split()
LINKS = "de à en dans sur avec pour sans sous devant derrière chez contre après avant et ou mais".split()
SUBJECTS = "je tu il elle on nous vous ils elles ça".split()


class Salad:
    def __init__(self, r):
        self.r = r
        self.nouns, self.verbs, self.others = words("nouns"), words("verbs"), words("others")
        lexicon = set(self.nouns + self.verbs + self.others)
        everyday = re.findall(r"[a-zà-ÿœ'-]+", " ".join(free.load()).lower())
        self.everyday = sorted({w for w in everyday if len(w) > 1} - lexicon)
        evi_first, evi_last = sections("names_evi")
        self.names = words("first_names") + words("last_names") + evi_first + evi_last

    def word(self) -> str:
        r, k = self.r, self.r.random()
        if k < 0.32:
            return r.choice(self.nouns)
        if k < 0.58:
            return r.choice(self.verbs)
        if k < 0.76:
            return r.choice(self.others)
        if k < 0.90:
            return r.choice(self.everyday)
        return r.choice(self.names)

    def group(self) -> str:
        r, k = self.r, self.r.random()
        if k < 0.4:
            return f"{r.choice(DETERMINERS)} {r.choice(self.nouns)}"
        if k < 0.6:
            return f"{r.choice(SUBJECTS)} {r.choice(self.verbs)}"
        if k < 0.8:
            return f"{r.choice(LINKS)} {r.choice(DETERMINERS)} {r.choice(self.nouns)}"
        return f"{r.choice(self.nouns)} {r.choice(self.others)}"

    def sentence(self) -> str:
        r = self.r
        if r.random() < 0.4:
            return " ".join(self.group() for _ in range(r.randint(1, 4)))
        said = [self.word() for _ in range(r.choice([1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9]))]
        return (", " if r.random() < 0.25 else " ").join(said)
