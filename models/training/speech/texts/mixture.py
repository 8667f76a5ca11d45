"""What the voices are given: turns of calls, free sentences, words in no order."""

import random

from texts.free import Free
from texts.salad import Salad
from texts.turns import Turns

TURNS, FREE = 0.40, 0.35  # the rest is salad


class Mixture:
    def __init__(self, seed: int, turns: float = TURNS, free: float = FREE):
        self.r = random.Random(seed)
        self.turns, self.free, self.salad = Turns(self.r), Free(self.r), Salad(self.r)
        self.bounds = turns, turns + free

    def sentence(self) -> str:
        k = self.r.random()
        if k < self.bounds[0]:
            return self.turns.sentence()
        return (self.free if k < self.bounds[1] else self.salad).sentence()
