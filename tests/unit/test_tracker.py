"""Readings over time: what flickers is not shown, what is there stays, what turned turns."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest

from live.reading.tracker import KNOBS, Tracker
from live.values import Digit, Reading
from tests.marks import ALPHABET, mark, value_of

RATE = 30
"""Frames a second, unless a test says otherwise."""

SIZE = 400, 300
"""Of the frame where marks are cut by it, px."""


def tracker(surest: float = 0.0) -> Tracker:
    return Tracker(ALPHABET, surest)


def line(text: str, x: float = 100, y: float = 100, sure: float = 0.95, size: float = 1.0) -> Reading:
    """One line of marks of 40x60 px; a "?" is a mark that is neither digit nor sign, a space nothing."""
    wide, high, pitch = round(40 * size), round(60 * size), 60 * size
    return Reading(
        tuple(
            mark(value_of(sign), (round(x + pitch * i), round(y), wide, high), sure)
            for i, sign in enumerate(text)
            if sign != " "
        )
    )


def film(*parts: tuple[str, int], sure: float = 0.95) -> list[Reading]:
    """Readings of a line, each part a text and its number of frames."""
    return [line(text, sure=sure) for text, frames in parts for _ in range(frames)]


def play(following: Tracker, readings: Iterable[Reading], start: float = 0.0, **more: Any) -> list[Reading]:
    """What is shown after each frame. more: the frame's size."""
    return [following.update(reading, start + i / RATE, **more) for i, reading in enumerate(readings)]


def texts(readings: Iterable[Reading]) -> list[str]:
    """The text that a new tracker shows after each frame."""
    return [shown.text for shown in play(tracker(), readings)]


def known(value: int, sure: float, x: int = 100) -> Digit:
    """A digit that is of the alphabet with a probability, and else is none of it."""
    found = mark(value if sure > 0.5 else None, (x, 100, 40, 60), max(sure, 1 - sure))
    found.probabilities[:] = 0
    found.probabilities[[value, -1]] = sure, 1 - sure
    return found


FIVE = Reading((mark(5, (100, 100, 50, 80)),))
FIVE_IN_PARTS = Reading((mark(5, (100, 120, 50, 60)), mark(None, (110, 100, 45, 8))))
FOUR = Reading((mark(4, (100, 100, 60, 80)),))
FOUR_IN_PARTS = Reading((mark(1, (100, 100, 26, 44)), mark(1, (132, 100, 26, 80))))


def every(number: int, odd: Reading, usual: Reading, frames: int = 60) -> list[Reading]:
    """Frames that read as usual but for every so manyth."""
    return [odd if i % number == number - 1 else usual for i in range(frames)]


STEADY: dict[str, tuple[list[Reading], int, set[str]]] = {
    "most frames say another digit": (film(("7", 1), ("1", 20), sure=0.9), 20, {"1"}),
    "most frames say none": (film(("7", 1), ("?", 20), sure=0.9), 20, {""}),
    "most frames say a digit": (film(("?", 1), ("7", 20), sure=0.9), 20, {"7"}),
    "a ghost of two frames is never shown": (film(("314", 10), ("314  7", 2), ("314", 18)), 0, {"", "314"}),
    "a blink is not seen": (film(("314", 20), ("", 6), ("314", 20)), 15, {"314"}),
    "a digit that blinks moves no others": (every(5, line("3 4"), line("314")), 15, {"314"}),
    "what is taken away is gone in half a second": (film(("314", 30), ("", 30)), 45, {""}),
    "an odd frame": (film(("314", 40), ("374", 1), ("314", 20), sure=0.6), 10, {"314"}),
    "an odd frame that is sure": (film(("314", 40), ("374", 1), ("314", 20), sure=0.99), 10, {"314"}),
    "the likelier digit wins in the long run": (every(4, line("374"), line("314")), 59, {"314"}),
    "a new digit joins the text": (film(("31", 20), ("314", 20)), 10, {"31", "314"}),
    "another sheet replaces one": (film(("314", 30)) + [line("2718", y=300)] * 30, 59, {"2718"}),
    "a page of what is no digit": (film(("31415", 30), ("?????", 60)), 89, {""}),
    "what most frames refuse": (every(3, Reading((known(7, 0.7),)), Reading((known(7, 0.2),)), 90), 10, {""}),
    "a five whole, or in parts that overlap": (every(2, FIVE, FIVE_IN_PARTS), 10, {"5"}),
    "an ink that is read in two ways": (every(3, FOUR_IN_PARTS, FOUR, 90), 10, {"4"}),
    "signs are tracked as digits are": (film(("3+4=7", 20)), 19, {"3+4=7"}),
    "a blurred page is passed over": (
        film(("31415", 30)) + [line("??????", x=104, size=0.6)] * 5 + film(("31415", 30)),
        10,
        {"31415"},
    ),
    "signs without any digit": (film(("3+", 20), (" +", 30)), 30, {""}),
}


