"""Every form in which a Whisper comes, made of one, imported by the box's own command and heard: the words must be the same.

    pip install numpy safetensors soundfile num2words scipy gguf pywhispercpp openai-whisper
    python models/evaluate/peers/standard.py BASE
    python models/evaluate/peers/forms.py BASE FILE.wav…  [--keep FOLDER]

BASE is Hugging Face's folder. Made of it: the same in f32, in three parts, candle's GGUF (Q8_0), whisper.cpp's `.bin` (f16, q8_0, q5_1).
Each is imported (`huisclos models import`), reads the recordings, and whisper.cpp reads its own files on their 30 seconds beside it.
Prints a row a form: bytes that came and bytes kept, seconds to import, and of the words of Hugging Face's own f16 how many differ.
"""
import argparse
import base64
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from importlib.metadata import distribution
from pathlib import Path

import gguf
import numpy as np
import soundfile
from gguf import GGMLQuantizationType as Kind, quants
from pywhispercpp.model import Model
from safetensors.numpy import load_file, save_file

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "models/whisper/tests/reference"))
from invented import tensors  # noqa: E402
from words import edits, words  # noqa: E402

TEXTS = ["config.json", "generation_config.json", "tokenizer.json"]


def matrix(name, x):
    return x.ndim == 2 and "positions" not in name


def folder(base, to, weights, parts=1):
    """Hugging Face's folder, its weights in so many parts."""
    to.mkdir()
    for text in TEXTS:
        if (base / text).exists():
            shutil.copy(base / text, to)
    names = sorted(weights)
    for i in range(parts):
        name = "model.safetensors" if parts == 1 else f"model-{i + 1:05}-of-{parts:05}.safetensors"
        save_file({n: np.ascontiguousarray(weights[n]) for n in names[i::parts]}, to / name)
    return to


def candle(base, to, weights):
    """Candle's GGUF: Hugging Face's names, the texts beside it."""
    to.mkdir()
    out = gguf.GGUFWriter(to / "model-base-q80.gguf", "whisper")
    for name, x in sorted(weights.items()):
        kind = Kind.Q8_0 if matrix(name, x) else Kind.F32
        out.add_tensor(name, quants.quantize(x.astype(np.float32), kind), raw_dtype=kind)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    for text in ("config", "tokenizer"):
        shutil.copy(base / f"{text}.json", to / f"{text}-base.json")
    return to / "model-base-q80.gguf"


def whisper_cpp(base, to, weights, kind):
    """whisper.cpp's file, with the mel filters and the vocabulary of OpenAI's package."""
    c = json.loads((base / "config.json").read_text())
    s = dict(d_model=c["d_model"], encoder_layers=c["encoder_layers"], decoder_layers=c["decoder_layers"],
             num_mel_bins=c["num_mel_bins"], positions=c["max_source_positions"], target=c["max_target_positions"])
    # Not imported: `whisper` is what the benchmark beside this file is called.
    assets = Path(distribution("openai-whisper").locate_file("whisper/assets"))
    pieces = {int(rank): base64.b64decode(piece) for piece, rank in
              (line.split() for line in (assets / "multilingual.tiktoken").read_text().splitlines() if line)}
    form = {Kind.F16: 1, Kind.Q8_0: 2007, Kind.Q5_1: 2009}[kind]
    heads = c["encoder_attention_heads"]
    with open(to, "wb") as out:
        out.write(b"lmgg" + struct.pack("<11i", c["vocab_size"], s["positions"], s["d_model"], heads, s["encoder_layers"],
                                        s["target"], s["d_model"], heads, s["decoder_layers"], s["num_mel_bins"], form))
        filters = np.load(assets / "mel_filters.npz")[f"mel_{s['num_mel_bins']}"].astype(np.float32)
        out.write(struct.pack("<2i", *filters.shape) + filters.tobytes() + struct.pack("<i", len(pieces)))
        for i in range(len(pieces)):
            out.write(struct.pack("<i", len(pieces[i])) + pieces[i])
        for name, theirs, shape in tensors(s, c["vocab_size"]):
            x = weights[name].astype(np.float32).reshape(shape)
            its = kind if matrix(name, x) else Kind.F16 if x.ndim == 3 else Kind.F32
            dims = (shape[0], 1) if "conv" in name and len(shape) == 1 else shape
            out.write(struct.pack("<3i", len(dims), len(theirs), int(its)) + struct.pack(f"<{len(dims)}i", *reversed(dims)))
            data = x.astype(np.float16) if its == Kind.F16 else x if its == Kind.F32 else quants.quantize(x, its)
            out.write(theirs.encode() + np.ascontiguousarray(data).tobytes())
    return to


