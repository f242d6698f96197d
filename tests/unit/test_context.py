"""What a row tells of its marks."""

from __future__ import annotations

import numpy as np
import pytest

from live.strokes.judge import Judge
from train.scenes.alphabet import ALPHABET, OTHER
from train.texts import neighbours, text


def _rows(marks: str, **doubts: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return rows of marks that are sure but for a "?", which is any of the doubts."""
    rows = np.full((len(marks), OTHER + 1), 1e-4, np.float32)
    for row, character in zip(rows, marks, strict=True):
        for name, share in doubts.items() if character == "?" else ((character, 1.0),):
            row[ALPHABET.index(name)] = share
    return rows / rows.sum(1, keepdims=True)


@pytest.mark.parametrize(
    ("marks", "doubts", "reads"),
    [
        ("?50", {"/": 0.7, "1": 0.3}, "150"),
        ("036?", {"(": 0.6, "1": 0.4}, "0361"),
        ("3+?×2", {"/": 0.6, "1": 0.4}, "3+1×2"),
        ("48?21", {"/": 0.9, "1": 0.1}, "48/21"),
        ("?+2", {")": 0.6, "3": 0.4}, "3+2"),
        ("2×+1=5", {}, "2×+1=5"),
        ("×=6", {}, "×=6"),
        ("12/3/24", {}, "12/3/24"),
        ("?5", {"/": 0.7, "1": 0.3}, "/5"),
    ],
)
def test_a_doubtful_mark_is_what_its_row_makes_likely(
    marks: str, doubts: dict[str, float], reads: str
) -> None:
    context = Judge.load().context
    rows = context.marginals(_rows(marks, **doubts))
    assert np.allclose(rows.sum(1), 1, atol=1e-5)
    assert "".join(ALPHABET[k] for k in rows[:, :-1].argmax(1)) == reads


def test_a_long_row_does_not_underflow() -> None:
    rows = Judge.load().context.marginals(_rows("1+" * 400 + "1"))
    assert np.isfinite(rows).all()


def test_what_people_write_is_of_the_alphabet_and_neighbours_are_ratios() -> None:
    rng = np.random.default_rng(1)
    assert {c for _ in range(300) for c in text(rng)} == {*ALPHABET, "a"}
    ratios = neighbours(rng)
    assert ratios.shape == (OTHER + 2, OTHER + 2)
    assert (ratios > 0).all()
    assert np.allclose(ratios[:10, :10], ratios[0, 0])
    assert ratios[ALPHABET.index("+"), ALPHABET.index("/")] < 0.1 < 10 * ratios[0, ALPHABET.index("+")]
