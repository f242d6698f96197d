"""MediaPipe's hand model: the user's own file, else the one in the cache, fetched at its first use."""

from __future__ import annotations

import atexit
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
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
PATIENCE = 4.0, 15.0
"""Seconds until the address answers, and between two bytes of either source."""

Tell = Callable[[str], None]


def hand_model(given: Path | None = None, tell: Tell = lambda line: None) -> Path:
    """Return the path of a hand model for MediaPipe's HandLandmarker.

    given: the user's own file; any version of the model will do. Without one it is the file in the user's
    cache, known by its sha256; where that is missing or damaged it is fetched, from Google, else through pip.
    tell: is given progress in one line, "hand model: 3.1 of 7.8 MB". May run in a daemon thread: the program
    may end meanwhile, and nothing is left behind. Two programs may fetch at once.

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


def _fetch(path: Path, folder: Path, tell: Tell) -> bytes:
    """Return the model's bytes from the first source that has them; raises UserError. folder: for pip."""
    sources: dict[str, Callable[[], bytes]] = {
        urlsplit(ADDRESS).netloc: lambda: _from_address(tell),
        f"pip download {WHEEL}": lambda: _from_wheel(folder, tell),
    }
    tried = []
    for source, fetch in sources.items():
        try:
            data = fetch()
        except subprocess.CalledProcessError as error:
            why = _last_line(error.stderr)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            why = _words(error)
        else:
            if hashlib.sha256(data).hexdigest() == SHA256:
                return data
            why = "wrong checksum"
        tried.append(f"{source} ({why})")
    raise UserError(
        f"air mode needs a hand model, and neither {' nor '.join(tried)} gave it; try again when online, or "
        f"put {ADDRESS} from elsewhere at {path}, or name it with --hand-model FILE; paper and mouse modes "
        "work without; python -m live doctor says what else is missing"
    )


def _from_address(tell: Tell) -> bytes:
    """Return what is at ADDRESS; kept in memory, so that no file is left half-written."""
    import requests  # 0.1 s

    data = b""
    with requests.get(ADDRESS, stream=True, timeout=PATIENCE) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_content(SIZE // 100):
            data += chunk
            tell(f"hand model: {len(data) / 1e6:.1f} of {SIZE / 1e6:.1f} MB")
    return data


def _from_wheel(folder: Path, tell: Tell) -> bytes:
    """Return what is in WHEEL, a zip file that pip, with the user's own settings of it, puts into a folder.

    Nothing of it is installed or run.
    """
    tell(f"hand model: through pip, {SIZE / 1e6:.1f} MB")
    command = [
        *(sys.executable, "-m", "pip", "download", WHEEL, "--dest", str(folder)),
        *("--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check"),
        *("--retries=1", f"--timeout={PATIENCE[1]}"),
    ]
    # What pip leaves behind when it is stopped lies in the folder, and goes with it.
    environment, none = os.environ | {"TMPDIR": str(folder)}, subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdin=none, stdout=none, stderr=subprocess.PIPE) as pip:
        atexit.register(pip.kill)  # before the folder goes
        _, said = pip.communicate()
    if pip.returncode != 0:
        raise subprocess.CalledProcessError(pip.returncode, command, stderr=said.decode(errors="replace"))
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return wheel.read(INSIDE)


def _words(error: BaseException) -> str:
    """Return why, in the words of the first error in a chain, as the later ones only wrap it."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    if isinstance(error, TimeoutError):
        return "no answer"
    words = getattr(error, "strerror", None) or str(error).partition(" for url")[0] or type(error).__name__
    return " ".join(str(words).split())


def _last_line(text: str) -> str:
    """Return the last line of pip, which names its error, without the package, which the caller names."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ").removesuffix(f" for {WHEEL}") if lines else "no reason given"
