"""Rows as the likeliest equations: n-best rescoring of their marks, with a prior on what people write.

A 1 that leans looks like a bracket, a 7 like a 1. But 67+3)=98 is nothing that anybody writes, and 12×7=84 is
written more often than 72×7=84.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from live.reading.equation import LEADING_ZERO, OPERATORS, equation
from live.reading.parts import parts
from live.values import Digit, Doubles, Reading, value_of
from models.characters import softmax


@dataclass(frozen=True)
class Knobs:
    """Of the prior, chosen on drawn exercise sheets (a third more or less changes little), and the search."""

    formed: float = 3.0  # nats by which a text is likelier if its signs and brackets are where they can be
    right: float = 3.0  # nats more if it is right: of ten answers seven are, wrong ones are spread widely
    margin: float = 2.0  # nats beyond the largest prior, by which a hypothesis that is scored may be worse
    max_hypotheses: int = 200  # of a row, the likeliest ones: time is bounded
    max_changes: int = 4  # marks of a row that are read otherwise than by themselves
    min_marks: int = 3  # of a row: fewer may be anything
    max_marks: int = 40  # of a row: nobody writes a longer sum
    min_probability: float = 1e-6  # that a mark is anything, before the logarithm


KNOBS = Knobs()

UNKNOWNS = {re.compile(r"(?<![\d)])×(?=[-+÷/=)]|$)"): "1", re.compile(r"(?<=[\d)])×(?=[-+÷/=)]|$)"): ""}
"""A × without a right operand is an unknown x: by itself it counts as 1, behind a factor it is dropped, so
that the text parses."""

Classes = tuple[int, ...]
"""Of the marks of a row."""


def likeliest(reading: Reading, alphabet: Sequence[str]) -> Reading:
    """Return a reading whose rows are named as the likeliest equations.

    Probabilities become those given the whole row. Rows without an operator stay as they are, and so do marks
    without a value. alphabet: of the columns of the probabilities, the ten digits first.
    """
    named: dict[Digit, Digit] = {}
    for row in parts(reading):
        for marks in row:
            if _may_be_equation(marks):
                named |= zip(marks, _renamed(marks, tuple(alphabet)), strict=True)
    return Reading(tuple(named.get(digit, digit) for digit in reading.digits)) if named else reading


def _may_be_equation(marks: Sequence[Digit]) -> bool:
    signs = any(mark.is_sign and str(mark.value) in OPERATORS + "=" for mark in marks)
    return signs and KNOBS.min_marks <= len(marks) <= KNOBS.max_marks


def _renamed(marks: Sequence[Digit], alphabet: tuple[str, ...]) -> Iterator[Digit]:
    """Yield the marks as the row has them: surer of a name that stays, as sure as the row is of a new one."""
    rows = np.array([mark.probabilities[: len(alphabet)] for mark in marks], np.float64)
    classes, table = _decoded(rows.tobytes(), alphabet)
    for mark, label, row, old in zip(marks, classes, table, rows, strict=True):
        probabilities = mark.probabilities.copy()
        probabilities[: len(alphabet)] = row * old.sum()
        sure = float(probabilities[label])
        if label == old.argmax():
            sure = max(mark.confidence, sure)
        yield replace(mark, value=value_of(label, alphabet), confidence=sure, probabilities=probabilities)


@lru_cache(maxsize=256)
def _decoded(data: bytes, alphabet: tuple[str, ...]) -> tuple[Classes, Doubles]:
    """Return the likeliest classes of a row, and the probabilities of each mark's given the row, (N, K).

    data: the probabilities of each mark by itself, (N, K) float64, as bytes, by which they are remembered: on
    a canvas most rows are the same from event to event.
    """
    rows = np.frombuffer(data).reshape(-1, len(alphabet)) + KNOBS.min_probability
    logs = np.log(rows / rows.sum(1, keepdims=True))
    labels, losses = logs.argmax(1).tolist(), logs.max(1, keepdims=True) - logs
    scores: dict[Classes, float] = {}
    for loss, changes in _hypotheses(losses):
        classes = tuple(changes.get(k, label) for k, label in enumerate(labels))
        scores[classes] = prior("".join(alphabet[k] for k in classes)) - loss
    table = np.zeros(rows.shape)
    for classes, weight in zip(scores, softmax(np.array([[*scores.values()]]))[0], strict=True):
        table[np.arange(len(labels)), classes] += weight
    return max(scores, key=scores.__getitem__), table


def _hypotheses(losses: Doubles) -> Iterator[tuple[float, dict[int, int]]]:
    """Yield other classes of some marks and how many nats these cost, the likeliest first.

    losses: of each class of each mark, (N, K), 0 for the likeliest. The k smallest sums by a heap: from each
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
