"""Word and phoneme error rates of one or more weights on the same test sets, as one table.

    python evaluate.py TESTS.pkl WEIGHTS [WEIGHTS...] [--show N] [--recordings FOLDER]

WEIGHTS: a checkpoint of train.py, an exported folder or GGUF. WER is of the words written (greedy, no help
from the cabinet's lists); PER of the phoneme head (greedy), against espeak-ng's reading of the text.
"""

import argparse
import json
import pickle
import random
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import channel
from data import Collator, Utterance
from export import read
from network import Recogniser, config, depth
from sound import RATE, read_wave, resample

HERE = Path(__file__).parent
TOKENS_A_SECOND_MAX = 14


def errors(heard: list, said: list) -> int:
    """Edit distance."""
    row = list(range(len(heard) + 1))
    for i, x in enumerate(said, 1):
        corner, row[0] = row[0], i
        for j, y in enumerate(heard, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (x != y))
    return row[-1]


class Listener:
    def __init__(self, weights: Path):
        self.tokenizer = Tokenizer.from_file(str(HERE / "tokenizer.json"))
        self.collate = Collator(self.tokenizer)
        state = read(weights)
        self.network = Recogniser(config(self.tokenizer.get_vocab_size(), depth(state))).load(state)
        self.network.eval()

    @torch.no_grad()
    def __call__(self, mels: list[tuple]) -> list[tuple[str, list[int]]]:
        """(words, phonemes) of each (packed log-mel, maximum)."""
        out: list = [None] * len(mels)
        order = sorted(range(len(mels)), key=lambda i: mels[i][0].shape[1])
        for start in range(0, len(order), 20):
            some = order[start : start + 20]
            batch = self.collate(
                [Utterance(np.ascontiguousarray(mels[i][0].T), mels[i][1], [], []) for i in some]
            )
            with torch.autocast("cpu", torch.bfloat16):
                heard = self.network.model.encoder(batch.mel)
                best = self.network.ctc(heard).argmax(-1)
                words = self._words(heard)
            for row, i in enumerate(some):
                path = best[row, : batch.encoder_lengths[row]].tolist()
                sounds = [p for j, p in enumerate(path) if p and (j == 0 or p != path[j - 1])]
                out[i] = words[row], sounds
        return out

    def _words(self, heard) -> list[str]:
        end, prompt = self.collate.end, self.collate.prompt
        tokens = torch.tensor([prompt] * len(heard))
        over = torch.zeros(len(heard), dtype=torch.bool)
        for _ in range(min(120, int(heard.shape[1] / 50 * TOKENS_A_SECOND_MAX) + 8)):
            best = self.network.model.decoder(tokens, heard)[:, -1].argmax(-1)
            best[over] = end
            over |= best == end
            tokens = torch.cat([tokens, best[:, None]], 1)
            if over.all():
                break
        rows = (row[len(prompt) :] for row in tokens.tolist())
        return [self.tokenizer.decode([t for t in row if t != end]).strip() for row in rows]


def score(listener: Listener, tests: list, line: str, show: int) -> tuple[float, float]:
    found = listener([heard[line] for _, _, _, heard in tests])
    wrong = said = wrong_sounds = said_sounds = 0
    for (text, _, sounds, _), (words, heard_sounds) in zip(tests, found):
        wrong += errors(words.split(), text.split())
        said += len(text.split())
        wrong_sounds += errors(heard_sounds, sounds)
        said_sounds += len(sounds)
    pairs = list(zip(tests, found))
    for (text, kind, _, _), (words, _) in random.Random(1).sample(pairs, min(show, len(pairs))):
        print(f"    {kind:7} said: {text}\n            heard: {words}")
    return 100 * wrong / said, 100 * wrong_sounds / said_sounds


def nobody(listener: Listener, count=60) -> float:
    """How often words come out of silence, hiss, hum and tones, %."""
    r, noise = random.Random(5), np.random.default_rng(5)
    found = listener([channel.heard(channel.nobody(r, noise)) for _ in range(count)])
    return 100 * sum(bool(words) for words, _ in found) / count


def recordings(listener: Listener, folder: Path):
    wrong = said = 0
    for entry in map(json.loads, (folder / "index.jsonl").read_text().splitlines()):
        x, rate = read_wave(folder / entry["file"])
        heard = channel.heard(resample(x, len(x) * RATE // rate))
        words = listener([heard])[0][0]
        wrong += errors(words.split(), entry["text"].split())
        said += len(entry["text"].split())
        print(f"    {entry['file']:20} said: {entry['text']}\n{'':24} heard: {words}")
    print(f"    recordings: WER {100 * wrong / said:.1f} %")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("tests", type=Path)
    p.add_argument("weights", type=Path, nargs="+")
    p.add_argument("--show", type=int, default=0)
    p.add_argument("--recordings", type=Path)
    p.add_argument("--lines", default="clean,20 dB,10 dB")
    p.add_argument("--sets", help="only these, between commas")
    a = p.parse_args()
    tests, lines = pickle.loads(a.tests.read_bytes()), a.lines.split(",")
    if a.sets:
        tests = {name: tests[name] for name in a.sets.split(",")}
    columns = [f"{w.name} {line}" for w in a.weights for line in lines]
    rows = {name: [] for name in tests}
    for weights in a.weights:
        listener = Listener(weights)
        print(f"{weights}: words out of silence {nobody(listener):.0f} %", flush=True)
        if a.recordings:
            recordings(listener, a.recordings)
        for line in lines:
            for name, some in tests.items():
                wer, per = score(listener, some, line, a.show if line == lines[0] else 0)
                rows[name].append(f"{wer:.1f} / {per:.1f}")
                print(f"  {name} {line}: {rows[name][-1]}", flush=True)
    print("\n| WER / PER, % | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for name, cells in rows.items():
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
