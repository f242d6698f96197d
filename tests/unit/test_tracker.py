"""Readings over time: what flickers is not shown, what is there stays, what turned turns."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest

from live.reading.tracker import Tracker
from live.values import Box, Digit, Reading

RATE = 30
"""Frames a second, unless a test says otherwise."""

ALPHABET = tuple("0123456789+-=")

GLYPH = np.zeros((28, 28), np.float32)


def tracker() -> Tracker:
    return Tracker(ALPHABET)


def digit(value: int | str | None, box: Box, sure: float = 0.95) -> Digit:
    """A mark as a frame's reading has it; the rest of its probability is spread over the others."""
    row = np.full(len(ALPHABET) + 1, (1 - sure) / len(ALPHABET), np.float32)
    row[-1 if value is None else ALPHABET.index(str(value))] = sure
    return Digit(value, sure, row, box, 0, GLYPH)


def line(text: str, x: float = 100, y: float = 100, sure: float = 0.95, size: float = 1.0) -> Reading:
    """One line of digits and signs of 40x60 px; a dot is a mark that is neither, a space nothing."""
    marks = [
        digit(
            None if sign == "." else int(sign) if sign.isdigit() else sign,
            (round(x + 60 * i * size), round(y), round(40 * size), round(60 * size)),
            sure,
        )
        for i, sign in enumerate(text)
        if sign != " "
    ]
    return Reading(tuple(marks))


def known(value: int, sure: float, x: int = 100) -> Digit:
    """A digit that is of the alphabet with a probability, and else is none of it."""
    row = np.zeros(len(ALPHABET) + 1, np.float32)
    row[[value, -1]] = sure, 1 - sure
    return Digit(value if sure > 0.5 else None, max(sure, 1 - sure), row, (x, 100, 40, 60), 0, GLYPH)


def play(
    following: Tracker, readings: Iterable[Reading], start: float = 0.0, rate: float = RATE
) -> list[Reading]:
    """What is shown after each frame."""
    return [following.update(reading, start + i / rate) for i, reading in enumerate(readings)]


def texts(shown: list[Reading]) -> list[str]:
    return [reading.text for reading in shown]


@pytest.mark.parametrize(("first", "then"), [("7", "1"), ("7", "."), (".", "7")])
def test_before_it_is_shown_a_mark_is_what_most_frames_say(first: str, then: str) -> None:
    """The first frame of what comes into view is blurred, or shows a part of it."""
    doubtful = [line(first, sure=0.9)] + [line(then, sure=0.9)] * 20
    assert texts(play(tracker(), doubtful))[-1] == then.replace(".", "")


@pytest.mark.parametrize("rate", [10, 15, 30, 60])
def test_a_line_appears_after_a_moment_and_stays(rate: float) -> None:
    shown = texts(play(tracker(), [line("314")] * 2 * rate, rate=rate))
    assert shown[0] == ""
    first = shown.index("314")
    assert first <= max(4, 0.3 * rate)
    assert set(shown[first:]) == {"314"}


def test_nothing_gives_nothing() -> None:
    assert set(texts(play(tracker(), [Reading()] * 30))) == {""}


def test_a_ghost_of_a_frame_or_two_is_never_shown() -> None:
    for frames in (1, 2):
        readings = [line("314")] * 30
        for i in range(10, 10 + frames):
            readings[i] = line("314  7")
        assert set(texts(play(tracker(), readings))) <= {"", "314"}


def test_a_blink_is_not_seen() -> None:
    for frames in (1, 3, 6):
        readings = [line("314")] * 20 + [Reading()] * frames + [line("314")] * 20
        shown = texts(play(tracker(), readings))
        assert set(shown[15:]) == {"314"}, f"{frames} frames without a reading"


def test_one_digit_that_blinks_does_not_move_the_others() -> None:
    readings = [line("3 4") if i % 5 == 3 else line("314") for i in range(60)]
    shown = texts(play(tracker(), readings))
    assert set(shown[15:]) == {"314"}


def test_what_is_taken_away_vanishes_within_half_a_second() -> None:
    shown = texts(play(tracker(), [line("314")] * 30 + [Reading()] * 30))
    assert shown[29] == "314"
    assert set(shown[45:]) == {""}


def test_one_odd_frame_does_not_turn_a_label() -> None:
    for sure in (0.6, 0.99):
        readings = [line("314")] * 60
        readings[40] = line("374", sure=sure)
        assert set(texts(play(tracker(), readings))[10:]) == {"314"}


def test_a_label_turns_with_the_evidence() -> None:
    shown = texts(play(tracker(), [line("314")] * 60 + [line("374")] * 60))
    assert shown[59] == "314"
    assert shown[-1] == "374"
    assert sum(a != b for a, b in pairwise(shown[30:])) == 1


def test_a_label_between_two_does_not_flicker() -> None:
    """Evidence that leans now to a one, now to a seven, by little."""
    readings = [line("314" if i % 2 else "374", sure=0.55) for i in range(120)]
    shown = texts(play(tracker(), readings))
    assert sum(a != b for a, b in pairwise(shown[15:])) <= 1


def test_the_likelier_digit_wins_in_the_long_run() -> None:
    readings = [line("374" if i % 4 == 0 else "314") for i in range(60)]
    assert texts(play(tracker(), readings))[-1] == "314"


