"""A word's letters are no digits, though some of them look alike: the o of a printed word, its l, its S."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from live.reader.around import inside
from live.reader.beside import pairs
from live.reader.judge import all_doubted, found
from live.values import Box, Floats

LINE = 3.0
"""What is so many times as broad as high is a line, and no letter; nor is what goes around something."""

GAP, COMMON, OF_A_KIND = 0.5, 0.5, 2.5
"""Two marks stand in one word if the gap between them is at most the first share of the taller one's height,
they have the second share of the lower one's in common, and neither is so many times as high as the other."""

FEWEST, TALL = 3, 0.5
"""So many marks that are no digits and have this share of the usual height make a word of those that stand
together, if they are at least half of these: signs and commas are fewer or lower."""

SMALL, SOME = 0.6, 3
"""One for so many digits is enough where the word is no higher than this share of the page's numbers: what is
printed beside a place to write in."""


def without_letters(boxes: Sequence[Box], rows: Floats) -> Floats:
    """Probabilities (N, 11) of marks where those that stand in words are doubted.

    boxes: of the marks, px. rows: (N, 11), of each mark.
    """
    digit = np.array([found(row) is not None for row in rows], np.bool_)
    if digit.all() or not digit.any():
        return rows
    height = np.array([box[3] for box in boxes], np.float64)
    _, word = np.unique(_words(boxes), return_inverse=True)
    usual = np.array([np.median(height[word == name]) for name in range(word.max() + 1)])
    letters = np.bincount(word[~digit & (height >= TALL * usual[word])], minlength=len(usual))
    digits = np.bincount(word[digit], minlength=len(usual))
    text = (letters >= FEWEST) & (letters >= digits)
    numbers = height[digit & (letters == 0)[word]]
    if len(numbers) >= FEWEST:
        text |= (letters > 0) & (SOME * letters >= digits) & (usual <= SMALL * np.median(numbers))
    return all_doubted(rows, np.flatnonzero(digit & text[word]).tolist())


def _words(boxes: Sequence[Box]) -> npt.NDArray[np.intp]:
    """Which word each mark stands in, named by one of its marks, (N,)."""
    gap, common, taller = pairs(boxes)
    height = np.diagonal(taller)
    lower = np.minimum(height[:, None], height)
    beside = (gap <= GAP * taller) & (common >= COMMON * lower) & (taller <= OF_A_KIND * lower)
    width = np.array([box[2] for box in boxes])
    apart = (width > LINE * height) | inside(boxes).any(1)
    beside[apart] = beside[:, apart] = False
    np.fill_diagonal(beside, True)
    word = np.arange(len(boxes))
    while True:  # the least name travels along the word, and jumps to where it is known already
        least = np.where(beside, word, len(boxes)).min(1)
        least = least[least]
        if (least == word).all():
            return word
        word = least
