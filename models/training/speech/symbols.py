"""What the two heads write: the phonemes, and the prompt around the words."""

# The symbols of the phoneme head, in espeak-ng's IPA for French, index 0 being CTC's blank.
# Their order is frozen: the exported head and the firmware both count on it.
PHONEMES = [None] + (
    "ʁ a s t i d ɛ l e ə m p v k u ɑ̃ n ʒ y z ɔ̃ ɛ̃ o b œ ɔ w f j œ̃ ø ʃ ɡ ɲ".split()
)

PROMPT = ["<|startoftranscript|>", "<|fr|>", "<|transcribe|>", "<|notimestamps|>"]
END = "<|endoftext|>"
