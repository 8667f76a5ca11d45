"""What Hugging Face's Whisper makes of the weights that `invented.py` invents, at three sizes, for `tests/parity.rs`.

    pip install torch transformers; python parity.py > parity.json

The whole of their code is used: feature extractor, encoder, decoder with its cache.
"""
import json

import numpy as np
import torch
from invented import SIZES, signal, tensors, values
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

VOCABULARY = 283
FORCED = [277, 278, 279, 280, 12, 200, 7, 99, 31, 250, 2, 181, 64, 64, 140, 5]


def reference(s):
    sizes = dict(d_model=s["d_model"], encoder_layers=s["encoder_layers"], decoder_layers=s["decoder_layers"],
                 encoder_attention_heads=s["heads"], decoder_attention_heads=s["heads"], encoder_ffn_dim=4 * s["d_model"],
                 decoder_ffn_dim=4 * s["d_model"], vocab_size=VOCABULARY, num_mel_bins=s["num_mel_bins"],
                 max_source_positions=s["positions"], max_target_positions=s["target"])
    config = WhisperConfig(**sizes, pad_token_id=276, bos_token_id=276, eos_token_id=276, decoder_start_token_id=277,
                           suppress_tokens=None, begin_suppress_tokens=None)
    model = WhisperForConditionalGeneration(config).eval()
    state = {name: torch.tensor(values(name, shape)) for name, _, shape in tensors(s, VOCABULARY)}
    state["proj_out.weight"] = state["model.decoder.embed_tokens.weight"]
    model.load_state_dict(state)
    extractor = WhisperFeatureExtractor(feature_size=s["num_mel_bins"], chunk_length=s["positions"] // 50)
    mel = extractor(signal(25000), sampling_rate=16000, return_tensors="pt").input_features
    with torch.no_grad():
        heard = model.model.encoder(mel).last_hidden_state
        scores = model(encoder_outputs=(heard,), decoder_input_ids=torch.tensor([FORCED])).logits[0]
        free = FORCED[:4]
        for _ in range(16):
            free.append(int(model(encoder_outputs=(heard,), decoder_input_ids=torch.tensor([free])).logits[0, -1].argmax()))
    rounded = lambda x: [round(float(v), 5) for v in x]
    return {"config": json.dumps(sizes), "mel": rounded(mel[0].T.flatten()[::997]), "heard": rounded(heard.flatten()[::97]),
            "forced": FORCED, "choices": [int(i) for i in scores.argmax(-1)], "scores": rounded(scores[-1]),
            "free": free[4:]}


print(json.dumps({name: reference(s) for name, s in SIZES.items()}))
