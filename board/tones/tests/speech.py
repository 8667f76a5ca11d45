"""An hour of French speech for talk_off.rs, as it comes over a line: 8 kHz, 16 bits.

    python3 board/tones/tests/speech.py OUT.wav [MINUTES]

Callers' sentences and the box's own, in every voice of espeak-ng's French and SVOX Pico, each paragraph at a pitch, a tempo and
a level of its own (0.1 to 1.4 of full scale, clipped: loud voices are those that press keys). Both engines run as programs.
The dice are fixed: the same packages give the same file.
"""

import array
import html
import json
import random
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RATE = 8000
VARIANTS = "f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 m8 klatt klatt2 klatt3 klatt4 adam alicia linda steph whisper croak".split()
ESPEAK = [f"fr{region}" for region in ("", "-be", "-ch")] + [f"fr+{variant}" for variant in VARIANTS]


def sentences():
    out = (ROOT / "models/training/speech/free.txt").read_text().splitlines()
    for name in ("open", "spent"):
        lines = (ROOT / f"tests/understand/{name}.jsonl").read_text().splitlines()
        out += [json.loads(line)["say"] for line in lines]
    texts = (ROOT / "firmware/call/texts/fr.toml").read_text()
    out += [text for text in re.findall(r'"([^"]{20,200})"', texts) if "{" not in text]
    return [text for text in out if text.strip()]


def spoken(dice, text, to):
    if dice.random() < 0.35:
        pitch, speed = dice.randint(60, 170), dice.randint(75, 140)
        marked = f'<pitch level="{pitch}"><speed level="{speed}">{html.escape(text, quote=False)}</speed></pitch>'
        command = ["pico2wave", "-l", "fr-FR", "-w", to, marked]
    else:
        voice = dice.choice(ESPEAK)
        command = ["espeak-ng", "-v", voice, "-s", str(dice.randint(120, 210)), "-p", str(dice.randint(10, 95)), "-w", to, text]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    gain = dice.choice([0.1, 0.25, 0.5, 0.9, 1.4])
    narrow = ["sox", "-v", str(gain), to, "-t", "raw", "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed", "-L", "-"]
    return subprocess.run(narrow, check=True, capture_output=True).stdout


def main():
    out, minutes = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 60
    dice = random.Random(4)
    texts, pcm = sentences(), array.array("h")
    with tempfile.TemporaryDirectory() as folder:
        while len(pcm) < minutes * 60 * RATE:
            pcm.frombytes(spoken(dice, " ".join(dice.sample(texts, 5)), f"{folder}/said.wav"))
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(pcm.tobytes())
    print(f"{len(texts)} sentences, {len(pcm) / RATE / 60:.1f} minutes")


if __name__ == "__main__":
    main()
