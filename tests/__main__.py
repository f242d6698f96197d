"""All checks in one command: python -m tests [pytest's options]."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
TESTS = ["pytest", "-n", "auto", "--dist", "loadfile"]
"""A process for each core; the tests of a file share one, with what it has loaded."""


def main() -> int:
    """Check style and types while the tests run; return 0 where all are green."""
    checks = [
        subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for command in CHECKS
    ]
    code = subprocess.call([sys.executable, "-m", *TESTS, *sys.argv[1:]], cwd=ROOT)
    for command, check in zip(CHECKS, checks, strict=True):
        said, _ = check.communicate()
        print(f"{' '.join(command)}: {said.decode().strip()}", flush=True)
        code = code or check.returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
