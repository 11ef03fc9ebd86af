"""Rows from the text that libghostty's VT formatter writes for a stretch of a screen."""

from __future__ import annotations

import re

from wcwidth import iter_graphemes

from plangate.emulator import sgr
from plangate.model.screen import (
    CLUSTER_BASE,
    DEFAULT_STYLE,
    WIDE_TAIL,
    Flag,
    Row,
    Style,
    Tables,
    style_code,
    style_number,
)
from plangate.width import cells

__all__ = ["RowReader"]

_PALETTE = re.compile(r"(?:\x1b\]4;[^\x1b]*\x1b\\)+")
_RENDITION = re.compile(r"\x1b\[([0-9;:]*m)|\x1b\](8;[^\x1b]*)\x1b\\")


class RowReader:
    """Turns formatted lines into rows, interning their styles and clusters in tables."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._styles: dict[Style, str] = {DEFAULT_STYLE: style_code(0)}
        self._clusters: dict[str, str] = {}
        self._rows: dict[tuple[str, Style], tuple[Row, Style]] = {}

    def rows(self, text: str, count: int) -> list[Row]:
        """The first `count` rows of formatted text, padded with empty ones."""
        palette = _PALETTE.match(text)
        lines = (text[palette.end() :] if palette else text).split("\r\n")
        style, rows = DEFAULT_STYLE, []
        known: dict[tuple[str, Style], tuple[Row, Style]] = {}
        for line in lines[:count]:
            key = (line, style)
            row, style = known[key] = self._rows.get(key) or self._row(line, style)
            rows.append(row)
        self._rows = known  # rows that stay on the screen keep their identity
        rows += [Row()] * (count - len(rows))
        return rows

    def doubtful(self, row: Row) -> list[int]:
        """Blank cells whose style shows, which may be that of the text before them instead."""
        if row.styles.count(style_code(0)) == len(row.styles) or " " not in row.text:
            return []
        return [
            col
            for col, (char, code) in enumerate(zip(row.text, row.styles, strict=True))
            if char == " " and _visible(self.tables.styles[style_number(code)])
        ]

    def _row(self, line: str, style: Style) -> tuple[Row, Style]:
        text: list[str] = []
        styles: list[str] = []
        place = 0
        for match in _RENDITION.finditer(line):
            self._put(line[place : match.start()], style, text, styles)
            place = match.end()
            rendition, link = match.groups()
            if rendition:
                style = sgr.apply(style, rendition[:-1])
            else:
                style = style._replace(link=link.split(";", 2)[2] or None)
        self._put(line[place:], style, text, styles)
        return _trimmed("".join(text), "".join(styles)), style

    def _put(self, piece: str, style: Style, text: list[str], styles: list[str]) -> None:
        drawn = piece if piece.isascii() else self._cells(piece)
        text.append(drawn)
        styles.append(self._code(style) * len(drawn))

    def _cells(self, piece: str) -> str:
        return "".join(
            self._cell(cluster) + (WIDE_TAIL if cells(cluster) > 1 else "")
            for cluster in iter_graphemes(piece)
        )

    def _cell(self, cluster: str) -> str:
        if len(cluster) == 1 and ord(cluster) < CLUSTER_BASE:
            return cluster
        code = self._clusters.get(cluster)
        if code is None:
            code = self._clusters[cluster] = chr(CLUSTER_BASE + len(self.tables.clusters))
            self.tables.clusters.append(cluster)
        return code

    def _code(self, style: Style) -> str:
        code = self._styles.get(style)
        if code is None:
            code = self._styles[style] = style_code(len(self.tables.styles))
            self.tables.styles.append(style)
        return code


_BLANK_SHOWS = int(Flag.INVERSE | Flag.STRIKE | Flag.OVERLINE)


def _visible(style: Style) -> bool:
    return bool(style.bg is not None or style.underline or style.flags & _BLANK_SHOWS)


def _trimmed(text: str, styles: str) -> Row:
    end = len(styles.rstrip(style_code(0)))
    length = max(end, len(text[end:].rstrip(" ")) + end)
    return Row(text[:length], styles[:length])
