"""Makes tokenizer.json: 600 byte-level word pieces and Whisper's special tokens.

    python tokenise.py

Kept for the record: the tokenizer is frozen, since weights and firmware count on its numbers. It was
made from 40,000 sentences of an earlier generator of the same turns; this would make a cousin.
"""

from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from texts.mixture import Mixture
from texts.spelling import written

PIECES = 600
SPECIAL = [
    "<|endoftext|>", "<|startoftranscript|>", "<|fr|>", "<|transcribe|>", "<|translate|>",
    "<|nospeech|>", "<|notimestamps|>",
]  # fmt: skip


def main():
    mixture = Mixture(5)
    lines = [" " + written(mixture.sentence()) for _ in range(40_000)]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=PIECES, special_tokens=[], min_frequency=20)
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.save(str(Path(__file__).parent / "tokenizer.json"))


if __name__ == "__main__":
    main()
