"""Speakers: espeak-ng, SVOX Pico and Kokoro, bent in every way that keeps the words.

Three engines are few voices. So each utterance gets its own vocal tract (formants moved, three bands
apart), its own pitch, its own tempo that wavers, its own breath. mbrola's voices are human recordings
under a non-commercial licence: they may be listened to when measuring, never trained on.
"""

import html
import os
import subprocess

import numpy as np

import kokoro
from sound import RATE, easy_length, read_wave, resample

# espeak-ng's voice variants that training may use, and those it never hears.
VARIANTS = (
    "Alex Andrea Annie AnxiousAndy Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario "
    "Michael Mike Nguyen RicishayMax RicishayMax2 Storm Tweaky adam anika antonio aunty belinda "
    "benjamin boris caleb david ed edward f1 f2 f3 f4 grandma grandpa gustave iven iven2 iven3 john "
    "kaukovalta klatt klatt2 klatt4 klatt5 m1 m2 m3 m4 m5 m6 marcelo michel miguel norbert pablo "
    "paul pedro quincy rob robert sandro shelby steph2 steph3 travis victor"
).split()
HELD_OUT = (
    "Alicia Andy f5 m7 m8 klatt3 klatt6 linda max steph zac edward2 iven4 RicishayMax3"
).split()
TRAINED = ("pico", "espeak", "kokoro")
ACCENTS = ["fr-fr", "fr-fr", "fr-fr", "fr-be", "fr-ch"]

SCRATCH = f"/dev/shm/voice-{os.getpid()}.wav"
SECONDS_MAX = 10.0


def run(command):
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdout=quiet, stderr=quiet)
    return read_wave(SCRATCH)


def say_pico(text, tract, r):
    """Pico moves pitch and speed by itself; `tract` moves formants, undone here for the rest."""
    pitch = np.clip(100 * np.exp(r.gauss(0, 0.22)) / tract**0.5, 55, 180)
    speed = r.uniform(76, 140) / tract**0.8
    marked = (
        f'<pitch level="{int(pitch)}"><speed level="{int(speed)}">'
        f"{html.escape(text, quote=False)}</speed></pitch>"
    )
    return run(["pico2wave", "-l", "fr-FR", "-w", SCRATCH, marked])


def say_espeak(text, tract, r, voice):
    speed = r.uniform(115, 215) / tract**0.8
    command = ["espeak-ng", "-v", voice, "-s", str(int(speed)), "-p", str(r.randint(15, 90))]
    if r.random() < 0.15:
        command += ["-g", str(r.randint(1, 5))]
    return run([*command, "-w", SCRATCH, text])


def render(kind, text, r):
    """What the engine says, before it is bent: samples, their rate and the vocal tract that it allowed for.

    kind: pico, espeak, kokoro (training); held (espeak variants never trained on), fr1, fr4 (mbrola).
    """
    tract = r.uniform(0.8, 1.24) if kind in TRAINED and r.random() < 0.7 else 1.0
    if kind == "pico":
        return *say_pico(text, tract, r), tract
    if kind == "kokoro":
        return kokoro.say(text, kokoro.throat(r), r.uniform(0.8, 1.25)), kokoro.RATE, 1.0
    if kind in ("fr1", "fr4"):
        return *say_espeak(text, 1.0, r, "mb-" + kind), 1.0
    variant = r.choice(VARIANTS if kind == "espeak" else HELD_OUT)
    return *say_espeak(text, tract, r, r.choice(ACCENTS) + "+" + variant), tract


def bend(x, rate, tract, r, noise, trained=True):
    """At 16 kHz, trimmed, in another throat; None if the engine said nothing or spoke too long."""
    loud = np.where(np.abs(x) > 0.006)[0]
    if len(loud) < 1600:
        return None
    x = x[max(0, loud[0] - 200) : loud[-1] + 400]
    length = len(x) * RATE / rate / tract
    if length > SECONDS_MAX * RATE:
        return None
    x = np.pad(x, (0, easy_length(len(x)) - len(x)))
    x = resample(x, len(x) * RATE / rate / tract)[: int(length)]
    if trained and r.random() < 0.5:
        x = another_throat(x, r, noise)
    if trained and r.random() < 0.35:
        x = waver(x, r, noise)
    return x


