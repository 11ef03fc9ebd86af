"""The whole screen: floods of lines, and changing the size."""

from __future__ import annotations

from itertools import islice

from plangate.emulator.clusters import COMPLEX
from plangate.emulator.line import Line
from plangate.emulator.pens import Segment
from plangate.emulator.reflow import Mark, Reflow
from plangate.emulator.state import TAB_STOPS
from plangate.emulator.strings import Strings
from plangate.model.terminal import TerminalEventKind

__all__ = ["PlangateScreen"]


class PlangateScreen(Strings):
    """A terminal's screen under pyte's names.

    A line of text is two strings, so most of what happens to it is one slice; nothing is kept per
    cell, and `buffer` is made when somebody asks for it.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.columns}, {self.lines})"

    def select_rendition(self, parameters: str) -> None:
        """SGR with its parameters as text."""
        self.pen = self.pen.steps.get(parameters) or self.book.pens.step(self.pen, parameters)

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        """SGR in pyte's words."""
        if not private:
            self.select_rendition(";".join(map(str, attributes)))

    def bell(self) -> None:
        """BEL; only the last of several in one place is told."""
        line = self.past.end + self.y
        if not self.events_out or self.events_out[-1].kind != "bell" or self.events_out[-1].line != line:
            self.tell(TerminalEventKind.BELL)

    def debug(self, *_arguments: object, **_options: object) -> None:
        """What pyte calls for sequences it does not know; nothing happens."""

    def compact(self) -> None:
        """Forget what can be found out again, and pack the history."""
        self.book.pens.forget()
        self._memory = 0
        self.past.compact()

    # Floods.

    def draw_lines(self, lines: list[str], plain: bool = False) -> None:
        """Draw each text and end its line; the same as doing so one after the other, only faster.

        They may hold renditions and tabs; with `plain` they are known to be ASCII without any control.
        """
        index = 0
        count = len(lines)
        if plain and count > self.lines and max(map(len, lines)) <= self.columns:
            index = self._draw_plain(lines)
        while index < count:
            done = self._append(lines, index) if count - index > 2 and self._at_end() else index
            if done == index:
                self._draw_tabbed(lines[index])
                self.newline()
                done += 1
            index = done

    def _draw_tabbed(self, text: str) -> None:
        for number, part in enumerate(text.split("\t")):
            if number:
                self.tab()
            if part:
                self.draw(part)

    def _draw_plain(self, lines: list[str]) -> int:
        """Draw lines that each fit into one row; returns the index of the first one left."""
        index = 0
        while not self._at_end():
            if index == self.lines:
                return index
            if lines[index]:
                self.draw(lines[index])
            self.newline()
            index += 1
        texts = lines[index:]
        self.drawn = next((text for text in reversed(texts) if text), self.drawn)
        code = self.pen.code
        height = self.lines - 1
        if len(texts) < height:
            self._commit(texts, [code * len(text) for text in texts], [False] * len(texts))
            return len(lines)
        leaving = self.rows[:-1]
        self.past.extend(
            [line.text for line in leaving],
            [line.codes for line in leaving],
            [line.wrapped for line in leaving],
        )
        straight = len(texts) - height
        self.past.flood(texts[:straight], code)
        self.rows[:] = [*(Line(text, code * len(text)) for text in texts[straight:]), Line()]
        return len(lines)

    def _at_end(self) -> bool:
        """Whether lines can be appended whole below what is there."""
        return (
            self.direct
            and self.full
            and not self.alternate_on
            and self.autowrap
            and self.y == self.lines - 1
            and self.x == 0
            and not self.pending
            and not self.rows[-1].text
            and self.pen.blank == "\0"
        )

    def _append(self, lines: list[str], index: int) -> int:
        """Append lines as long as they are simple; returns the index of the first one left."""
        texts: list[str] = []
        codes: list[str] = []
        wrapped: list[bool] = []
        columns = self.columns
        drawn = ""
        pen = self.pen
        usual_stops = self.tabs == list(TAB_STOPS)
        for data in islice(lines, index, None):
            if "\x1b" not in data and (data.isascii() or not COMPLEX.search(data)):
                text = data
                if "\t" in data:
                    text = data.rstrip("\t").expandtabs(TAB_STOPS[0])
                    if not usual_stops or pen.code != "\0" or len(text) > columns:
                        break
                code = pen.code * len(text)
            elif "\t" in data:
                break
            else:
                segment = pen.segments.get(data)
                if segment is None:
                    self.pen = pen
                    segment = self._compiled(data)
                if segment is None or segment[4] or segment[2].blank != "\0":
                    break
                text, code, after, mixed, _ = segment
                if mixed and len(text) > columns:
                    break
                pen = after
            if text:
                drawn = text
            while len(text) > columns:
                texts.append(text[:columns])
                codes.append(code[:columns])
                wrapped.append(True)
                text, code = text[columns:], code[columns:]
            texts.append(text)
            codes.append(code)
            wrapped.append(False)
            index += 1
        self.pen = pen
        self.drawn = drawn or self.drawn
        if texts:
            self._commit(texts, codes, wrapped)
        return index

    def _compiled(self, data: str) -> Segment | None:
        """A segment, unless the tables would have to be renewed for it first."""
        return None if self.crowded() else self.compile(data)

    def _commit(self, texts: list[str], codes: list[str], wrapped: list[bool]) -> None:
        kept = self.rows[:-1]
        leaving = len(texts)
        for line in kept[:leaving]:
            self.past.push(line)
        straight = leaving - len(kept)
        if straight > 0:
            self.past.extend(texts[:straight], codes[:straight], wrapped[:straight])
            texts, codes, wrapped = texts[straight:], codes[straight:], wrapped[straight:]
        fresh = [
            Line(text, code, goes_on, not text.isascii())
            for text, code, goes_on in zip(texts, codes, wrapped, strict=True)
        ]
        self.rows[:] = [*kept[leaving:], *fresh, Line()]

    # Size.

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Change the size; arguments are in pyte's order."""
        rows = max(1, lines or self.lines)
        cols = max(1, columns or self.columns)
        if (cols, rows) == (self.columns, self.lines):
            return
        if self.alternate_on:
            old = self.saved[0]
            mark = Mark(old.y, old.x)
        else:
            mark = Mark(self.y, self.x)
        if cols != self.columns:
            self._reflow(cols, rows, mark)
        else:
            self._fit_rows(rows, mark)
        for line in self.alternate:
            line.crop(cols)
        del self.alternate[rows:]
        self.alternate += [Line() for _ in range(rows - len(self.alternate))]
        self._settle_cursor(cols, rows, mark)
        self.columns, self.lines = cols, rows
        self.top, self.bottom, self.left, self.right = 0, rows - 1, 0, cols - 1
        self.joining = None
        self.refresh()
        if 2048 in self.private_modes:
            self.report_size()

    def _settle_cursor(self, cols: int, rows: int, mark: Mark) -> None:
        """Put both cursors and what was saved where they are now."""
        y, x = min(max(mark.placed[0], 0), rows - 1), min(mark.placed[1], cols - 1)
        if self.alternate_on:
            self.saved[0] = self.saved[0]._replace(y=y, x=x, pending=False)
            self.y, self.x = min(self.y, rows - 1), min(self.x, cols - 1)
        else:
            self.y, self.x = y, x
            saved = self.saved[0]
            self.saved[0] = saved._replace(y=min(saved.y, rows - 1), x=min(saved.x, cols - 1), pending=False)
        saved = self.saved[1]
        self.saved[1] = saved._replace(y=min(saved.y, rows - 1), x=min(saved.x, cols - 1), pending=False)
        self.pending = False

    def _fit_rows(self, rows: int, mark: Mark) -> None:
        """Give the main screen another height; lines go to the history or come back from it."""
        main = self.main
        y = mark.line
        while len(main) > rows and len(main) - 1 > y and not main[-1].row().text:
            main.pop()
        while len(main) > rows:
            self.past.push(main.pop(0))
            y -= 1
        missing = rows - len(main)
        while missing > 0:
            line = self.past.pop(self.book)
            if line is None:
                break
            main.insert(0, line)
            y += 1
            missing -= 1
            self.history_generation += 1
        main += [Line() for _ in range(missing)]
        mark.placed = (y, mark.col)

    def _reflow(self, cols: int, rows: int, mark: Mark) -> None:
        """Give the main screen and its history another width."""
        past = self.past
        top = past.end
        held = len(past)
        mark.line += held
        work = Reflow(self.columns, cols, [mark])
        for piece in past.lines(self.book):
            work.add(*piece)
        values = [line.row() for line in self.main]
        work.add(
            [row.text for row in values], [row.styles for row in values], [row.wrapped for row in values]
        )
        work.finish()
        texts, codes, wrapped = work.texts, work.codes, work.wrapped
        y, x = mark.placed
        while len(texts) > rows and len(texts) - 1 > y and not texts[-1]:
            texts.pop()
            codes.pop()
            wrapped.pop()
        split = max(0, len(texts) - rows)
        past.restart(max(top - split, past.base))
        past.extend(texts[:split], codes[:split], wrapped[:split])
        self.main[:] = [
            Line(text, code, goes_on, not text.isascii())
            for text, code, goes_on in zip(texts[split:], codes[split:], wrapped[split:], strict=True)
        ]
        self.main += [Line() for _ in range(rows - len(self.main))]
        self.history_generation += 1
        mark.placed = (y - split, x)
