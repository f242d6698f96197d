"""Command line: runs one command; whatever goes wrong becomes one line on stderr."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from live import quiet
from live.commands import doctor, read, serve, window
from live.endings import ENDINGS
from live.errors import UserError, remedy
from live.report import complain

DONE, COULD_NOT = 0, 1  # exit codes, beside commands.WRONG_USAGE

_interrupted = False


def main(arguments: list[str] | None = None) -> int:
    """Run the program with arguments, by default those of the process; return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be no valid text
    try:
        try:
            command = {"read": read, "serve": serve, "doctor": doctor}.get("".join(arguments[:1]))
            code = command(arguments[1:]) if command else window(arguments)
        except SystemExit as ended:  # by the parser: --help, --version, wrong usage
            code = ended.code if isinstance(ended.code, int) else DONE
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return DONE
    except BrokenPipeError:  # `... | head` has seen enough
        _abandon_stdout()
        return DONE
    except OSError as error:
        name, reason = error.filename or "the output", error.strerror or error
        complain(f"{name}: {reason}; make room or choose another place")
        _abandon_stdout()
        return COULD_NOT
    except Exception as error:
        if _interrupted:
            return DONE
        if isinstance(error, ImportError):
            error = UserError(f"{error}; install what is needed: {remedy(error)}")
        if not _is_for_users(error):
            if os.environ.get("LIVE_TRACEBACK") == "1":
                raise
            error = _fault(error)
        complain(error)
        return COULD_NOT
    return code


def _is_for_users(error: Exception) -> bool:
    models = sys.modules.get("models")  # not imported for this: that may be what failed
    return isinstance(error, UserError) or (models is not None and isinstance(error, models.ModelError))


def _fault(error: Exception) -> Exception:
    """Return one line for what should never happen: what, and where."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else "?"
    return UserError(
        f"a fault of this program, please report it: {type(error).__name__}: {error} ({where}); "
        "LIVE_TRACEBACK=1 in the environment shows more"
    )


def _abandon_stdout() -> None:
    """Let Python's last flush of stdout, at exit, succeed."""
    with contextlib.suppress(OSError, AttributeError):  # closed already, or no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _interrupt(number: int, frame: object) -> NoReturn:
    """End the program; native code that is being loaded makes another exception of this, hence the note."""
    global _interrupted
    _interrupted = True
    raise KeyboardInterrupt


def run() -> int:
    """Be the process of the program; return its exit code."""
    for number in ENDINGS:
        signal.signal(number, _interrupt)
    quiet.start()
    status = main()
    for number in ENDINGS:  # what is left is short, and would end in a traceback
        signal.signal(number, signal.SIG_IGN)
    return status


if __name__ == "__main__":
    sys.exit(run())
