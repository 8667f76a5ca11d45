"""The telephone between caller and box: room, handset, noise, 300-3400 Hz, A-law, lost packets."""

import numpy as np

import music
from sound import RATE, a_law, easy_length, log_mel, pack, resample

# The last utterance that went through, for someone else talking in the background, or for the box's
# own prompt coming back as echo.
_previous = [None]


def place(x, r):
    """Puts the words somewhere in a stretch of silence: the end of turn is never exact."""
    lead = r.uniform(0.3, 1.0) if r.random() < 0.25 else r.uniform(0.02, 0.5)
    tail = r.uniform(0.5, 1.2) if r.random() < 0.25 else r.uniform(0.1, 0.7)
    silence = [np.zeros(int(s * RATE), np.float32) for s in (lead, tail)]
    return np.concatenate([silence[0], x, silence[1]])


def _handset(size, r, noise):
    """The frequency response of microphone, room and line, and its lower edge."""
    f = np.fft.rfftfreq(size, 1 / RATE)
    low, high = r.uniform(60, 320), r.uniform(3100, 3850)
    response = 1 / (1 + (low / np.maximum(f, 1)) ** (2 * r.choice([1, 2, 4])))
    response = response / (1 + (f / high) ** (2 * r.choice([6, 10, 16])))
    if r.random() < 0.7:  # a microphone's colour
        gain = noise.normal(0, r.uniform(1, 4.5), 8)
        gain = np.cumsum(gain) * 0.4 + gain * 0.6
        knots = np.linspace(0, np.log(4000), 8)
        response = response * 10 ** (np.interp(np.log(np.maximum(f, 1)), knots, gain) / 20)
    if r.random() < 0.3:  # a room
        length = int(r.uniform(0.05, 0.35) * RATE)
        echo = noise.normal(0, 1, length) * np.exp(-np.arange(length) / length * 6.9)
        echo *= r.uniform(0.03, 0.25) / np.sqrt((echo**2).sum())
        echo[0] += 1
        response = response * np.fft.rfft(echo, size)
    return f, response, low


def _hiss(f, size, low, r, noise):
    """White to brown noise in the line's band, of unit power, steady or swelling."""
    spectrum = noise.normal(0, 1, len(f)) + 1j * noise.normal(0, 1, len(f))
    spectrum *= 1 / np.maximum(f, 50) ** r.choice([0, 0, 0.5, 1])
    spectrum[f > 3800] = 0
    spectrum[f < low * 0.7] *= 0.1
    hiss = np.fft.irfft(spectrum, size)
    hiss /= np.sqrt(np.mean(hiss**2))
    if r.random() < 0.3:
        swell = np.sin(2 * np.pi * r.uniform(0.2, 2) * np.arange(size) / RATE + r.random() * 6)
        hiss = hiss * (1 + 0.6 * swell)
    return hiss


def _hum(size, r):
    t = np.arange(size) / RATE
    base = r.choice([50, 50, 100, 60])
    return sum(np.sin(2 * np.pi * base * k * t + r.random() * 6) / k for k in (1, 2, 3, 5))


def _tone(size, r):
    """A short tone of the network: dialling, busy, a key pressed."""
    t = np.arange(size) / RATE
    pairs = [(440, 440), (425, 425), (697, 1209), (770, 1336), (852, 1477), (941, 1336), (1400, 1400)]
    pair = r.choice(pairs)
    start = r.uniform(0, max(0.01, size / RATE - 0.3))
    on = (t >= start) & (t < start + r.uniform(0.05, 0.4))
    return on * sum(np.sin(2 * np.pi * f * t) for f in pair)


def snr(r):
    """One call in four is good; the others go down to 4 dB.

    With half of them good, Pico's one voice lost twice as many words at 20 dB as in silence."""
    return r.uniform(4, 28) if r.random() < 0.75 else r.uniform(28, 50)


def transmit(x, r, noise, snr_db=None, wideband=0.06):
    """Sends placed speech down the line; `snr_db` fixes the noise, None draws it."""
    length = len(x)
    size = easy_length(length)
    x = np.pad(x, (0, size - length))
    x = x / (np.sqrt(np.mean(x[x != 0] ** 2)) + 1e-6) * 0.08
    if snr_db is None and r.random() < 0.1 and _previous[0] is not None:
        x = x + np.resize(_previous[0], size) * 10 ** (-r.uniform(12, 26) / 20)
    _previous[0] = x[:length].copy()
    f, response, low = _handset(size, r, noise)
    y = np.fft.irfft(np.fft.rfft(x) * response, size)
    power = np.sqrt(np.mean(y**2))
    drawn = snr(r) if snr_db is None else snr_db
    y = y + _hiss(f, size, low, r, noise) * power * 10 ** (-drawn / 20)
    if snr_db is None:
        if r.random() < 0.15:
            y = y + _hum(size, r) * power * 10 ** (-r.uniform(15, 35) / 20)
        if r.random() < 0.03:
            y = y + _tone(size, r) * power * 10 ** (-r.uniform(0, 15) / 20)
    return line(y, r, wideband)[:length]


def line(y, r, wideband=0.06):
    """Level, clipping, 8 kHz, A-law once or twice, packets lost."""
    y = y / (np.abs(y).max() + 1e-6) * 10 ** (-r.uniform(1, 24) / 20)
    if r.random() < 0.06:
        y = np.clip(y * r.uniform(2, 5), -0.5, 0.5)
    if r.random() < wideband:
        return y
    z = a_law(np.clip(resample(y, len(y) // 2), -1, 1))
    if r.random() < 0.2:
        z = a_law(np.clip(z * r.uniform(0.5, 1), -1, 1))
    if r.random() < 0.06:
        for _ in range(r.randint(1, 4)):
            i = r.randrange(len(z))
            z[i : i + r.choice([80, 160, 240])] = 0
    return resample(z, len(y))


def nobody(r, noise):
    """A stretch in which nobody speaks: silence, hiss, hum, tones, a click; music or bursts of noise half of the time."""
    if r.random() < 0.5:
        size = easy_length(int(r.uniform(1, 7) * RATE))
        return line((music.tune if r.random() < 0.7 else music.bursts)(size, r, noise), r)
    size = easy_length(int(r.uniform(0.4, 5) * RATE))
    f, _, low = _handset(size, r, noise)
    y = _hiss(f, size, low, r, noise) * 10 ** (-r.uniform(0, 30) / 20)
    if r.random() < 0.3:
        y = y + _hum(size, r) * r.uniform(0.1, 1)
    for _ in range(r.choice([0, 0, 0, 1, 1, 2])):
        y = y + _tone(size, r) * r.uniform(0.2, 3)
    if r.random() < 0.2:
        i = r.randrange(size - 200)
        y[i : i + 200] += noise.normal(0, r.uniform(1, 6), 200) * np.exp(-np.arange(200) / 40)
    return line(y, r)


def heard(samples):
    """What is kept of an utterance for training."""
    return pack(log_mel(samples))
