"""All checks in one command: python -m tests [pytest's options].

What of live/ and models/ the tests reach is printed; without options it must be FLOOR % at least.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
BEHIND = ["nice", "-n", "19"] if shutil.which("nice") else []
"""What makes the checks wait for the tests, some of which open windows and look at the clock."""

TOGETHER = ["-m", "not clock", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
"""A process for each core; the tests of a file share one, with what it has loaded. Short files come last."""

ALONE = ["-m", "clock", "--reruns", "1"]
"""Tests that race with the clock: nothing of ours runs beside them. One that fails is run once more, for
whatever else the machine may do meanwhile; pytest's summary counts it."""

ENVIRONMENT = {"TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Of tests that run together: each process keeps to its core."""

FLOOR = 90
"""Of the lines of live/ and models/ that tests reach in their own process, %."""

NONE = 5
"""What pytest returns where nothing was to be run."""


def main() -> int:
    """Check style and types while the tests run, then what they reach; return 0 where all are green."""
    checks = [
        subprocess.Popen(
            [*BEHIND, sys.executable, "-m", *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for command in CHECKS
    ]
    codes = [pytest([*TOGETHER, "--cov", "--cov-report="], ENVIRONMENT)]
    for command, check in zip(CHECKS, checks, strict=True):
        said, _ = check.communicate()
        print(f"{' '.join(command)}: {said.decode().strip()}", flush=True)
        codes.append(check.returncode)
    codes.append(pytest([*ALONE, "--cov", "--cov-append", "--cov-report="], {}))
    floor = [] if sys.argv[1:] else [f"--fail-under={FLOOR}"]
    codes.append(subprocess.call([sys.executable, "-m", "coverage", "report", *floor], cwd=ROOT))
    return next((code for code in codes if code not in (0, NONE)), 0)


def pytest(options: list[str], environment: dict[str, str]) -> int:
    """Run some of the tests, with the options given; return pytest's exit code."""
    command = [sys.executable, "-m", "pytest", *options, *sys.argv[1:]]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, **environment})


if __name__ == "__main__":
    sys.exit(main())
