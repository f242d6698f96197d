"""Rows as the likeliest equations: what each mark may be, weighed by what people write.

A 1 that leans looks like a bracket, a 7 like a 1. But 67+3)=98 is nothing that anybody writes, and 12×7=84 is
written more often than 72×7=84. So of a row that has a sign of arithmetic all likely readings are tried.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import numpy as np

from live.reading.equation import UNUSUAL, equation
from live.reading.parts import parted, unnumbered
from live.values import Digit, Doubles, Reading


@dataclass(frozen=True)
class Knobs:
    """Of the prior, nats. Chosen on drawn exercise sheets, where each may be a third less or more."""

    formed: float = 3.0  # by which a text is likelier if signs and brackets are where they can be
    right: float = 3.0  # and more if it is right: of ten answers seven are, the others share many numbers
    margin: float = 2.0  # of readings, less likely than the likeliest could be, that still count
    hypotheses: int = 200  # readings of a row that are tried, the likeliest ones, to bound time
    changes: int = 4  # marks of a row that are read otherwise than by themselves
    lengths: tuple[int, int] = 3, 40  # marks of a row: fewer may be anything, more is no equation
    min_probability: float = 1e-6  # that a mark is taken to be anything


KNOBS = Knobs()

ARITHMETIC = tuple("+-×÷/=")
"""Signs of which a row has one: others are left as they are."""

UNKNOWN = (re.compile(r"(?<![\d)])×(?=[-+÷/=)]|$)"), "1"), (re.compile(r"(?<=[\d)])×(?=[-+÷/=)]|$)"), "")
"""An x, which looks like a times sign, alone or behind its number; and what it is replaced by to parse."""

Changes = tuple[tuple[int, int], ...]
"""Marks of a row and the classes that they are read as, instead of the likeliest ones."""


def likeliest(reading: Reading, alphabet: Sequence[str]) -> Reading:
    """Return a reading whose rows are named as the likeliest equations; marks of no value stay as they are.

    Probabilities become those given the whole row. alphabet: of the columns of probabilities, none last.
    """
    named: dict[int, Digit] = {}
    for _, row in groupby(reading.digits, key=lambda digit: digit.line):
        for part in parted([digit for digit in row if digit.value is not None]):
            marks = unnumbered(part)
            if _may_be_equation(marks):
                named |= zip(map(id, marks), _renamed(marks, tuple(alphabet)), strict=True)
    return Reading(tuple(named.get(id(digit), digit) for digit in reading.digits)) if named else reading


def _may_be_equation(marks: Sequence[Digit]) -> bool:
    fewest, most = KNOBS.lengths
    return fewest <= len(marks) <= most and any(mark.value in ARITHMETIC for mark in marks)


def _renamed(marks: Sequence[Digit], alphabet: tuple[str, ...]) -> Iterator[Digit]:
    rows = np.array([mark.probabilities[: len(alphabet)] for mark in marks], np.float64)
    labels, table = _decoded(rows.tobytes(), alphabet)
    for mark, label, row, old in zip(marks, labels, table, rows, strict=True):
        value = label if label < 10 else alphabet[label]
        probabilities = mark.probabilities.copy()
        probabilities[: len(alphabet)] = row * old.sum()
        confidence = max(mark.confidence, float(probabilities[label]))
        yield replace(mark, value=value, confidence=confidence, probabilities=probabilities)


@lru_cache(maxsize=256)
def _decoded(data: bytes, alphabet: tuple[str, ...]) -> tuple[list[int], Doubles]:
    """Return the likeliest class of each mark of a row, and the probabilities of each given the row, (N, K).

    data: the probabilities of each mark by itself, (N, K) float64.
    """
    rows = np.frombuffer(data).reshape(-1, len(alphabet)) + KNOBS.min_probability
    logs = np.log(rows / rows.sum(1, keepdims=True))
    labels = logs.argmax(1).tolist()
    losses = logs.max(1, keepdims=True) - logs
    scores: dict[Changes, float] = {}
    for loss, changes in _hypotheses(losses):
        text = [alphabet[label] for label in labels]
        for k, label in changes:
            text[k] = alphabet[label]
        scores[changes] = prior("".join(text)) - loss
    best = max(scores, key=scores.__getitem__)
    weights = np.exp(np.array(list(scores.values())) - scores[best])
    table = np.zeros(rows.shape)
    for changes, weight in zip(scores, weights / weights.sum(), strict=True):
        table[np.arange(len(labels)), _changed(labels, changes)] += weight
    return _changed(labels, best), table


def _changed(labels: list[int], changes: Changes) -> list[int]:
    other = dict(changes)
    return [other.get(k, label) for k, label in enumerate(labels)]


def _hypotheses(losses: Doubles) -> Iterator[tuple[float, Changes]]:
    """Yield what marks may be read as instead and how many nats that costs, the likeliest first.

    losses: of each class of each mark, (N, K), 0 for the likeliest. From each hypothesis follow those that
    have one change more, and that have the next worse one instead of their last, so that none comes twice.
    """
    budget = KNOBS.formed + KNOBS.right + KNOBS.margin
    places = np.argwhere((losses > 0) & (losses <= budget)).tolist()
    worse = sorted((float(losses[k, label]), k, label) for k, label in places)
    yield 0.0, ()
    heap: list[tuple[float, tuple[int, ...]]] = [(worse[0][0], (0,))] if worse else []
    for _ in range(KNOBS.hypotheses):
        if not heap or heap[0][0] > budget:
            return
        loss, chosen = heapq.heappop(heap)
        changes = tuple(worse[k][1:] for k in chosen)
        if len({k for k, _ in changes}) == len(changes):
            yield loss, changes
        last = chosen[-1]
        if last + 1 < len(worse):
            more = worse[last + 1][0]
            heapq.heappush(heap, (loss - worse[last][0] + more, (*chosen[:-1], last + 1)))
            if len(chosen) < KNOBS.changes:
                heapq.heappush(heap, (loss + more, (*chosen, last + 1)))


@lru_cache(maxsize=4096)
def prior(text: str) -> float:
    """Return by how many nats a text is likelier than one that is no equation and no expression."""
    if text.count("=") > 1 or UNUSUAL.search(text):
        return 0.0
    known = text.removeprefix("+")
    for unknown, instead in UNKNOWN:
        known = unknown.sub(instead, known)
    found = equation(known if "=" in known else known + "=")
    if found is None:
        return 0.0
    return KNOBS.formed + (KNOBS.right if found.right and known == text else 0.0)
