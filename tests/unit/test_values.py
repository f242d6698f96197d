"""The values that travel: checked when built, frozen, and their text in reading order."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from live.values import Digit, Frame, Reading, Sight, Stroke


def digit(value: int | str | None = 3, line: int = 0, **changes: Any) -> Digit:
    fields: dict[str, Any] = {
        "value": value,
        "confidence": 0.9,
        "probabilities": np.full(11, 1 / 11, np.float32),
        "box": (0, 0, 10, 20),
        "line": line,
        "glyph": np.zeros((28, 28), np.float32),
    }
    return Digit(**(fields | changes))


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 6), np.uint8),
        np.zeros((4, 6, 4), np.uint8),
        np.zeros((4, 6, 3), np.float32),
        np.zeros((4, 6, 3), np.uint16),
    ],
    ids=["grey", "with alpha", "float", "16 bit"],
)
def test_a_frame_is_bgr_bytes(image: Any) -> None:
    with pytest.raises(ValueError, match="frame"):
        Frame(image, 0.0, 0)


@pytest.mark.parametrize(
    "ink", [np.zeros((4, 6, 3), np.uint8), np.zeros((4, 6), np.float32)], ids=["coloured", "float"]
)
def test_the_ink_that_is_seen_is_grey(ink: Any) -> None:
    with pytest.raises(ValueError, match="ink"):
        Sight(ink)


def test_a_heat_map_is_flat() -> None:
    assert Sight(np.zeros((4, 6), np.uint8), np.zeros((2, 3), np.float32)).heat is not None
    with pytest.raises(ValueError, match="heat"):
        Sight(np.zeros((4, 6), np.uint8), np.zeros((2, 3, 3), np.float32))


@pytest.mark.parametrize("shape", [(0, 3), (4, 2), (3,)], ids=["empty", "without times", "flat"])
def test_a_stroke_has_points_with_times(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="stroke"):
        Stroke(np.zeros(shape, np.float32))


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 10},
        {"value": -1},
        {"value": "++"},
        {"value": "7"},
        {"value": ""},
        {"probabilities": np.zeros(10, np.float32)},
        {"probabilities": np.zeros((2, 11), np.float32)},
        {"glyph": np.zeros((28, 28, 1), np.float32)},
    ],
    ids=[
        "ten",
        "below zero",
        "two signs",
        "a digit as a sign",
        "no sign",
        "ten columns",
        "two rows",
        "glyph with a channel",
    ],
)
def test_a_digit_holds_what_it_says(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="digit"):
        digit(**wrong)


def test_a_mark_is_a_digit_a_sign_or_neither() -> None:
    more = np.full(20, 1 / 20, np.float32)
    assert [digit(value, probabilities=more).number for value in (7, "+", None)] == [7, None, None]
    assert [digit(value).is_sign for value in (0, "÷", None)] == [False, True, False]


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        digit().value = 4  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Frame(np.zeros((1, 1, 3), np.uint8), 0.0, 0).index = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("marks", "text"),
    [
        ([], ""),
        ([(4, 0)], "4"),
        ([(4, 0), (2, 0), (0, 1)], "42\n0"),
        ([(4, 0), (None, 0), (2, 0)], "42"),
        ([(None, 0), (7, 1)], "7"),
        ([(1, 0), (None, 1), (2, 2)], "1\n2"),
        ([(None, 0)], ""),
        ([(3, 0), ("+", 0), (4, 0), ("=", 0), (7, 0)], "3+4=7"),
        ([(3, 0), (".", 0), (5, 0), (None, 0), ("×", 1), (2, 1)], "3.5\n×2"),
    ],
)
def test_the_text_joins_lines_and_leaves_out_what_is_neither_digit_nor_sign(
    marks: list[tuple[int | str | None, int]], text: str
) -> None:
    assert Reading(tuple(digit(value, line) for value, line in marks)).text == text


def test_digits_alone_count() -> None:
    sum_ = Reading(tuple(digit(value) for value in (3, "+", 4, None, "=", 7)))
    assert sum_.count == 3
    assert sum_.digits_only.text == "347"
    assert [mark.value for mark in sum_.digits_only.digits] == [3, 4, None, 7]
    assert Reading().count == 0