def size(path):
    files = [path] if path.is_file() else path.iterdir()
    return sum(f.stat().st_size for f in files)


def box(data, *arguments):
    done = subprocess.run([ROOT / "target/debug/huisclos", "--data", data, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def peer(path, recordings):
    """What whisper.cpp writes with the same file, as it comes: greedy, its 30 seconds."""
    model = Model(str(path), language="fr", n_threads=2, print_progress=False, print_realtime=False, redirect_whispercpp_logs_to=None)
    texts = []
    for recording in recordings:
        x, rate = soundfile.read(recording, dtype="float32")
        # Brought to its 16 kHz by linear interpolation, as coarse as a telephone is.
        x = np.interp(np.arange(int(len(x) * 16000 / rate)) * rate / 16000, np.arange(len(x)), x).astype(np.float32)
        texts.append(" ".join(part.text for part in model.transcribe(x)))
    return texts


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("base", type=Path)
    p.add_argument("recordings", nargs="+")
    p.add_argument("--keep", type=Path, help="leave the files there, for the page or a key")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        there = a.keep or Path(scratch)
        there.mkdir(exist_ok=True)
        weights = load_file(a.base / "model.safetensors")
        exact = {name: x.astype(np.float32) for name, x in weights.items()}
        forms = [("Hugging Face, as it is", a.base),
                 ("Hugging Face, f32", folder(a.base, there / "hf-f32", exact)),
                 ("Hugging Face, in three parts", folder(a.base, there / "hf-parts", weights, 3)),
                 ("candle GGUF, Q8_0", candle(a.base, there / "candle", weights))]
        forms += [(f"whisper.cpp, {name}", whisper_cpp(a.base, there / f"ggml-base-{name}.bin", weights, kind))
                  for name, kind in (("f16", Kind.F16), ("q8_0", Kind.Q8_0), ("q5_1", Kind.Q5_1))]
        first = None
        print("| form | MB that came | MB kept | import, s | words that differ from the first row's | words in which whisper.cpp's differ from ours |")
        print("|---|---|---|---|---|---|")
        for i, (name, path) in enumerate(forms):
            begin, data = time.perf_counter(), f"{scratch}/{i}"
            box(data, "models", "import", path, "--name", "form", "--source", "forms.py", "--licence", "MIT")
            seconds, kept = time.perf_counter() - begin, Path(f"{data}.models/form")
            lines = box(data, "--json", "transcribe", "--model", kept, *a.recordings).splitlines()
            said = [words(json.loads(line)["text"]) for line in lines]
            first = first or said
            all_, apart = sum(map(len, first)), sum(map(edits, first, said))
            beside = "–"
            if path.suffix == ".bin":
                theirs = [words(text) for text in peer(path, a.recordings)]
                beside = f"{sum(map(edits, theirs, said))} of {sum(map(len, theirs))}"
            print(f"| {name} | {size(path) / 1e6:.0f} | {size(kept) / 1e6:.0f} | {seconds:.1f} | {apart} of {all_} | {beside} |", flush=True)


if __name__ == "__main__":
    main()
