"""Calls into libghostty-vt that pyghostty itself does not wrap: formatting, callbacks, snapshots."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlparse

from plangate.emulator.api import Palette
from plangate.emulator.keys.mouse import CELL_HEIGHT, CELL_WIDTH
from plangate.errors import Unavailable
from plangate.model.terminal import TerminalEvent, TerminalEventKind

__all__ = ["Library"]

_HISTORY_BYTES = 1 << 30  # the limit in lines is the one that counts
_STATUS = b"7501;"


class Library:
    """The library, and what one terminal of it has reported."""

    def __init__(self) -> None:
        try:
            self._core = importlib.import_module("pyghostty.core")
        except (ImportError, OSError) as error:
            raise Unavailable(
                f"The ghostty terminal backend is not installed: {error}",
                "Install it with: pip install 'plangate[ghostty]', or choose another backend",
            ) from error
        self._ffi, self._lib = self._core.ffi, self._core.lib
        self._replies = bytearray()
        self._events: list[tuple[TerminalEventKind, str, str]] = []
        self._palette = Palette()
        self._callbacks: list[Any] = []
        render = self._ffi.new("GhosttyRenderState*")
        self._core.check(self._lib.ghostty_render_state_new(self._ffi.NULL, render), "render state")
        self._render = self._ffi.gc(render[0], self._lib.ghostty_render_state_free)

    def terminal(self, cols: int, rows: int, history: int) -> Any:
        """A terminal with grapheme clusters on, whose reports come to this object."""
        terminal = self._core.Terminal(cols, rows, scrollback=history)
        self._set(terminal, "SCROLLBACK_MAX_BYTES", self._ffi.new("size_t*", _HISTORY_BYTES))
        terminal.resize(cols, rows, CELL_WIDTH, CELL_HEIGHT)
        self._wire(terminal)
        terminal.feed(b"\x1b[?2027h")
        return terminal

    def colour(self, terminal: Any, palette: Palette) -> None:
        """Set the colours that queries are answered with."""
        self._palette = palette
        for name in ("foreground", "background", "cursor"):
            value = self._ffi.new("GhosttyColorRgb*", getattr(palette, name))
            self._set(terminal, f"COLOR_{name.upper()}", value)
        if palette.indexed:
            table = self._ffi.new("GhosttyColorRgb[256]")
            key = self._lib.GHOSTTY_TERMINAL_DATA_COLOR_PALETTE_DEFAULT
            self._core.check(self._lib.ghostty_terminal_get(terminal._t[0], key, table), "palette")
            for index, colour in enumerate(palette.indexed[:256]):
                table[index] = colour
            self._set(terminal, "COLOR_PALETTE", table)

    def format(self, terminal: Any, area: str, first: int, count: int) -> str:
        """The rows from `first` on as text with renditions."""
        selection = self._core.init_sized("GhosttySelection")
        selection.start = terminal.ref(0, first, area)[0]
        selection.end = terminal.ref(terminal.get("cols") - 1, first + count - 1, area)[0]
        options = self._core.init_sized("GhosttyTerminalSelectionFormatOptions")
        options.emit = self._lib.GHOSTTY_FORMATTER_FORMAT_VT
        options.unwrap, options.trim, options.selection = False, False, selection
        write = self._lib.ghostty_terminal_selection_format_buf
        text: str = self._core.read_buf(lambda *out: write(terminal._t[0], options[0], *out))
        return text

    def shows(self, terminal: Any, area: str, row: int, col: int) -> bool:
        """Whether anything can be seen of a blank cell: background, a line, inverse."""
        cell, tag = self._ffi.new("GhosttyCell*"), self._ffi.new("GhosttyCellContentTag*")
        self._core.check(self._lib.ghostty_grid_ref_cell(terminal.ref(col, row, area), cell), "cell")
        kind = self._lib.GHOSTTY_CELL_DATA_CONTENT_TAG
        self._core.check(self._lib.ghostty_cell_get(cell[0], kind, tag), "cell")
        if tag[0] >= self._lib.GHOSTTY_CELL_CONTENT_BG_COLOR_PALETTE:
            return True
        style = terminal.style(col, row, area)
        seen = ("inverse", "underline", "strikethrough", "overline", "bg")
        return any(style[name] for name in seen)

    def wraps(self, terminal: Any, area: str, first: int, count: int) -> list[bool]:
        """Whether each row goes on in the next without a line break."""
        row, wrap = self._ffi.new("GhosttyRow*"), self._ffi.new("bool*")
        found = []
        for line in range(first, first + count):
            self._core.check(self._lib.ghostty_grid_ref_row(terminal.ref(0, line, area), row), "row")
            self._core.check(self._lib.ghostty_row_get(row[0], self._lib.GHOSTTY_ROW_DATA_WRAP, wrap), "wrap")
            found.append(bool(wrap[0]))
        return found

    def track(self, terminal: Any, line: int) -> Any:
        """A mark on a line, counted from the oldest, that moves along with it."""
        track = self._core.union_fn(
            "ghostty_terminal_grid_ref_track",
            "GhosttyResult(*)(GhosttyTerminal, GhosttyPointS, GhosttyTrackedGridRef*)",
        )
        point, mark = self._ffi.new("GhosttyPointS*"), self._ffi.new("GhosttyTrackedGridRef*")
        point.tag = self._lib.GHOSTTY_POINT_TAG_SCREEN
        point.value.y = line
        self._core.check(track(terminal._t[0], point[0], mark), "track")
        return self._ffi.gc(mark[0], self._lib.ghostty_tracked_grid_ref_free)

    def place(self, mark: Any) -> int:
        """Where a marked line is now, counted from the oldest; -1 when it is gone."""
        point = self._ffi.new("GhosttyPointCoordinate*")
        tag = self._lib.GHOSTTY_POINT_TAG_SCREEN
        if not self._lib.ghostty_tracked_grid_ref_has_value(mark):
            return -1
        return -1 if self._lib.ghostty_tracked_grid_ref_point(mark, tag, point) else int(point.y)

    def cursor_shape(self, terminal: Any) -> int:
        """The cursor's shape as DECSCUSR numbers it; a steady block counts as the default."""
        self._core.check(self._lib.ghostty_render_state_update(self._render, terminal._t[0]), "render state")
        style, blinks = self._ffi.new("GhosttyRenderStateCursorVisualStyle*"), self._ffi.new("bool*")
        get, name = self._lib.ghostty_render_state_get, "GHOSTTY_RENDER_STATE_DATA_CURSOR_"
        self._core.check(get(self._render, getattr(self._lib, name + "VISUAL_STYLE"), style), "cursor")
        self._core.check(get(self._render, getattr(self._lib, name + "BLINKING"), blinks), "cursor")
        steady = {0: 6, 2: 4}.get(int(style[0]), 0)
        if blinks[0]:
            return (steady or 2) - 1
        return steady

    def title(self, terminal: Any) -> str:
        """The window title."""
        return self._text(terminal.get("title", "GhosttyString"))

    def modify_other_keys(self, terminal: Any) -> int:
        """The level in force, as far as the library tells: 0 or 2."""
        encoder = self._ffi.new("GhosttyKeyEncoder*")
        event = self._ffi.new("GhosttyKeyEvent*")
        self._core.check(self._lib.ghostty_key_encoder_new(self._ffi.NULL, encoder), "encoder")
        self._core.check(self._lib.ghostty_key_event_new(self._ffi.NULL, event), "event")
        try:
            self._lib.ghostty_key_encoder_setopt_from_terminal(encoder[0], terminal._t[0])
            self._lib.ghostty_key_event_set_action(event[0], self._lib.GHOSTTY_KEY_ACTION_PRESS)
            self._lib.ghostty_key_event_set_key(event[0], self._lib.GHOSTTY_KEY_A)
            self._lib.ghostty_key_event_set_mods(event[0], 2)
            self._lib.ghostty_key_event_set_utf8(event[0], b"a", 1)
            self._lib.ghostty_key_event_set_unshifted_codepoint(event[0], ord("a"))
            out, length = self._ffi.new("char[32]"), self._ffi.new("size_t*")
            self._lib.ghostty_key_encoder_encode(encoder[0], event[0], out, 32, length)
            return 2 if bytes(self._ffi.buffer(out, length[0])).startswith(b"\x1b[27;") else 0
        finally:
            self._lib.ghostty_key_event_free(event[0])
            self._lib.ghostty_key_encoder_free(encoder[0])

    def snapshot(self, terminal: Any) -> bytes:
        """The library's own form of the whole state."""
        length = self._ffi.new("size_t*")
        self._lib.ghostty_snapshot_encode_buf(terminal._t[0], self._ffi.NULL, 0, length)
        buffer = self._ffi.new("uint8_t[]", max(1, length[0]))
        result = self._lib.ghostty_snapshot_encode_buf(terminal._t[0], buffer, len(buffer), length)
        self._core.check(result, "snapshot")
        return bytes(self._ffi.buffer(buffer, length[0]))

    def restore(self, terminal: Any, state: bytes) -> None:
        """Put a snapshot's state in place of the terminal's; raises ValueError when it is unreadable."""
        data = self._ffi.new("uint8_t[]", state or b"\0")
        decoder, fresh = self._ffi.new("GhosttySnapshotDecoder*"), self._ffi.new("GhosttyTerminal*")
        if self._lib.ghostty_snapshot_decoder_new_buf(self._ffi.NULL, decoder, data, len(state)):
            raise ValueError("a snapshot of the ghostty backend cannot be opened")
        try:
            if self._lib.ghostty_snapshot_decoder_decode(decoder[0], fresh):
                raise ValueError("a snapshot of the ghostty backend cannot be read")
        finally:
            self._lib.ghostty_snapshot_decoder_free(decoder[0])
        old = terminal._t[0]
        terminal._free.detach()
        terminal._t[0] = fresh[0]
        terminal._free = self._core.weakref.finalize(terminal, self._lib.ghostty_terminal_free, fresh[0])
        self._lib.ghostty_terminal_free(old)
        self._wire(terminal)

    def take_replies(self) -> bytes:
        """What the terminal has answered since the last call."""
        replies = bytes(self._replies)
        self._replies.clear()
        return replies

    def reply(self, data: bytes) -> None:
        """Add an answer of our own."""
        self._replies += data

    def take_events(self, line: int) -> list[TerminalEvent]:
        """What the program has told its terminal since the last call."""
        events = [TerminalEvent(kind, text, detail, line) for kind, text, detail in self._events]
        self._events.clear()
        return events

    def _wire(self, terminal: Any) -> None:
        self._callbacks.clear()
        terminal.on_reply(self._replies.extend)
        terminal.on_unknown_sequence(self._unknown)
        hooks: dict[str, tuple[str, Callable[..., Any]]] = {
            "BELL": ("GhosttyTerminalBellFn", lambda *_: self._tell(TerminalEventKind.BELL)),
            "TITLE_CHANGED": (
                "GhosttyTerminalTitleChangedFn",
                lambda *_: self._tell(TerminalEventKind.TITLE, self.title(terminal)),
            ),
            "PWD_CHANGED": ("GhosttyTerminalPwdChangedFn", lambda *_: self._moved(terminal)),
            "SIZE": ("GhosttyTerminalSizeFn", lambda _, __, out: self._size(terminal, out)),
            "COLOR_SCHEME": ("GhosttyTerminalColorSchemeFn", self._scheme),
            "DESKTOP_NOTIFICATION": ("GhosttyTerminalDesktopNotificationFn", self._notified),
            "PROGRESS_REPORT": ("GhosttyTerminalProgressReportFn", self._progressed),
            "CLIPBOARD_WRITE": ("GhosttyTerminalClipboardWriteFn", self._copied),
        }
        for option, (kind, function) in hooks.items():
            callback = self._ffi.callback(kind, function)
            self._callbacks.append(callback)  # the library holds no reference
            self._set(terminal, option, callback)

    def _set(self, terminal: Any, option: str, value: Any) -> None:
        key = getattr(self._lib, f"GHOSTTY_TERMINAL_OPT_{option}")
        self._core.check(self._lib.ghostty_terminal_set(terminal._t[0], key, value), option)

    def _text(self, string: Any) -> str:
        return (
            bytes(self._ffi.buffer(string.ptr, string.len)).decode("utf-8", "replace") if string.len else ""
        )

    def _tell(self, kind: TerminalEventKind, text: str = "", detail: str = "") -> None:
        self._events.append((kind, text, detail))

    def _unknown(self, sequence: Any) -> None:
        if sequence.kind == "osc" and sequence.content.startswith(_STATUS):
            text, _, detail = sequence.content[len(_STATUS) :].decode("utf-8", "replace").partition(";")
            self._tell(TerminalEventKind.STATUS, text, detail)

    def _moved(self, terminal: Any) -> None:
        place = self._text(terminal.get("pwd", "GhosttyString"))
        self._tell(TerminalEventKind.CWD, unquote(urlparse(place).path) if "://" in place else place)

    def _size(self, terminal: Any, out: Any) -> bool:
        out.columns, out.rows = terminal.size
        out.cell_width, out.cell_height = CELL_WIDTH, CELL_HEIGHT
        return True

    def _scheme(self, _: Any, __: Any, out: Any) -> bool:
        self._tell(TerminalEventKind.THEME_QUERY)
        out[0] = int(self._palette.dark)
        return True

    def _notified(self, _: Any, __: Any, notice: Any) -> None:
        self._tell(TerminalEventKind.NOTIFICATION, self._text(notice.body), self._text(notice.title))

    def _progressed(self, _: Any, __: Any, report: Any) -> None:
        self._tell(TerminalEventKind.PROGRESS, str(int(report.state)), str(max(0, report.progress)))

    def _copied(self, _: Any, __: Any, write: Any) -> None:
        selection = "p" if write.location == self._lib.GHOSTTY_CLIPBOARD_LOCATION_PRIMARY else "c"
        for index in range(write.contents_len):
            self._tell(TerminalEventKind.CLIPBOARD, self._text(write.contents[index].data), selection)
