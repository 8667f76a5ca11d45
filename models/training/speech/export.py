"""Writes what a user can load: Hugging Face's layout, and one GGUF that holds everything.

    python export.py CHECKPOINT_OR_FOLDER OUT_FOLDER [OUT.gguf]

The first argument is a checkpoint of train.py (.pt), or a folder or GGUF this script wrote. The GGUF
keeps Hugging Face's tensor names; its metadata carries the four JSON files, so one file is enough.
"""

import json
import shutil
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from network import config, depth
from symbols import END, PHONEMES, PROMPT

HERE = Path(__file__).parent


def read(source: Path) -> dict:
    """All tensors, `ctc.*` among them, from a checkpoint, an exported folder or an exported GGUF."""
    if source.is_dir():
        return load_file(source / "model.safetensors") | load_file(source / "ctc_head.safetensors")
    if source.suffix == ".gguf":
        state = {}
        for tensor in gguf.GGUFReader(source).tensors:
            x = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
            state[tensor.name] = torch.tensor(x.reshape(*map(int, reversed(tensor.shape))))
        return state
    return torch.load(source, map_location="cpu")["model"]


def descriptions(tokenizer: Tokenizer, encoder_layers: int) -> dict:
    """The JSON files that go beside the weights, by file name."""
    number = tokenizer.token_to_id
    end = number(END)
    about = config(tokenizer.get_vocab_size(), encoder_layers)
    about.update(
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=number(PROMPT[0]),
        suppress_tokens=[],
        # An empty transcript is a legitimate answer to silence: the end may come first.
        begin_suppress_tokens=[],
        forced_decoder_ids=None,
    )
    generation = dict(
        decoder_start_token_id=number(PROMPT[0]),
        eos_token_id=end,
        pad_token_id=end,
        bos_token_id=end,
        prompt=PROMPT,
        lang_to_id={"<|fr|>": number("<|fr|>")},
        task_to_id=dict(
            transcribe=number("<|transcribe|>"), translate=number("<|translate|>")
        ),
        no_timestamps_token_id=number("<|notimestamps|>"),
        max_length=about["max_target_positions"],
    )
    preprocessor = dict(
        feature_size=80,
        hop_length=160,
        n_fft=400,
        sampling_rate=16000,
        chunk_length=about["max_source_positions"] * 2 / 100,
        nb_max_frames=about["max_source_positions"] * 2,
        padding_value=0.0,
        feature_extractor_type="WhisperFeatureExtractor",
    )
    return {
        "config.json": json.dumps(about, indent=1),
        "generation_config.json": json.dumps(generation, indent=1),
        "preprocessor_config.json": json.dumps(preprocessor, indent=1),
        "ctc_chars.json": json.dumps(PHONEMES, ensure_ascii=False),
    }


def write_folder(state: dict, files: dict, out: Path):
    out.mkdir(parents=True, exist_ok=True)
    body = {k: v.contiguous().float() for k, v in state.items() if not k.startswith("ctc.")}
    head = {k: v.contiguous().float() for k, v in state.items() if k.startswith("ctc.")}
    save_file(body, out / "model.safetensors", metadata={"format": "pt"})
    save_file(head, out / "ctc_head.safetensors", metadata={"format": "pt"})
    for name, text in files.items():
        (out / name).write_text(text)
    shutil.copy(HERE / "tokenizer.json", out / "tokenizer.json")


def write_gguf(state: dict, files: dict, out: Path):
    out.parent.mkdir(parents=True, exist_ok=True)
    w = gguf.GGUFWriter(out, "whisper")
    w.add_name("Huisclos default recogniser")
    w.add_description("French telephone speech, trained on synthesised voices only")
    w.add_license("Apache-2.0")
    w.add_languages(["fr"])
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    w.add_string("whisper.config", files["config.json"])
    w.add_string("whisper.generation_config", files["generation_config.json"])
    w.add_string("whisper.preprocessor_config", files["preprocessor_config.json"])
    w.add_string("whisper.phonemes", files["ctc_chars.json"])
    w.add_string("whisper.tokenizer", (HERE / "tokenizer.json").read_text())
    for name, tensor in state.items():
        x = tensor.detach().float().contiguous().numpy()
        matrix = x.ndim == 2 and x.shape[1] % 32 == 0
        # Positions are added, never multiplied: they stay exact.
        if matrix and "embed_positions" not in name:
            kind = gguf.GGMLQuantizationType.Q8_0
            w.add_tensor(name, gguf.quants.quantize(x, kind), raw_dtype=kind)
        elif x.ndim == 3 or "embed_positions" in name:
            w.add_tensor(name, x.astype(np.float16))
        else:
            w.add_tensor(name, x)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def main():
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    state = read(source)
    files = descriptions(Tokenizer.from_file(str(HERE / "tokenizer.json")), depth(state))
    write_folder(state, files, folder)
    if len(sys.argv) > 3:
        single = Path(sys.argv[3])
        write_gguf(state, files, single)
        print(f"{single}: {single.stat().st_size / 1e6:.2f} MB")
    print(f"{folder}: {sum(v.numel() for v in state.values()) / 1e6:.2f} M parameters")


if __name__ == "__main__":
    main()
