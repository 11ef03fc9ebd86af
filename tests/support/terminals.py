"""What an emulator shows, in a form in which two emulators can be compared, and what must always hold."""

from __future__ import annotations

from collections.abc import Sequence

from plangate.emulator.api import Emulator
from plangate.model.screen import (
    CLUSTER_BASE,
    DEFAULT_STYLE,
    WIDE_TAIL,
    Flag,
    Row,
    Style,
    Tables,
    style_number,
)

__all__ = ["Cell", "cells", "check", "picture", "state"]

Cell = tuple[str, Style]


def cells(row: Row, tables: Tables) -> list[Cell]:
    """The cells of a row as they are seen, without links, protection and trailing default blanks."""
    found: list[Cell] = []
    for char, code in zip(row.text, row.styles, strict=True):
        text = tables.clusters[ord(char) - CLUSTER_BASE] if ord(char) >= CLUSTER_BASE else char
        style = tables.styles[style_number(code)]
        found.append((text, _seen(style, text == " ")))
    while found and found[-1] == (" ", DEFAULT_STYLE):
        found.pop()
    return found


def _seen(style: Style, blank: bool) -> Style:
    """What of a style can be seen: of a blank only its background, lines and inverse."""
    flags = style.flags & ~int(Flag.PROTECTED)
    if not blank:
        return style._replace(link=None, flags=flags)
    flags &= int(Flag.INVERSE | Flag.STRIKE | Flag.OVERLINE)
    lined = flags or style.underline
    return style._replace(
        link=None,
        flags=flags,
        fg=style.fg if lined else None,
        underline_color=style.underline_color if style.underline else None,
    )


def picture(emulator: Emulator) -> list[list[Cell]]:
    """The screen as cells."""
    return [cells(row, emulator.tables) for row in emulator.screen()]


def state(emulator: Emulator) -> tuple[object, ...]:
    """Everything that can be seen of an emulator, but what may differ between equal ones."""
    history = emulator.history(emulator.base, emulator.top)
    return (
        picture(emulator),
        [row.wrapped for row in emulator.screen()],
        [(cells(row, emulator.tables), row.wrapped) for row in history],
        emulator.cursor,
        emulator.modes,
        emulator.title,
        (emulator.columns, emulator.lines, emulator.top - emulator.base),
    )


def check(emulator: Emulator) -> None:
    """What holds after any bytes whatsoever."""
    rows, cursor = emulator.screen(), emulator.cursor
    assert len(rows) == emulator.lines
    assert 0 <= cursor.row < emulator.lines
    assert 0 <= cursor.col < emulator.columns
    assert 0 <= emulator.base <= emulator.top
    _check_rows(rows, emulator)
    _check_rows(emulator.history(emulator.top - 50, emulator.top), emulator)


def _check_rows(rows: Sequence[Row], emulator: Emulator) -> None:
    tables = emulator.tables
    for row in rows:
        assert len(row.text) == len(row.styles) <= emulator.columns
        assert not row.text.startswith(WIDE_TAIL)
        assert WIDE_TAIL * 2 not in row.text
        for char, code in zip(row.text, row.styles, strict=True):
            assert char == WIDE_TAIL or char >= " "
            assert ord(char) < CLUSTER_BASE + len(tables.clusters)
            assert style_number(code) < len(tables.styles)
