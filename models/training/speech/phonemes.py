"""Words to the symbols of the phoneme head, as espeak-ng reads them."""

import re
import subprocess

from symbols import PHONEMES

_number = {p: i for i, p in enumerate(PHONEMES) if p}
# Length marks and the sounds of foreign names, folded into the nearest French one.
_number.update(
    {
        "oː": _number["o"], "ɒ": _number["ɔ"], "ɑː": _number["a"], "aː": _number["a"],
        "eɪ": _number["e"], "iː": _number["i"], "ɪ": _number["i"], "ɹ": _number["ʁ"],
        "ð": _number["z"], "θ": _number["s"],
    }
)  # fmt: skip


def _parse(ipa: str) -> list[int]:
    ipa = re.sub(r"\([a-z\-]+\)", "", ipa)  # a change of language, announced
    ipa = re.sub(r"[ˈˌ\-‿|]", "", ipa)
    return [_number[p] for p in re.split(r"[_\s]+", ipa) if p in _number]


def _read(lines: str) -> list[str]:
    command = ["espeak-ng", "-q", "-v", "fr-fr", "--ipa", "--sep=_"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.split("\n") if line.strip()]


def phonemes(texts: list[str]) -> list[list[int]]:
    """The numbers of the phonemes of each normalised text; all read at once, for speed."""
    # A lone e is the letter's name, which espeak-ng reads as schwa.
    spoken = [re.sub(r"\be\b", "eu", text) for text in texts]
    lines = _read("\n\n".join(spoken)) if spoken else []
    if len(lines) != len(texts):  # a text was split or empty: one by one
        lines = [" ".join(_read(text)) if text else "" for text in spoken]
    return [_parse(line) for line in lines]
