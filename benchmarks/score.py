"""Compare what was read with what is written.

The definitions are those of shared/tools/score_photos.py and score_sums.py: digits count as a bag for each
page, and a page is exact if its digits are right in reading order (in any order where they are scattered).
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

SAME_SIGN = str.maketrans("*xX·−–:[]{}", "××××--÷()()")  # noqa: RUF001
"""Signs that count as equal."""


def only_digits(text: str | None) -> str:
    """Keep the digits of a text."""
    return re.sub(r"[^0-9]", "", text or "")


def plain(text: str | None) -> str:
    """Drop white space, and write signs that count as equal in one way."""
    return re.sub(r"\s", "", text or "").translate(SAME_SIGN)


def written(label: dict[str, Any]) -> str:
    """Return the digits that a labelled page shows."""
    return only_digits("".join(label["rows"]))


def kind(label: dict[str, Any]) -> str:
    """Tell a page of digits alone, "plain", from one with signs, "signs", and from a "hard" one."""
    notes = label.get("notes", "")
    if label.get("rotate_ccw_deg_to_read") or "OUTLINE" in notes or "outdoor" in notes:
        return "hard"
    return "signs" if re.search(r"[^0-9?|]", "".join(label["rows"])) else "plain"


def is_exact(label: dict[str, Any], text: str | None) -> bool:
    """Tell whether a text has a page's digits, in their order unless they are scattered."""
    wanted, told = written(label), only_digits(text)
    return wanted == told or (label["layout"] != "rows" and Counter(wanted) == Counter(told))


def pages(labels: Iterable[dict[str, Any]], told: dict[str, str]) -> dict[str, float]:
    """Score pages: F1 of digits, share of exact pages, and how many pages there are.

    told: the text read on each page, by the name that its label has under "file".
    """
    hit = extra = missed = exact = count = 0
    for label in labels:
        text = told.get(label["file"].rsplit("/", 1)[-1], "")
        wanted, have = Counter(written(label)), Counter(only_digits(text))
        same = (wanted & have).total()
        hit, extra, missed = hit + same, extra + have.total() - same, missed + wanted.total() - same
        exact += is_exact(label, text)
        count += 1
    return {
        "f1": 2 * hit / max(1, 2 * hit + extra + missed),
        "exact": exact / max(1, count),
        "of": count,
    }


def share(flags: Iterable[bool]) -> float:
    """Return the share of flags that are true; 0 where there are none."""
    given = list(flags)
    return sum(given) / max(1, len(given))


def worth(text: str) -> Fraction | None:
    """Return what an expression makes, as Python's own parser sees it; None where it makes no number."""
    try:
        return _value(ast.parse(text.replace("×", "*").replace("÷", "/"), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, TypeError, ValueError):
        return None


def _value(tree: ast.expr) -> Fraction:
    if isinstance(tree, ast.Constant):
        return Fraction(str(tree.value))
    if isinstance(tree, ast.UnaryOp):
        return -_value(tree.operand)
    if not isinstance(tree, ast.BinOp):
        raise TypeError
    left, right = _value(tree.left), _value(tree.right)
    if isinstance(tree.op, ast.Add | ast.Sub):
        return left + right if isinstance(tree.op, ast.Add) else left - right
    return left * right if isinstance(tree.op, ast.Mult) else left / right
