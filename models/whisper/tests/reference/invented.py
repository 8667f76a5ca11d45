"""Whisper models of invented weights, the same to the byte as `tests/common` makes them, in two forms: a state dictionary for
Hugging Face's Whisper, and whisper.cpp's `.bin`. Everything follows from a tensor's name and a place in it."""
import math
import struct

import numpy as np

SIZES = {
    "small": dict(d_model=64, encoder_layers=2, decoder_layers=2, heads=4, num_mel_bins=80, positions=100, target=60),
    "wide": dict(d_model=256, encoder_layers=2, decoder_layers=1, heads=4, num_mel_bins=80, positions=200, target=60),
    "turbo": dict(d_model=192, encoder_layers=3, decoder_layers=2, heads=3, num_mel_bins=128, positions=150, target=80),
}
F32, F16, Q5_1, Q8_0 = 0, 1, 7, 8


def hashed(name, count, salt=0):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    h = (np.arange(count, dtype=np.uint64) * 2654435761 + seed + salt) & 0xFFFFFFFF
    h ^= h >> 15
    h = h * 2246822519 & 0xFFFFFFFF
    h ^= h >> 13
    return h


def values(name, shape):
    """What stands under this name, f32."""
    x = hashed(name, math.prod(shape)).astype(np.float64) / 2**32 - 0.5
    if "layer_norm.weight" in name:
        x = 1 + 0.4 * x
    elif name.endswith(".bias"):
        x = 0.2 * x
    elif "embed_tokens" in name:
        x = 0.5 * x
    elif "embed" not in name:
        x = 3.4 * x / math.sqrt(math.prod(shape[1:]))
    return x.astype(np.float32).reshape(shape)


def blocks(name, shape, kind):
    """The same in another type, invented block by block: no rounding that two programs could do differently."""
    columns, count = shape[-1], math.prod(shape)
    step = math.ceil(math.log2(math.sqrt(math.prod(shape[1:]))))
    if kind == F32:
        return values(name, shape).tobytes()
    if kind == F16:
        q = (hashed(name, count) % 2047).astype(np.int64) - 1023
        scale = 2.0 ** -(12 if "embed" in name else 9 + step)
        return (q * scale).astype(np.float16).tobytes()
    exponent = (6 if "embed" in name else 8 - step) + (3 if kind == Q5_1 else 0)
    assert columns % 32 == 0 and exponent > 0
    d = (exponent << 10 | (hashed(name, count // 32, 77) & 0x3FF)).astype(np.uint16)
    h = hashed(name, count)
    if kind == Q8_0:
        out = np.empty((count // 32, 34), np.uint8)
        out[:, :2] = d.view(np.uint8).reshape(-1, 2)
        out[:, 2:] = ((h % 255).astype(np.int64) - 127).astype(np.int8).view(np.uint8).reshape(-1, 32)
        return out.tobytes()
    out = np.empty((count // 32, 24), np.uint8)
    out[:, :2] = d.view(np.uint8).reshape(-1, 2)
    out[:, 2:4] = ((d + (4 << 10)) | 0x8000).astype(np.uint16).view(np.uint8).reshape(-1, 2)  # the least is -16 d
    out[:, 4:] = (h.reshape(-1, 32)[:, :20] & 0xFF).astype(np.uint8)
    return out.tobytes()


def tensors(s, vocabulary):
    """Names of Hugging Face, OpenAI's names, shapes."""
    w = s["d_model"]
    out = [("encoder.conv1.weight", "encoder.conv1.weight", (w, s["num_mel_bins"], 3)),
           ("encoder.conv1.bias", "encoder.conv1.bias", (w,)),
           ("encoder.conv2.weight", "encoder.conv2.weight", (w, w, 3)), ("encoder.conv2.bias", "encoder.conv2.bias", (w,)),
           ("encoder.embed_positions.weight", "encoder.positional_embedding", (s["positions"], w)),
           ("decoder.embed_positions.weight", "decoder.positional_embedding", (s["target"], w)),
           ("decoder.embed_tokens.weight", "decoder.token_embedding.weight", (vocabulary, w))]

    def both(ours, theirs):
        out.append((f"{ours}.weight", f"{theirs}.weight", (w,)))
        out.append((f"{ours}.bias", f"{theirs}.bias", (w,)))

    both("encoder.layer_norm", "encoder.ln_post")
    both("decoder.layer_norm", "decoder.ln")
    for half in ("encoder", "decoder"):
        for i in range(s[f"{half}_layers"]):
            layer, block = f"{half}.layers.{i}", f"{half}.blocks.{i}"
            pairs = [("self_attn", "attn")] + ([("encoder_attn", "cross_attn")] if half == "decoder" else [])
            for ours, theirs in pairs:
                for p, q in (("q_proj", "query"), ("k_proj", "key"), ("v_proj", "value"), ("out_proj", "out")):
                    out.append((f"{layer}.{ours}.{p}.weight", f"{block}.{theirs}.{q}.weight", (w, w)))
                    if p != "k_proj":
                        out.append((f"{layer}.{ours}.{p}.bias", f"{block}.{theirs}.{q}.bias", (w,)))
                both(f"{layer}.{ours}_layer_norm", f"{block}.{theirs}_ln")
            both(f"{layer}.final_layer_norm", f"{block}.mlp_ln")
            for p, q, shape in (("fc1", "mlp.0", (4 * w, w)), ("fc2", "mlp.2", (w, 4 * w))):
                out.append((f"{layer}.{p}.weight", f"{block}.{q}.weight", shape))
                out.append((f"{layer}.{p}.bias", f"{block}.{q}.bias", shape[:1]))
    return [(f"model.{ours}", theirs, shape) for ours, theirs, shape in out]


def filters(bands):
    """Mel filters that no other program has, so that a reader who ignores them is seen; exact in f32."""
    out = np.zeros((bands, 201), np.float32)
    for b in range(bands):
        for j in range(12):
            out[b, b * 185 // bands + j] = (j + 1 if j < 6 else 12 - j) / 256
    return out


def ggml(s, kind, vocabulary):
    """whisper.cpp's file."""
    out = [b"lmgg", struct.pack("<11i", vocabulary, s["positions"], s["d_model"], s["heads"], s["encoder_layers"],
                                s["target"], s["d_model"], s["heads"], s["decoder_layers"], s["num_mel_bins"],
                                {F32: 0, F16: 1, Q8_0: 2007, Q5_1: 2009}[kind]),
           struct.pack("<2i", s["num_mel_bins"], 201), filters(s["num_mel_bins"]).tobytes(), struct.pack("<i", 50257)]
    for i in range(50257):
        piece = bytes([i]) if i < 256 else b"p%d" % i
        out.append(struct.pack("<i", len(piece)) + piece)
    for name, theirs, shape in tensors(s, vocabulary):
        matrix = len(shape) == 2 and "positions" not in name
        convolution = len(shape) == 3
        its = kind if matrix else F16 if convolution and kind != F32 else F32
        dims = (shape[0], 1) if "conv" in name and len(shape) == 1 else shape
        out.append(struct.pack("<3i", len(dims), len(theirs), its) + struct.pack(f"<{len(dims)}i", *reversed(dims)))
        out.append(theirs.encode() + blocks(name, shape, its))
    return b"".join(out)


def signal(count):
    t = np.arange(count) / 16000
    x = 0.3 * np.sin(2 * np.pi * (200 + 900 * t) * t) + 0.05 * np.sin(12000 * t)
    x[3000] += 0.5
    return x.astype(np.float32)