def test_confidence_comes_from_all_frames() -> None:
    (one, *_), (many, *_) = (play(tracker(), [line("3", sure=sure)] * 30)[-1].digits for sure in (0.6, 0.95))
    assert 0.5 < one.confidence < many.confidence <= 1
    assert many.probabilities.sum() == pytest.approx(1, abs=1e-4)
    assert many.probabilities.shape == (len(ALPHABET) + 1,)
    assert many.confidence == pytest.approx(1 - float(many.probabilities[-1]))


def test_boxes_and_glyphs_are_the_newest() -> None:
    shown = play(tracker(), [line("314", x=100 + i) for i in range(30)])[-1]
    assert [mark.box for mark in shown.digits] == [mark.box for mark in line("314", x=129).digits]


@pytest.mark.parametrize(
    ("dx", "dy"),
    [(0, 0), (8, 0), (-6, 4), (0, -9)],
    ids=["still", "to the right", "down left", "up"],
)
def test_track_numbers_stay_while_the_sheet_moves(dx: float, dy: float) -> None:
    shown = play(tracker(), [line("31415", x=400 + dx * i, y=400 + dy * i) for i in range(30)])
    numbers = [tuple(mark.track for mark in reading.digits) for reading in shown if reading.digits]
    assert len(set(numbers)) == 1
    assert len(set(numbers[0])) == 5
    assert min(numbers[0]) >= 0
    assert {reading.text for reading in shown[10:]} == {"31415"}


def test_track_numbers_stay_while_the_sheet_comes_nearer() -> None:
    shown = play(tracker(), [line("314", size=1 + 0.02 * i) for i in range(40)])
    numbers = {tuple(mark.track for mark in reading.digits) for reading in shown if reading.digits}
    assert len(numbers) == 1


def test_track_numbers_stay_over_a_blink_and_are_not_used_again() -> None:
    following = tracker()
    before = play(following, [line("3")] * 10)[-1].digits[0].track
    after = play(following, [Reading(), Reading(), line("3")], start=10 / RATE)[-1].digits[0].track
    assert before == after
    play(following, [Reading()] * 30, start=1)
    assert play(following, [line("3")] * 10, start=3)[-1].digits[0].track != before


def test_a_new_digit_beside_old_ones_joins_the_text() -> None:
    shown = texts(play(tracker(), [line("31")] * 20 + [line("314")] * 20))
    assert shown[19] == "31"
    assert shown[-1] == "314"
    assert set(shown[10:]) == {"31", "314"}


def test_another_sheet_replaces_the_first_one() -> None:
    shown = texts(play(tracker(), [line("314", y=100)] * 30 + [line("2718", y=300)] * 30))
    assert shown[-1] == "2718"


def test_marks_that_are_no_digits_are_not_shown() -> None:
    shown = play(tracker(), [line("3.4")] * 20)[-1]
    assert [mark.value for mark in shown.digits] == [3, 4]
    assert shown.text == "34"


@pytest.mark.parametrize(("sure", "text"), [(0.9, "31"), (0.6, "")])
def test_doubtful_marks_are_shown_beside_a_sure_one(sure: float, text: str) -> None:
    both = Reading((known(3, sure), known(1, 0.6, x=200)))
    assert texts(play(Tracker(ALPHABET, 0.8), [both] * 20))[-1] == text


def test_what_is_shown_stays_while_its_surest_mark_wavers() -> None:
    readings = [Reading((known(3, 0.9),))] * 20 + [Reading((known(3, 0.75),))] * 60
    assert set(texts(play(Tracker(ALPHABET, 0.8), readings))[10:]) == {"3"}


def test_what_most_frames_refuse_is_not_shown() -> None:
    """A shadow that looks like a digit in some frames, and lies there in all."""
    readings = [Reading((known(7, 0.7 if i % 3 == 0 else 0.2),)) for i in range(90)]
    assert not any(texts(play(tracker(), readings))[10:])


def test_two_marks_never_lie_over_each_other() -> None:
    """A five read whole in one frame and in two pieces in the next."""
    whole = Reading((digit(5, (100, 100, 50, 80)),))
    parts = Reading((digit(5, (100, 120, 50, 60)), digit(None, (110, 100, 45, 8))))
    for shown in play(tracker(), [whole if i % 2 else parts for i in range(40)]):
        assert len([mark for mark in shown.digits if mark.value is not None]) <= 1


def test_lines_are_numbered_from_the_top() -> None:
    both = Reading((*line("26", y=300).digits, *line("31", y=100).digits))
    shown = play(tracker(), [both] * 20)[-1]
    assert shown.text == "31\n26"
    assert [mark.line for mark in shown.digits] == [0, 0, 1, 1]


def test_clear_forgets_at_once() -> None:
    following = tracker()
    play(following, [line("314")] * 30)
    following.clear()
    assert following.update(Reading(), 1.0).digits == ()
    assert texts(play(following, [line("27")] * 15, start=1.1))[-1] == "27"


def test_two_trackers_know_nothing_of_each_other() -> None:
    one, other = tracker(), tracker()
    play(one, [line("314")] * 30)
    assert other.update(line("314"), 1.0).text == ""


def test_a_pause_of_the_source_starts_afresh() -> None:
    following = tracker()
    play(following, [line("314")] * 30)
    assert following.update(Reading(), 60.0).digits == ()
