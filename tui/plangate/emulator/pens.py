"""Styles interned as pens, and clusters interned as single code points.

A pen is a style ready to write with. It remembers where each rendition sequence leads and what
each piece of output it has drawn looks like, so that output seen before costs one look-up.
"""

from __future__ import annotations

from typing import TypeAlias

from plangate.emulator import sgr
from plangate.model.screen import CLUSTER_BASE, DEFAULT_STYLE, Style, Tables, style_code

__all__ = ["CLUSTER_CODES", "Clusters", "Codebook", "Pen", "Pens", "Segment"]

CLUSTER_CODES = 0x10FFFF - CLUSTER_BASE
"""How many clusters one epoch can name."""

_STEPS = 4096
"""Renditions remembered before all are forgotten; bounds memory under random true colour."""


class Pen:
    """One style of the table, by which text is written."""

    __slots__ = ("blank", "code", "segments", "steps", "style")

    def __init__(self, number: int, style: Style) -> None:
        self.style = style
        self.code = chr(number) if number < 0xD800 else style_code(number)
        self.blank = "\0"
        """Code of the cells that erasing leaves: only the background is kept."""
        self.steps = _NO_STEPS
        """Pens by the rendition parameters that lead to them from this one."""
        self.segments = _NO_SEGMENTS
        """What pieces of output look like when they are drawn starting with this pen."""

    def remember(self, data: str, segment: Segment) -> None:
        """Keep what a piece of output looks like."""
        if self.segments is _NO_SEGMENTS:
            self.segments = {}
        self.segments[data] = segment


Segment: TypeAlias = tuple[str, str, Pen, bool, bool]
"""Cells of a piece of output: text, styles, pen afterwards, whether it holds wide characters or
clusters, and whether it ends in a joiner that waits for its second half."""


_NO_STEPS: dict[str, Pen] = {}
_NO_SEGMENTS: dict[str, Segment] = {}
"""Never written to: most pens of a program with random colours remember nothing."""


class Pens:
    """The style table, with a pen for each entry."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._pens: dict[Style, Pen] = {}
        self._steps = 0
        for number, style in enumerate(tables.styles):
            self._pens[style] = Pen(number, style)
        for style in list(self._pens):
            self._pens[style].blank = self.code(Style(bg=style.bg))
        self.default = self.pen(DEFAULT_STYLE)

    def pen(self, style: Style) -> Pen:
        """The pen that writes in a style; the table grows if need be."""
        return self._pens.get(style) or self._new(style)

    def _new(self, style: Style) -> Pen:
        styles = self.tables.styles
        pen = self._pens[style] = Pen(len(styles), style)
        styles.append(style)
        if style[1] is not None:
            blank = Style(bg=style.bg)
            pen.blank = pen.code if style == blank else self.code(blank)
        return pen

    def code(self, style: Style) -> str:
        """The code point that stands for a style in a row."""
        return self.pen(style).code

    def copy(self, style: Style) -> str:
        """A new code for a style, which may then be in the table twice; much cheaper than `code`."""
        styles = self.tables.styles
        styles.append(style)
        return style_code(len(styles) - 1)

    def step(self, pen: Pen, parameters: str) -> Pen:
        """The pen after `CSI parameters m`; the caller has looked into `pen.steps` already."""
        style = sgr.true_color(pen.style, parameters)
        if style is not None:
            known = self._pens.get(style)
            if known is None:
                return self._new(style)  # worth remembering only once it comes again
            after = known
        else:
            after = self.pen(sgr.apply(pen.style, parameters))
        if len(parameters) <= 64:
            self._steps += 1
            if self._steps > _STEPS:
                self.forget()
            if pen.steps is _NO_STEPS:
                pen.steps = {}
            pen.steps[parameters] = after
        return after

    def forget(self) -> None:
        """Drop everything remembered about renditions and pieces of output; styles stay."""
        self._steps = 0
        for pen in self._pens.values():
            pen.steps = _NO_STEPS
            pen.segments = _NO_SEGMENTS


class Clusters:
    """The cluster table: grapheme clusters of several code points, each named by one."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._codes = {text: chr(CLUSTER_BASE + i) for i, text in enumerate(self.tables.clusters)}
        self.built: dict[str, str] = {}
        """Cells of clusters seen before."""

    def __len__(self) -> int:
        return len(self.tables.clusters)

    def code(self, text: str) -> str:
        """The character that stands for a cluster in a row."""
        code = self._codes.get(text)
        if code is None:
            if len(self.tables.clusters) >= CLUSTER_CODES:
                return "\ufffd"
            code = self._codes[text] = chr(CLUSTER_BASE + len(self.tables.clusters))
            self.tables.clusters.append(text)
        return code

    def text(self, char: str) -> str:
        """What a cell's character stands for."""
        point = ord(char)
        return self.tables.clusters[point - CLUSTER_BASE] if point >= CLUSTER_BASE else char


class Codebook:
    """Both tables of a terminal, and the objects that let them grow."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.pens = Pens(self.tables)
        self.clusters = Clusters(self.tables)

    def renew(self) -> None:
        """Begin a new epoch with empty tables; all codes given so far become void."""
        self.replace(Tables(epoch=self.tables.epoch + 1))

    def replace(self, tables: Tables) -> None:
        """Go on with other tables."""
        self.tables = tables
        self.pens = Pens(tables)
        self.clusters = Clusters(tables)
