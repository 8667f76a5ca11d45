"""Words that are said otherwise in a sentence than alone, where espeak-ng reads them: its own readings in sentences, counted."""

from symbols import PHONEMES

_WAYS = {
    "dix": "di|d i z", "six": "s i|s i z", "huit": "y i", "cinq": "s ɛ̃", "vingt": "v ɛ̃ t", "neuf": "n œ v",
    "tous": "t u", "plus": "p l y|p l y s", "fils": "f i s", "sens": "s ɑ̃", "os": "o|ɔ s", "y": "i", "rien": "ʁ j ɛ̃",
    "ce": "s", "beaucoup": "b o k u p", "trop": "t ʁ o p", "quand": "k ɑ̃ t", "peut": "p ø t", "vient": "v j ɛ̃ t",
    "est": "ɛ t", "fait": "f ɛ t", "il": "i", "ils": "i", "elle": "ɛ l", "parce": "p a s", "quatre": "k a t",
    "autre": "o t", "votre": "v ɔ t", "notre": "n ɔ t", "puis": "p i", "enfin": "f ɛ̃", "peut-être": "p t ɛ t",
    "oui": "w i|w ɛ", "docteur": "d o k t œ ʁ", "août": "u|u t", "médecin": "m e d s ɛ̃", "ressens": "ʁ ə s ɑ̃",
    "convient": "k ɔ̃ v j ɛ̃", "pied": "p j e", "sang": "s ɑ̃|s ɑ̃ k", "estomac": "ɛ s t o m a", "tabac": "t a b a",
}  # fmt: skip


def _read(way: str) -> tuple[int, ...]:
    symbols = way.split() if " " in way else list(way)
    return tuple(PHONEMES.index(s) for s in symbols)


VARIANTS = {word: [_read(way) for way in ways.split("|")] for word, ways in _WAYS.items()}
