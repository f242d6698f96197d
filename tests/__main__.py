"""All checks in one command: python -m tests [pytest's options].

What tests/bench times is run once here; python -m pytest tests/bench --benchmark-only shows the tables.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CHECKS = [
    ["ruff", "check"],
    ["ruff", "format", "--check"],
    ["mypy"],
]


def main() -> int:
    """Check style and types, then run the tests; return 0 where all are green."""
    failed = [
        name for name, *options in CHECKS if subprocess.call([sys.executable, "-m", name, *options], cwd=ROOT)
    ]
    code = subprocess.call([sys.executable, "-m", "pytest", "--benchmark-disable", *sys.argv[1:]], cwd=ROOT)
    if failed:
        print(f"not clean: {', '.join(failed)}", file=sys.stderr)
    return code or int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
