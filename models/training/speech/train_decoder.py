"""Teaches the decoder alone to listen, with the encoder as it is: five times cheaper a step.

    python train_decoder.py --run RUN --data DATA --minutes M --init WEIGHTS [--workers 2]

The phoneme head shows that the encoder hears free speech well when the decoder still writes what its
templates make likely. Here the encoder runs once for several lessons of the decoder: a small stock of
encoded batches is kept, each lesson takes one at random with other corruptions of the decoder's past,
and every few lessons the most used batch makes room for a new one.
"""

import random
import time

import torch
import torch.nn.functional as F

import train

LESSONS = 5  # for each batch encoded
STOCK = 250  # batches kept, about 0.5 GB a worker


class DecoderWorker(train.Worker):
    def _optimiser(self):
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad = name.startswith("model.decoder.")
        super()._optimiser()
        self.stock: list[list] = []  # [lessons given, encoded, tokens, targets]
        self.supply = iter(())

    def _encode(self):
        """One more batch into the stock, in place of the most used one."""
        utterances = next(self.supply, None)
        if utterances is None:
            self.corpus.refresh()
            self.supply = self.corpus.batches(200, train.BATCH, train.FRAMES, 10**6)
            utterances = next(self.supply)
        b = self.collate(utterances, self.r, 0.7, holes=self.r.random() < 0.2)
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            encoded = self.network.model.encoder(b.mel, 0.03).bfloat16()
        if len(self.stock) >= STOCK:
            self.stock.remove(max(self.stock, key=lambda entry: entry[0]))
        self.stock.append([0, encoded, b.tokens, b.targets])

    def learn(self):
        if self.step % LESSONS == 0 or len(self.stock) < 20:
            self._encode()
        entry = random.choice(self.stock)
        entry[0] += 1
        _, encoded, tokens, targets = entry
        late = self.progress() > 0.8
        tokens = self.collate.corrupt(tokens, *((0.05, 0.2) if late else (0.1, 0.4)))
        for group in self.optimiser.param_groups:
            group["lr"] = self.a.rate * train.rate(self.progress(), self.step, self.a.decay)
        with torch.autocast("cpu", torch.bfloat16):
            pieces = self.network.model.decoder(tokens, encoded, 0.05)
        loss = F.cross_entropy(
            pieces.float().flatten(0, 1), targets.flatten(), ignore_index=-100, label_smoothing=0.05
        )
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.model.decoder.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        self.recent_words.append(loss.item())

    def run(self):
        self.network.train()
        while True:
            self.learn()
            if self.step % train.AVERAGE_EVERY == 0 and self.average():
                if self.number == 0:
                    self.save("final.pt")
                return
            if self.number == 0 and self.step % 100 == 0:
                self.report()
            if self.number == 0 and time.time() - self.saved > train.SAVE_EVERY:
                self.save("last.pt")


if __name__ == "__main__":
    train.main(DecoderWorker)
