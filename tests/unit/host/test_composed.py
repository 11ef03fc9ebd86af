"""Each composed line is written once, whoever dies in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangate.errors import LimitReached, Refused
from plangate.host.composed import ComposedLines, Mark
from plangate.wire.composing import MOST_LINES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lines"


def written(lines: ComposedLines, name: str) -> None:
    """Begin a line and have it reach the terminal."""
    lines.begin(name)
    lines.drained()


def test_a_written_line_stays_written(path: Path) -> None:
    """In this process and in the next."""
    lines = ComposedLines(path)
    assert lines.mark("a") is Mark.NEW
    assert not path.exists()
    written(lines, "a")
    assert lines.mark("a") is Mark.WRITTEN
    assert ComposedLines(path).mark("a") is Mark.WRITTEN
    assert ComposedLines(path).mark("b") is Mark.NEW
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_on_its_way_is_told_of_once_it_is_there(path: Path) -> None:
    """Also to whoever sends it a second time meanwhile."""
    lines = ComposedLines(path)
    heard: list[int] = []
    lines.begin("a")
    lines.when_written("a", lambda: heard.append(1))
    assert lines.mark("a") is Mark.BEGUN
    lines.when_written("a", lambda: heard.append(2))
    assert heard == []
    lines.drained()
    lines.drained()
    assert heard == [1, 2]


def test_a_successor_does_not_guess(path: Path) -> None:
    """A line that was begun may be there in part: neither written again nor called written."""
    ComposedLines(path).begin("a")
    successor = ComposedLines(path)
    with pytest.raises(Refused, match="died while it wrote") as raised:
        successor.mark("a")
    assert "Look" in raised.value.hint


def test_a_program_that_takes_over_goes_on_with_what_was_begun(path: Path) -> None:
    """An upgrade in place has the bytes that wait."""
    ComposedLines(path).begin("a")
    upgraded = ComposedLines(path)
    upgraded.carry_on()
    assert upgraded.mark("a") is Mark.BEGUN
    upgraded.drained()
    assert upgraded.mark("a") is Mark.WRITTEN


def test_what_was_not_written_after_all_is_new(path: Path) -> None:
    """A program that does not read its input gets nothing, and the line may be sent again."""
    lines = ComposedLines(path)
    lines.begin("a")
    lines.undo("a")
    assert lines.mark("a") is Mark.NEW
    assert ComposedLines(path).mark("a") is Mark.NEW


def test_without_room_for_the_note_nothing_is_written(tmp_path: Path) -> None:
    """Else it might be written twice."""
    lines = ComposedLines(tmp_path / "missing" / "lines")
    with pytest.raises(LimitReached, match="noted down"):
        lines.begin("a")
    assert lines.mark("a") is Mark.NEW


@pytest.mark.parametrize("garbage", [b"x", b"\xff" * 1000, b"\0" * 5000], ids=["short", "ones", "zeros"])
def test_a_damaged_file_is_no_reason_to_fail(path: Path, garbage: bytes) -> None:
    """What cannot be read was never written."""
    path.write_bytes(garbage)
    lines = ComposedLines(path)
    assert lines.mark("a") is Mark.NEW
    written(lines, "a")
    assert ComposedLines(path).mark("a") is Mark.WRITTEN


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["write", "undo", "die"]), st.integers(0, 2 * MOST_LINES)), max_size=60
    )
)
@settings(max_examples=40, deadline=None)
def test_no_line_is_ever_forgotten_too_early(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """The last `MOST_LINES` names are known, over any number of deaths, and the file does not grow."""
    path = tmp_path_factory.mktemp("lines") / "lines"
    lines = ComposedLines(path)
    order: list[str] = []
    for count, (step, number) in enumerate(steps):
        name = f"{number}"
        if step == "die":
            lines = ComposedLines(path)
        elif step == "undo":
            lines.begin(f"undone {count}")
            lines.undo(f"undone {count}")
        elif lines.mark(name) is Mark.NEW:
            written(lines, name)
            order.append(name)
    assert all(lines.mark(name) is Mark.WRITTEN for name in order)
    for number in range(MOST_LINES + 10):
        written(lines, f"more {number}")
    assert ComposedLines(path).mark("more 10") is Mark.WRITTEN
    assert lines.mark("more 9") is Mark.NEW
    assert path.stat().st_size <= MOST_LINES * 32
