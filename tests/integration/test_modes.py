"""The modes in front of one source: what each shows, and what one of them leaves to the others."""

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
from live.modes.paper import Paper
from live.values import Frame, Image
from models import Classifier

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
