"""Tests of `plangate.host.moments`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.emulator import make
from plangate.host.moments import MOST, Moments, Place


def test_a_time_finds_its_line() -> None:
    """The last note before it; what was before everything belongs to the first line of a whole session."""
    moments = Moments()
    for at, line in ((10.0, 0), (12.0, 7), (15.0, 7), (20.0, 30)):
        moments.note(at, line)
    assert [moments.place(at) for at in (9.0, 11.0, 12.0, 19.9, 99.0)] == [
        Place(line, exact=True) for line in (0, 0, 7, 7, 30)
    ]
    assert moments.kept() == [(10.0, 0), (12.0, 7), (20.0, 30)]


def test_what_is_not_known_is_not_made_up() -> None:
    """Before the notes of a restored session, and without any."""
    assert Moments().place(5.0) is None
    restored = Moments(whole=False)
    restored.note(10.0, 3)
    assert restored.place(9.0) is None


@given(st.integers(1, 3 * MOST))
def test_notes_are_bounded_and_stay_in_order(count: int) -> None:
    """The oldest and the newest are always there."""
    moments = Moments()
    for number in range(count):
        moments.note(float(number), number)
    kept = moments.kept()
    assert len(kept) <= MOST
    assert kept == sorted(kept)
    assert (kept[0], kept[-1]) == ((0.0, 0), (count - 1.0, count - 1))


def test_a_clock_that_is_set_back_changes_nothing() -> None:
    """Until it has caught up."""
    moments = Moments()
    moments.note(10.0, 1)
    moments.note(5.0, 2)
    moments.note(11.0, 3)
    assert moments.kept() == [(10.0, 1), (11.0, 3)]


def test_lines_cut_anew_are_about_where_they_were() -> None:
    """In proportion; what comes after is exact again."""
    moments = Moments()
    moments.note(1.0, 0)
    moments.note(2.0, 50)
    moments.note(3.0, 104)
    moments.reflowed((0, 100), (0, 200))
    assert [moments.place(at) for at in (1.0, 2.0, 3.0)] == [
        Place(line, exact=False) for line in (0, 100, 204)
    ]
    moments.note(4.0, 210)
    assert moments.place(4.0) == Place(210, exact=True)


def test_a_terminal_is_followed_once_a_second() -> None:
    """With its history; a full-screen program leaves nothing to go back to."""
    emulator = make(20, 4)
    moments = Moments()
    for at, text in (
        (1.0, b"a\r\nb"),
        (1.5, b"\r\nc"),
        (3.0, b"\r\nd\r\ne\r\nf"),
        (5.0, b"\x1b[?1049h\x1b[Hx"),
    ):
        emulator.feed(text)
        moments.saw(at, emulator)
    assert moments.kept() == [(1.0, 1), (3.0, 5), (5.0, -1)]


def test_a_successor_goes_on() -> None:
    """With all that was noted."""
    moments, other = Moments(), Moments()
    moments.note(1.0, 1)
    moments.reflowed((0, 5), (0, 5))
    other.take(moments.kept(), whole=moments.whole, cut=moments.cut)
    assert other.place(1.0) == moments.place(1.0) == Place(1, exact=False)
