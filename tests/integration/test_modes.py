"""The modes in front of one source: what each shows, and what one of them leaves to the others."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import LINES, plain_sheet

import models
from live.frames.playing import Playing
from live.frames.source import Source
from live.frames.sources import open_source
from live.modes import paper as module
from live.modes.air import Air
from live.modes.desk import Desk, Wishes
from live.modes.mouse import PEN_WIDTHS, Mouse
from live.modes.paper import Paper
from live.values import Frame, Image
from models import Classifier
from tests.shapes import row

SIZE = (960, 540)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return models.load()


@pytest.fixture
def seen(clip: tuple[Path, str]) -> Playing:
    """A clip that was seen to its end in another mode."""
    playing = Playing(open_source(str(clip[0])))
    while not playing.ended:
        playing.next()
    return playing


@pytest.mark.parametrize("mode", ["paper", "air"])
def test_the_last_frame_of_a_clip_that_ended_elsewhere_is_shown(
    seen: Playing, clip: tuple[Path, str], classifier: Classifier, mode: str
) -> None:
    on = Paper(seen, classifier) if mode == "paper" else Air(seen, classifier, Path("none.task"))
    moment = on.step()
    assert np.array_equal(moment.frame.image, seen.end.image)
    if isinstance(on, Paper):
        assert moment.reading.text == clip[1]
        assert on.step() is None
    else:
        on.close()


def film_of(image: Image, count: int = 12) -> Playing:
    """A camera that shows one picture, two frames a second."""
    return Playing(Source("film", "live", (Frame(image, 100 + 0.5 * k, k) for k in range(count))))


def test_the_window_is_told_what_is_lacking_after_two_seconds(classifier: Classifier) -> None:
    paper, lacks = Paper(film_of(np.full((90, 160, 3), 200, np.uint8)), classifier), []
    for _ in range(7):
        paper.step()
        lacks.append(paper.lack)
    assert lacks[:4] == [""] * 4
    assert lacks[5].startswith("no digits in sight")


def test_what_is_on_paper_is_forgotten_when_cleared(classifier: Classifier) -> None:
    paper = Paper(film_of(plain_sheet()), classifier)
    texts = [paper.step().reading.text for _ in range(8)]
    paper.clear()
    assert [texts[-1], paper.step().reading.text] == ["\n".join(LINES), ""]


def test_strokes_end_with_their_mode(monkeypatch: pytest.MonkeyPatch, classifier: Classifier) -> None:
    monkeypatch.setattr(module, "PageReader", None)
    desk = Desk(Source("nothing", "still"), classifier, SIZE, Wishes(mode="mouse"))
    desk.step()
    for event, x in ((cv2.EVENT_LBUTTONDOWN, 100), (cv2.EVENT_MOUSEMOVE, 160)):
        desk.mouse.handle(event, x, 100, cv2.EVENT_FLAG_LBUTTON)
    desk.next_mode()
    assert not desk.mouse.pen.is_down
    assert not desk.mouse.busy
    desk.close()


LEFT = cv2.EVENT_LBUTTONDOWN, cv2.EVENT_FLAG_LBUTTON, cv2.EVENT_LBUTTONUP
RIGHT = cv2.EVENT_RBUTTONDOWN, cv2.EVENT_FLAG_RBUTTON, cv2.EVENT_RBUTTONUP


def drag(mouse: Mouse, points: np.ndarray, button: tuple[int, int, int] = LEFT) -> None:
    """What OpenCV tells of a button that is dragged through points."""
    down, flag, up = button
    mouse.handle(down, *points[0], flag)
    for x, y in points[1:]:
        mouse.handle(cv2.EVENT_MOUSEMOVE, x, y, flag)
    mouse.handle(up, *points[-1], 0)


@pytest.fixture
def mouse(classifier: Classifier) -> Mouse:
    return Mouse(classifier, SIZE)


def write(mouse: Mouse, *names: str, x: float = 100) -> None:
    for points in row(list(names), 40, (x, 100)):
        drag(mouse, points)


def read(mouse: Mouse) -> tuple[str, Image]:
    """What the canvas reads and shows, of an unchanged one as well."""
    mouse.reread()
    moment = mouse.step()
    return moment.reading.text, moment.frame.image


def test_undo_and_redo_return_to_the_same_picture_to_the_pixel(mouse: Mouse) -> None:
    acts: list[Callable[[], None]] = [
        lambda: write(mouse, "7"),
        lambda: write(mouse, "3", x=200),
        lambda: write(mouse, "8", x=300),
        lambda: drag(mouse, np.array([(180, 104), (240, 104)]), RIGHT),
        mouse.pen.clear,
    ]
    states = [read(mouse)]
    for act in acts:
        act()
        states.append(read(mouse))
    assert [text for text, _ in states] == ["", "7", "73", "738", "78", ""]
    for step, wanted in [(mouse.pen.undo, states[-2::-1]), (mouse.pen.redo, states[1:])] * 2:
        for text, image in wanted:
            step()
            assert read(mouse)[0] == text
            assert np.array_equal(read(mouse)[1], image)


def test_a_number_is_taken_once_for_one_state_of_the_canvas(mouse: Mouse) -> None:
    write(mouse, "2", "5 with a bar")
    for _ in range(2):
        mouse.take()
        mouse.step()
    assert mouse.history == ("25",)
    mouse.pen.clear()
    write(mouse, "8")
    mouse.take()
    mouse.step()
    assert mouse.history == ("25", "8")


def test_the_wheel_chooses_the_pen_of_what_is_drawn_from_then_on(mouse: Mouse) -> None:
    upright = np.stack([np.full(40, 100.0), np.linspace(100, 260, 40)], 1)
    for number, turned in enumerate((0, 1, -1, -1)):
        if turned:
            mouse.handle(cv2.EVENT_MOUSEWHEEL, 0, 0, turned)
            assert mouse.note == f"Pen {mouse.pen.width:.0f} px wide"
        drag(mouse, upright + np.array((100 * number, 0)))
    widths = usual, wide, again, fine = [stroke.width for stroke in mouse.pen.strokes]
    assert fine < usual == again < wide
    image = read(mouse)[1].max(2)[180].astype(float)
    for number, width in enumerate(widths):
        ink = image[60 + 100 * number : 140 + 100 * number] - image.min()
        assert ink.sum() / ink.max() == pytest.approx(width, abs=2.5)
    for _ in range(2 * len(PEN_WIDTHS)):
        mouse.handle(cv2.EVENT_MOUSEWHEEL, 0, 0, 1)
    assert mouse.pen.width == PEN_WIDTHS[-1]
