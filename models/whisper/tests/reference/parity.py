"""Scores of Hugging Face's Whisper with the weights that `tests/common/mod.rs` invents, for `tests/parity.rs`.

    pip install torch transformers; python parity.py > parity.json

The whole of their code is used: feature extractor, encoder, decoder.
"""
import json
import math

import numpy as np
import torch
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

SIZES = dict(d_model=64, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
             encoder_ffn_dim=128, decoder_ffn_dim=128, vocab_size=283, num_mel_bins=80, max_source_positions=100,
             max_target_positions=60)
TOKENS = [277, 278, 279, 280, 12, 200, 7, 99]


def invented(name, shape):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    h = (np.arange(math.prod(shape), dtype=np.uint64) * 2654435761 + seed) & 0xFFFFFFFF
    h ^= h >> 15
    h = h * 2246822519 & 0xFFFFFFFF
    h ^= h >> 13
    x = h.astype(np.float64) / 2**32 - 0.5
    if "layer_norm.weight" in name:
        x = 1 + 0.4 * x
    elif name.endswith(".bias"):
        x = 0.2 * x
    elif "embed" in name:
        x = x
    else:
        x = 3.4 * x / math.sqrt(math.prod(shape[1:]))
    return torch.tensor(x.astype(np.float32)).reshape(shape)


def signal(count):
    t = np.arange(count) / 16000
    x = 0.3 * np.sin(2 * np.pi * (200 + 900 * t) * t) + 0.05 * np.sin(12000 * t)
    x[3000] += 0.5
    return x.astype(np.float32)


def main():
    model = WhisperForConditionalGeneration(WhisperConfig(**SIZES, pad_token_id=276, bos_token_id=276, eos_token_id=276,
                                                          decoder_start_token_id=277, suppress_tokens=None,
                                                          begin_suppress_tokens=None)).eval()
    state = model.state_dict()
    for name in state:
        state[name] = invented(name, tuple(state[name].shape))
    state["proj_out.weight"] = state["model.decoder.embed_tokens.weight"]
    model.load_state_dict(state)
    extractor = WhisperFeatureExtractor(feature_size=80, chunk_length=2)
    mel = extractor(signal(25000), sampling_rate=16000, return_tensors="pt").input_features
    with torch.no_grad():
        scores = model(input_features=mel, decoder_input_ids=torch.tensor([TOKENS])).logits[0, -1]
    print(json.dumps({"mel": [round(float(v), 5) for v in mel[0].T.flatten()[::997]],
                      "scores": [round(float(v), 5) for v in scores]}))


main()
