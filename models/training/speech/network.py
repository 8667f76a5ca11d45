"""The network: OpenAI's Whisper, small, with one more head that hears phonemes.

Parameter names are those of Hugging Face's `WhisperForConditionalGeneration`, so that the exported
weights load anywhere that layout is known. The second head (`ctc`) sits on the encoder and is trained
with CTC on phonemes; it is what matches names against those the cabinet knows.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from symbols import PHONEMES


def config(vocab_size: int, encoder_layers: int = 4) -> dict:
    """Hugging Face's config.json for the default recogniser: 12 s at most."""
    width = 256
    return dict(
        architectures=["WhisperForConditionalGeneration"],
        model_type="whisper",
        activation_function="gelu",
        vocab_size=vocab_size,
        num_mel_bins=80,
        d_model=width,
        encoder_layers=encoder_layers,
        decoder_layers=2,
        encoder_attention_heads=width // 64,
        decoder_attention_heads=width // 64,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        max_source_positions=600,
        max_target_positions=160,
        dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        encoder_layerdrop=0.0,
        decoder_layerdrop=0.0,
        init_std=0.02,
        scale_embedding=False,
        is_encoder_decoder=True,
        use_cache=True,
        torch_dtype="float32",
        num_hidden_layers=encoder_layers,
    )


def drop_channels(x, share, training):
    """Dropout of whole channels: one mask for all times, which costs next to nothing on a CPU."""
    if not training or share <= 0:
        return x
    keep = torch.rand(x.shape[0], 1, x.shape[2]) > share
    return x * (keep.to(x.dtype) / (1 - share))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x, memory=None, causal=False):
        batch, length, width = x.shape
        memory = x if memory is None else memory
        there = memory.shape[1]

        def split(y, n):
            return y.view(batch, n, self.heads, -1).transpose(1, 2)

        q = split(self.q_proj(x), length)
        k = split(self.k_proj(memory), there)
        v = split(self.v_proj(memory), there)
        # Plain matrix products: the backward pass of fused attention is slow on a CPU.
        w = (q * (q.shape[-1] ** -0.5)) @ k.transpose(-1, -2)
        if causal:
            w = w + torch.full((length, there), -30000.0, dtype=w.dtype).triu(1)
        out = torch.softmax(w, -1, dtype=w.dtype) @ v
        return self.out_proj(out.transpose(1, 2).reshape(batch, length, width))


class EncoderLayer(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(self, x, drop):
        x = x + drop_channels(self.self_attn(self.self_attn_layer_norm(x)), drop, self.training)
        hidden = F.gelu(self.fc1(self.final_layer_norm(x)))
        return x + drop_channels(self.fc2(hidden), drop, self.training)


class DecoderLayer(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        self.encoder_attn = Attention(width, heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(self, x, heard, drop):
        own = self.self_attn(self.self_attn_layer_norm(x), causal=True)
        x = x + drop_channels(own, drop, self.training)
        other = self.encoder_attn(self.encoder_attn_layer_norm(x), heard)
        x = x + drop_channels(other, drop, self.training)
        hidden = F.gelu(self.fc1(self.final_layer_norm(x)))
        return x + drop_channels(self.fc2(hidden), drop, self.training)


def sinusoids(length, width):
    step = math.log(10000) / (width // 2 - 1)
    rates = torch.exp(-step * torch.arange(width // 2))
    angles = torch.arange(length)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        width = c["d_model"]
        self.conv1 = nn.Conv1d(80, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(c["max_source_positions"], width)
        self.embed_positions.weight = nn.Parameter(
            sinusoids(c["max_source_positions"], width), requires_grad=False
        )
        self.layers = nn.ModuleList(
            EncoderLayer(width, c["encoder_attention_heads"], c["encoder_ffn_dim"])
            for _ in range(c["encoder_layers"])
        )
        self.layer_norm = nn.LayerNorm(width)

    @staticmethod
    def convolve(conv, x, stride):
        """The convolution as one matrix product over (batch, time, channels): faster, same result."""
        x = F.pad(x, (0, 0, 1, 1))
        length = (x.shape[1] - 3) // stride + 1
        last = stride * (length - 1) + 1
        taps = torch.cat([x[:, i : i + last : stride] for i in range(3)], -1)
        kernel = conv.weight.permute(0, 2, 1).reshape(conv.weight.shape[0], -1)
        return F.linear(taps, kernel, conv.bias)

    def forward(self, mel, drop=0.0):
        """mel: (batch, frames, 80) to (batch, frames / 2, width)."""
        x = F.gelu(self.convolve(self.conv1, mel, 1))
        x = F.gelu(self.convolve(self.conv2, x, 2))
        x = x + self.embed_positions.weight[: x.shape[1]].to(x.dtype)
        x = drop_channels(x, drop, self.training)
        for layer in self.layers:
            x = layer(x, drop)
        return self.layer_norm(x)


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        width = c["d_model"]
        self.embed_tokens = nn.Embedding(c["vocab_size"], width)
        self.embed_positions = nn.Embedding(c["max_target_positions"], width)
        nn.init.normal_(self.embed_tokens.weight, 0, 0.02)
        nn.init.normal_(self.embed_positions.weight, 0, 0.02)
        self.layers = nn.ModuleList(
            DecoderLayer(width, c["decoder_attention_heads"], c["decoder_ffn_dim"])
            for _ in range(c["decoder_layers"])
        )
        self.layer_norm = nn.LayerNorm(width)

    def forward(self, tokens, heard, drop=0.0):
        x = self.embed_tokens(tokens) + self.embed_positions.weight[: tokens.shape[1]]
        x = drop_channels(x, drop, self.training)
        for layer in self.layers:
            x = layer(x, heard, drop)
        return F.linear(self.layer_norm(x), self.embed_tokens.weight)


class Halves(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.encoder = Encoder(c)
        self.decoder = Decoder(c)


def depth(state: dict) -> int:
    """How many encoder layers the weights have."""
    return 1 + max(int(k.split(".")[3]) for k in state if k.startswith("model.encoder.layers."))


class Recogniser(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.model = Halves(c)
        self.ctc = nn.Linear(c["d_model"], len(PHONEMES))

    def load(self, state: dict):
        self.load_state_dict(state)
        return self
