"""A quiet terminal: stderr carries our own words and real errors, not the chatter of native libraries.

Qt, absl, TensorFlow Lite, FFmpeg, libjpeg and OpenCV write straight to file descriptor 2, where Python
cannot reach them. So descriptor 2 becomes a pipe into a small forked process that passes on every line
but the known chatter below; `sys.stderr` writes to the real one directly. The filter is the child, so
that signals, memory and exit code are still those of the program, and it outlives an abort: the last
words of a crash are what must not be lost.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import select
import signal
import sys

# Asks the libraries themselves for less; none of these hides an error that the program does not report.
_LEVELS = {
    "OPENCV_LOG_LEVEL": "ERROR",
    "TF_CPP_MIN_LOG_LEVEL": "2",  # errors and worse
    "GLOG_minloglevel": "2",
}

# Matched at the start of a line. Narrow on purpose: what is not known to be harmless is shown.
_CHATTER = re.compile(
    rb"""
      QFontDatabase:\ Cannot\ find\ font\ directory
    | Note\ that\ Qt\ no\ longer\ ships\ fonts
    | qt\.qpa\.plugin:\ Could\ not\ find\ the\ Qt\ platform\ plugin\ "wayland  # it then takes xcb
    | qt\.qpa\.xcb:\ QXcbConnection:\ XCB\ error
    | Warning:\ Ignoring\ (?:XDG_SESSION_TYPE|WAYLAND_DISPLAY)
    | Authorization\ required,\ but\ no\ authorization | Invalid\ MIT-MAGIC-COOKIE-1\ key  # libxcb
    | QStandardPaths:\ (?:XDG_RUNTIME_DIR\ not\ set|wrong\ permissions)
    | QObject::(?:moveToThread|startTimer|killTimer):
    | WARNING:\ (?:All\ log\ messages\ before\ absl::InitializeLog|Logging\ before\ InitGoogle)\(\)
    | [IW]\d{4}\ [\d:.]+\ +\d+\ [\w.+-]+:\d+\]                # absl and glog: information, warnings
    | \d{4}-\d\d-\d\d\ [\d:.]+:\ [IW]\ \S+:\d+\]              # TensorFlow: the same
    | E\d{4}\ .*\ failed\ call\ to\ cuInit                      # TensorFlow, where there is no GPU
    | To\ enable\ the\ following\ instructions:
    | (?:INFO|VERBOSE):\                                      # TensorFlow Lite, its delegate's note
    | WARNING:\ Attempting\ to\ use\ a\ delegate\ that\ only\ supports\ static-sized\ tensors
    | \[\ ?(?:INFO|DEBUG|WARN|VERB):\d+@                      # OpenCV
    | \[ERROR:\d+@[\d.]+\]\ global\ obsensor_\S+\ \w+\ Camera\ index\ out\ of\ range
    | VIDEOIO\ ERROR:\ V4L
    | \[[\w,]+\ @\ (?:0x)?[0-9a-f]+\]\                        # FFmpeg: [mov,mp4 @ 0x55...]
    | \s*Last\ message\ repeated\ \d+\ times
    | (?:Corrupt\ JPEG\ data|Premature\ end\ of\ JPEG\ file|Invalid\ SOS\ parameters)
    | (?:Unsupported\ marker\ type|Invalid\ JPEG\ file\ structure|Bogus\ )
    | \d{4}-\d\d-\d\d\ [\d:.+]+\ \S+\[[\d:]+\]\ (?:\+\[IMK|WARNING:\ AVCapture)  # macOS
    | libpng\ (?:warning|error):
    | TIFF[A-Z]\w*:
    """,
    re.VERBOSE,
)
_MAX_LINE = 1 << 16  # bytes: a longer line is judged by this much of its beginning
_MAX_PIPE = 1 << 20  # bytes: no pipe holds more


def is_chatter(line: bytes) -> bool:
    """Return whether a line on stderr is a native library's talk rather than an error."""
    return _CHATTER.match(line) is not None


def start() -> None:
    """Make stderr quiet from here to the end of the process; call it before numpy or cv2 are imported.

    Does nothing but set log levels where a process cannot fork (Windows), where stderr is closed, or
    where the environment says LIVE_NATIVE_LOGS=1.
    """
    if os.environ.get("LIVE_NATIVE_LOGS") == "1":
        return
    for name, level in _LEVELS.items():
        os.environ.setdefault(name, level)
    if sys.platform == "win32" or sys.stderr is None:
        return
    sys.stderr.flush()
    try:
        real = os.dup(2)
    except OSError:  # stderr was closed by whoever started us
        return
    lines_out, lines_in = os.pipe()
    alive_out, alive_in = os.pipe()  # its closing tells the filter that the program has ended
    stops = signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT
    # Held back over the fork: Ctrl-C in a terminal reaches the filter too, perhaps before it can ignore it.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    filter_pid = os.fork()
    if filter_pid == 0:
        try:
            for number in stops:
                signal.signal(number, signal.SIG_IGN)
            os.close(lines_in)
            os.close(alive_in)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # `... | head` must not wait for the filter
            os.dup2(1, 0)
            os.dup2(real, 2)
            _pass_on(lines_out, alive_out)
        finally:
            os._exit(0)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    os.close(lines_out)
    os.close(alive_out)
    os.dup2(lines_in, 2)
    os.close(lines_in)
    sys.stderr = open(real, "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1)  # noqa: SIM115, PTH123
    atexit.register(_stop, real, alive_in, filter_pid)


def _stop(real: int, alive: int, filter_pid: int) -> None:
    """Give stderr back and wait until the filter has passed on the last line."""
    os.dup2(real, 2)
    os.close(alive)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(filter_pid, 0)


def _pass_on(lines: int, alive: int) -> None:
    """Copy descriptor `lines` to stderr, less the chatter, until the program has ended.

    Its end is known by `alive`, not by end of file on `lines`: a process that the program started
    may hold that one open for longer. What is in the pipe by then is still passed on.
    """
    rest = b""
    left = None  # bytes, once the program has ended
    while left is None or left > 0:
        ready, _, _ = select.select([lines, alive] if left is None else [lines], [], [], left and 0)
        if alive in ready:
            left = _MAX_PIPE
        if lines not in ready:
            if left is None:
                continue
            break
        chunk = os.read(lines, _MAX_LINE)
        if not chunk:
            break
        left = left and left - len(chunk)
        rest += chunk
        cut = len(rest) if len(rest) > _MAX_LINE else rest.rfind(b"\n") + 1
        _show(rest[:cut])
        rest = rest[cut:]
    _show(rest)


def _show(text: bytes) -> None:
    kept = b"".join(line for line in text.splitlines(keepends=True) if not is_chatter(line))
    while kept:
        try:
            kept = kept[os.write(2, kept) :]
        except OSError:  # nobody reads stderr any more; the pipe is still emptied, the program must not block
            return
