"""The signals that end a session politely: Ctrl-C, a request to end, a terminal that is closed."""

from __future__ import annotations

import signal

ENDINGS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # the last two each on some systems alone
    if hasattr(signal, name)
    # Who starts a program with nohup wants it to outlive the terminal.
    and not (name == "SIGHUP" and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)
)
"""What is written is finished before the program ends by one of these."""
