"""Whisper on this machine against its peers, the same weights and the same work: features, encoder, prompt, twenty forced tokens.

    pip install torch transformers faster-whisper pywhispercpp
    cargo build -p huisclos -p huisclos-evaluate
    python models/evaluate/peers/whisper.py [--sizes base small] [--cores 1 2] [--rounds 3]

Peers: CTranslate2 (the core of faster-whisper) in int8, whisper.cpp in q8_0. Weights are random (speed does not depend on them; the
standard weights cannot be had where this runs) unless --weights names folders of Hugging Face's. Programs take turns, each in a
process of its own pinned to its cores; the quickest of all rounds counts, since other programs only ever slow one down (on one core,
the processor's own time). Ratios are a peer's time by ours: above 1 we are ahead.
"""
import argparse
import ctypes
import json
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "../../.."))
sys.path.insert(0, os.path.join(ROOT, "models/whisper/tests/reference"))
SIZES = {"tiny": (384, 4, 6), "base": (512, 6, 8), "small": (768, 12, 12), "medium": (1024, 24, 16)}
PROMPT, TOKENS, REPEATS = [50258, 50265, 50359, 50363], 20, 3
# Seconds of speech, and the context in positions of 20 ms: a second more, and the peers' default of 30 s.
CASES = [(2, 150), (3, 200), (6, 350), (2, 1500), (3, 1500), (6, 1500)]


def make(size, folder):
    """Random weights as Hugging Face, CTranslate2 and whisper.cpp want them."""
    import numpy as np
    import torch
    import ctranslate2
    from ctranslate2.converters import transformers as convert
    from gguf import GGMLQuantizationType, quants
    from transformers import WhisperConfig, WhisperForConditionalGeneration
    from invented import tensors

    hf, ct2, cpp = (os.path.join(folder, f"{size}-{form}") for form in ("hf", "ct2", "cpp.bin"))
    if os.path.exists(cpp):
        return hf, ct2, cpp
    d, layers, heads = SIZES[size]
    torch.manual_seed(1)
    config = WhisperConfig(d_model=d, encoder_layers=layers, decoder_layers=layers, encoder_attention_heads=heads,
                           decoder_attention_heads=heads, encoder_ffn_dim=4 * d, decoder_ffn_dim=4 * d, vocab_size=51865)
    model = WhisperForConditionalGeneration(config).half()
    model.save_pretrained(hf)
    pieces = [bytes([i]) if i < 256 else b"p%d" % i for i in range(50257)]
    vocabulary = {"".join(chr(b) if 33 <= b <= 126 else chr(256 + b) for b in p): i for i, p in enumerate(pieces)}
    names = ["endoftext", "startoftranscript"] + [f"l{i}" for i in range(99)]
    names += ["translate", "transcribe", "startoflm", "startofprev", "nocaptions", "notimestamps"]
    names[2 + 6] = "fr"
    added = [{"id": 50257 + i, "content": f"<|{name}|>", "special": True} for i, name in enumerate(names)]
    with open(os.path.join(hf, "tokenizer.json"), "w") as out:
        json.dump({"model": {"vocab": vocabulary, "merges": []}, "added_tokens": added}, out)

    # CTranslate2's own converter; only the tokenizer it would load is not there.
    loader = convert._MODEL_LOADERS["WhisperConfig"]
    loader.get_vocabulary = lambda model, tokenizer: ([f"t{i}" for i in range(50257)] + [a["content"] for a in added]
                                                       + [f"<|{i / 50:.2f}|>" for i in range(1501)])
    loader._get_lang_ids_from_tokenizer = lambda tokenizer: list(range(50259, 50358))
    converter = ctranslate2.converters.TransformersConverter(hf)
    converter.load_tokenizer = lambda *a, **k: None
    converter.convert(ct2, quantization="int8")

    state = model.state_dict()
    s = dict(d_model=d, encoder_layers=layers, decoder_layers=layers, heads=heads, num_mel_bins=80, positions=1500, target=448)
    from transformers.audio_utils import mel_filter_bank
    filters = mel_filter_bank(201, 80, 0.0, 8000.0, 16000, "slaney", "slaney").T.astype(np.float32)
    import struct
    with open(cpp, "wb") as out:
        out.write(b"lmgg" + struct.pack("<11i", 51865, 1500, d, heads, layers, 448, d, heads, layers, 80, 2007))
        out.write(struct.pack("<2i", 80, 201) + filters.tobytes() + struct.pack("<i", 50257))
        for p in pieces:
            out.write(struct.pack("<i", len(p)) + p)
        for name, theirs, shape in tensors(s, 51865):
            x = state[name].float().numpy()
            kind = 8 if x.ndim == 2 and "positions" not in name else 1 if x.ndim == 3 else 0
            dims = (shape[0], 1) if "conv" in name and len(shape) == 1 else shape
            out.write(struct.pack("<3i", len(dims), len(theirs), kind) + struct.pack(f"<{len(dims)}i", *reversed(dims)))
            data = quants.quantize(x, GGMLQuantizationType.Q8_0) if kind == 8 else x.astype(np.float16 if kind else np.float32)
            out.write(theirs.encode() + np.ascontiguousarray(data).tobytes())
    return hf, ct2, cpp


