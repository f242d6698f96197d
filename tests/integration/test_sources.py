"""Sources: files, folders, clips, the demo, by name; and what cannot be opened."""

import os
import sys
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest

from live.errors import UserError
from live.frames import folder, sources
from live.frames.capture import cameras
from live.frames.sources import open_source
from live.keeping.recorder import Clip
from live.values import Frame
from tests.pictures import UPRIGHT, encoded, film, greys, write


def frames_in(spec: object, kind: str = "clip") -> list[Frame]:
    """All frames of a source of a kind."""
    with open_source(str(spec)) as source:
        assert source.kind == kind
        return list(source)


def test_folder_and_glob_in_natural_order(tmp_path: Path) -> None:
    for i, name in enumerate(["p10.png", "p2.png", "P1.png", "q.jpeg", ".hidden.png"]):
        write(tmp_path / name, np.full((4, 4), i, np.uint8))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "sub.png").mkdir()
    every = ["P1.png", "p2.png", "p10.png", "q.jpeg"]
    for spec, names in ((tmp_path, every), (tmp_path / "p*.png", ["p2.png", "p10.png"])):
        frames = frames_in(spec, "still")
        assert [Path(f.source).name for f in frames] == names
        assert [(f.index, f.still) for f in frames] == [(i, True) for i in range(len(names))]
        assert folder.expand(str(spec)) == [str(tmp_path / name) for name in names]


def test_mirror(tmp_path: Path) -> None:
    with open_source(str(write(tmp_path / "a.png", UPRIGHT))) as source:
        source.mirror = True
        (frame,) = source
    assert np.array_equal(frame.image, UPRIGHT[:, ::-1])


NEITHER, NOT_WHOLE = "neither a picture nor a clip", "not a whole picture"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.png", None, "no such file"),
        ("empty.png", b"", "empty"),
        ("foreign.jpg", b"\0\1\2 not a picture" * 99, NOT_WHOLE),
        ("foreign.mp4", b"\0\1\2 not a clip" * 99, NEITHER),
        ("text.txt", b"1234 hello\n" * 99, NEITHER),
        ("strokes.jsonl", b"[]\n" * 99, "no strokes"),
        ("bare.png", b"\x89PNG\r\n\x1a\n", NOT_WHOLE),
        ("head.jpg", encoded(UPRIGHT)[:200], NOT_WHOLE),
        ("head.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(1000), NEITHER),
        ("zipped.zip", b"PK\3\4" + bytes(500), NEITHER),
        ("object.json", b'{"strokes": 3}\n', f"no strokes|{NEITHER}|list"),
        ("folder/", None, "no pictures in this folder"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    elif name.endswith("/"):
        (tmp_path / name).mkdir()
    with pytest.raises(UserError, match=message) as error:
        open_source(str(tmp_path / name))
    assert str(tmp_path / name) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "no source given"),
        ("97", "camera 97"),
        ("/dev/video97", "camera 97"),
        ("demo:x", "whole number"),
        ("ftp://host/a.png", "only http, https and rtsp"),
        ("http://", "not a whole address"),
        ("http://a..b/x.jpg", "not a whole address"),
        ("http://host:99999/", "not a whole address"),
        ("http://user:secret@127.0.0.1:9/video", "^http://127.* cannot be reached"),
        ("rtsp://127.0.0.1:9/", "cannot be reached"),
        ("*.nothing", "no picture has such a name"),
        ("/dev/null", "neither a file nor a folder|no such file"),
        ("x" * 5000, "cannot be read|no such file"),
    ],
)
def test_what_cannot_be_opened_is_said(spec: str, message: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match=message) as error:
        open_source(spec)
    assert "\n" not in str(error.value)
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(bool(cameras()), reason="this machine has a camera")
def test_without_a_camera_the_demo_is_shown_and_says_why() -> None:
    with sources.default_source() as source:
        assert (source.name, source.kind) == ("demo", "live")
        assert "camera 0" in source.status()
        assert "--source" in source.status()
        assert next(iter(source)).image.shape == (720, 1280, 3)