@pytest.mark.parametrize("name", STEADY)
def test_what_is_shown_is_steady(name: str) -> None:
    readings, since, shown = STEADY[name]
    assert set(texts(readings)[since:]) == shown


@pytest.mark.parametrize("rate", [10, 15, 30, 60])
def test_a_line_appears_after_a_moment_and_stays(rate: int) -> None:
    following = tracker()
    shown = [following.update(line("314"), i / rate).text for i in range(2 * rate)]
    first = shown.index("314")
    assert 0 < first <= max(4, 0.3 * rate)
    assert set(shown[first:]) == {"314"}


@pytest.mark.parametrize(
    ("readings", "since", "most", "last"),
    [
        (film(("314", 60), ("374", 60)), 30, 1, "374"),
        (every(2, line("314", sure=0.55), line("374", sure=0.55), 120), 15, 1, None),
        (film(("31415", 60), ("92653", 30)), 59, 3, "92653"),
    ],
    ids=["it turns with the evidence", "it is between two", "another page lies in the same place"],
)
def test_a_label_does_not_flicker(readings: list[Reading], since: int, most: int, last: str | None) -> None:
    shown = texts(readings)
    assert sum(a != b for a, b in pairwise(shown[since:])) <= most
    assert shown[-1] == (last or shown[-1])


def test_confidence_comes_from_all_frames() -> None:
    (one, *_), (many, *_) = (play(tracker(), [line("3", sure=sure)] * 30)[-1].digits for sure in (0.6, 0.95))
    assert 0.5 < one.confidence < many.confidence <= 1
    assert many.probabilities.sum() == pytest.approx(1, abs=1e-4)
    assert many.probabilities.shape == (len(ALPHABET) + 1,)
    assert many.confidence == pytest.approx(1 - float(many.probabilities[-1]))


@pytest.mark.parametrize(
    ("dx", "dy", "nearer"),
    [(0, 0, 0), (8, 0, 0), (-6, 4, 0), (0, -9, 0), (0, 0, 0.02)],
    ids=["still", "to the right", "down left", "up", "nearer"],
)
def test_marks_keep_their_numbers_while_the_sheet_moves(dx: float, dy: float, nearer: float) -> None:
    seen = [line("31415", x=400 + dx * i, y=400 + dy * i, size=1 + nearer * i) for i in range(30)]
    shown = play(tracker(), seen)
    (numbers,) = {tuple(mark.track for mark in reading.digits) for reading in shown if reading.digits}
    assert len(set(numbers)) == 5
    assert min(numbers) >= 0
    assert {reading.text for reading in shown[10:]} == {"31415"}
    assert [mark.box for mark in shown[-1].digits] == [mark.box for mark in seen[-1].digits], "the newest"


def test_numbers_stay_over_a_blink_and_are_not_used_again() -> None:
    shown = play(tracker(), film(("3", 10), ("", 2), ("3", 10), ("", 50), ("3", 10)))
    assert [[mark.track for mark in shown[i].digits] for i in (9, 21, -1)] == [[0], [0], [1]]


@pytest.mark.parametrize(
    ("sure", "later", "text"), [(0.9, 0.9, "31"), (0.6, 0.6, ""), (0.9, 0.75, "31")],
    ids=["beside a sure one", "beside none", "while the sure one wavers"],
)  # fmt: skip
def test_doubtful_marks_are_shown(sure: float, later: float, text: str) -> None:
    first, then = (Reading((known(3, of_three), known(1, 0.6, x=200))) for of_three in (sure, later))
    assert {shown.text for shown in play(tracker(0.8), [first] * 20 + [then] * 60)[10:]} == {text}


