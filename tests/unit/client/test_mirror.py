"""Tests of `plangate.client.mirror` against a terminal that sends frames the way a host does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.client.mirror import Mirror
from plangate.model.screen import Cursor, Modes, Row, Style
from plangate.wire.stream import Frame, HistoryRows

_ROW = st.builds(
    lambda text: Row(text, "\0" * len(text)),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=5),
)


class _Terminal:
    """Absolute lines and a screen at their end, and what one client was last sent."""

    def __init__(self) -> None:
        self.cols, self.height = 10, 4
        self.lines = [Row() for _ in range(self.height)]
        self.base = 0
        self.epoch = 1
        self.generation = 1
        self.styles = [Style()]
        self.sent: list[Row] | None = None
        self.sent_top = 0
        self.sent_styles = 0
        self.seq = 0

    @property
    def top(self) -> int:
        return len(self.lines) - self.height

    def screen(self) -> list[Row]:
        return self.lines[self.top :]

    def frame(self) -> Frame:
        """The next frame, made as architecture.md describes it."""
        full = self.sent is None
        screen = self.screen()
        before: list[Row] = []
        if self.sent is not None:
            before = self.sent[self.top - self.sent_top :]
        before += [Row()] * (self.height - len(before))
        changed = [(n, row) for n, row in enumerate(screen) if full or row != before[n]]
        styles, self.sent_styles = self.styles[self.sent_styles :], len(self.styles)
        self.sent, self.sent_top = screen, self.top
        self.seq += 1
        return Frame(
            self.seq, full, self.cols, self.height, self.base, self.top, self.generation,
            Cursor(1, 1), Modes(), changed, self.epoch, styles,
        )  # fmt: skip

    def history_rows(self, first: int, last: int) -> HistoryRows:
        first, last = max(first, self.base), min(last, self.top)
        return HistoryRows(1, first, self.lines[first:last], self.epoch, self.generation)


_STEP = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 3), _ROW),
    st.tuples(st.just("scroll"), st.integers(1, 6), _ROW),
    st.tuples(st.just("style"), st.just(0), _ROW),
    st.tuples(st.just("epoch"), st.just(0), _ROW),
    st.tuples(st.just("resize"), st.integers(1, 6), _ROW),
    st.tuples(st.just("rewrite"), st.just(0), _ROW),
    st.tuples(st.just("drop"), st.integers(1, 4), _ROW),
    st.tuples(st.just("ask"), st.integers(0, 5), _ROW),
    st.tuples(st.just("frame"), st.just(0), _ROW),
)


def _change(terminal: _Terminal, kind: str, number: int, row: Row) -> None:
    match kind:
        case "write":
            terminal.lines[terminal.top + number % terminal.height] = row
        case "scroll":
            terminal.lines.extend([row] * number)
        case "style":
            terminal.styles.append(Style(fg=len(terminal.styles)))
        case "epoch":
            terminal.epoch += 1
            terminal.styles, terminal.sent, terminal.sent_styles = [Style()], None, 0
        case "resize":
            terminal.lines.extend([Row()] * max(0, number - len(terminal.lines)))
            terminal.height, terminal.sent = number, None
        case "rewrite":
            terminal.generation += 1
            terminal.lines[: terminal.top] = [row] * terminal.top
        case "drop":
            terminal.base = min(terminal.top, terminal.base + number)


@given(st.lists(_STEP, max_size=40))
def test_the_mirror_shows_what_the_terminal_shows(steps: list[tuple[str, int, Row]]) -> None:
    """After every frame, screen, tables, size and kept history equal the terminal's."""
    terminal, mirror = _Terminal(), Mirror()
    for kind, number, row in [*steps, ("frame", 0, Row())]:
        _change(terminal, kind, number, row)
        if kind == "ask" and mirror.seq:
            mirror.keep(terminal.history_rows(terminal.base + number, terminal.base + 2 * number))
        if kind == "frame":
            mirror.apply(terminal.frame())
            assert mirror.rows == terminal.screen()
            assert mirror.tables.styles == terminal.styles
            assert mirror.size == (terminal.cols, terminal.height)
            _check_history(terminal, mirror)


def _check_history(terminal: _Terminal, mirror: Mirror) -> None:
    first, last = terminal.base, terminal.top + terminal.height
    kept = mirror.lines(first, last)
    if kept is None:
        start, stop = mirror.missing(first, last)
        assert start < stop
        mirror.keep(terminal.history_rows(start, stop))
        kept = mirror.lines(first, last)
    assert kept == terminal.lines[first:last]


def _first(terminal: _Terminal) -> Mirror:
    mirror = Mirror()
    mirror.apply(terminal.frame())
    return mirror


def test_growth_of_top_is_reported_as_scrolling() -> None:
    """A painter may move its rows instead of painting them."""
    terminal = _Terminal()
    mirror = _first(terminal)
    terminal.lines.append(Row("new", "\0\0\0"))
    applied = mirror.apply(terminal.frame())
    assert (applied.scrolled, applied.changed, applied.full) == (1, (3,), False)


def test_history_of_another_epoch_is_not_kept() -> None:
    """Codes of an old table mean nothing; the asker has to ask again."""
    terminal = _Terminal()
    mirror = _first(terminal)
    assert not mirror.keep(HistoryRows(1, 0, [Row("x", "\0")], epoch=9, history_generation=1))
    assert mirror.keep(HistoryRows(1, 0, [], epoch=1, history_generation=1))


def test_after_forget_the_same_epoch_starts_new_tables() -> None:
    """A new connection sends its tables from the beginning, whatever their epoch."""
    terminal = _Terminal()
    mirror = _first(terminal)
    mirror.forget()
    terminal.sent, terminal.sent_styles = None, 0
    mirror.apply(terminal.frame())
    assert mirror.tables.styles == [Style()]


def test_rows_outside_the_screen_are_ignored() -> None:
    """A faulty frame cannot make the mirror raise."""
    terminal = _Terminal()
    mirror = _first(terminal)
    frame = terminal.frame()
    frame.changed = [(99, Row("x", "\0")), (-1, Row("y", "\0"))]
    mirror.apply(frame)
    assert mirror.rows == terminal.screen()