@pytest.mark.parametrize(
    ("name", "code", "fps"), [("a.mp4", "mp4v", 12.5), ("b.avi", "MJPG", 25.0), ("数 字.mkv", "mp4v", 10.0)]
)
@pytest.mark.parametrize("count", [1, 30])
def test_a_clip_gives_every_frame_its_time(
    tmp_path: Path, name: str, code: str, fps: float, count: int
) -> None:
    frames = frames_in(film(tmp_path / name, greys(range(40, 40 + 5 * count, 5)), fps, code))
    assert [f.index for f in frames] == list(range(count))
    assert [f.time for f in frames] == pytest.approx([i / fps for i in range(count)], abs=0.002)
    assert [f.image.mean() for f in frames] == pytest.approx([40 + 5 * i for i in range(count)], abs=4)
    assert not any(f.still for f in frames)


def test_a_cut_clip_is_read_in_part_or_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    avi, mp4 = (
        film(tmp_path / name, greys(range(0, 200, 5)), 10, code)
        for name, code in (("b.avi", "MJPG"), ("a.mp4", "mp4v"))
    )
    for path in (avi, mp4):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 5 < len(frames_in(avi)) < 40
    with pytest.raises(UserError, match=NEITHER):  # an MP4's table stands at its end
        open_source(str(mp4))
    assert capfd.readouterr().err == ""


def interlaced(path: Path, codec: str) -> Path:
    """A clip of ten frames of two fields each, 720x576 px: light, with a dark block."""
    image = np.full((576, 720, 3), 230, np.uint8)
    image[200:300, 300:400] = 40
    with av.open(str(path), "w") as file:
        stream = cast(av.VideoStream, file.add_stream(codec, rate=25))
        stream.width, stream.height, stream.pix_fmt = 720, 576, "yuv420p"
        stream.options = {"x264-params": "interlaced=1"} if codec == "libx264" else {"flags": "+ildct+ilme"}
        for index in range(10):
            frame = av.VideoFrame.from_ndarray(image, "bgr24").reformat(format="yuv420p")
            frame.pts = index
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "libx264"), ("a.mpg", "mpeg2video"), ("a.avi", "dvvideo")]
)
def test_interlaced_clips_are_not_black(tmp_path: Path, name: str, codec: str) -> None:
    path = interlaced(tmp_path / name, codec)
    for _ in range(2):  # in the second one OpenCV's frames may hold what was in memory
        frames = frames_in(path)
        assert [frame.time for frame in frames] == pytest.approx([i / 25 for i in range(10)], abs=0.002)
        for frame in frames:
            assert frame.image[[100, 250], [100, 350], 1] == pytest.approx([230, 40], abs=8)


def test_a_black_clip_without_pyav_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "a.avi", greys([0]), code="MJPG")
    assert [frame.image.any() for frame in frames_in(path)] == [False]
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(UserError, match=r"interlaced .* python -m pip install av"):
        open_source(str(path))


def test_a_clip_that_begins_still_loses_no_frame(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 60, (480, 640, 3), np.uint8)  # more than one read of a file
    path = film(tmp_path / "a.avi", [noise + np.uint8(grey) for grey in (0, 0, 60, 120, 180)], 10, "MJPG")
    assert [frame.image.mean() for frame in frames_in(path)] == pytest.approx([30, 30, 90, 150, 210], abs=3)


def test_a_clip_whose_name_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"not \xff text.mp4")
    try:
        film(tmp_path / "a.mp4", greys(range(0, 25, 5)), 10).rename(path)
    except OSError:
        pytest.skip("this file system wants names that are text")
    assert len(frames_in(path)) == 5
    with pytest.raises(OSError, match="not UTF-8"):
        Clip(path, (64, 48), 0.0)