def peak_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def timed(work, cores):
    """The quickest of some repetitions, ms. On one core the processor's time counts, which other programs hardly touch."""
    clock = time.process_time if cores == 1 else time.perf_counter
    best, result = float("inf"), None
    for _ in range(REPEATS):
        begin = clock()
        result = work()
        best = min(best, clock() - begin)
    return round(1000 * best, 2), result


def signal(seconds):
    import numpy as np

    t = np.arange(16000 * seconds) / 16000
    return (0.1 * np.sin(2 * np.pi * (200 + 90 * t) * t)).astype(np.float32)


def ct2_worker(path, cores, cases):
    import ctranslate2
    import numpy as np

    model = ctranslate2.models.Whisper(path, device="cpu", compute_type="int8", intra_threads=cores, inter_threads=1)
    # Its features are computed in Python (numpy): given here, which favours it.
    for seconds, positions in cases:
        x = ctranslate2.StorageView.from_array(np.random.default_rng(0).normal(0, 0.5, (1, 80, 2 * positions)).astype(np.float32))
        encode, _ = timed(lambda: model.encode(x, to_cpu=True), cores)
        total, r = timed(lambda: model.generate(x, [PROMPT], beam_size=1, max_length=LENGTH, suppress_tokens=[50257]),
                         cores)
        print(json.dumps({"seconds": seconds, "positions": positions, "encode_ms": encode, "total_ms": total,
                          "tokens": len(r[0].sequences_ids[0]), "peak_mib": peak_mib()}), flush=True)


# CTranslate2 keeps half of the length for what came before.
LENGTH = 2 * TOKENS


def cpp_worker(path, cores, cases):
    import _pywhispercpp as pw
    import whispercpp_low as low

    for seconds, positions in cases:
        context = low.open(path)
        low.context_of(context, positions, cores, signal(seconds))

        def features():
            low.features(context, signal(seconds), cores)

        def encode():
            low.encode(context, cores)

        def total():
            features()
            encode()
            low.decode(context, PROMPT, 0, cores)
            for i in range(TOKENS):
                low.decode(context, [1000 + i], len(PROMPT) + i, cores)

        features()
        encode_ms, _ = timed(encode, cores)
        total_ms, _ = timed(total, cores)
        print(json.dumps({"seconds": seconds, "positions": positions, "encode_ms": encode_ms, "total_ms": total_ms,
                          "tokens": TOKENS, "peak_mib": peak_mib()}), flush=True)
        low.close(context)


