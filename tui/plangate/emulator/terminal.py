"""The default terminal: a screen and a stream behind the interface that the hosts use."""

from __future__ import annotations

from collections.abc import Sequence

from plangate.emulator import snapshot
from plangate.emulator.api import Palette
from plangate.emulator.screen import PlangateScreen
from plangate.emulator.stream import PlangateStream
from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.model.terminal import TerminalEvent

__all__ = ["Terminal"]


class Terminal:
    """An `Emulator` in pure Python; `plangate.emulator.api` says what each member means."""

    def __init__(self, cols: int, rows: int, scrollback: int, window_control: bool = False) -> None:
        self._screen = PlangateScreen(max(1, cols), max(1, rows), max(0, scrollback), window_control)
        self._stream = PlangateStream(self._screen)
        self._generation = 0
        self._modes: tuple[tuple[object, ...], Modes] | None = None
        self._modes_at = -1
        self._rows: tuple[int, list[Row]] = (-1, [])
        self._epoch = -1

    @property
    def columns(self) -> int:
        return self._screen.columns

    @property
    def lines(self) -> int:
        return self._screen.lines

    @property
    def base(self) -> int:
        return self._screen.past.base

    @property
    def top(self) -> int:
        return self._screen.past.end

    @property
    def generation(self) -> int:
        return self._generation

    @property
    def history_generation(self) -> int:
        return self._screen.history_generation

    @property
    def cursor(self) -> Cursor:
        screen = self._screen
        return Cursor(screen.y, screen.x, 25 in screen.private_modes, screen.shape, screen.pending)

    @property
    def modes(self) -> Modes:
        if self._modes_at == self._generation and self._modes is not None:
            return self._modes[1]
        self._modes_at = self._generation
        screen = self._screen
        traits = (
            screen.alternate_on,
            screen.keypad_application,
            screen.newline_on,
            screen.mouse,
            screen.mouse_encoding,
            screen.kitty[screen.alternate_on][-1],
            screen.modify_other_keys,
            frozenset(screen.private_modes),
        )
        # The same value as before stays the same object: it is compared for every frame.
        if self._modes is None or self._modes[0] != traits:
            self._modes = (traits, self._find_modes())
        return self._modes[1]

    def _find_modes(self) -> Modes:
        screen = self._screen
        private = screen.private_modes
        return Modes(
            alternate=screen.alternate_on,
            app_cursor=1 in private,
            app_keypad=screen.keypad_application,
            backarrow_sends_bs=67 in private,
            newline=screen.newline_on,
            bracketed_paste=2004 in private,
            focus_events=1004 in private,
            synchronized=2026 in private,
            reverse_video=5 in private,
            alternate_scroll=1007 in private,
            theme_reports=2031 in private,
            size_reports=2048 in private,
            mouse=screen.mouse,
            mouse_encoding=screen.mouse_encoding,
            kitty_flags=screen.kitty[screen.alternate_on][-1],
            modify_other_keys=screen.modify_other_keys,
        )

    @property
    def title(self) -> str:
        return self._screen.title

    @property
    def tables(self) -> Tables:
        return self._screen.book.tables

    def feed(self, data: bytes) -> None:
        self._stream.feed(data)
        self._generation += 1

    def resize(self, cols: int, rows: int) -> None:
        self._screen.area = (max(1, cols), max(1, rows))
        self._screen.resize(rows, cols)
        self._stream.touched = None
        self._generation += 1

    def screen(self) -> Sequence[Row]:
        if self._rows[0] != self._generation:
            self._rows = (self._generation, self._changed_rows())
        return self._rows[1]

    def _changed_rows(self) -> list[Row]:
        lines, touched, epoch = self._screen.rows, self._stream.touched, self._screen.book.tables.epoch
        self._stream.touched = set()
        if touched is None or epoch != self._epoch:
            self._epoch = epoch
            return [line.row() for line in lines]
        rows = self._rows[1].copy()
        for number in touched:
            rows[number] = lines[number].row()
        return rows

    def history(self, first: int, last: int) -> list[Row]:
        return self._screen.past.rows(first, last, self._screen.book)

    def compact(self) -> None:
        self._screen.compact()

    def take_replies(self) -> bytes:
        replies = self._screen.take_replies()
        return "".join(replies).encode("latin-1", "replace") if replies else b""

    def take_events(self) -> list[TerminalEvent]:
        taken, self._screen.events_out = self._screen.events_out, []
        return taken

    def set_palette(self, palette: Palette) -> None:
        screen = self._screen
        changed = palette.dark != screen.palette.dark
        screen.palette = palette
        if changed and 2031 in screen.private_modes:
            screen.report_theme()

    def snapshot(self) -> bytes:
        return snapshot.save(self._screen, self._stream)

    def restore(self, state: bytes) -> None:
        screen, self._stream = snapshot.load(state)
        screen.window_control = self._screen.window_control
        self._screen = screen
        self._generation += 1
