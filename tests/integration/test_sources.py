"""Sources: files, folders, clips, the demo, by name; and what cannot be opened."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
import pytest

from live.errors import UserError
from live.frames import folder, sources
from live.frames.capture import cameras
from live.frames.demo import Demo
from live.frames.sources import open_source
from live.keeping.recorder import Clip
from tests.pictures import UPRIGHT, clip, only, write


def test_folder_and_glob_in_natural_order(tmp_path: Path) -> None:
    for i, name in enumerate(["p10.png", "p2.png", "P1.png", "q.jpeg", ".hidden.png"]):
        write(tmp_path / name, np.full((4, 4), i, np.uint8))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "sub.png").mkdir()
    for spec, names in (
        (tmp_path, ["P1.png", "p2.png", "p10.png", "q.jpeg"]),
        (tmp_path / "p*.png", ["p2.png", "p10.png"]),
    ):
        with open_source(str(spec)) as source:
            frames = list(source)
        assert [Path(f.source).name for f in frames] == names
        assert [f.index for f in frames] == list(range(len(names)))
        assert all(f.still for f in frames)
        assert folder.expand(str(spec)) == [str(tmp_path / name) for name in names]


def test_mirror(tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", UPRIGHT)
    with open_source(str(path), mirror=True) as source:
        (frame,) = source
    assert np.array_equal(frame.image, UPRIGHT[:, ::-1])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.png", None, "no such file"),
        ("none.mp4", None, "no such file"),
        ("none", None, "no such file"),
        ("empty.png", b"", "empty"),
        ("empty.mp4", b"", "empty"),
        ("foreign.jpg", b"\0\1\2 not a picture" * 99, "not a whole picture"),
        ("foreign.mp4", b"\0\1\2 not a clip" * 99, "neither a picture nor a clip"),
        ("text.txt", b"1234 hello\n" * 99, "neither a picture nor a clip"),
        ("strokes.jsonl", b"[]\n" * 99, "no strokes"),
        ("bare.png", b"\x89PNG\r\n\x1a\n", "not a whole picture"),
        ("head.jpg", cv2.imencode(".jpg", UPRIGHT)[1].tobytes()[:200], "not a whole picture"),
        ("head.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(1000), "neither a picture nor a clip"),
        ("zipped.zip", b"PK\3\4" + bytes(500), "neither a picture nor a clip"),
        ("zipped.png", b"PK\3\4" + bytes(500), "not a whole picture"),
        ("unknown", bytes(range(256)) * 8, "neither a picture nor a clip"),
        ("object.json", b'{"strokes": 3}\n', "no strokes|neither a picture nor a clip|list"),
    ],
)
def test_bad_files_are_named_in_one_line(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=message) as error:
        open_source(str(tmp_path / name))
    assert str(tmp_path / name) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "no source given"),
        ("demo:x", "whole number"),
        ("ftp://host/a.png", "only http, https and rtsp"),
        ("http://", "not a whole address"),
        ("http://a..b/x.jpg", "not a whole address"),
        ("http://host:99999/", "not a whole address"),
        ("http://127.0.0.1:9/video", "cannot be reached"),
        ("http://user:secret@127.0.0.1:9/video", "^http://127"),
        ("rtsp://127.0.0.1:9/", "cannot be reached"),
        ("*.nothing", "no picture has such a name"),
        ("/dev/null", "neither a file nor a folder|no such file"),
        ("x" * 5000, "cannot be read|no such file"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_line(spec: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as error:
        open_source(spec)
    assert "\n" not in str(error.value)


def test_a_folder_without_pictures(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no pictures in this folder"):
        open_source(str(tmp_path))


def test_a_camera_that_is_not_there(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match="camera 97"):
        open_source("97")
    with pytest.raises(UserError, match="camera 97"):
        open_source("/dev/video97")
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(bool(cameras()), reason="this machine has a camera")
def test_without_a_camera_the_demo_is_shown_and_says_why() -> None:
    with sources.default_source() as source:
        assert (source.name, source.kind) == ("demo", "live")
        assert "camera 0" in source.status
        assert "--source" in source.status
        assert next(iter(source)).image.shape == (720, 1280, 3)


def test_demo_by_its_seed() -> None:
    with open_source("demo:7") as source:
        frame = next(iter(source))
    assert np.array_equal(frame.image, Demo(7).scene(frame.index)[0].image)
    assert not frame.still


@pytest.mark.parametrize(
    ("name", "code", "fps"), [("a.mp4", "mp4v", 12.5), ("b.avi", "MJPG", 25.0), ("数 字.mkv", "mp4v", 10.0)]
)
def test_a_clip_gives_every_frame_with_its_own_time(tmp_path: Path, name: str, code: str, fps: float) -> None:
    with open_source(str(clip(tmp_path / name, code, fps, 30))) as source:
        assert source.kind == "clip"
        frames = list(source)
    assert [f.index for f in frames] == list(range(30))
    assert [f.time for f in frames] == pytest.approx([i / fps for i in range(30)], abs=0.002)
    assert [f.image.mean() for f in frames] == pytest.approx([5 * i for i in range(30)], abs=4)
    assert not any(f.still for f in frames)


@pytest.mark.parametrize(("name", "whole"), [("a.mp4", False), ("b.avi", True)])
def test_a_cut_clip(tmp_path: Path, name: str, whole: bool, capfd: pytest.CaptureFixture[str]) -> None:
    path = clip(tmp_path / name, "mp4v" if name.endswith("mp4") else "MJPG", 10, 40)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    if whole:  # an AVI's frames are readable as far as they go
        with open_source(str(path)) as source:
            assert 5 < len(list(source)) < 40
    else:  # an MP4's table stands at its end
        with pytest.raises(UserError, match="neither a picture nor a clip"):
            open_source(str(path))
    assert capfd.readouterr().err == ""


def test_a_clip_of_one_frame_is_still_a_clip_and_a_gif_of_one_frame_a_still(tmp_path: Path) -> None:
    with open_source(str(clip(tmp_path / "one.avi", "MJPG", 10, 1))) as source:
        assert source.kind == "clip"
        assert len(list(source)) == 1
    assert only(write(tmp_path / "one.gif", UPRIGHT)).image.shape == UPRIGHT.shape


def interlaced(path: Path, codec: str) -> Path:
    """A clip of ten frames of two fields each, 720x576 px: light, with a dark block."""
    image = np.full((576, 720, 3), 230, np.uint8)
    image[200:300, 300:400] = 40
    with av.open(str(path), "w") as file:
        stream = cast(av.VideoStream, file.add_stream(codec, rate=25))
        stream.width, stream.height = 720, 576
        stream.pix_fmt = "yuv420p"
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
        with open_source(str(path)) as source:
            frames = list(source)
        assert [frame.index for frame in frames] == list(range(10))
        assert [frame.time for frame in frames] == pytest.approx([i / 25 for i in range(10)], abs=0.002)
        for frame in frames:
            assert frame.image[100, 100].tolist() == pytest.approx([230] * 3, abs=8)
            assert frame.image[250, 350].tolist() == pytest.approx([40] * 3, abs=8)


def test_a_black_clip_without_pyav_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clip(tmp_path / "a.avi", "MJPG", 10, 1)  # its only frame is black
    with open_source(str(path)) as source:
        assert [frame.image.any() for frame in source] == [False]
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(UserError, match=r"interlaced .* python -m pip install av"):
        open_source(str(path))


def test_a_clip_that_begins_still_loses_no_frame(tmp_path: Path) -> None:
    writer = cv2.VideoWriter(
        str(tmp_path / "a.avi"), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 480)
    )
    noise = np.random.default_rng(0).integers(0, 60, (480, 640, 3), np.uint8)  # more than one read of a file
    for grey in (0, 0, 60, 120, 180):
        writer.write(noise + np.uint8(grey))
    writer.release()
    with open_source(str(tmp_path / "a.avi")) as source:
        assert [frame.image.mean() for frame in source] == pytest.approx([30, 30, 90, 150, 210], abs=3)


def test_a_clip_whose_name_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"not \xff text.mp4")
    try:
        clip(tmp_path / "a.mp4", "mp4v", 10, 5).rename(path)
    except OSError:
        pytest.skip("this file system wants names that are text")
    with open_source(str(path)) as source:
        assert len(list(source)) == 5
    with pytest.raises(OSError, match="not UTF-8"):
        Clip(path, (64, 48), 0.0)
