"""Writes the words the recogniser knows by sound, and which follow which: `default.words`.

    python lexicon.py OUT [--scale 1.0]

The phoneme head hears far better than the small decoder writes (models/README.md). The box therefore searches the likeliest row
of known words behind the phonemes (models/whisper/src/search.rs); this file is what it searches in: every word of the training
texts with its sounds by espeak-ng, and a trigram model. The sentences behind it: the mixture the voices read, the turns the
language model is trained on (`../language`), and the box's own tables said at random. The held-out sentences and names, and the
test sets, take no part.

Format, UTF-8 text: a header line; `words N`; N lines `word TAB unigram TAB backoff TAB sounds[|sounds]`, sounds as numbers of
symbols.PHONEMES; `pairs`; lines `first second:score[:backoff] ...`; `triples`; lines `first second third:score ...`. Words are
indices; scores and backoffs are log10 times 100.
"""

import argparse
import json
import math
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import trigrams
from phonemes import phonemes
from symbols import PHONEMES
from texts.mixture import Mixture
from texts.numbers import number
from texts.spelling import LETTERS, written
from texts.tables import DATA, Tables
from variants import VARIANTS

HERE = Path(__file__).parent
# Sentences of each kind at scale 1.
TURNS, MIXED, PIECES = 350_000, 245_000, 84_000
ENDINGS = ["e", "es", "ent", "er", "é", "ée", "és", "ait", "ant"]
ELIDED = ["d", "j", "l", "m", "n", "s", "t", "qu"]
# Said by its name, a letter is a word of its own: "§d" is written d and follows other letters, "d'" does not.
SPELLED = "§"


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
    for path in DATA.glob("*.toml"):
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


def tokens(sentence: str) -> list[str]:
    """A sentence as words; a letter that is spelled out keeps its mark."""
    s = re.sub(r"\d+", lambda m: number(int(m.group())) if len(m.group()) < 5 else " ", sentence)
    s = re.sub(r"§(\w)", lambda m: f" zqz{m.group(1)} ", s)
    return [SPELLED + w[3:] if w.startswith("zqz") else w for w in written(s).split()]


def spelled_out(row: list[str]) -> list[str]:
    """Marks the letters of a text that does not: a lone letter that is no word, or beside one."""
    after = [*row[1:], ""]
    # "a-t-il": no letter.
    linked = [w == "t" and then in ("il", "elle", "on", "ils", "elles") for w, then in zip(row, after)]
    lone = [len(w) == 1 and w in LETTERS and not link for w, link in zip(row, linked)]
    sure = [is_lone and w not in "ayo" for is_lone, w in zip(lone, row)]
    near = lambda i: any(sure[j] for j in (i - 1, i + 1) if 0 <= j < len(row))
    return [SPELLED + w if sure[i] or lone[i] and near(i) else w for i, w in enumerate(row)]


def turns(count: int):
    """Turns of callers, from the language model's generator: its modules share names with ours, so it runs by itself."""
    with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as file:
        script = HERE / "../language/generate.py"
        subprocess.run([sys.executable, script, "--clean", "--count", str(count), "--seed", "17", "--out", file.name], check=True)
        for line in file:
            yield spelled_out(tokens(" ".join(json.loads(line)["words"])))


def sounds_of(vocabulary: list[str]) -> dict[str, list[tuple[int, ...]]]:
    """The ways each word is said."""
    plain = [w for w in vocabulary if not w.startswith(SPELLED)]
    out = {w: [tuple(s)] if s else [] for w, s in zip(plain, phonemes(plain))}
    names = dict(zip(LETTERS, phonemes(list(LETTERS.values()))))
    out |= {SPELLED + letter: [tuple(s)] for letter, s in names.items()}
    for letter in LETTERS:
        # A lone letter is its name; "à", "y" and the like keep a sound of their own.
        if letter not in "ayo":
            out.pop(letter, None)
    out["t"] = [(PHONEMES.index("t"),)]  # "a-t-il"
    for word, more in VARIANTS.items():
        if word in out:
            out[word] = list(dict.fromkeys([*out[word], *more]))
    return {w: s for w, s in out.items() if s}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the sentences")
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--triples", type=int, default=95_000)
    parser.add_argument("--dump", help="writes the sentences too, for looking at them")
    args = parser.parse_args()
    grams = trigrams.Counts()
    dump = open(args.dump, "w") if args.dump else None

    def read(row, whole=True, weight=1):
        if dump:
            print(*row, file=dump)
        grams.add(row, whole)

    for row in turns(int(TURNS * args.scale)):
        read(row)
    mixture = Mixture(11, turns=0.5, free=0.5)
    for _ in range(int(MIXED * args.scale)):
        read(tokens(mixture.sentence()))
    tables = Tables(random.Random(5), {w: n for w, n in grams.single().items() if n > 2})
    for _ in range(int(PIECES * args.scale)):
        read(tokens(tables.piece()), whole=False)
    said = set(grams.single()) - {trigrams.END}
    letters = {SPELLED + letter for letter in LETTERS}
    sounds = sounds_of(sorted(said | listed() | known() | letters | set(VARIANTS)))
    words = ["<s>", "</s>", *sorted(sounds)]
    model = grams.model(words, args.pairs, args.triples)
    Path(args.out).write_text(text(words, sounds, model))
    print(len(words), "words,", len(model.pairs), "pairs,", len(model.triples), "triples,", Path(args.out).stat().st_size, "bytes")


def score(p: float) -> int:
    return round(100 * math.log10(max(p, 1e-9)))


def text(words, sounds, model) -> str:
    index = {w: i for i, w in enumerate(words)}
    lines = ["huisclos words 2", f"words {len(words)}"]
    for w in words:
        ways = "|".join(" ".join(map(str, way)) for way in sounds.get(w, []))
        lines.append(f"{w.lstrip(SPELLED)}\t{score(model.single[w])}\t{score(model.backoff.get((w,), 1.0))}\t{ways}")
    rows = defaultdict(list)
    for (a, b), p in model.pairs.items():
        more = model.backoff.get((a, b))
        rows[index[a]].append((index[b], f"{score(p)}" + (f":{score(more)}" if more is not None else "")))
    lines.append("pairs")
    lines += [f"{a} " + " ".join(f"{b}:{s}" for b, s in sorted(row)) for a, row in sorted(rows.items())]
    rows = defaultdict(list)
    for (a, b, c), p in model.triples.items():
        rows[index[a], index[b]].append((index[c], score(p)))
    lines.append("triples")
    lines += [f"{a} {b} " + " ".join(f"{c}:{s}" for c, s in sorted(row)) for (a, b), row in sorted(rows.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