def speak(kind, text, r, noise):
    """Speaks `text` at 16 kHz, trimmed; None if the engine said nothing or spoke too long."""
    x, rate, tract = render(kind, text, r)
    return None if x is None else bend(x, rate, tract, r, noise, kind in TRAINED)


def waver(x, r, noise):
    """Tempo and pitch drift together by a few percent, several times a second."""
    knots = max(4, int(len(x) / RATE / r.uniform(0.15, 0.5)))
    rate = np.exp(noise.normal(0, r.uniform(0.02, 0.08), knots))
    pace = np.interp(np.linspace(0, knots - 1, len(x)), np.arange(knots), rate)
    where = np.cumsum(pace)
    return np.interp(np.arange(where[0], where[-1]), where, x).astype(np.float32)


SIZE, HOP = 512, 128
_WINDOW = np.sqrt(np.hanning(SIZE + 1)[:-1]).astype(np.float32)


def another_throat(x, r, noise):
    """Splits each frame in envelope and excitation, bends the envelope, roughens the excitation."""
    count = len(x) // HOP + 4
    x = np.pad(x.astype(np.float32), (SIZE, count * HOP + SIZE - len(x)))
    view = (x.strides[0] * HOP, x.strides[0])
    frames = np.lib.stride_tricks.as_strided(x, (count + 4, SIZE), view) * _WINDOW
    spectrum = np.fft.rfft(frames, axis=1)
    log = np.log(np.abs(spectrum) + 1e-4)
    # Cepstral smoothing: below this quefrency lies the vocal tract, above it the vocal cords.
    cepstrum = np.fft.irfft(log, axis=1)
    cut = r.randint(28, 44)
    cepstrum[:, cut : SIZE - cut + 1] = 0
    envelope = np.fft.rfft(cepstrum, axis=1).real
    bent = envelope[:, _bend(r)]
    level = bent.mean(1, keepdims=True)
    bent = level + (bent - level) * r.uniform(0.75, 1.25)
    spectrum = spectrum * np.exp(np.clip(bent - envelope, -4, 4))
    if r.random() < 0.4:
        spectrum = _breath(spectrum, r, noise)
    frames = np.fft.irfft(spectrum, SIZE, axis=1) * _WINDOW
    out = np.zeros((count + 4) * HOP + SIZE, np.float32)
    quarters = frames.reshape(len(frames), 4, HOP)
    for i in range(4):
        out[i * HOP : i * HOP + len(frames) * HOP] += quarters[:, i].reshape(-1)
    return out[SIZE : SIZE + count * HOP] / 2


def _bend(r):
    """Which bin to read for each bin, when three bands of formants move by factors of their own."""
    whole = r.uniform(0.9, 1.1)
    knots = np.array([0, 250, 900, 2300, 4000, 8000.0])
    moved = knots.copy()
    moved[1:5] *= [whole * r.uniform(0.9, 1.1) for _ in range(4)]
    moved = np.maximum.accumulate(moved)
    source = np.interp(np.linspace(0, 8000, SIZE // 2 + 1), moved, knots)
    return np.clip(np.round(source / 8000 * (SIZE // 2)), 0, SIZE // 2).astype(int)


def _breath(spectrum, r, noise):
    """Above some frequency, part of the voice becomes noise of the same colour."""
    first = int(r.uniform(700, 3000) / RATE * SIZE)
    share = r.uniform(0.3, 1.0)
    high = spectrum[:, first:]
    turned = np.abs(high) * np.exp(1j * noise.uniform(0, 2 * np.pi, high.shape))
    spectrum[:, first:] = high * (1 - share) + turned * share
    return spectrum
