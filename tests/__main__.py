"""All checks in one command: python -m tests [pytest's options]."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
BEHIND = ["nice", "-n", "19"] if shutil.which("nice") else []
"""What makes the checks wait for the tests, some of which open windows and look at the clock."""

TESTS = ["pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
"""A process for each core; the tests of a file share one, with what it has loaded. Short files come last."""

ENVIRONMENT = {"TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Of the tests: each process keeps to its core."""


def main() -> int:
    """Check style and types while the tests run; return 0 where all are green."""
    checks = [
        subprocess.Popen(
            [*BEHIND, sys.executable, "-m", *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for command in CHECKS
    ]
    code = subprocess.call(
        [sys.executable, "-m", *TESTS, *sys.argv[1:]], cwd=ROOT, env={**os.environ, **ENVIRONMENT}
    )
    for command, check in zip(CHECKS, checks, strict=True):
        said, _ = check.communicate()
        print(f"{' '.join(command)}: {said.decode().strip()}", flush=True)
        code = code or check.returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
