"""Words to the symbols of the phoneme head, as espeak-ng reads them."""

import re
import subprocess

from network import PHONEMES

_number = {p: i for i, p in enumerate(PHONEMES) if p}
# Length marks and the sounds of foreign names, folded into the nearest French one.
_number.update(
    {
        "oː": _number["o"], "ɒ": _number["ɔ"], "ɑː": _number["a"], "aː": _number["a"],
        "eɪ": _number["e"], "iː": _number["i"], "ɪ": _number["i"], "ɹ": _number["ʁ"],
        "ð": _number["z"], "θ": _number["s"],
    }
)  # fmt: skip


def phonemes(text: str) -> list[int]:
    """The numbers of the phonemes of a normalised text. A lone e is the letter's name."""
    if not text:
        return []
    spoken = re.sub(r"\be\b", "eu", text)
    ipa = subprocess.run(
        ["espeak-ng", "-q", "-v", "fr-fr", "--ipa", "--sep=_", spoken],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    ipa = re.sub(r"\([a-z\-]+\)", "", ipa)  # a change of language, announced
    ipa = re.sub(r"[ˈˌ\-‿|]", "", ipa)
    return [_number[p] for p in re.split(r"[_\s]+", ipa) if p in _number]
