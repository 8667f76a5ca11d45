"""Speaks the recordings of tests/recordings: whole turns in voices training never hears.

    python recordings.py ../../../tests/recordings

Written once and kept in the repository; run again only when a line is added. 8 kHz, A-law's precision.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np

import channel
import voices
from sound import RATE, read_wave, resample, write_wave
from texts.spelling import spoken, written

# One booking from first word to goodbye, in one voice.
BOOKING = [
    ("01-open", "Bonjour, je voudrais un rendez-vous avec le docteur Martin pour une consultation jeudi matin."),
    ("02-consent", "Oui."),
    ("03-patient", "C'est pour moi."),
    ("04-last-name", "Moreau."),
    ("05-spelled", "§m, §o, §r, §e, §a, §u."),
    ("06-first-name", "Camille."),
    ("07-birth", "Le douze mars mille neuf cent soixante-dix-huit."),
    ("08-phone", "Zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit."),
    ("09-slot", "Le premier."),
    ("10-confirm", "Oui, c'est ça."),
    ("11-goodbye", "Non merci, au revoir."),
]
# Single turns, a voice each.
OTHERS = [
    ("20-cancel", "f5", 20, "Bonjour, je voudrais annuler mon rendez-vous de demain matin."),
    ("21-move", "Andy", 20, "Je voudrais déplacer mon rendez-vous au mardi quatorze avril."),
    ("22-hours", "max", 25, "À quelle heure vous ouvrez le samedi ?"),
    ("23-secretary", "linda", 15, "Je voudrais parler à la secrétaire s'il vous plaît."),
    ("24-alarm", "Alicia", 15, "Mon mari a une douleur dans la poitrine et il n'arrive plus à respirer."),
    ("25-slot-two", "m7", 20, "Le deuxième, à quatorze heures trente."),
    ("26-no", "steph", 10, "Non."),
]
CALLER, CALLER_SNR = "Alicia", 30


def say(text, variant, snr_db, r, noise):
    voice = f"fr-fr+{variant}"
    command = ["espeak-ng", "-v", voice, "-s", "150", "-w", voices.SCRATCH, spoken(text)]
    subprocess.run(command, check=True)
    x, rate = read_wave(voices.SCRATCH)
    x = resample(x[: len(x) // 2 * 2], len(x) * RATE / rate)
    pause = np.zeros(int(0.25 * RATE), np.float32)
    x = np.concatenate([pause, x, pause])
    return channel.transmit(x, r, noise, snr_db=snr_db, wideband=0)


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    index = []
    turns = [(name, CALLER, CALLER_SNR, text) for name, text in BOOKING] + OTHERS
    for number, (name, variant, snr_db, text) in enumerate(turns):
        assert variant in voices.HELD_OUT, variant
        r, noise = random.Random(f"{number}-clean"), np.random.default_rng(number)
        y = say(text, variant, snr_db, r, noise)
        y = y / np.abs(y).max() * 0.5
        file = name + ".wav"
        write_wave(out / file, resample(y[: len(y) // 2 * 2], len(y) // 2), RATE // 2)
        voice = f"espeak-ng fr-fr+{variant}"
        index.append(dict(file=file, text=written(text), voice=voice, snr_db=snr_db))
    lines = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in index]
    (out / "index.jsonl").write_text("".join(lines))


if __name__ == "__main__":
    main()