def worker(name, model, cores, cases, isa):
    environment = dict(os.environ, OMP_NUM_THREADS=str(cores), RAYON_NUM_THREADS=str(cores), CANDLE_NUM_THREADS=str(cores))
    pinned = ["taskset", "-c", ",".join(str(c) for c in range(cores))]
    if name == "huisclos":
        command = [os.path.join(ROOT, "target/debug/huisclos-evaluate"), "--model", model, "speed", "--tokens", str(TOKENS)]
        command += (["--isa", isa] if isa else []) + [f"{seconds}:{positions}" for seconds, positions in cases]
    else:
        if isa:
            products = {"avx2": "AVX2", "avxvnni": "AVX2_VNNI"}[isa]
            environment |= {"CT2_FORCE_CPU_ISA": "AVX2", "ONEDNN_MAX_CPU_ISA": products, "DNNL_MAX_CPU_ISA": products}
        command = [sys.executable, os.path.abspath(__file__), "--worker", name, model, str(cores), json.dumps(cases)]
    done = subprocess.run(pinned + command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--sizes", nargs="+", default=["base", "small"], choices=SIZES)
    args.add_argument("--cores", nargs="+", type=int, default=[1, 2])
    args.add_argument("--rounds", type=int, default=3)
    args.add_argument("--folder", default=os.path.expanduser("~/.cache/huisclos/peers"))
    args.add_argument("--isa", choices=["avx2", "avxvnni"],
                      help="the wider instructions switched off, as on a processor without them (whisper.cpp cannot: left out)")
    args.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    given = args.parse_args()
    if given.worker:
        name, model, cores, cases = given.worker
        {"ct2": ct2_worker, "cpp": cpp_worker}[name](model, int(cores), json.loads(cases))
        return
    os.makedirs(given.folder, exist_ok=True)
    print("| size, cores | speech, context | encoder: ours, CTranslate2, whisper.cpp (ms) | all: ours, CTranslate2, whisper.cpp (ms) | "
          "CTranslate2 by ours | whisper.cpp by ours |\n|---|---|---|---|---|---|")
    for size in given.sizes:
        hf, ct2, cpp = make(size, given.folder)
        own = os.path.join(given.folder, f"{size}-own")
        if not os.path.exists(own):
            subprocess.run([os.path.join(ROOT, "target/debug/huisclos"), "--data", os.path.join(given.folder, "data"), "models",
                            "import", hf, "--name", size], check=True, stdout=subprocess.DEVNULL)
            shutil.move(os.path.join(given.folder, "data.models", size), own)
        programs = [("huisclos", own), ("ct2", ct2)] + ([] if given.isa else [("cpp", cpp)])
        for cores in given.cores:
            best, peak = {}, {}
            for _ in range(given.rounds):
                for name, model in programs:
                    for row in worker(name, model, cores, CASES, given.isa):
                        for what in ("encode_ms", "total_ms"):
                            key = (name, row["seconds"], row["positions"], what)
                            best[key] = min(best.get(key, float("inf")), row[what])
                        # The first case's peak: a short turn; the last one's: 30 s.
                        peak.setdefault((name, row["positions"]), row["peak_mib"])
            for seconds, positions in CASES:
                of = lambda name, what: best.get((name, seconds, positions, what), float("nan"))
                names = [name for name, _ in programs]
                cell = lambda what: ", ".join(f"{of(name, what):.0f}" for name in names)
                ratio = lambda name: f"{of(name, 'total_ms') / of('huisclos', 'total_ms'):.2f}"
                print(f"| {size}, {cores} | {seconds} s, {positions / 50:.0f} s | {cell('encode_ms')} | {cell('total_ms')} | "
                      f"{ratio('ct2')} | {ratio('cpp')} |", flush=True)
            memory = "; ".join(f"{name} {max(v for (n, _), v in peak.items() if n == name):.0f}" for name, _ in programs)
            print(f"| {size}, {cores} | peak memory, MiB | {memory} | | | |", flush=True)


if __name__ == "__main__":
    main()
