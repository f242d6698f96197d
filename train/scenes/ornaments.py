"""What people draw beside and over their writing: lines below, rings, boxes, braces; what is crossed out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from train.scenes.hand import Hand
from train.scenes.page import IGNORED, Item
from train.strokes import smooth

Points = npt.NDArray[np.float64]


def around(hand: Hand, low: Points, high: Points) -> None:
    """Underline, box or circle what stands between two corners, px."""
    rng, em, page = hand.rng, hand.em, hand.page
    width, room, kind = max(1.0, em * rng.uniform(0.03, 0.1)), em * rng.uniform(0.08, 0.4), rng.random()
    if kind < 0.4:
        y = high[1] + 0.7 * room
        middle = [(low[0] + high[0]) / 2, y + rng.normal(0, 0.05) * em]
        end = [high[0] + room, y + rng.normal(0, 0.08) * em]
        page.line(smooth(np.array([[low[0] - room, y], middle, end])), width)
    elif kind < 0.7:
        x0, y0, x1, y1 = low[0] - room, low[1] - room, high[0] + room, high[1] + room
        page.line([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], width, closed=True)
    else:
        turn = np.linspace(0, 2 * np.pi * rng.uniform(0.95, 1.1), 40) + rng.uniform(0, 6)
        radii = (high - low) / 2 * 1.25 + room
        ring = np.stack([np.cos(turn) * radii[0], np.sin(turn) * radii[1]], 1)
        page.line((low + high) / 2 + ring * (1 + 0.04 * np.sin(2 * turn))[:, None], width)


def struck(hand: Hand, items: list[Item]) -> None:
    """Cross out what was written, by a zigzag or by a line through it: it is no longer a digit."""
    rng, em, page = hand.rng, hand.em, hand.page
    low, high = corners(items)
    steps = max(3, int((high[0] - low[0]) / em * rng.uniform(3, 7)))
    x = np.linspace(low[0] - 0.1 * em, high[0] + 0.1 * em, steps)
    y = np.where(np.arange(steps) % 2 == 0, low[1], high[1]) + rng.normal(0, 0.1, steps) * em
    if rng.random() < 0.4:
        y = np.full(steps, (low[1] + high[1]) / 2) + rng.normal(0, 0.05, steps) * em
    page.line(np.stack([x, y], 1), max(1.0, em * rng.uniform(0.05, 0.15)))
    for item in items:
        page.items.remove(item)
        page.items.append(Item(item.outline, item.em, item.angle, item.label, IGNORED))


def brace(hand: Hand, x: float, top: float, foot: float) -> None:
    """Draw a brace before rows, from one height to another; x, top, foot: px."""
    rng, deep = hand.rng, hand.em * hand.rng.uniform(0.1, 0.35)
    sides = np.array([1, 0, 0, -rng.uniform(0, 1.5), 0, 0, 1]) * deep
    heights = np.array([0, 0.08, 0.42, 0.5, 0.58, 0.92, 1]) * (foot - top)
    points = np.stack([x + sides, top + heights], 1) + rng.normal(0, 0.03, (7, 2)) * hand.em
    hand.page.line(smooth(points), hand.em * rng.uniform(0.04, 0.12))


def corners(items: list[Item]) -> tuple[Points, Points]:
    """Return the upper left and the lower right corner of what some items take, px."""
    every = np.concatenate([item.outline for item in items])
    return every.min(0), every.max(0)
