"""A quiet terminal: stderr carries our own words and real errors, not the chatter of native libraries.

Qt, absl, TensorFlow Lite, FFmpeg, libjpeg and OpenCV write straight to file descriptor 2, where Python
cannot reach them. So descriptor 2 becomes a pipe into `grep`, which passes on every line but the known
chatter below; `sys.stderr` writes to the real one directly. grep is the child, so that signals, memory and
exit code are still those of the program, and it outlives an abort: the last words of a crash are what must
not be lost.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys

# Asks the libraries themselves for less; none of these hides an error that the program does not report.
_LEVELS = {
    "OPENCV_LOG_LEVEL": "ERROR",
    "TF_CPP_MIN_LOG_LEVEL": "2",  # errors and worse
    "GLOG_minloglevel": "2",
}

_BEGINNINGS = (
    "QFontDatabase: Cannot find font directory",
    "Note that Qt no longer ships fonts",
    r'qt\.qpa\.plugin: Could not find the Qt platform plugin "wayland',  # it then takes xcb
    r"qt\.qpa\.xcb: QXcbConnection: XCB error",
    "Warning: Ignoring (XDG_SESSION_TYPE|WAYLAND_DISPLAY)",
    "Authorization required, but no authorization",  # libxcb
    "Invalid MIT-MAGIC-COOKIE-1 key",
    "QStandardPaths: (XDG_RUNTIME_DIR not set|wrong permissions)",
    "QObject::(moveToThread|startTimer|killTimer):",
    r"WARNING: (All log messages before absl::InitializeLog|Logging before InitGoogle)\(\)",
    r"[IW][0-9]{4} [0-9:.]+ +[0-9]+ [A-Za-z0-9_.+-]+:[0-9]+\]",  # absl and glog: information, warnings
    r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+: [IW] [^ ]+:[0-9]+\]",  # TensorFlow: the same
    "E[0-9]{4} .* failed call to cuInit",  # TensorFlow, where there is no GPU
    "To enable the following instructions:",
    "(INFO|VERBOSE): ",  # TensorFlow Lite, its delegate's note
    "WARNING: Attempting to use a delegate that only supports static-sized tensors",
    r"\[ ?(INFO|DEBUG|WARN|VERB):[0-9]+@",  # OpenCV
    r"\[ERROR:[0-9]+@[0-9.]+\] global obsensor_[^ ]+ [A-Za-z]+ Camera index out of range",
    "VIDEOIO ERROR: V4L",
    r"\[[A-Za-z0-9_,]+ @ (0x)?[0-9a-f]+\]",  # FFmpeg: [mov,mp4 @ 0x55...]
    " *Last message repeated [0-9]+ times",
    "(Corrupt JPEG data|Premature end of JPEG file|Invalid SOS parameters)",
    "(Unsupported marker type|Invalid JPEG file structure|Bogus )",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.+]+ [^ ]+\[[0-9:]+\] (\+\[IMK|WARNING: AVCapture)",  # macOS
    "libpng (warning|error):",
    "TIFF[A-Z][A-Za-z0-9_]*:",
)
CHATTER = f"^({'|'.join(_BEGINNINGS)})"
"""What such lines begin with, to grep -E and to Python. Narrow on purpose: what is not known is shown."""

_MAX_WAIT = 1.0
"""Seconds that grep is waited for at the end: a process that was left behind may still hold its pipe."""


def start() -> None:
    """Make stderr quiet from here to the end of the process; call it before numpy or cv2 are imported.

    Does nothing but set log levels on Windows, where there is no grep, where stderr is closed, or where the
    environment says LIVE_NATIVE_LOGS=1.
    """
    if os.environ.get("LIVE_NATIVE_LOGS") == "1":
        return
    for name, level in _LEVELS.items():
        os.environ.setdefault(name, level)
    if sys.platform == "win32" or sys.stderr is None:
        return
    sys.stderr.flush()
    command = ["grep", "--line-buffered", "--text", "-vE", CHATTER]
    try:
        real = os.dup(2)
        passing = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=real, env={**os.environ, "LC_ALL": "C"},
            start_new_session=True,  # Ctrl-C in a terminal, or its end, is not for it
        )  # fmt: skip
    except OSError:  # stderr was closed by whoever started us, or there is no grep
        return
    assert passing.stdin is not None
    os.dup2(passing.stdin.fileno(), 2)
    passing.stdin.close()
    sys.stderr = open(real, "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1)  # noqa: SIM115, PTH123
    atexit.register(_stop, real, passing)


def _stop(real: int, passing: subprocess.Popen[bytes]) -> None:
    """Give stderr back and wait until the last line has been passed on."""
    os.dup2(real, 2)
    with contextlib.suppress(subprocess.TimeoutExpired):
        passing.wait(_MAX_WAIT)
