"""Music nobody wrote: what a line plays while one waits, and bursts of noise, for the stretches in which nobody speaks.

A recogniser that only ever heard hiss and hum where nobody spoke wrote a sentence over each piece of Debian's hold music, which
stays for measuring (`huisclos-evaluate phantoms`). Here: chords, a lead that may be a sung vowel, a bass, drums.
"""

import numpy as np

from sound import RATE

SCALES = [(0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 6, 7, 10), (0, 2, 4, 7, 9)]


def _note(hz, seconds, r, noise, formants=None):
    """Harmonics with an attack, a decay and perhaps a vibrato; `formants` makes a sung vowel of them."""
    size = int(seconds * RATE)
    t = np.arange(size) / RATE
    vibrato = 1 + r.uniform(0, 0.012) * np.sin(2 * np.pi * r.uniform(4, 7) * t + r.random() * 6)
    phase = 2 * np.pi * np.cumsum(hz * vibrato) / RATE
    bright, odd = r.uniform(0.6, 2.2), r.random() < 0.2
    out = np.zeros(size)
    for k in range(1, min(24, int(3800 / hz)) + 1):
        level = 1 / k**bright
        if odd and k % 2 == 0:
            level *= 0.15
        if formants:
            level = sum(np.exp(-(((k * hz - f) / 140) ** 2)) for f in formants) + 0.02
        out += level * np.sin(k * phase + r.random() * 6)
    attack = max(1, int(r.choice([0.004, 0.02, 0.08]) * RATE))
    out[:attack] *= np.linspace(0, 1, attack)[: size if size < attack else attack]
    out *= np.exp(-t * r.choice([0.3, 1.5, 5])) if not formants else 1
    tail = min(size, int(0.02 * RATE))
    out[-tail:] *= np.linspace(1, 0, tail)
    return out


def _put(y, at, part, level):
    end = min(len(y), at + len(part))
    if at < end:
        y[at:end] += level * part[: end - at]


def tune(size, r, noise):
    """`size` samples of music at 16 kHz."""
    y = np.zeros(size)
    beat = 60 / r.uniform(60, 150)
    scale, root = r.choice(SCALES), r.uniform(90, 220)
    pitch = lambda step: root * 2 ** ((scale[step % len(scale)] + 12 * (step // len(scale))) / 12)
    vowel = [r.uniform(300, 800), r.uniform(900, 2100), r.uniform(2400, 3100)] if r.random() < 0.35 else None
    chords, lead, bass, drums = (r.random() < p for p in (0.8, 0.75, 0.6, 0.5))
    step = r.randrange(7, 12)
    for n in range(int(size / RATE / beat) + 1):
        at = int(n * beat * RATE)
        if chords and n % 2 == 0:
            base = r.choice([0, 3, 4, 5])
            for third in (0, 2, 4):
                _put(y, at, _note(pitch(base + third), beat * 2, r, noise), 0.3)
        if bass:
            _put(y, at, _note(pitch(0) / 2 * r.choice([1, 1, 1.5]), beat, r, noise), 0.5)
        if lead and r.random() < 0.85:
            for half in range(r.choice([1, 1, 2])):
                step = min(16, max(4, step + r.randint(-2, 2)))
                length = beat / 2 if r.random() < 0.3 else beat
                _put(y, at + int(half * beat / 2 * RATE), _note(pitch(step), length, r, noise, vowel), 0.7)
        if drums:
            hit = noise.normal(0, 1, int(0.15 * RATE)) * np.exp(-np.arange(int(0.15 * RATE)) / RATE * r.choice([25, 60]))
            _put(y, at + int(r.choice([0, 0, 0.5]) * beat * RATE), hit, r.uniform(0.2, 0.8))
    return y / (np.abs(y).max() + 1e-6) + noise.normal(0, 10 ** (-r.uniform(30, 60) / 20), size)


def bursts(size, r, noise):
    """Noise that comes and goes, as of a street or a handset that is moved."""
    y = noise.normal(0, 1, size) * 10 ** (-r.uniform(20, 45) / 20)
    for _ in range(r.randint(1, 12)):
        length = int(r.uniform(0.02, 0.6) * RATE)
        burst = np.cumsum(noise.normal(0, 1, length)) * 0.05 if r.random() < 0.3 else noise.normal(0, 1, length)
        _put(y, r.randrange(max(1, size - length)), burst * np.hanning(length) ** r.choice([0.1, 0.5, 1]), r.uniform(0.2, 1.5))
    return y
