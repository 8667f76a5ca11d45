"""Constrained decoding, as the product does it: the reference the Rust decoder is compared with.

Each choice is an argmax over the tokens allowed at its place; each span walks along the caller's own tokens; practitioner
and reason walk along the cabinet's lists. The probability of a choice is a softmax over the allowed tokens only.
"""
import json

import torch
from safetensors.torch import load_file

import form
from model import SIZES, Decoder
from tokens import Coder

MAX_WRITTEN = 60  # a form longer than that is cut: the longest seen in a million turns has 48 tokens


class Grammar:
    """Which tokens may come next. One instance per form."""

    def __init__(self, coder, sample, words):
        s = coder.special
        self.s, self.sample = s, sample
        self.choices = {
            "intent": [s[f"<i:{i}>"] for i in form.INTENTS], "answer": [s[f"<a:{a}>"] for a in form.ANSWERS],
            "who": [s[f"<p:{w}>"] for w in form.WHO], "rating": [s[f"<n:{n}>"] for n in form.RATINGS],
        }
        self.tokens, self.starts, self.ends = [], [], set()
        for word in words:
            self.starts.append(len(self.tokens))
            self.tokens += word
            self.ends.add(len(self.tokens))
        self.keys = list(form.SPANS)
        self.lists = {s["<d>"]: [coder.text(d) for d in sample["doctors"]], s["<r>"]: [coder.text(r) for r in sample["reasons"]]}
        self.place, self.emergency = "intent", False
        self.key, self.reason = -1, False  # the last span opened, and whether the reason was written
        self.positions = set()  # where in the caller's tokens an open span may stand
        self.entries, self.offset = [], 0  # what is left of the open list, and how many of its tokens were written

    def after_choice(self):
        """What may follow when nothing is open: a span that is not behind us, practitioner or reason, the end."""
        s = self.s
        keys = ["e"] if self.emergency else [
            k for k in self.keys[max(self.key, 0):] if k != "e" and not (k == "m" and self.reason)]
        allowed = {s[f"<{k}>"] for k in keys} | {s["<end>"]}
        if self.key == 0 and not self.reason and self.sample["reasons"]:
            allowed.add(s["<r>"])
        if self.place == "free" and self.key < 0 and not self.emergency and self.sample["doctors"]:
            allowed.add(s["<d>"])
        return allowed

    def allowed(self):
        if self.place in ("intent", "answer", "who"):
            return set(self.choices[self.place])
        if self.place == "rating":
            return set(self.choices["rating"]) | self.after_choice()
        if self.place == "opened":
            return {self.tokens[p] for p in self.starts}
        if self.place == "span":
            inside = {self.tokens[p] for p in self.positions if p < len(self.tokens)}
            return inside | (self.after_choice() if self.positions & self.ends else set())
        if self.place == "list":
            inside = {e[self.offset] for e in self.entries if len(e) > self.offset}
            return inside | (self.after_choice() if any(len(e) == self.offset for e in self.entries) else set())
        return self.after_choice()

    def take(self, token):
        names = ["intent", "answer", "who"]
        if self.place in names:
            self.emergency = self.emergency or token == self.s["<i:emergency>"]
            after = names.index(self.place) + 1
            self.place = names[after] if after < 3 else ("rating" if self.sample["asking"] == "rating" else "free")
            return
        for i, key in enumerate(self.keys):
            if token == self.s[f"<{key}>"]:
                self.key, self.place = i, "opened"
                return
        if token in self.lists:
            self.entries, self.offset, self.place = self.lists[token], 0, "list"
            self.reason = self.reason or token == self.s["<r>"]
        elif token in self.choices["rating"]:
            self.place = "free"
        elif self.place == "list":
            self.entries = [e for e in self.entries if e[self.offset:self.offset + 1] == [token]]
            self.offset += 1
        elif self.place == "opened":
            self.positions = {p + 1 for p in self.starts if self.tokens[p] == token}
            self.place = "span"
        elif self.place == "span":
            self.positions = {p + 1 for p in self.positions if p < len(self.tokens) and self.tokens[p] == token}


def load(path, coder=None):
    """A decoder from a .pt of training or a .safetensors of the Hugging Face layout."""
    if path.endswith(".safetensors"):
        weights = {name.removeprefix("model."): value for name, value in load_file(path).items()}
    else:
        weights = torch.load(path)
        weights = weights.get("model", weights)
    layers = 1 + max(int(n.split(".")[1]) for n in weights if n.startswith("layers."))
    hidden, ffn = weights["layers.0.mlp.down_proj.weight"].shape
    size = next(name for name, (h, l, _, f) in SIZES.items() if (h, l, f) == (hidden, layers, ffn))
    model = Decoder(size, weights["embed_tokens.weight"].shape[0])
    model.load_state_dict(weights)
    return model.eval()


@torch.inference_mode()
def understand(model, coder, sample, intent_prior=None):
    """One turn: a dict with the form, the ids read and written, and the probabilities of the three choices.

    `intent_prior`, probabilities in the order of form.INTENTS, is averaged with the model's own before the choice.
    """
    head, words = coder.prompt(sample)
    grammar = Grammar(coder, sample, words)
    ids = head + [t for w in words for t in w] + [coder.special["<form>"]]
    caches = [{} for _ in model.layers]
    x, start, written, chances = torch.tensor([ids]), 0, [], {}
    while len(written) < MAX_WRITTEN:
        logits = model.logits(model.hidden(x, start, caches)[:, -1])[0].float()
        start += x.shape[1]
        place = grammar.place
        if place in ("intent", "answer", "who"):
            options = grammar.choices[place]
            share = logits[options].softmax(0)
            chances[place] = share.tolist()
            if place == "intent" and intent_prior is not None:
                share = (share + torch.tensor(intent_prior)) / 2
            token = options[share.argmax()]
        else:
            allowed = torch.tensor(sorted(grammar.allowed()))
            token = allowed[logits[allowed].argmax()].item()
        written.append(token)
        if token == coder.special["<end>"]:
            break
        grammar.take(token)
        x = torch.tensor([[token]])
    text = coder.decode(written)
    return {"form": form.read_form(text), "text": text, "ids": ids, "written": written, **chances}


def main():
    """python decode.py WEIGHTS TOKENIZER: samples of stdin, one JSON object a line, to what was understood."""
    import sys
    coder = Coder(sys.argv[2])
    model = load(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(understand(model, coder, json.loads(line)), ensure_ascii=False))


if __name__ == "__main__":
    main()
