"""Measure one or more checkouts of the program: python -m benchmarks [--root DIR ...] [NAME ...].

Prints a table in Markdown, a column for each checkout, and writes JSON for --out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import program
from benchmarks.suite import SUITE, run

ROOT = Path(__file__).resolve().parent.parent

Figures = dict[str, float]


def main() -> int:
    """Run the benchmarks that were asked for; return 1 if one of them failed."""
    options = _options()
    if options.show:
        columns = [column for file in options.show for column in json.loads(file.read_text(encoding="utf-8"))]
        print(_table([column["version"] for column in columns], [column["results"] for column in columns]))
        return 0
    roots: list[Path] = options.root or [ROOT]
    names: list[str] = options.name or list(SUITE)
    versions = [{"version": program.version(root), "commit": program.commit(root)} for root in roots]
    results: list[dict[str, Figures]] = [{} for _ in roots]
    seconds: list[dict[str, float]] = [{} for _ in roots]
    good = True
    for name in names:
        start = time.perf_counter()
        try:
            found = run(name, roots, options.data)
        except program.AbsentError as absent:
            print(f"{name}: skipped, {absent}", file=sys.stderr, flush=True)
            continue
        except RuntimeError as error:
            print(f"{name}: failed, {error}", file=sys.stderr, flush=True)
            good = False
            continue
        took = (time.perf_counter() - start) / len(roots)
        print(f"{name}: {took:.1f} s each", file=sys.stderr, flush=True)
        for k, figures in enumerate(found):
            results[k][name], seconds[k][name] = figures, round(took, 1)
        if options.out:
            _write(options.out, list(map(_column, versions, results, seconds)))
    print(_table([f"{v['version']} ({v['commit']})" for v in versions], results))
    return 0 if good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description="Measure the program from outside.")
    add = parser.add_argument
    add("name", metavar="NAME", nargs="*", help=f"what to measure (default: all): {', '.join(SUITE)}")
    add("--data", metavar="DIR", type=Path, default=ROOT.parent / "shared" / "data", help="the recorded data")
    add("--root", metavar="DIR", type=Path, action="append", help="a checkout to measure instead of this "
        "one; give it twice to compare two in turns")  # fmt: skip
    add("--out", metavar="FILE", type=Path, help="write JSON here; what the file has of other benchmarks "
        "of the same version is kept")  # fmt: skip
    add("--show", metavar="FILE", type=Path, action="append", help="measure nothing: print the table of what "
        "was measured before, a column for each version in the files")  # fmt: skip
    options = parser.parse_args()
    if unknown := [name for name in options.name if name not in SUITE]:
        parser.error(f"no benchmark is called {unknown[0]}; there are {', '.join(SUITE)}")
    return options


def _column(version: dict[str, str], results: dict[str, Figures], seconds: Figures) -> dict[str, Any]:
    """Put together what the JSON file says of one checkout."""
    figures = {
        name: {"data": SUITE[name].data, **{key: _short(value) for key, value in found.items()}}
        for name, found in results.items()
    }
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    return {**version, "date": date, "results": figures, "seconds taken": dict(seconds)}


def _write(file: Path, columns: list[dict[str, Any]]) -> None:
    """Write the checkouts' figures, beside those that the file has of the same versions."""
    if file.exists():
        before = {column["version"]: column for column in json.loads(file.read_text(encoding="utf-8"))}
        for column in columns:
            old = before.get(column["version"], {})
            for part in ("results", "seconds taken"):
                column[part] = old.get(part, {}) | column[part]
    file.write_text(json.dumps(columns, indent=1) + "\n", encoding="utf-8")


def _table(titles: list[str], results: list[dict[str, Figures]]) -> str:
    """Lay figures out in Markdown, a row for each and a column for each checkout, unseen data first."""
    lines = [f"| data | benchmark | figure | {' | '.join(titles)} |", "|---|---|---|" + "---|" * len(titles)]
    for name in sorted(SUITE, key=lambda name: "unseen" not in SUITE[name].data):
        figures = dict.fromkeys(figure for found in results for figure in found.get(name, {}))
        for figure in figures:
            if figure != "data":
                cells = [_cell(found.get(name, {}).get(figure)) for found in results]
                lines.append(f"| {SUITE[name].data} | {name} | {figure} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{_short(value)}"


def _short(value: float) -> float:
    """Round to four figures after the point, or to one of what is large; keep counts whole."""
    return value if isinstance(value, int) else round(value, 1 if value >= 10 else 4)


if __name__ == "__main__":
    sys.exit(main())
