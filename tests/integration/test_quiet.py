"""The terminal is ours alone, but a real error of a native library gets through."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, live_env

from live.quiet import CHATTER

posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no grep: stderr is left as it is")

TALK = [
    "QFontDatabase: Cannot find font directory /venv/lib/python3.11/site-packages/cv2/qt/fonts.",
    "Note that Qt no longer ships fonts. Deploy some (from https://dejavu-fonts.github.io/ for example)",
    'qt.qpa.plugin: Could not find the Qt platform plugin "wayland" in "/venv/cv2/qt/plugins"',
    "Authorization required, but no authorization protocol specified",
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "I0000 00:00:1795231053.862988    5200 port.cc:153] oneDNN custom operations are on.",
    "W0000 00:00:1714000000.1  77 inference_feedback_manager.cc:114] Feedback manager requires a model",
    "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.",
    "[ WARN:0@0.010] global cap_v4l.cpp:914 open VIDEOIO(V4L2:/dev/video0): can't open camera by index",
    "[ERROR:0@0.011] global obsensor_uvc_stream_channel.cpp:163 getChannels Camera index out of range",
    "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x557c1b254cc0] moov atom not found",
    "[mpjpeg @ 0x55d1] Expected boundary '--' not found, instead found a line of 2 bytes",
    "[http @ 0x7f01] Stream ends prematurely at 300, should be 18446744073709551615",
    "Corrupt JPEG data: 122 extraneous bytes before marker 0xda",
    "Invalid SOS parameters for sequential JPEG",
    "libpng warning: iCCP: known incorrect sRGB profile",
]
ERRORS = [
    "qt.qpa.xcb: could not connect to display ",
    'qt.qpa.plugin: Could not load the Qt platform plugin "xcb" in "" even though it was found.',
    "This application failed to start because no Qt platform plugin could be initialized.",
    "terminate called after throwing an instance of 'cv::Exception'",
    "[ERROR:0@1.234] global net_impl.cpp:100 run out of memory",
    "E0000 00:00:1795231053.862988    5200 file.cc:1] it broke",
    "F0000 00:00:1795231053.862988    5200 file.cc:1] Check failed",
    "ERROR: Didn't find op for builtin opcode 'CONV_2D'",
    "Fatal Python error: Aborted",
    "free(): invalid pointer",
    "double free or corruption (out)",
    "Segmentation fault",
    "malloc(): INFO: not at the beginning",
]


def test_chatter_is_known_and_errors_are_none() -> None:
    assert [line for line in TALK if not re.match(CHATTER, line)] == []
    assert [line for line in ERRORS if re.match(CHATTER, line)] == []


def start_quiet(code: str, *, new_group: bool = False, **env: str) -> subprocess.Popen[bytes]:
    """A process that makes its stderr quiet, then runs the code."""
    program = f"import os, sys, time\nfrom live import quiet\nquiet.start()\n{code}"
    command, pipe = [sys.executable, "-c", program], subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, env=live_env(**env), stdout=pipe, stderr=pipe, start_new_session=new_group
    )


TOLD = "".join(f"{line}\n" for line in ERRORS)
BIG = "big = b'x' * 3_000_000\nwhile big: big = big[os.write(2, big):]"
MIXED = "for n in range(20_000): os.write(2, b'INFO: %d\\nerror %d\\n' % (n, n))"
PIECES = "for piece in b'INFO: Crea', b'ted\\nreal er', b'ror\\nlast': os.write(2, piece); time.sleep(.05)"


@posix
@pytest.mark.parametrize(
    ("code", "status", "arrives"),
    [
        (f"for line in {TALK + ERRORS!r}: os.write(2, line.encode() + b'\\n')", 0, TOLD),
        ("os.write(2, b'INFO: x\\n'); print('ours', file=sys.stderr)", 0, "ours\n"),
        (PIECES, 0, "real error\nlast\n"),
        ("os.write(2, b'INFO: unfinished')", 0, ""),
        (BIG, 0, "x" * 3_000_000 + "\n"),
        (MIXED, 0, "".join(f"error {n}\n" for n in range(20_000))),
        ("os.write(2, b'INFO: x\\nlibfoo: the end\\n'); os.abort()", -signal.SIGABRT, "libfoo: the end\n"),
        ("os.write(2, b'INFO: x\\n'); sys.exit(77)", 77, ""),
    ],
    ids=["chatter and errors", "our words", "in pieces", "unfinished chatter", "much", "much of both",
         "last words of an abort", "the exit code is kept"],
)  # fmt: skip
def test_only_errors_and_our_words_arrive(code: str, status: int, arrives: str) -> None:
    process = start_quiet(code)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status
    assert errors.decode() == arrives


@posix
def test_tracebacks_of_python_and_of_its_crashes_arrive() -> None:
    code = "import warnings; warnings.warn('mind this'); raise KeyError('lost')"
    _, errors = start_quiet(code).communicate()
    assert b"mind this" in errors
    assert errors.endswith(b"KeyError: 'lost'\n")
    _, errors = start_quiet("os.abort()", PYTHONFAULTHANDLER="1").communicate()
    assert errors.startswith(b"Fatal Python error: Aborted")


@posix
def test_a_process_left_behind_does_not_hold_us_up() -> None:
    process = start_quiet("import subprocess\nprint(subprocess.Popen(['sleep', '30']).pid, flush=True)")
    child, start = int(process.stdout.readline()), time.monotonic()
    try:
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - start < 10
    finally:
        os.kill(child, signal.SIGKILL)
        process.communicate(timeout=20)


@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_is_left_and_ctrl_c_leaves_the_filter_to_finish(number: signal.Signals) -> None:
    wait = "try: os.write(2, b'before\\n'); print('ready', flush=True); time.sleep(60)\n"
    process = start_quiet(wait + "except KeyboardInterrupt: os.write(2, b'bye\\n')", new_group=True)
    process.stdout.readline()
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # a terminal sends it to the whole group
    else:
        process.send_signal(number)
    _, errors = process.communicate(timeout=20)  # ends when the filter, the last to hold stderr, has ended
    ctrl_c = number == signal.SIGINT
    assert (process.returncode, errors) == (0 if ctrl_c else -number, b"before\n" + b"bye\n" * ctrl_c)


@posix
def test_switched_off_by_the_environment() -> None:
    process = start_quiet("os.write(2, b'INFO: x\\n')", LIVE_NATIVE_LOGS="1")
    assert process.communicate(timeout=60)[1] == b"INFO: x\n"


@posix
@pytest.mark.parametrize(("redirection", "act"), [("2>&-", "pass"), ("2>/dev/full", "os.write(2, b'x')")])
def test_stderr_that_is_closed_or_full(redirection: str, act: str) -> None:
    code = f"import os; from live import quiet; quiet.start(); {act}; print('done')"
    command = f'"{sys.executable}" -c "{code}" {redirection}'
    done = subprocess.run(command, shell=True, cwd=ROOT, env=live_env(), stdout=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"done\n")


def test_real_libraries_are_quiet(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(500))
    process = start_quiet(
        "import cv2, numpy as np, models\n"
        f"cv2.VideoCapture({str(broken)!r}); cv2.VideoCapture(63)\n"
        "models.load().probabilities(np.zeros((3, 28, 28), np.float32))"
    )
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0
