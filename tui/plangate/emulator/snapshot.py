"""A terminal's whole state as bytes, and back.

The format is msgpack with a number in front. Fields may be added with a default without changing
the number; a state with a greater number than this version knows is refused.
"""

from __future__ import annotations

import msgspec

from plangate.emulator.api import Palette
from plangate.emulator.coloring import PALETTES
from plangate.emulator.line import Line
from plangate.emulator.screen import PlangateScreen
from plangate.emulator.state import Charsets, Saved
from plangate.emulator.stream import PlangateStream
from plangate.model.screen import CLUSTER_BASE, Row, Style, Tables, style_number

__all__ = ["load", "save"]

FORMAT = 1

_MOST_CELLS = 4_000_000


class _Screen(msgspec.Struct, array_like=False, kw_only=True):
    """What is copied from and to a screen as it is, by the names it has there."""

    columns: int
    lines: int
    title: str
    icon_name: str
    titles: list[tuple[str, str]]
    x: int
    y: int
    pending: bool
    top: int
    bottom: int
    left: int
    right: int
    margins_on: bool
    autowrap: bool
    origin_on: bool
    insert_on: bool
    newline_on: bool
    reverse_wrap: int
    protection: int
    charsets: Charsets
    joining: tuple[int, int, bool] | None
    saved: list[Saved]
    tabs: list[int]
    drawn: str
    private_modes: set[int]
    ansi_modes: set[int]
    kept_modes: dict[int, bool]
    mouse: int
    mouse_encoding: int
    kitty: list[list[int]]
    modify_other_keys: int
    keypad_application: bool
    shape: int
    level: int
    eight_bit: bool
    rectangular: int
    checksum: int
    title_modes: set[int]
    pens_kept: list[tuple[Style, int]]
    colors: dict[int, tuple[int, int, int]]
    notes: dict[str, tuple[str, str]]
    iconified: bool
    place: tuple[int, int] = (0, 0)
    unmaximized: tuple[int, int] | None = None
    selection: str = ""
    palettes: list[dict[int, tuple[int, int, int]]] = []
    palette_entry: int = 0
    history_generation: int
    palette: Palette
    alternate_on: bool


class _Stream(msgspec.Struct, kw_only=True):
    """A stream's unfinished business."""

    undecoded: bytes
    decoder: int
    held: str
    string: list[str] | None
    kind: str
    size: int
    escape_seen: bool


class _State(msgspec.Struct, kw_only=True):
    format: int
    screen: _Screen
    stream: _Stream
    style: Style
    main: list[Row]
    alternate: list[Row]
    limit: int
    base: int
    history: list[Row]
    tables: Tables


class _Format(msgspec.Struct):
    format: int


def save(screen: PlangateScreen, stream: PlangateStream) -> bytes:
    """The state of a screen and of the stream that feeds it; replies and events not taken are left out."""
    past = screen.past
    history = past.rows(past.base, past.end, screen.book)
    undecoded, decoder = stream.utf8_decoder.getstate()
    string = stream._string
    state = _State(
        format=FORMAT,
        screen=_Screen(**{name: getattr(screen, name) for name in _Screen.__struct_fields__}),
        stream=_Stream(
            undecoded=undecoded,
            decoder=decoder,
            held=stream._held,
            string=string,
            kind=stream._kind,
            size=stream._size,
            escape_seen=stream._escape_seen,
        ),
        style=screen.pen.style,
        main=[line.row() for line in screen.main],
        alternate=[line.row() for line in screen.alternate],
        limit=past.limit,
        base=past.base,
        history=history,
        tables=screen.book.tables,
    )
    return msgspec.msgpack.encode(state)


def load(data: bytes) -> tuple[PlangateScreen, PlangateStream]:
    """A screen and its stream from a state; raises ValueError when it cannot be read."""
    try:
        number = msgspec.msgpack.decode(data, type=_Format).format
        if number > FORMAT:
            raise ValueError(f"this snapshot is of format {number}; up to {FORMAT} can be read")
        state = msgspec.msgpack.decode(data, type=_State)
    except ValueError as error:
        raise ValueError(f"not a snapshot of a terminal: {error}") from error
    _check(state)
    kept = state.screen
    screen = PlangateScreen(kept.columns, kept.lines, state.limit)
    for name in _Screen.__struct_fields__:
        setattr(screen, name, getattr(kept, name))
    screen.book.replace(state.tables)
    screen.pen = screen.book.pens.pen(state.style)
    screen.main = [_line(row) for row in state.main]
    screen.alternate = [_line(row) for row in state.alternate]
    screen.rows = screen.alternate if kept.alternate_on else screen.main
    screen.past.restart(state.base)
    rows = state.history
    screen.past.extend(
        [row.text for row in rows], [row.styles for row in rows], [row.wrapped for row in rows]
    )
    screen.remap()
    stream = PlangateStream(screen)
    stream.utf8_decoder.setstate((state.stream.undecoded, state.stream.decoder))
    stream._held = state.stream.held
    stream._string = state.stream.string
    stream._kind = state.stream.kind
    stream._size = state.stream.size
    stream._escape_seen = state.stream.escape_seen
    return screen, stream


def _line(row: Row) -> Line:
    return Line(row.text, row.styles, row.wrapped, not row.text.isascii() or "\0" in row.text)


def _check(state: _State) -> None:
    """Raise ValueError for a state that no terminal can be in."""
    screen = state.screen
    cols, rows = screen.columns, screen.lines
    sane = (
        cols >= 1
        and rows >= 1
        and cols * rows <= _MOST_CELLS
        and len(state.main) == len(state.alternate) == rows
        and 0 <= screen.x < cols
        and 0 <= screen.y < rows
        and 0 <= screen.top <= screen.bottom < rows
        and 0 <= screen.left <= screen.right < cols
        and len(screen.saved) == len(screen.kitty) == 2
        and all(screen.kitty)
        and 1 <= screen.level <= 5
        and len(screen.charsets.sets) == 4
        and 0 <= screen.charsets.left < 4
        and 0 <= screen.charsets.single < 4
        and 0 <= screen.palette_entry <= len(screen.palettes) <= PALETTES
        and screen.tabs == sorted(set(screen.tabs))
        and state.tables.styles[:1] == [Style()]
    )
    if not sane:
        raise ValueError("not a snapshot of a terminal: it contradicts itself")
    styles, clusters = len(state.tables.styles), len(state.tables.clusters)
    for row in (*state.main, *state.alternate, *state.history):
        if len(row.text) != len(row.styles) or (row.styles and style_number(max(row.styles)) >= styles):
            raise ValueError("not a snapshot of a terminal: a row's styles do not fit")
        if row.text and ord(max(row.text)) - CLUSTER_BASE >= clusters:
            raise ValueError("not a snapshot of a terminal: a row's clusters do not fit")
    if any(len(row.text) > cols for row in (*state.main, *state.alternate)):
        raise ValueError("not a snapshot of a terminal: a row is too long")
