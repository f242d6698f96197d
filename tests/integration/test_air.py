"""Writing in the air, hand by hand: strokes, gestures, keys, the history and what is on screen of it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

import models
from live.air.gestures import KNOBS, Gestures
from live.air.hand import Hand
from live.air.writing import AirMoment, HandState, Writing
from live.screen import hand_state, lesson
from live.values import Frame
from models import Classifier
from tests.handshapes import hand
from tests.shapes import shape

RATE, SIZE = 30, (640, 480)
IMAGE = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return models.load()


class Person:
    """Writes in front of a camera."""

    def __init__(self, writing: Writing) -> None:
        self.writing, self.count = writing, 0
        self.at = 320.0, 240.0

    def show(self, one: Hand | None) -> AirMoment:
        self.count += 1
        return self.writing.follow(Frame(IMAGE, self.count / RATE, self.count), one)

    def hold(self, pose: str, seconds: float) -> list[AirMoment]:
        return [self.show(hand(pose, self.at)) for _ in range(round(seconds * RATE))]

    def write(self, names: Sequence[str], left: float = 60, pen: str = "pointing", up: str = "four") -> None:
        """Shapes in a row, a second each, the pen lifted for a third of one between strokes."""
        for n, name in enumerate(names):
            for points in shape(name, left + 130 * n, 120, 150):
                self.at = float(points[0, 0]), float(points[0, 1])
                self.hold(up, 0.3)
                places = np.linspace(0, len(points) - 1, RATE)
                for k in places.round().astype(int):
                    self.at = float(points[k, 0]), float(points[k, 1])
                    self.show(hand(pen, self.at))
        self.hold(up, 0.3)


@pytest.fixture
def person(classifier: Classifier) -> Person:
    return Person(Writing(classifier))


def test_a_number_is_read_as_it_is_written(person: Person) -> None:
    for names, text in ((["4 crossed"], "4"), (["0"], "40"), (["7 crossed"], "407")):
        person.write(names, 60 + 130 * (len(text) - 1))
        assert person.writing.reading.text == text
    assert len(person.writing.pen.done) == 5


def test_the_thumb_on_the_finger_writes_as_well(classifier: Classifier) -> None:
    one = Person(Writing(classifier, "pinch"))
    points = np.array([hand("pinch").pinch]) - np.array([hand("pinch").tip])
    assert np.abs(points).max() < 10
    one.write(["2", "0"], pen="pinch", up="palm")
    assert one.writing.reading.text == "20"
    one.write(["3"], 400)  # with the finger alone nothing is drawn
    assert one.writing.reading.text == "20"


def test_a_palm_held_takes_the_number_once(person: Person) -> None:
    person.write(["2", "0"])
    seen = person.hold("palm", KNOBS.hold - 0.1)
    assert person.writing.reading.text == "20"
    assert 0.7 < seen[-1].hand.progress < 1
    person.hold("palm", 2.3)
    assert person.writing.history == ("20",)
    assert person.writing.pen.strokes == (), "what was taken is not read again"
    person.write(["3"])
    person.hold("palm", 1)
    person.write(["8"])
    assert person.writing.history == ("20", "3")
    assert person.writing.everything.text == "20\n3\n8"


def test_a_fist_held_erases_the_last_digit_with_all_its_strokes(person: Person) -> None:
    person.write(["2", "7 crossed"])
    assert person.writing.reading.text == "27"
    for _ in range(2):
        person.hold("fist", KNOBS.hold + 2)
        assert person.writing.reading.text == "2", "once for each hold"
    person.hold("four", 0.3)
    person.hold("fist", 1)
    assert person.writing.reading.text == ""
    assert person.writing.history == ()


@pytest.mark.parametrize("pose", ["fist", "palm"])
def test_a_hand_that_is_leaving_or_not_sure_changes_nothing(person: Person, pose: str) -> None:
    person.write(["2"])
    person.at = 638, 240  # a part of it is out of the frame
    person.hold(pose, 2)
    for _ in range(2 * RATE):
        person.show(replace(hand(pose, (320, 240)), sure=False))
    assert person.writing.reading.text == "2"
    for at in np.linspace(100, 500, RATE):
        person.show(replace(hand("pointing", (float(at), 300)), sure=False))
    assert len(person.writing.pen.done) == 1
    assert not person.writing.pen.is_down


def test_poses_that_write_nothing_leave_no_ink_and_a_waving_palm_takes_nothing(person: Person) -> None:
    for pose in ("palm", "two", "fist", "four", "call", "pinch", "three"):
        for k in range(20):
            person.at = 100 + 20.0 * k, 240.0
            person.show(hand(pose, person.at))
    assert not person.writing.pen.version
    person.write(["1"])
    for k in range(3 * RATE):
        person.at = 320 + 150 * float(np.sin(k / 5)), 240.0
        person.show(hand("palm", person.at))
    assert person.writing.history == ()


@pytest.mark.parametrize(
    ("frames", "acts"),
    [
        pytest.param(["palm"] * 23, 0, id="short"),
        pytest.param(["palm"] * 30, 1, id="long"),
        pytest.param(["palm"] * 12 + ["other"] + ["palm"] * 18, 1, id="a bad frame"),
        pytest.param(["palm"] * 12 + [None] * 2 + ["palm"] * 18, 1, id="lost"),
        pytest.param(["palm"] * 15 + ["other"] * 8 + ["palm"] * 15, 0, id="twice half"),
        pytest.param(["palm"] * 30 + ["other"] * 8 + ["palm"] * 30, 2, id="twice"),
        pytest.param(["fist"] * 20 + ["palm"] * 20, 0, id="another pose"),
    ],
)
def test_holding(frames: list[str | None], acts: int) -> None:
    gestures = Gestures()
    did = [gestures.update(p, (0, 0), 80, k / RATE) for k, p in enumerate(frames)]  # type: ignore[arg-type]
    assert sum(one is not None for one in did) == acts
    unseen = [gestures.update("fist", (0, 0), 80, time) for time in (30, 60, 60.03)]  # another mode was on
    assert (unseen, gestures.progress < 0.1) == ([None] * 3, True)


@pytest.mark.parametrize("way", ["index", "pinch"])
def test_the_lesson_stays_in_its_box(way: str) -> None:
    canvas = np.zeros((720, 1280, 3), np.uint8)
    lesson.draw(canvas, (32, 608, 928, 90), way)  # type: ignore[arg-type]
    assert canvas[608:698, 32:960].any()
    canvas[608:698, 32:960] = 0
    assert not canvas.any()


def test_what_can_be_done_next_is_said(person: Person) -> None:
    assert "hand" in hand_state.hint(HandState(), person.writing.reading)
    person.write(["2"])
    (moment,) = person.hold("four", 1 / RATE)
    assert "takes 2" in hand_state.hint(moment.hand, moment.reading)
    moment = person.hold("fist", 0.5)[-1]
    assert "erasing" in hand_state.hint(moment.hand, moment.reading)
    moment = person.hold("pointing", 0.5)[-1]
    assert "lift" in hand_state.hint(moment.hand, moment.reading)
    moment = person.show(hand("four", (637, 240)))
    assert "whole hand" in hand_state.hint(moment.hand, moment.reading)
    picture = IMAGE.copy()
    hand_state.draw(picture, moment.hand, 1)
    assert (picture != IMAGE).any()
