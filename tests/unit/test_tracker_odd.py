"""Readings over time where marks are cut, blurred, parted or turned: what was known stays known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from live.reading.tracker import KNOBS, Tracker
from live.values import Reading
from tests.unit.test_tracker import ALPHABET, RATE, digit, line, play, texts, tracker

SIZE = 400, 300
"""Of the frame, px."""


def shown_texts(following: Tracker, readings: Iterable[Reading]) -> list[str]:
    return [following.update(reading, i / RATE, SIZE).text for i, reading in enumerate(readings)]


def test_one_ink_that_is_read_in_two_ways_stays_one_way() -> None:
    """An open four, whole in most frames, in two pieces in the others."""
    whole = Reading((digit(4, (100, 100, 60, 80)),))
    parts = Reading((digit(1, (100, 100, 26, 44)), digit(1, (132, 100, 26, 80))))
    shown = texts(play(tracker(), [parts if i % 3 == 2 else whole for i in range(90)]))
    assert set(shown[10:]) == {"4"}


def test_what_was_there_long_ago_tells_nothing_of_what_is_there_now() -> None:
    """The window was frozen meanwhile, or in another mode."""
    following = tracker()
    play(following, [line("7")] * 60)
    later = [following.update(line("1"), 60 + i / RATE).text for i in range(10)]
    assert later[0] == ""
    assert later[-1] == "1"


def test_another_page_in_the_same_place_does_not_wear_the_old_ones_labels() -> None:
    shown = texts(play(tracker(), [line("31415")] * 60 + [line("92653")] * 30))
    assert shown[59] == "31415"
    wrong = [text for text in shown[60:] if text not in ("", "92653")]
    assert len(wrong) <= 2
    assert shown[-1] == "92653"


def test_a_blurred_frame_is_passed_over() -> None:
    """Nothing on the page is a digit for a sixth of a second, and pieces lie where digits were."""
    blur = [line("......", x=104, size=0.6) for _ in range(5)]
    shown = play(tracker(), [line("31415")] * 30 + blur + [line("31415")] * 30)
    assert set(texts(shown)[10:]) == {"31415"}
    assert {mark.track for reading in shown for mark in reading.digits} == set(range(5))


def test_a_page_of_marks_that_are_no_digits_is_taken_in_after_a_moment() -> None:
    shown = play(tracker(), [line("31415")] * 30 + [line(".....")] * 60)
    assert not shown[-1].digits


@pytest.mark.parametrize("most", [20, 40, 70])
def test_a_sheet_that_gathers_way_is_followed(most: int) -> None:
    """In the end a digit is nearer to where its neighbour was than to where it was itself."""
    ways = [min(most, max(0, 5 * (i - 15))) for i in range(60)]
    shown = play(tracker(), [line("31415926", x=100 + sum(ways[: i + 1])) for i in range(60)])
    assert set(texts(shown)[10:]) == {"31415926"}
    assert {mark.track for reading in shown for mark in reading.digits} == set(range(8))


def test_a_sheet_that_stops_or_is_swapped_is_not_taken_for_one_that_moves_on() -> None:
    """At a place a frame each digit would be where its neighbour was."""
    ways = [min(60, max(0, 5 * (i - 15))) for i in range(40)]
    fast = [line("31415926", x=100 + sum(ways[: i + 1])) for i in range(40)]
    for text, x in (("31415926", 100 + sum(ways)), ("27182818", 1000.0)):
        shown = texts(play(tracker(), fast + [line(text, x=x)] * 60))
        assert set(shown[-20:]) == {text}


def test_what_the_frame_cuts_does_not_turn_a_label() -> None:
    following, shown = tracker(), []
    for i in range(60):
        seen = (
            digit(2, (300 + 2 * i, 100, 40, 60)) if i < 29 else digit(7, (300 + 2 * i, 100, 100 - 2 * i, 60))
        )
        reading = Reading((seen,) if 300 + 2 * i < 396 else ())
        shown.append(following.update(reading, i / RATE, SIZE).text)
    assert set(shown[5:48]) == {"2"}
    assert shown[-1] == ""


def test_a_mark_at_the_edge_is_read_with_its_sheet_but_not_begun_beside_others() -> None:
    following, cut = tracker(), digit(7, (370, 230, 30, 60))
    both = [Reading((*line("31").digits, cut))] * 20
    assert shown_texts(following, both)[-1] == "31\n7"
    following = tracker()
    assert shown_texts(following, [line("31")] * 20 + both)[-1] == "31"


@pytest.mark.parametrize(("turn", "text"), [(0, "1\n2\n3"), (1, "321"), (2, "3\n2\n1"), (3, "123")])
def test_a_sheet_on_its_side_is_in_its_own_order(turn: int, text: str) -> None:
    """Boxes lie in the frame as it came, where the digits stand in a column."""
    column = []
    for k in range(3):
        x, y, w, h = 100, 100 + 80 * k, 60, 40
        pages = (x, y, w, h), (-y - h, x, h, w), (-x - w, -y - h, w, h), (y, -x - w, h, w)
        column.append(replace(digit(k + 1, (x, y, w, h)), page=pages[turn]))
    following = tracker()
    reading = Reading(tuple(column))
    assert [following.update(reading, i / RATE, SIZE, turn).text for i in range(20)][-1] == text


def turning(following: Tracker, seen: list[tuple[str, int]]) -> list[str]:
    """What is shown of texts, each read after its frame was turned by so many quarters."""
    return [following.update(line(text), i / RATE, None, turn).text for i, (text, turn) in enumerate(seen)]


def test_writing_that_is_turned_is_shown_so_after_a_moment_and_never_the_wrong_way_round() -> None:
    shown = turning(tracker(), [("666", 0)] * 30 + [("999", 2)] * 20)
    assert set(shown[10:]) == {"666", "999"}
    changed = shown.index("999")
    assert KNOBS.turned <= (changed - 30) / RATE <= 0.35
    assert set(shown[changed:]) == {"999"}


def test_a_sheet_that_comes_into_view_does_not_flash_the_wrong_way_round() -> None:
    shown = turning(tracker(), [("", 0)] * 10 + [("963", 2)] * 6 + [("318", 0)] * 20)
    assert set(shown) == {"", "318"}
    assert shown.index("318") <= 20


def test_a_frame_that_is_read_the_wrong_way_round_changes_nothing() -> None:
    following = tracker()
    shown = turning(following, [("318", 0)] * 30 + [("816", 2), ("816", 1)] + [("318", 0)] * 10)
    assert set(shown[10:]) == {"318"}
    assert {mark.track for mark in following.update(line("318"), 1.5).digits} == {0, 1, 2}


def test_signs_are_tracked_as_digits_are() -> None:
    shown = play(tracker(), [line("3+4=7")] * 20)[-1]
    assert [mark.value for mark in shown.digits] == [3, "+", 4, "=", 7]
    assert (shown.text, shown.count) == ("3+4=7", 3)


def test_a_sign_that_is_doubtful_in_a_frame_stays_what_it_was() -> None:
    readings = [line("3-4" if i % 5 == 4 else "3+4", sure=0.6) for i in range(60)]
    assert set(texts(play(tracker(), readings))[10:]) == {"3+4"}


def test_signs_without_any_digit_are_not_shown() -> None:
    shown = texts(play(tracker(), [line("3+")] * 20 + [line(" +")] * 30))
    assert shown[19] == "3+"
    assert set(shown[30:]) == {""}


def test_a_tracker_of_digits_alone_shows_no_signs() -> None:
    """Whatever the evidence says: the mark is a digit where that is not refused."""
    seven = digit(7, (100, 100, 40, 60), sure=0.4)
    seven.probabilities[ALPHABET.index("-")] = 0.5
    shown = play(Tracker(ALPHABET[:10]), [Reading((seven,))] * 20)[-1]
    assert shown.text == "7"
    assert shown.digits[0].probabilities.shape == (len(ALPHABET) + 1,)


@pytest.mark.parametrize(("rest", "text"), [(0.4, "7"), (0.6, "")])
def test_a_mark_is_shown_as_long_as_it_is_likelier_than_not_of_the_alphabet(rest: float, text: str) -> None:
    """Though no single character is likelier than "none of them"."""
    doubtful = digit(7, (100, 100, 40, 60))
    row = doubtful.probabilities
    row[:] = 0
    row[[1, 7, -1]] = 0.45 * (1 - rest), 0.55 * (1 - rest), rest
    assert play(tracker(), [Reading((doubtful,))] * 20)[-1].text == text
