"""Writes one GGUF file with everything the box needs to understand: the decoder in Q8_0, the tokenizer, the linear part.

    python export.py --weights runs/default/last.pt --tokenizer tokenizer.json [--linear runs/linear.npz] --out default.gguf

The layout is Qwen3's, for candle's `quantized_qwen3`, which computes the rotary table in half precision unless
`general.dtype` is 0. `huisclos.tokenizer` holds tokenizer.json, `huisclos.form` the version of form.py.
"""
import argparse

import gguf
import numpy

import decode
import form
from model import HEAD_DIM, ROPE_BASE

LICENCE = "Apache-2.0"  # of the weights; family and first names seen in training: PolyAI EVI, CC BY 4.0
NAMES = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
         "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
         "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate",
         "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}


def gguf_name(name):
    if name.startswith("layers."):
        _, layer, rest = name.split(".", 2)
        return f"blk.{layer}.{NAMES[rest.removesuffix('.weight')]}.weight"
    return {"embed_tokens.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}[name]


def write_gguf(path, model, tokenizer, linear=None, licence=LICENCE):
    config = model.config()
    writer = gguf.GGUFWriter(path, "qwen3")
    writer.add_name("Huisclos default language model")
    writer.add_license(licence)
    writer.add_description("Understands callers of a French medical cabinet. Trained on invented sentences only; names from PolyAI EVI (CC BY 4.0).")
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(HEAD_DIM)
    writer.add_value_length(HEAD_DIM)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(ROPE_BASE)
    writer.add_uint32("general.dtype", 0)
    writer.add_vocab_size(config["vocab_size"])
    writer.add_string("huisclos.tokenizer", tokenizer)
    writer.add_string("huisclos.form", form.VERSION)
    writer.add_array("huisclos.intents", form.INTENTS)
    for name, value in model.state_dict().items():
        value = value.float().numpy()
        if value.ndim == 2:
            packed = gguf.quants.quantize(value, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(gguf_name(name), packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(gguf_name(name), value)
    if linear is not None:
        writer.add_string("huisclos.linear", form.LINEAR_VERSION)
        writer.add_tensor("huisclos.linear.weight", linear.astype(numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", required=True)
    parser.add_argument("--tokenizer", default="tokenizer.json")
    parser.add_argument("--linear", help="weights of linear.py")
    parser.add_argument("--licence", default=LICENCE)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    linear = numpy.load(args.linear)["weight"] if args.linear else None
    tokenizer = open(args.tokenizer, encoding="utf-8").read()
    write_gguf(args.out, decode.load(args.weights), tokenizer, linear, args.licence)


if __name__ == "__main__":
    main()
