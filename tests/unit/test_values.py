"""The values that travel are checked when built."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from live.air.hand import Hand
from live.values import Frame, Sight, Stroke
from tests.marks import mark

F, B = np.float32, np.uint8


@pytest.mark.parametrize(
    ("build", "wrong"),
    [
        *((lambda a: Frame(a, 0.0, 0), np.zeros(shape, kind)) for shape, kind in (
            ((4, 6), B), ((4, 6, 4), B), ((4, 6, 3), F), ((4, 6, 3), np.uint16))),
        *((Sight, np.zeros(shape, kind)) for shape, kind in (((4, 6, 3), B), ((4, 6), F))),
        (lambda a: Sight(np.zeros((4, 6), B), a), np.zeros((2, 3, 3), F)),
        *((Stroke, np.zeros(shape, F)) for shape in ((0, 3), (4, 2), (3,))),
        *((lambda a: replace(mark(3), value=a), value) for value in (10, -1, "++", "7", "")),
        *((lambda a: replace(mark(3), probabilities=a), np.zeros(shape, F)) for shape in ((10,), (2, 11))),
        (lambda a: replace(mark(3), glyph=a), np.zeros((28, 28, 1), F)),
        *((Hand, np.zeros(shape, F)) for shape in ((20, 2), (21, 3))),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(build: Callable[[Any], object], wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"frame|ink|heat|stroke|digit|sign|landmarks"):
        build(wrong)
