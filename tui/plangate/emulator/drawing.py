"""Writing characters: wrapping, margins, insertion, wide characters and clusters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from plangate.emulator.charsets import table
from plangate.emulator.clusters import COMPLEX, IGNORED, PIECES, SGR, build, glued, joined, kind, paired
from plangate.emulator.keeping import Keeping
from plangate.emulator.pens import Segment
from plangate.model.screen import WIDE_TAIL, style_number
from plangate.width import JOINER, cells

__all__ = ["Drawing"]

Rule: TypeAlias = Callable[[str, str], str | None]
"""Makes one cluster of a cluster and a character behind it, or None."""

REMEMBERED = 400
"""Longest piece of output worth remembering, in characters."""

MEMORY = 32 * 1024
"""Characters of output remembered before all is forgotten."""


class Drawing(Keeping):
    """A screen that can be written on."""

    _memory = 0

    def draw(self, data: str) -> None:
        """Write text, which may hold rendition sequences but no other control."""
        if not self.direct:
            self._draw_by_pieces(data)
            return
        if data.isascii() and "\x1b" not in data:
            text = data
            codes = self.pen.code * len(data)
            mixed = joining = False
        else:
            segment = self.pen.segments.get(data) or self.compile(data)
            if segment is None:
                self._draw_by_pieces(data)
                return
            if self.pending or self.x + len(segment[0]) > self.columns:
                self._draw_over(data, segment)
                return
            text, codes, self.pen, mixed, joining = segment
            if not text:
                return
        self.drawn = text
        x = self.x
        end = x + len(text)
        if end > self.columns or self.pending:
            self._flow(text, codes)
            return
        line = self.rows[self.y]
        old = line.text
        length = len(old)
        if x == length:
            line.text = old + text
            line.codes += codes
        elif end >= length and not x:
            line.text = text
            line.codes = codes
            line.mixed = mixed
        else:
            line.put(x, text, codes)
        if mixed:
            line.mixed = True
        if end == self.columns:
            self.x = end - 1
            self.pending = True
        else:
            self.x = end
        if joining:
            self._await_joining()

    def compile(self, data: str) -> Segment | None:
        """The cells of a piece of output, remembered; None when its start may join what is before it."""
        if self.crowded():
            self.renew_tables()
            self._memory = 0
        first = pen = self.pen
        pens = self.book.pens
        segment: Segment | None
        if data.isascii() or not COMPLEX.search(data):
            parts = SGR.split(data)
            codes = [pen.code * len(parts[0])]
            for index in range(1, len(parts), 2):
                parameters = parts[index]
                pen = pen.steps.get(parameters) or pens.step(pen, parameters)
                codes.append(pen.code * len(parts[index + 1]))
            segment = ("".join(parts[::2]), "".join(codes), pen, False, False)
        else:
            segment = build(data, pen, pens, self.book.clusters)
            if segment is None:
                return None
        if len(data) <= REMEMBERED:
            self._memory += len(data) + 40
            if self._memory > MEMORY:
                pens.forget()
                self._memory = 0
            first.remember(data, segment)
        return segment

    def _edge(self) -> int:
        """The column behind the last one that text may reach from here."""
        return (self.right if self.margins_on and self.x <= self.right else self.columns - 1) + 1

    def _wrap(self) -> None:
        self.rows[self.y].wrapped = True
        self.index()
        self.x = self.left if self.margins_on else 0

    def _flow(self, text: str, codes: str) -> None:
        """Write cells of one column each, wrapping as needed."""
        start = 0
        count = len(text)
        while start < count:
            if self.pending:
                if not self.autowrap:
                    self._place(text[-1], codes[-1])
                    return
                self._wrap()
            edge = self._edge()
            stop = min(count, start + edge - self.x)
            self._place(text[start:stop], codes[start:stop])
            start = stop

    def _draw_over(self, data: str, segment: Segment) -> None:
        """Write a segment that does not fit into the line."""
        text, codes, pen, mixed, joining = segment
        if mixed and (self.columns < 2 or not self.autowrap):
            self._draw_by_pieces(data)
            return
        self._flow_segment(text, codes, mixed)
        self.pen = pen
        if joining:
            self._await_joining()

    def _flow_segment(self, text: str, codes: str, mixed: bool) -> None:
        """Write the cells of a segment without margins or insertion, wrapping as needed."""
        start = 0
        count = len(text)
        while start < count:
            if self.pending:
                if not self.autowrap:
                    self._place(text[-1], codes[-1])
                    break
                self._take_pen(codes[start])
                self._wrap()
            stop = min(count, start + self.columns - self.x)
            if mixed and stop < count and text[stop] == WIDE_TAIL:
                stop -= 1
                if stop == start:
                    self._take_pen(codes[start])
                    self.rows[self.y].erase(self.x, self.columns, self.pen.blank)
                    self._wrap()
                    continue
            self._place(text[start:stop], codes[start:stop])
            if mixed:
                self.rows[self.y].mixed = True
            start = stop
        if text:
            self.drawn = text

    def _take_pen(self, code: str) -> None:
        """Go on with the pen that a cell was written with: wrapping may scroll a blank line in."""
        self.pen = self.book.pens.pen(self.book.tables.styles[style_number(code)])

    def _place(self, text: str, codes: str) -> None:
        """Write cells that fit into the line and advance."""
        edge = self._edge()
        width = len(text)
        line = self.rows[self.y]
        if self.insert_on:
            line.insert(self.x, width, edge, self.pen.blank)
        line.put(self.x, text, codes)
        self.x += width
        self.pending = False
        if self.x >= edge:
            self.x = edge - 1
            self.pending = True

    def _draw_by_pieces(self, data: str) -> None:
        """Write text one kind of character after the other; what `draw` does must equal this."""
        if self.crowded():
            self.renew_tables()
            self._memory = 0
        parts = SGR.split(data)
        for index in range(0, len(parts), 2):
            if index:
                parameters = parts[index - 1]
                self.pen = self.pen.steps.get(parameters) or self.book.pens.step(self.pen, parameters)
            if parts[index]:
                for piece in PIECES.finditer(self._mapped(parts[index])):
                    text = piece.group()
                    sort = piece.lastgroup or "plain"
                    self._draw_piece(kind(text) if sort == "astral" else sort, text)

    def _draw_piece(self, sort: str, text: str) -> None:
        if self.joining is not None:
            waited, self.joining = self.joining, None
            self.refresh()
            if waited == (self.y, self.x, self.pending) and self._join(glued, text[0]):
                text = text[1:]
                if not text:
                    return
        if sort == "zero":
            if text == JOINER:
                self._await_joining()
            elif not IGNORED.match(text):
                self._join(joined, text)
        elif sort == "wide":
            for char in text:
                self._draw_wide(char)
            self.drawn = text
        elif sort == "pair" and self._join(paired, text):
            pass
        else:
            if sort == "private":
                text = self.book.clusters.code(text)
            self._flow(text, self.pen.code * len(text))
            if sort == "private":
                self.rows[self.y].mixed = True
            self.drawn = text

    def _draw_wide(self, char: str) -> None:
        if self.pending and self.autowrap:
            self._wrap()
        edge = self._edge()
        if self.x + 2 > edge:
            if not self.autowrap or edge < 2:
                self.pending = True
                return
            self.rows[self.y].erase(self.x, edge, self.pen.blank)
            self._wrap()
            if self.x + 2 > self._edge():
                return
        self._place(char + WIDE_TAIL, self.pen.code * 2)
        self.rows[self.y].mixed = True

    def _await_joining(self) -> None:
        self.joining = (self.y, self.x, self.pending)
        self.refresh()

    def _join(self, rule: Rule, char: str) -> bool:
        """Let a character join the cluster in front of the cursor, if the rule allows it."""
        col = self.x if self.pending else self.x - 1
        if col < 0:
            return False
        line = self.rows[self.y]
        line.pad(col + 1)
        if line.text[col] == WIDE_TAIL and col > 0:
            col -= 1
        base = self.book.clusters.text(line.text[col])
        new = rule(base, char)
        if new is None:
            return False
        if new == base:
            return True
        code = self.book.clusters.code(new) if len(new) > 1 else new
        if cells(new) < 2 or line.text[col + 1 : col + 2] == WIDE_TAIL:
            line.text = line.text[:col] + code + line.text[col + 1 :]
            line.mixed = True
            return True
        return self._widen(col, code)

    def _widen(self, col: int, code: str) -> bool:
        """Put a cluster that became wide where its narrow beginning was."""
        line = self.rows[self.y]
        style = line.codes[col]
        if not self.pending:
            edge = self._edge()
            line.text = line.text[:col] + code + line.text[col + 1 :]
            if self.insert_on:
                line.insert(col + 1, 1, edge, self.pen.blank)
            line.mixed = True
            line.put(col + 1, WIDE_TAIL, style)
            self.x += 1
            if self.x >= edge:
                self.x = edge - 1
                self.pending = True
            return True
        if not self.autowrap:
            return False
        pen = self.pen
        self._take_pen(style)
        line.erase(col, col + 1, self.pen.blank)
        self._wrap()
        self.pen = pen
        if self.x + 2 > self._edge():
            return True
        self._place(code + WIDE_TAIL, style * 2)
        self.rows[self.y].mixed = True
        return True

    def _mapped(self, text: str) -> str:
        """The text by the character sets in use."""
        if not self.charsets.single:
            return text.translate(self.mapping) if self.mapping else text
        first = text[0].translate(table(self.charsets.sets[self.charsets.single]) or {})
        self.charsets.single = 0
        self.refresh()
        return first + (text[1:].translate(self.mapping) if self.mapping else text[1:])

    def _just_drawn(self) -> str:
        """The character drawn last if the cursor is right behind it, else nothing.

        ECMA-48 leaves open what REP does behind a control function; as in xterm, it does nothing.
        """
        col = self.x if self.pending else self.x - 1
        drawn = self.drawn.replace(WIDE_TAIL, "")
        if col < 0 or not drawn:
            return ""
        text = self.rows[self.y].text
        cell = text[col] if col < len(text) else " "
        if cell == WIDE_TAIL and col > 0:
            cell = text[col - 1]
        char = self.book.clusters.text(cell)
        return char if char[0] == self.book.clusters.text(drawn[-1])[0] else ""

    def repeat(self, count: int = 1) -> None:
        """REP: write the character drawn last again; nothing once the cursor has left it."""
        char = self._just_drawn()
        if not char:
            return
        kept, self.mapping = self.mapping, None
        self.refresh()
        most = self.columns * self.lines
        self.draw(char * min(count or 1, most))
        self.mapping = kept
        self.refresh()
