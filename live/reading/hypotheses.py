"""N-best hypotheses of a row: which of its marks are there, and what they are, given what people write.

A 1 that leans looks like a bracket, a point may be a speck. But 67+3)=98 is nothing that anybody writes, and
12×7=84 is written more often than 72×7=84.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from live.reading.equation import LEADING_ZERO, Equation, equation
from live.values import Digit, Doubles
from models.characters import softmax


@dataclass(frozen=True)
class Knobs:
    """Of the prior, chosen on drawn exercise sheets (a third more or less changes little), and the search."""

    formed: float = 3.0  # nats by which a text is likelier if its signs and brackets are where they can be
    right: float = 3.5  # nats more if it is right: of ten answers seven are, wrong ones are spread widely
    missed: float = 4.5  # nats by which a text is less likely of which a digit left no trace at all
    sharpness: float = 1.25  # of log-probabilities: marks are read better than networks and judges are sure
    margin: float = 2.0  # nats beyond the largest prior, by which a hypothesis that is scored may be worse
    max_hypotheses: int = 200  # of a row, the likeliest ones: time is bounded
    max_changes: int = 4  # marks of a row that are read otherwise than by themselves
    min_probability: float = 1e-6  # that a mark is anything, before the logarithm


KNOBS = Knobs()

UNKNOWNS = {re.compile(r"(?<![\d)])×(?=[-+÷/=)]|$)"): "1", re.compile(r"(?<=[\d)])×(?=[-+÷/=)]|$)"): ""}
"""A × without a right operand is an unknown x: by itself it counts as 1, behind a factor it is dropped, so
that the text parses."""

Classes = tuple[int, ...]
"""Of the marks of a row; the one behind the alphabet's last is "absent": no character is there."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """Texts that a row may be, and how likely each is.

    classes: of the likeliest. table: (N, K + 1) probabilities of each mark's classes, given the row. texts,
    shares: of each hypothesis, the likeliest first; shares sum to 1.
    """

    classes: Classes
    table: Doubles
    texts: tuple[str, ...]
    shares: Doubles

    @cached_property
    def confidence(self) -> float:
        """How likely the row says what its likeliest text does: right, or wrong, and what it makes.

        Texts that say the same are counted together. That of a wrong sum is doubted if one digit more makes
        it right: a thin one is missed more often than people err.
        """
        said: defaultdict[tuple[bool | None, object], float] = defaultdict(float)
        for text, share in zip(self.texts, self.shares.tolist(), strict=True):
            said[_says(equation(text))] += share
        best = equation(self.texts[0])
        missed = 0.0
        if best is not None and best.right is False and _lacks_digit(self.texts[0]):
            missed = float(self.shares[0]) * math.exp(KNOBS.right - KNOBS.missed)
        return said[_says(best)] / (1 + missed)


def _says(found: Equation | None) -> tuple[bool | None, object]:
    """Return what people are shown of an equation; that of a right one is the same whatever it makes."""
    return (None, None) if found is None else (found.right, None if found.right else found.answer)


@lru_cache(maxsize=256)
def _lacks_digit(text: str) -> bool:
    """Return whether one more digit would make a sum right."""
    more = (text[:k] + new + text[k:] for k in range(len(text) + 1) for new in "0123456789")
    return any(found.right for each in more if (found := equation(each)) is not None)


def hypotheses(marks: Sequence[Digit], alphabet: tuple[str, ...], even: float) -> Hypotheses:
    """Return the hypotheses of a row's marks, with or without a value.

    even: probability of being one of the characters from which on a mark is rather there than not. Those that
    have a value are taken to be there, the others not, unless the row says otherwise.
    """
    rows = np.array([mark.probabilities for mark in marks], np.float64)
    names, none = rows[:, : len(alphabet)], rows[:, -1]
    best = np.maximum(names.max(1), KNOBS.min_probability)
    absent = none * even / (1 - even) * best / np.maximum(names.sum(1), KNOBS.min_probability)
    there = np.array([mark.value is not None for mark in marks])
    absent = np.where(there, np.minimum(absent, best), np.maximum(absent, best))
    # Of equal ones the first is the likeliest: "absent" for marks that have no value.
    table = np.column_stack([names, absent + np.where(there, -1, 1) * KNOBS.min_probability])
    return _decoded(np.maximum(table, 0).tobytes(), alphabet)


@lru_cache(maxsize=256)
def _decoded(data: bytes, alphabet: tuple[str, ...]) -> Hypotheses:
    """Return the hypotheses of a row of marks.

    data: the likelihoods of the classes of each by itself, (N, K + 1) float64, as bytes, by which they are
    remembered: on a canvas most rows are the same from event to event.
    """
    characters = (*alphabet, "")
    rows = np.frombuffer(data).reshape(-1, len(characters)) + KNOBS.min_probability
    logs = np.log(rows / rows.sum(1, keepdims=True))
    labels, losses = logs.argmax(1).tolist(), KNOBS.sharpness * (logs.max(1, keepdims=True) - logs)
    scored: list[tuple[float, Classes, str]] = []
    for loss, changes in _nbest(losses):
        classes = tuple(changes.get(k, label) for k, label in enumerate(labels))
        text = "".join(characters[k] for k in classes)
        scored.append((prior(text) - loss, classes, text))
    scored.sort(key=lambda each: -each[0])
    shares = softmax(np.array([[score for score, _, _ in scored]]))[0]
    table = np.zeros(rows.shape)
    for (_, classes, _), share in zip(scored, shares, strict=True):
        table[np.arange(len(labels)), classes] += share
    return Hypotheses(scored[0][1], table, tuple(text for _, _, text in scored), shares)


def _nbest(losses: Doubles) -> Iterator[tuple[float, dict[int, int]]]:
    """Yield other classes of some marks and how many nats these cost, the likeliest first.

    losses: of each class of each mark, (N, C), 0 for the likeliest. The k smallest sums by a heap: from each
    set of changes follow those with one more, and with the next worse one instead of its last.
    """
    budget = KNOBS.formed + KNOBS.right + KNOBS.margin
    places = np.argwhere((losses > 0) & (losses <= budget)).tolist()
    worse = sorted((float(losses[k, label]), k, label) for k, label in places)
    yield 0.0, {}
    heap: list[tuple[float, tuple[int, ...]]] = [(worse[0][0], (0,))] if worse else []
    for _ in range(KNOBS.max_hypotheses):
        if not heap or heap[0][0] > budget:
            return
        loss, chosen = heapq.heappop(heap)
        changes = dict(worse[k][1:] for k in chosen)
        if len(changes) == len(chosen):
            yield loss, changes
        last = chosen[-1]
        if last + 1 < len(worse):
            more = worse[last + 1][0]
            heapq.heappush(heap, (loss - worse[last][0] + more, (*chosen[:-1], last + 1)))
            if len(chosen) < KNOBS.max_changes:
                heapq.heappush(heap, (loss + more, (*chosen, last + 1)))


@lru_cache(maxsize=4096)
def prior(text: str) -> float:
    """Return by how many nats a text is likelier than one that is no equation and no expression."""
    if LEADING_ZERO.search(text):
        return 0.0
    known = text.removeprefix("+")
    for unknown, instead in UNKNOWNS.items():
        known = unknown.sub(instead, known)
    found = equation(known if "=" in known else known + "=")
    if found is None:
        return 0.0
    return KNOBS.formed + (KNOBS.right if found.right and known == text else 0.0)
