"""What transformers makes of the test models, for `tests/parity.rs`: `python3 reference.py > reference.json`.

The weights are a function of their names (`value`), written the same in Rust: the repository keeps a few numbers, no model.
"""
import json, sys
import numpy as np, torch, transformers
from transformers import (LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM,
                          Gemma3TextConfig, Gemma3ForCausalLM)

# width, feed-forward, layers, heads, key heads, head, vocabulary
SIZES = {"tiny": (64, 96, 6, 4, 2, 16, 288), "small": (128, 352, 7, 4, 1, 32, 300), "middle": (384, 1024, 6, 6, 2, 64, 512)}
TOKENS = 24


def mix(x):
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def noise(name, count):
    """Uniform from -1 to 1, from the name (FNV-1a) and the place (splitmix64)."""
    h = 0xCBF29CE484222325
    for b in name.encode():
        h = ((h ^ b) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = mix(np.uint64(h) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    return ((z >> np.uint64(40)).astype(np.float32) / np.float32(1 << 23)) - np.float32(1)


def value(name, shape):
    n = noise(name, int(np.prod(shape)))
    if name.endswith("norm.weight"):
        out = np.float32(1) + np.float32(0.25) * n
    elif name.endswith(".bias"):
        out = np.float32(0.25) * n
    else:
        out = n * np.float32((3.0 / shape[-1]) ** 0.5)
    return out.reshape(shape).astype(np.float32)


def undo(w, heads):
    """GGUF keeps Llama's neighbours together, transformers the halves of a head."""
    return w.reshape(heads, w.shape[0] // heads // 2, 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)


def tokens(arch, size, vocabulary):
    return [int(v) for v in ((noise(f"{arch} {size}", TOKENS) + 1) / 2 * vocabulary)]


def model(arch, size):
    width, wide, layers, heads, kept, head, vocab = SIZES[size]
    common = dict(vocab_size=vocab, hidden_size=width, intermediate_size=wide, num_hidden_layers=layers, num_attention_heads=heads,
                  num_key_value_heads=kept, max_position_embeddings=512, rms_norm_eps=1e-6)
    if arch == "llama":
        m = LlamaForCausalLM(LlamaConfig(**common, head_dim=head, rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, tie_word_embeddings=False))
    elif arch == "qwen2":
        m = Qwen2ForCausalLM(Qwen2Config(**common, rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}, tie_word_embeddings=True))
    elif arch == "qwen3":
        m = Qwen3ForCausalLM(Qwen3Config(**common, head_dim=head, rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}, tie_word_embeddings=True))
    else:
        m = Gemma3ForCausalLM(Gemma3TextConfig(**common, head_dim=head, sliding_window=8, query_pre_attn_scalar=head, attn_logit_softcapping=None,
                                               final_logit_softcapping=None, tie_word_embeddings=True, layer_types=["full_attention" if (i + 1) % 6 == 0 else "sliding_attention" for i in range(layers)],
                                               rope_parameters={"full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000000.0},
                                                                "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}}))
    m = m.float().eval()
    hf = dict(m.named_parameters())
    done = set()

    def put(theirs, ours, change=lambda w: w):
        p = hf[theirs]
        w = change(value(ours, tuple(p.shape)))
        with torch.no_grad():
            p.copy_(torch.from_numpy(np.ascontiguousarray(w)))
        done.add(theirs)
    gemma = arch == "gemma3"
    norm = (lambda w: w - 1) if gemma else (lambda w: w)
    for i in range(layers):
        a, b = f"model.layers.{i}.", f"blk.{i}."
        for t, o, n in [("q_proj", "attn_q", heads), ("k_proj", "attn_k", kept)]:
            put(a + f"self_attn.{t}.weight", b + o + ".weight", (lambda w, n=n: undo(w, n)) if arch == "llama" else (lambda w: w))
        for t, o in [("self_attn.v_proj", "attn_v"), ("self_attn.o_proj", "attn_output"), ("mlp.gate_proj", "ffn_gate"), ("mlp.up_proj", "ffn_up"), ("mlp.down_proj", "ffn_down")]:
            put(a + t + ".weight", b + o + ".weight")
        put(a + "input_layernorm.weight", b + "attn_norm.weight", norm)
        if gemma:
            put(a + "post_attention_layernorm.weight", b + "post_attention_norm.weight", norm)
            put(a + "pre_feedforward_layernorm.weight", b + "ffn_norm.weight", norm)
            put(a + "post_feedforward_layernorm.weight", b + "post_ffw_norm.weight", norm)
        else:
            put(a + "post_attention_layernorm.weight", b + "ffn_norm.weight")
        if arch in ("qwen3", "gemma3"):
            put(a + "self_attn.q_norm.weight", b + "attn_q_norm.weight", norm)
            put(a + "self_attn.k_norm.weight", b + "attn_k_norm.weight", norm)
        if arch == "qwen2":
            for t, o in [("q_proj", "attn_q"), ("k_proj", "attn_k"), ("v_proj", "attn_v")]:
                put(a + f"self_attn.{t}.bias", b + o + ".bias")
    put("model.embed_tokens.weight", "token_embd.weight")
    put("model.norm.weight", "output_norm.weight", norm)
    if arch == "llama":
        put("lm_head.weight", "output.weight")
    missing = [k for k in hf if k not in done and k != "lm_head.weight"]
    assert not missing, missing
    return m


def main():
    out = []
    for arch in ["llama", "qwen2", "qwen3", "gemma3"]:
        for size in SIZES:
            ids = tokens(arch, size, SIZES[size][6])
            with torch.no_grad():
                logits = model(arch, size)(input_ids=torch.tensor([ids])).logits[0].float()
            top = logits.topk(2, dim=-1)
            out.append({"architecture": arch, "size": size, "tokens": ids, "first": top.indices[:, 0].tolist(),
                        "margin": [round(float(a - b), 4) for a, b in top.values], "spread": round(float(logits.abs().max()), 4),
                        "last": [round(float(v), 5) for v in logits[-1][::7]]})
            print(arch, size, out[-1]["spread"], file=sys.stderr)
    print("[\n" + ",\n".join(json.dumps(o) for o in out) + "\n]")


if __name__ == "__main__":
    main()