@pytest.mark.parametrize("pause", [False, True], ids=["cleared", "after a pause of the source"])
def test_nothing_is_left_of_what_was_there_long_ago(pause: bool) -> None:
    following, start = tracker(), 60.0 if pause else 1.0
    play(following, [line("714")] * 30)
    if not pause:
        following.clear()
    assert following.update(Reading(), start).digits == ()
    shown = [reading.text for reading in play(following, [line("127")] * 15, start=start + 0.1)]
    assert (shown[0], shown[-1]) == ("", "127")
    assert tracker().update(line("127"), start).text == "", "another tracker knows nothing of it"


def gathering_way(most: int, frames: int) -> tuple[list[Reading], int]:
    """A line that moves faster and faster, up to so many px a frame, and where it is in the end."""
    ways = [min(most, max(0, 5 * (i - 15))) for i in range(frames)]
    return [line("31415926", x=100 + sum(ways[: i + 1])) for i in range(frames)], 100 + sum(ways)


@pytest.mark.parametrize("most", [20, 40, 60, 70])
def test_a_sheet_that_gathers_way_is_followed_and_no_other_is_taken_for_it(most: int) -> None:
    """In the end a digit is nearer to where its neighbour was than to where it was itself."""
    fast, end = gathering_way(most, 60)
    shown = play(tracker(), fast)
    for text, x in (("31415926", end), ("27182818", 1000)):  # it stops, or is swapped
        assert set(texts(fast + [line(text, x=x)] * 60)[-20:]) == {text}
    assert {reading.text for reading in shown[10:]} == {"31415926"}
    assert {mark.track for reading in shown for mark in reading.digits} == set(range(8))


def test_a_mark_at_the_edge_is_read_with_its_sheet_but_not_begun_beside_others() -> None:
    both = [Reading((*line("31").digits, mark(7, (370, 230, 30, 60), 0.95)))] * 20
    assert play(tracker(), both, size=SIZE)[-1].text == "31\n7"
    assert play(tracker(), [line("31")] * 20 + both, size=SIZE)[-1].text == "31"


@pytest.mark.parametrize(
    ("parts", "since", "shown"),
    [
        ([("666", 0, 30), ("999", 2, 20)], 10, {"666", "999"}),
        ([("", 0, 10), ("963", 2, 6), ("318", 0, 20)], 0, {"", "318"}),
        ([("318", 0, 30), ("816", 2, 1), ("816", 1, 1), ("318", 0, 10)], 10, {"318"}),
    ],
    ids=["a sheet that is turned", "one that comes into view", "frames read the wrong way round"],
)
def test_writing_never_stands_on_its_head(
    parts: list[tuple[str, int, int]], since: int, shown: set[str]
) -> None:
    """Parts: a text, by how many quarters its frames were turned to be read so, how many there are."""
    following = tracker()
    seen = [(line(text), turn) for text, turn, frames in parts for _ in range(frames)]
    found = [following.update(reading, i / RATE, None, turn).text for i, (reading, turn) in enumerate(seen)]
    assert set(found[since:]) == shown
    if parts[0][0] == "666":
        assert KNOBS.min_turned <= (found.index("999") - 30) / RATE <= 0.35


@pytest.mark.parametrize(
    ("likely", "alphabet", "text"),
    [
        ({"7": 0.4, "-": 0.5}, ALPHABET[:10], "7"),
        ({"1": 0.27, "7": 0.33, None: 0.4}, ALPHABET, "7"),
        ({"1": 0.18, "7": 0.22, None: 0.6}, ALPHABET, ""),
    ],
    ids=["a tracker of digits alone shows no signs", "likelier of the alphabet than not", "likelier not"],
)
def test_a_mark_is_shown_as_what_is_likeliest_of_the_alphabet(
    likely: dict[str | None, float], alphabet: tuple[str, ...], text: str
) -> None:
    seven = mark(7, (100, 100, 40, 60))
    seven.probabilities[:] = (1 - sum(likely.values())) / len(ALPHABET)
    for sign, share in likely.items():
        seven.probabilities[-1 if sign is None else ALPHABET.index(sign)] = share
    assert play(Tracker(alphabet), [Reading((seven,))] * 20)[-1].text == text
