"""Samples to log-mels, and the few operations on samples that everything else needs."""

import wave

import numpy as np

RATE = 16000
TELEPHONE_RATE = 8000


def _hz_to_mel(hz):
    hz = np.asarray(hz, float)
    high = 15 + 27 * np.log(np.maximum(hz, 1e-9) / 1000) / np.log(6.4)
    return np.where(hz >= 1000, high, 3 * hz / 200)


def _mel_to_hz(mel):
    mel = np.asarray(mel, float)
    return np.where(mel >= 15, 1000 * np.exp(np.log(6.4) / 27 * (mel - 15)), 200 * mel / 3)


def _mel_filters(bands=80, size=400):
    """Slaney's filters, area-normalised: those of Whisper's feature extractor."""
    bins = np.linspace(0, RATE / 2, size // 2 + 1)
    edges = _mel_to_hz(np.linspace(0, _hz_to_mel(RATE / 2), bands + 2))
    width = np.diff(edges)
    ramps = edges[:, None] - bins[None]
    rising, falling = -ramps[:-2] / width[:-1, None], ramps[2:] / width[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


FILTERS = _mel_filters()
WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)).astype(np.float32)


def log_mel(samples):
    """Whisper's features, (80, frames), one frame each 10 ms, without padding to 30 s."""
    x = np.pad(samples.astype(np.float32), 200, mode="reflect")
    count = (len(x) - 400) // 160
    view = (x.strides[0] * 160, x.strides[0])
    frames = np.lib.stride_tricks.as_strided(x, (count, 400), view) * WINDOW
    power = np.abs(np.fft.rfft(frames, axis=1)).astype(np.float32) ** 2
    mel = np.log10(np.maximum(FILTERS @ power.T, 1e-10))
    return (np.maximum(mel, mel.max() - 8) + 4) / 4


def pack(mel):
    """A log-mel spans 2 below its maximum: one byte a value is finer than the noise."""
    top = float(mel.max())
    return np.clip(np.round((mel - (top - 2)) * 127.5), 0, 255).astype(np.uint8), top


def unpack(packed, top):
    return packed.astype(np.float32) / 127.5 + (top - 2)


def easy_length(samples: int) -> int:
    """The next length whose Fourier transform is quick and that halves cleanly."""
    return int(np.ceil(samples / 960) * 960)


def resample(samples, length):
    """To `length` samples, in the frequency domain."""
    length = int(length)
    spectrum = np.fft.rfft(samples)
    out = np.zeros(length // 2 + 1, spectrum.dtype)
    kept = min(len(out), len(spectrum))
    out[:kept] = spectrum[:kept]
    return np.fft.irfft(out, length).astype(np.float32) * (length / len(samples))


def a_law(samples):
    """Through G.711's A-law and back: what the telephone network does to each sample."""
    a = 87.6
    sign, size = np.sign(samples), np.abs(samples)
    log = 1 + np.log(np.maximum(a * size, 1e-9))
    code = np.where(size < 1 / a, a * size, log) / (1 + np.log(a))
    level = np.round(code * 128) / 128 * (1 + np.log(a))
    return sign * np.where(level < 1, level / a, np.exp(level - 1) / a)


def read_wave(path):
    with wave.open(str(path)) as w:
        data = np.frombuffer(w.readframes(w.getnframes()), np.int16)
        return data.astype(np.float32) / 32768, w.getframerate()


def write_wave(path, samples, rate):
    with wave.open(str(path), "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(rate)
        w.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())
