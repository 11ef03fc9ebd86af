"""Tests of `plangate.host.frames`, against the mirror that clients keep."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.plain_emulator import PlainEmulator

from plangate.client.mirror import Mirror
from plangate.emulator import make
from plangate.emulator.api import Emulator
from plangate.host.frames import TableMark, View

_PIECES = (
    b"text",
    b"\r\n",
    b"\n\n\n\n\n\n",
    b"\x1b[31mred",
    b"\x1b[2J",
    b"\x1b[H",
    b"\x1b[5;3Hx",
    b"\x1b[?1049h",
    b"\x1b[?1049l",
    "é漢👍🏽".encode(),
    b"\x1b[3J",
    b"\x1b[2;4r",
    b"\x1bM",
    b"\x1b[L",
    b"\x1b[?25l",
    b"\x1b[?2004h",
    b"\x1bc",
    b"\x1b[38;5;99mz",
)
_OUTPUT = st.lists(st.sampled_from(_PIECES), max_size=6)
_STEPS = st.lists(st.one_of(_OUTPUT, st.tuples(st.integers(1, 30), st.integers(1, 9))), max_size=12)


def _same(mirror: Mirror, emulator: Emulator) -> bool:
    styled = [[run.style for run in mirror.tables.runs(row)] for row in mirror.rows]
    return (
        list(mirror.rows) == list(emulator.screen())
        and styled == [[run.style for run in emulator.tables.runs(row)] for row in emulator.screen()]
        and (mirror.top, mirror.base, mirror.cursor) == (emulator.top, emulator.base, emulator.cursor)
        and mirror.modes == emulator.modes
        and mirror.size == (emulator.columns, emulator.lines)
    )


@given(_STEPS)
@settings(deadline=None)
def test_frames_carry_everything(steps: list[list[bytes] | tuple[int, int]]) -> None:
    """Whatever a program does between two frames, the mirror shows what the emulator shows."""
    emulator = make(20, 6, scrollback=10)
    view, mirror = View(TableMark()), Mirror()
    for seq, step in enumerate(steps, start=1):
        if isinstance(step, tuple):
            emulator.resize(*step)
        else:
            emulator.feed(b"".join(step))
        frame = view.advance(emulator, seq)
        if frame is not None:
            mirror.apply(frame)
        if mirror.seq:
            assert _same(mirror, emulator)
        assert not view.behind(emulator)


def test_the_first_frame_is_full_and_then_only_changes_are_sent() -> None:
    """A row that did not change is not sent again."""
    emulator = PlainEmulator(20, 4)
    view = View(TableMark())
    first = view.advance(emulator, 1)
    assert first is not None
    assert first.full
    assert len(first.changed) == 4
    emulator.feed(b"x")
    second = view.advance(emulator, 2)
    assert second is not None
    assert [number for number, _ in second.changed] == [0]
    assert not second.full
    assert second.modes is None


def test_nothing_new_is_no_frame() -> None:
    """Output that changes nothing that can be seen costs the client nothing."""
    emulator = PlainEmulator(20, 4)
    view = View(TableMark())
    view.advance(emulator, 1)
    emulator.feed(b"\x07")
    assert view.behind(emulator)
    assert view.advance(emulator, 2) is None
    assert not view.behind(emulator)


def test_a_scroll_is_sent_as_one() -> None:
    """Rows that moved up are not sent; the client moves them itself."""
    emulator = PlainEmulator(20, 4)
    emulator.feed(b"1\r\n2\r\n3\r\n4")
    view = View(TableMark())
    view.advance(emulator, 1)
    emulator.feed(b"\r\n5")
    frame = view.advance(emulator, 2)
    assert frame is not None
    assert frame.top == 1
    assert [(number, row.text) for number, row in frame.changed] == [(3, "5")]


def test_history_rows_bring_the_tables_that_a_frame_has_not() -> None:
    """Tables are sent once on a connection, by whatever needs them first."""
    emulator = make(20, 4, scrollback=10)
    mark = TableMark()
    view = View(mark)
    view.advance(emulator, 1)
    emulator.feed(b"\x1b[31mred\r\n\r\n\r\n\r\n")
    reply = mark.rows(emulator, 5, emulator.base, emulator.history(emulator.base, emulator.top))
    assert len(reply.styles) >= 1
    frame = view.advance(emulator, 2)
    assert frame is not None
    assert frame.styles == []
