"""The notebook runs from its first cell to its last."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import ROOT

NOTEBOOK = ROOT / "train" / "workflow.ipynb"


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    for name, value in (("EPOCHS", "1"), ("LIMIT", "800"), ("OUT", str(tmp_path / "out"))):
        monkeypatch.setenv(f"WORKFLOW_{name}", value)
    # This interpreter is the kernel, whatever kernels are installed.
    specs = KernelSpecManager(kernel_dirs=[])
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    manager.kernel_spec.argv[0] = sys.executable
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    nbclient.NotebookClient(notebook, km=manager, timeout=300, resources=resources).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in shown) == 5
    assert any("test digits are right" in output.get("text", "") for output in shown)
    assert (tmp_path / "out" / "notebook.keras").exists()


def test_the_notebook_is_kept_without_its_outputs() -> None:
    nbformat = pytest.importorskip("nbformat")
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
