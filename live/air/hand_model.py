"""MediaPipe's hand model: the user's own file, else the one in the cache, fetched at its first use."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tempfile
import time
import weakref
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from live.errors import UserError

NAME = "hand_landmarker.task"
ADDRESS = f"https://storage.googleapis.com/mediapipe-models/hand_landmarker/hand_landmarker/float16/1/{NAME}"
"""Google's own file, Apache-2.0."""
SIZE = 7_819_105
SHA256 = "fbc2a30080c3c557093b5ddfc334698132eb341044ccee322ccf8bcf3607cde1"
WHEEL, INSIDE = "mcp-hand-detection==1.0.1", f"mcp_hand_detection/data/{NAME}"
"""A package that carries the same bytes, for networks that reach PyPI or a mirror of it and not Google."""
PARTS = {"hand_detector.tflite", "hand_landmarks_detector.tflite"}
"""What a hand model, a zip file, is made of."""


@dataclass(frozen=True)
class Knobs:
    """Of how long a source is waited for, s."""

    max_answer: float = 4.0  # until the address gives its first byte
    max_pip: float = 7.0  # until pip does, which takes a few seconds to start
    max_stall: float = 15.0  # between two bytes of either
    tick: float = 0.05  # between two looks at what has come


KNOBS = Knobs()


class _SourceError(Exception):
    """A source did not give the file; the message is why, in a few words."""


def hand_model(given: Path | None = None, tell: Callable[[str], None] = lambda line: None) -> Path:
    """Return the path of a hand model for MediaPipe's HandLandmarker.

    given: the user's own file; any version of the model will do. Without one it is the file in the user's
    cache, known by its sha256; where that is missing or damaged it is fetched, from Google, else through pip.
    tell: is given progress in one line, "hand model: 3.1 of 7.8 MB", from the calling thread; what it raises
    ends the fetching. May run in a daemon thread: the program may end meanwhile, and nothing is left behind.
    Two programs may fetch at once.

    Raises UserError for a given file that is no hand model, where nothing can be fetched, or nothing kept.
    """
    if given is not None:
        return _checked(given)
    path = cache() / NAME
    if is_whole(path):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made before anything is fetched: it shows whether the place can be written to. Goes at exit too.
        with tempfile.TemporaryDirectory(prefix="fetching-", dir=path.parent) as folder:
            new = Path(folder) / NAME
            new.write_bytes(_fetch(path, Path(folder), tell))
            new.replace(path)
    except OSError as error:
        if not is_whole(path):  # some systems refuse to replace what a faster program has open
            raise UserError(
                f"{path}: the hand model cannot be kept there ({_words(error)}); make room, or put {ADDRESS} "
                "anywhere else and name it with --hand-model FILE; paper and mouse modes work without"
            ) from error
    return path


def cache() -> Path:
    """Return the folder of the user's cache for this program."""
    from platformdirs import user_cache_path

    return user_cache_path("live-digits", appauthor=False)


def _checked(path: Path) -> Path:
    """Return the path; raises UserError unless a hand model is there."""
    missing = f"a hand model, {NAME}, is at {ADDRESS}"
    try:
        if not path.is_file():
            raise UserError(f"{path}: {'not a file' if path.exists() else 'no such file'}; {missing}")
        with zipfile.ZipFile(path) as bundle:
            parts = set(bundle.namelist())
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({_words(error)}); {missing}") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError):  # the last two: garbage that looks like zip
        parts = set()
    if not parts >= PARTS:
        raise UserError(f"{path}: not a hand model, or damaged; {missing}")
    return path


def is_whole(path: Path) -> bool:
    """Return whether the file is there with all of its bytes right; takes 5 to 30 ms."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == SHA256
    except OSError:
        return False


def _fetch(path: Path, folder: Path, tell: Callable[[str], None]) -> bytes:
    """Return the model's bytes from the first source that has them; raises UserError. folder: for pip."""
    sources: dict[str, Callable[[], bytes]] = {
        urlsplit(ADDRESS).netloc: lambda: _from_address(tell),
        f"pip download {WHEEL}": lambda: _from_wheel(folder, tell),
    }
    tried = []
    for source, fetch in sources.items():
        try:
            data = fetch()
        except _SourceError as why:
            tried.append(f"{source} ({why})")
        else:
            if hashlib.sha256(data).hexdigest() == SHA256:
                return data
            tried.append(f"{source} (wrong checksum)")
    raise UserError(
        f"air mode needs a hand model, and neither {' nor '.join(tried)} gave it; try again when online, or "
        f"put {ADDRESS} from elsewhere at {path}, or name it with --hand-model FILE; paper and mouse modes "
        "work without; python -m live doctor says what else is missing"
    )


