"""Word errors of the box with a standard Whisper against faster-whisper with the same weights, on the same sentences over a telephone.

    pip install numpy scipy soundfile num2words faster-whisper onnxruntime
    python models/evaluate/peers/standard.py BASE; target/debug/huisclos models import BASE --name base --data /tmp/words/box
    KOKORO=... python models/evaluate/peers/words.py BASE_CT2 /tmp/words/box.models/base [--count 9]

BASE_CT2 is the folder that faster-whisper wants (model.bin, tokenizer.json, config.json). Sentences of `tests/understand/open.jsonl` and of
`models/training/speech/free.txt`; Kokoro's French speaker, mbrola's fr1 and fr4, Pico; clean, 20 dB, 10 dB; A-law. Both greedy, without
other temperatures: ours on the utterance's own length with its second try, the peer on its 30 seconds.
"""
import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from num2words import num2words
from scipy.signal import resample_poly

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "models/training/speech"))
import kokoro  # noqa: E402
from sound import a_law  # noqa: E402

LINE_HZ, LEVEL_DBFS, AROUND = 8000, -24, 2000
VOICES = ["kokoro", "mbrola fr1", "mbrola fr4", "pico"]
NOISES = [None, 20, 10]


def sentences(count):
    lines = (ROOT / "tests/understand/open.jsonl").read_text().splitlines()
    callers = [s for s in (json.loads(line)["say"] for line in lines) if len(s.split()) >= 5 and not re.search(r"\d", s)]
    free = [s.strip() for s in (ROOT / "models/training/speech/free.txt").read_text().splitlines() if s.strip()]
    r = random.Random(5)
    return r.sample(callers, count - count // 3) + r.sample(free, count // 3)


def speak(voice, text, scratch):
    if voice == "kokoro":
        return resample_poly(kokoro.say(text, kokoro._styles()[kokoro.FRENCH], 1.0), LINE_HZ, kokoro.RATE)
    path = str(scratch / "said.wav")
    said = ["pico2wave", "-l", "fr-FR"] if voice == "pico" else ["espeak-ng", "-v", "mb-" + voice.split()[1], "-s", "150"]
    subprocess.run([*said, "-w", path, text], check=True, stderr=subprocess.DEVNULL)
    samples, rate = soundfile.read(path)
    return resample_poly(samples, LINE_HZ, rate)


def telephone(x, snr_db, noise):
    x = x * 10 ** (LEVEL_DBFS / 20) / np.sqrt((x[np.abs(x) > 0.01] ** 2).mean())
    x = np.pad(x, AROUND)
    if snr_db is not None:
        x = x + noise.normal(0, 10 ** ((LEVEL_DBFS - snr_db) / 20), len(x))
    return a_law(np.clip(x, -1, 1))


def words(text):
    text = re.sub(r"(\d+) ?h\b ?", r"\1 heures ", text.lower().replace("’", "'").replace("-", " "))
    text = re.sub(r"\d+", lambda m: f" {num2words(int(m[0]), lang='fr')} ".replace("-", " "), text)
    return re.findall(r"[a-zà-ÿœ]+", text)


def edits(said, heard):
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        fresh = [i]
        for j, other in enumerate(heard, 1):
            fresh.append(min(row[j] + 1, fresh[-1] + 1, row[j - 1] + (word != other)))
        row = fresh
    return row[-1]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("ct2")
    p.add_argument("ours")
    p.add_argument("--count", type=int, default=9)
    a = p.parse_args()
    noise = np.random.default_rng(3)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as scratch:
        scratch, files = Path(scratch), {}
        for voice in VOICES:
            for text in sentences(a.count):
                samples = speak(voice, text, scratch)
                for snr_db in NOISES:
                    path = scratch / f"{len(files)}.wav"
                    soundfile.write(path, telephone(samples, snr_db, noise), LINE_HZ)
                    files[str(path)] = (voice, snr_db, text)
        box = [str(ROOT / "target/debug/huisclos"), "--json", "transcribe", "--model", a.ours, *files]
        done = subprocess.run(box, check=True, capture_output=True, text=True).stdout.splitlines()
        ours = {said["file"]: said["text"] for said in map(json.loads, done)}
        from faster_whisper import WhisperModel

        model = WhisperModel(a.ct2, device="cpu", compute_type="int8", cpu_threads=1)
        table = collections.defaultdict(lambda: [0, 0, 0])
        for path, (voice, snr_db, text) in files.items():
            samples = resample_poly(soundfile.read(path)[0], 2, 1).astype(np.float32)
            parts, _ = model.transcribe(samples, language="fr", beam_size=1, temperature=0.0, without_timestamps=True,
                                        condition_on_previous_text=False)
            cell, said = table[voice, snr_db], words(text)
            cell[0] += edits(said, words(ours[path]))
            cell[1] += edits(said, words(" ".join(part.text for part in parts)))
            cell[2] += len(said)
    print("| voice | noise | ours, % | faster-whisper, % |\n|---|---|---|---|")
    for (voice, snr_db), (ours, peer, all_) in table.items():
        print(f"| {voice} | {'clean' if snr_db is None else f'{snr_db} dB'} | {100 * ours / all_:.1f} | {100 * peer / all_:.1f} |")


if __name__ == "__main__":
    main()
