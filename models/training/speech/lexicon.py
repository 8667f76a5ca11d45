"""Writes the words the recogniser knows by sound, and which follow which: `default.words`.

    python lexicon.py OUT [--sentences 300000]

The phoneme head hears far better than the small decoder writes (models/README.md). The box therefore also searches the likeliest
row of known words behind the phonemes (models/whisper/src/words*.rs); this file is what it searches in: every word of the
training texts with its sounds by espeak-ng, and a bigram model with absolute discounting over sentences of the mixture.
The words of the box's own tables are in it too. The held-out sentences and names take no part.

Format, UTF-8 text: a header line; `words N`; N lines `word TAB unigram TAB backoff TAB sounds[|sounds]` (log10 times 100,
sounds as numbers of symbols.PHONEMES); `pairs`; lines `first second:score second:score ...` (indices, log10 times 100).
"""

import argparse
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

from phonemes import phonemes
from texts.mixture import Mixture
from texts.spelling import LETTERS, written

HERE = Path(__file__).parent
DISCOUNT = 0.75
# A word that no sentence holds (names, the long lists) counts as much as half a sighting.
UNSEEN = 0.5
PAIR_MIN = 2
ENDINGS = ["e", "es", "ent", "er", "é", "ée", "és", "ait", "ant"]
ELIDED = ["d", "j", "l", "m", "n", "s", "t", "qu"]


def words_of(path: Path) -> set[str]:
    return set(written(re.sub(r"[#@{}\[\]|]", " ", path.read_text())).split())


def listed() -> set[str]:
    """Every word of the lists, whether a sentence drew it or not; held-out names are none of them."""
    out = set()
    for path in [*HERE.glob("texts/words/*.txt"), *HERE.glob("texts/sentences/*.txt"), HERE / "texts/lists.txt"]:
        if path.name != "held_out_names.txt":
            out |= words_of(path)
    return out


def known() -> set[str]:
    """The words of the box's own tables (alarms, requests, reasons), which it must hear; a stem with its commonest endings,
    a word of an alarm that begins with a vowel with what is elided before it."""
    out = set()
    for path in (HERE / "../../../firmware/speech/data").resolve().glob("*.toml"):
        here = set()
        for quoted in re.findall(r'"([^"]*)"', path.read_text()):
            for word, star in re.findall(r"([a-zàâäçéèêëîïôöûùüÿœ'-]+)(\*?)", quoted.lower()):
                for form in [word + e for e in ENDINGS] if star else [word]:
                    here |= set(written(form).split())
        if path.stem == "red-flags":
            vowels = [w for w in here if w[0] in "aàâeéèêiîoôuyœ" and "'" not in w and len(w) > 3]
            here |= {f"{elided}'{w}" for w in vowels for elided in ELIDED}
        out |= here
    return {w for w in out if len(w) > 1}


def score(p: float) -> int:
    return round(100 * math.log10(max(p, 1e-9)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--sentences", type=int, default=300_000)
    args = parser.parse_args()
    mixture = Mixture(11, turns=0.55, free=0.45)
    single, pairs = Counter(), defaultdict(Counter)
    for _ in range(args.sentences):
        row = written(mixture.sentence()).split()
        single.update(row)
        for a, b in zip(["<s>", *row], [*row, "</s>"]):
            pairs[a][b] += 1
    vocabulary = sorted(set(single) | listed() | known() | set(LETTERS))
    sounds = dict(zip(vocabulary, phonemes(vocabulary)))
    spelled = dict(zip(LETTERS, phonemes(list(LETTERS.values()))))
    for letter, name in spelled.items():
        # A lone letter is mostly its name; "à", "y" and the like keep their own sound as well.
        sounds[letter] = None if letter not in "ayo" else sounds[letter]
    words = ["<s>", "</s>"] + [w for w in vocabulary if sounds[w] or w in spelled]
    index = {w: i for i, w in enumerate(words)}
    total = sum(single.values()) + UNSEEN * len(words)
    lines = ["huisclos words 1", f"words {len(words)}"]
    for w in words:
        follow = pairs.get(w, {})
        seen = sum(follow.values())
        backoff = DISCOUNT * len(follow) / seen if seen else 1.0
        p = (single[w] + UNSEEN) / total
        variants = [s for s in (spelled.get(w), sounds.get(w)) if s] if w in spelled else [sounds.get(w)]
        variants = "|".join(" ".join(map(str, v)) for v in dict.fromkeys(tuple(v) for v in variants if v))
        lines.append(f"{w}\t{score(p)}\t{score(backoff)}\t{variants}")
    lines.append("pairs")
    for w in words:
        follow = pairs.get(w)
        if not follow:
            continue
        seen = sum(follow.values())
        kept = [(index[b], max(n - DISCOUNT, 0.01) / seen) for b, n in follow.items() if n >= PAIR_MIN and b in index]
        if kept:
            lines.append(f"{index[w]} " + " ".join(f"{b}:{score(p)}" for b, p in sorted(kept)))
    Path(args.out).write_text("\n".join(lines) + "\n")
    print(len(words), "words", sum(len(l.split()) - 1 for l in lines if ":" in l), "pairs", Path(args.out).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
