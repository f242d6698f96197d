"""The terminal is ours alone, but a real error of a native library gets through."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, live_env

from live.quiet import is_chatter

posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork: stderr is left as it is")

CHATTER = [
    "QFontDatabase: Cannot find font directory /venv/lib/python3.11/site-packages/cv2/qt/fonts.",
    "Note that Qt no longer ships fonts. Deploy some (from https://dejavu-fonts.github.io/ for example)",
    'qt.qpa.plugin: Could not find the Qt platform plugin "wayland" in "/venv/cv2/qt/plugins"',
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
    assert [line for line in CHATTER if not is_chatter(line.encode())] == []
    assert [line for line in ERRORS if is_chatter(line.encode())] == []


def start_quiet(code: str, *, new_group: bool = False, **env: str) -> subprocess.Popen[bytes]:
    """A process that makes its stderr quiet, then runs the code."""
    program = f"import os, sys\nfrom live import quiet\nquiet.start()\n{code}"
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=live_env(**env), stdout=pipe, stderr=pipe,
        start_new_session=new_group,
    )  # fmt: skip


def stderr_of(code: str, status: int = 0, **env: str) -> bytes:
    process = start_quiet(code, **env)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status
    return errors


@posix
def test_only_errors_and_our_words_arrive() -> None:
    lines = [line for pair in zip(CHATTER, ERRORS, strict=False) for line in pair]
    errors = stderr_of(
        f"for line in {lines!r}: os.write(2, line.encode() + b'\\n')\nprint('ours', file=sys.stderr)"
    )
    assert sorted(errors.decode().splitlines()) == sorted(["ours", *ERRORS[: len(CHATTER)]])


@posix
def test_lines_in_pieces_and_an_unfinished_last_one() -> None:
    pieces = [b"INFO: Crea", b"ted\nreal er", b"ror\nlast words"]
    code = f"import time\nfor piece in {pieces}: os.write(2, piece); time.sleep(.05)"
    assert stderr_of(code) == b"real error\nlast words"
    assert stderr_of("os.write(2, b'INFO: unfinished')") == b""


@posix
def test_much_output_arrives_whole() -> None:
    errors = stderr_of("big = b'x' * 3_000_000\nwhile big: big = big[os.write(2, big):]")
    assert errors == b"x" * 3_000_000
    errors = stderr_of("for n in range(20_000): os.write(2, b'INFO: %d\\nerror %d\\n' % (n, n))")
    assert errors == b"".join(b"error %d\n" % n for n in range(20_000))


@posix
def test_last_words_of_an_abort() -> None:
    errors = stderr_of(
        "os.write(2, b'INFO: chatter\\nlibfoo: the world ended\\n'); os.abort()", status=-signal.SIGABRT
    )
    assert errors == b"libfoo: the world ended\n"
    errors = stderr_of("os.abort()", status=-signal.SIGABRT, PYTHONFAULTHANDLER="1")
    assert errors.startswith(b"Fatal Python error: Aborted")


@posix
@pytest.mark.parametrize("status", [0, 77])
def test_exit_code_is_kept(status: int) -> None:
    assert stderr_of(f"os.write(2, b'INFO: x\\n'); sys.exit({status})", status) == b""


@posix
def test_tracebacks_and_warnings_of_python_arrive() -> None:
    errors = stderr_of("import warnings; warnings.warn('mind this'); raise KeyError('lost')", 1)
    assert b"mind this" in errors
    assert errors.endswith(b"KeyError: 'lost'\n")


@posix
def test_a_process_left_behind_does_not_hold_us_up() -> None:
    start_child = "import subprocess\nprint(subprocess.Popen(['sleep', '30']).pid)\n"
    process = start_quiet(start_child + "os.write(2, b'last\\n')")
    assert process.stdout is not None
    child = int(process.stdout.readline())
    try:
        start = time.monotonic()
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - start < 10
    finally:
        os.kill(child, signal.SIGKILL)
    _, errors = process.communicate(timeout=20)
    assert errors == b"last\n"


@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_is_left(number: signal.Signals) -> None:
    process = start_quiet(
        "import time\nos.write(2, b'before\\n')\nprint('ready', flush=True)\nwhile True: time.sleep(1)"
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)  # ends when the filter, the last to hold stderr, has ended
    assert errors == b"before\n"
    assert process.returncode == -number


@posix
def test_ctrl_c_in_the_terminal_leaves_the_filter_to_finish() -> None:
    wait = "import time\ntry: print('ready', flush=True); time.sleep(60)\n"
    process = start_quiet(wait + "except KeyboardInterrupt: os.write(2, b'bye\\n')", new_group=True)
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the whole group
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, b"bye\n")


@posix
def test_switched_off_by_the_environment() -> None:
    assert stderr_of("os.write(2, b'INFO: x\\n')", LIVE_NATIVE_LOGS="1") == b"INFO: x\n"


@posix
def test_stderr_that_is_closed_or_full() -> None:
    begin = "import os; from live import quiet; quiet.start()"
    for redirection, code in (("2>&-", "print('done')"), ("2>/dev/full", "os.write(2, b'x'); print('done')")):
        done = subprocess.run(
            f'"{sys.executable}" -c "{begin}; {code}" {redirection}', shell=True, cwd=ROOT, env=live_env(),
            text=True, stdout=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "done\n"), redirection


def test_real_libraries_are_quiet(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(500))
    errors = stderr_of(
        "import cv2, numpy as np\n"
        f"cv2.VideoCapture({str(broken)!r}); cv2.VideoCapture(63)\n"
        "import models; models.load().probabilities(np.zeros((3, 28, 28), np.float32))"
    )
    assert errors == b""