def _from_address(tell: Callable[[str], None]) -> bytes:
    """Return what is at ADDRESS; raises _SourceError.

    It is kept in memory, so that no file is left half-written, and fetched in a thread, because neither
    looking up a name nor trying each of its addresses in turn knows a limit of time.
    """
    from pooch import HTTPDownloader  # type: ignore[import-untyped]  # 0.1 to 0.3 s

    # Chunks so small that a slow line still shows progress. _watch loses patience first; the thread that it
    # gives up fails at its next chunk, as `arrived` is closed then, or at the timeout.
    download = HTTPDownloader(timeout=2 * KNOBS.max_stall, chunk_size=1 << 13)
    faults: list[Exception] = []
    with io.BytesIO() as arrived:

        def work() -> None:
            try:
                download(ADDRESS, arrived, None)
            except Exception as fault:
                faults.append(fault)

        thread = Thread(target=work, name="hand model", daemon=True)
        thread.start()
        _watch(thread.is_alive, arrived.tell, KNOBS.max_answer, tell)
        if faults:
            raise _SourceError(_words(faults[0])) from faults[0]
        return arrived.getvalue()


def _from_wheel(folder: Path, tell: Callable[[str], None]) -> bytes:
    """Return what is in WHEEL, a zip file: nothing of it is installed or run; raises _SourceError."""
    _download_wheel(folder, tell)
    try:
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            return wheel.read(INSIDE)
    except (OSError, StopIteration, KeyError, zipfile.BadZipFile) as error:
        raise _SourceError(f"no {NAME} in it") from error


def _download_wheel(folder: Path, tell: Callable[[str], None]) -> None:
    """Have pip, with the user's own settings of it, put WHEEL into the folder; raises _SourceError."""
    command = [
        *(sys.executable, "-m", "pip", "download", WHEEL, "--dest", str(folder)),
        *("--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check"),
        *("--retries=1", f"--timeout={2 * KNOBS.max_stall}"),
    ]
    # What pip leaves behind when it is stopped lies in the folder, and goes with it.
    environment = os.environ | {"TMPDIR": str(folder)}
    try:
        # stderr is no file, which a full disk would leave empty; pip says little.
        none, pipe = subprocess.DEVNULL, subprocess.PIPE
        process = subprocess.Popen(command, env=environment, stdin=none, stdout=none, stderr=pipe)
    except OSError as error:
        raise _SourceError(_words(error)) from error
    with process:
        stop = weakref.finalize(process, _stop, process)  # at exit too, before the folder goes
        try:
            _watch(lambda: process.poll() is None, lambda: _wheel_size(folder), KNOBS.max_pip, tell)
        finally:
            stop()
        if process.returncode != 0:
            raise _SourceError(_last_line(process.communicate()[1].decode(errors="replace")))


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _wheel_size(folder: Path) -> int:
    """Return how many bytes of the wheel there are, in whichever folder of its own pip has them."""
    try:
        return sum(file.stat().st_size for file in folder.rglob("*.whl"))
    except OSError:  # moved away just then
        return 0


def _watch(
    busy: Callable[[], bool], size: Callable[[], int], patience: float, tell: Callable[[str], None]
) -> None:
    """Tell how many bytes have come until a source is done; raises _SourceError when it is silent too long.

    patience: s until the first byte.
    """
    told, seen, since = "", 0, time.monotonic()
    while True:
        done = not busy()
        if (now := size()) > seen:
            seen, since, patience = now, time.monotonic(), KNOBS.max_stall
        elif time.monotonic() - since > patience:
            raise _SourceError("it stopped half-way" if seen else "no answer")
        line = f"hand model: {min(seen, SIZE) / 1e6:.1f} of {SIZE / 1e6:.1f} MB"
        if line != told:
            tell(line)
            told = line
        if done:
            return
        time.sleep(KNOBS.tick)


def _words(error: BaseException) -> str:
    """Return why, in the words of the first error in a chain, as the later ones only wrap it."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    words = getattr(error, "strerror", None) or str(error).partition(" for url")[0] or type(error).__name__
    return " ".join(str(words).split())


def _last_line(text: str) -> str:
    """Return the last line of pip, which names its error, without the package, which the caller names."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ").removesuffix(f" for {WHEEL}") if lines else "no reason given"
