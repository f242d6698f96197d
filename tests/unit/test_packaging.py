"""What pip installs: each part's packages named once, the wheel with all that the program reads."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from live.errors import CORE, PARTS, remedy
from models.classifier import DEFAULT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOLD = PROJECT["tool"]["setuptools"]


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


def test_the_whole_and_the_wheels_packages_are_those_of_the_parts() -> None:
    files = [f"{part}/requirements.txt" for part in (CORE, *PARTS)]
    assert lines(ROOT / "requirements.txt") == [f"-r {file}" for file in files]
    every = [line for file in files for line in lines(ROOT / file)]
    assert all(re.match(r"[\w-]+==[\w.]+( |$)", line) for line in every)
    assert len({line.partition("==")[0] for line in every}) == len(every)
    dynamic = TOLD["dynamic"]
    parts = dynamic["dependencies"], *dynamic["optional-dependencies"].values()
    named = {file for part in parts for file in part["file"]}
    assert set(files) < named
    assert all((ROOT / file).is_file() for file in named)


def test_the_wheel_holds_the_models_and_the_programs_pictures() -> None:
    held = {
        path.relative_to(ROOT).as_posix()
        for package, patterns in TOLD["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/").replace("*", "live")).glob(pattern)
    }
    sums = (DEFAULT.parent / "SHA256SUMS").read_text().split()[1::2]
    wanted = {f"models/{name}" for name in (*sums, "settle.npz", "SHA256SUMS")}
    wanted |= {f"live/frames/demo_{name}" for name in ("digits.npz", "hands.webp", "room.webp")}
    assert wanted | {"live/screen/lesson.png", "train/data/mnist.npz"} <= held


@pytest.mark.parametrize(
    ("package", "part"), [("cv2", CORE), *((names[0], part) for part, names in PARTS.items())]
)
def test_a_part_has_its_remedy(
    package: str, part: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    error = ModuleNotFoundError(f"No module named {package!r}", name=package)
    monkeypatch.chdir(ROOT)
    assert remedy(error) == f"python -m pip install -r {part}/requirements.txt"
    monkeypatch.chdir(tmp_path)
    assert remedy(error) == f"python -m pip install -r {ROOT}/{part}/requirements.txt"
