"""The notebook runs from its first cell to its last."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from matplotlib.figure import Figure

NOTEBOOK = ROOT / "train" / "workflow.ipynb"


def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if cell["cell_type"] == "code"]


def shown(code: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; return the value of its last line, where that is an expression."""
    tree = ast.parse(code.replace("%matplotlib inline", ""))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NOTEBOOK.name, "exec"), names)
    return eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names) if last else None


def test_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in (("EPOCHS", "1"), ("LIMIT", "800"), ("OUT", str(tmp_path / "out"))):
        monkeypatch.setenv(f"WORKFLOW_{name}", value)
    monkeypatch.chdir(NOTEBOOK.parent)
    monkeypatch.setattr(sys, "path", list(sys.path))
    names: dict[str, Any] = {}
    values = [shown("".join(cell["source"]), names) for cell in cells()]
    assert sum(isinstance(value, Figure) for value in values) == 5
    assert "test digits are right" in capsys.readouterr().out
    assert (tmp_path / "out" / "notebook.keras").exists()


def test_the_notebook_is_kept_without_its_outputs() -> None:
    for cell in cells():
        assert not cell["outputs"]
        assert cell["execution_count"] is None
