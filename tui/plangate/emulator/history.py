"""Lines that have left the screen, numbered for ever and kept small.

The newest lines are plain strings. Older ones are joined into chunks, and when the joined chunks
take more than `LOOSE` bytes the newest of them are compressed. A flood of output therefore costs
little more than moving references: most of its lines are dropped before they are compressed.
"""

from __future__ import annotations

import sys
import zlib
from collections import deque
from collections.abc import Iterable, Sequence

from plangate.emulator.line import Line
from plangate.emulator.pens import Codebook
from plangate.model.screen import CLUSTER_BASE, Row, Style, style_number

__all__ = ["History"]

CHUNK = 128
"""Lines joined at a time."""

FLOOD = 256
"""Lines joined at a time when many come at once in one style."""

RECENT = 128
"""Lines kept as plain strings while they come one by one, on top of those not yet worth a chunk."""

WORTH_A_CHUNK = 64
"""Strings that are joined when nothing happens; fewer would leave many small chunks."""

LOOSE = 512 * 1024
"""Bytes of joined lines that are not compressed while more come."""

_LEVEL = 1

Lines = tuple[list[str], list[str], list[bool]]
"""Texts, style codes and wrapped flags."""


class Palette:
    """What a chunk's codes meant when the tables that gave them their meaning are gone."""

    __slots__ = ("clusters", "styles")

    def __init__(self, styles: dict[str, Style], clusters: dict[str, str]) -> None:
        self.styles = styles
        self.clusters = clusters


class Chunk:
    """Some lines, joined and perhaps compressed."""

    __slots__ = ("codes", "count", "palette", "single", "text", "wrapped")

    def __init__(self, texts: list[str], codes: Sequence[str], wrapped: Sequence[bool]) -> None:
        self.count = len(texts)
        self.wrapped = bytes(wrapped) if True in wrapped else b""
        self.text: str | bytes = "\n".join(texts)
        joined = "".join(codes)
        self.single = joined[:1]
        self.codes: str | bytes = "" if joined == self.single * len(joined) else joined
        self.palette: Palette | None = None

    @property
    def size(self) -> int:
        """Bytes taken, roughly."""
        return sys.getsizeof(self.text) + sys.getsizeof(self.codes)

    def compress(self) -> None:
        """Make the chunk smaller; nothing happens when it is small already."""
        if isinstance(self.text, str):
            self.text = zlib.compress(self.text.encode(), _LEVEL)
        if isinstance(self.codes, str) and self.codes:
            self.codes = zlib.compress(self.codes.encode(), _LEVEL)

    def lines(self) -> Lines:
        """The lines as they were, in the codes of their own time."""
        text = self.text if isinstance(self.text, str) else zlib.decompress(self.text).decode()
        codes = self.codes if isinstance(self.codes, str) else zlib.decompress(self.codes).decode()
        texts = text.split("\n")
        if codes:
            ends = 0
            cut = []
            for item in texts:
                start, ends = ends, ends + len(item)
                cut.append(codes[start:ends])
        else:
            cut = [self.single * len(item) for item in texts]
        return texts, cut, [flag == 1 for flag in self.wrapped] or [False] * self.count

    def settle(self, book: Codebook) -> None:
        """Keep the meaning of the codes, for the tables are about to be renewed."""
        if self.palette is not None:
            return
        texts, codes, _ = self.lines()
        text = "".join(texts)
        known = book.tables.clusters
        clusters: dict[str, str] = {}
        if not text.isascii():
            clusters = {
                char: known[ord(char) - CLUSTER_BASE] for char in set(text) if ord(char) >= CLUSTER_BASE
            }
        used = set("".join(codes))
        styles = {code: book.tables.styles[style_number(code)] for code in used if code != "\0"}
        self.palette = Palette(styles, clusters)

    def translated(self, book: Codebook) -> Lines:
        """The lines in the codes of the present tables, which may grow."""
        texts, codes, wrapped = self.lines()
        if self.palette is None:
            return texts, codes, wrapped
        styles = {ord(code): book.pens.code(style) for code, style in self.palette.styles.items()}
        clusters = {ord(char): book.clusters.code(text) for char, text in self.palette.clusters.items()}
        if clusters:
            texts = [text.translate(clusters) for text in texts]
        return texts, [code.translate(styles) for code in codes], wrapped


class History:
    """Lines `base` up to `end`, at most `limit` of them."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._base = 0
        self._chunks: deque[Chunk] = deque()
        self._skip = 0
        """Lines of the first chunk that are dropped already."""
        self._packed = 0
        self._loose = 0
        self._texts: list[str] = []
        self._codes: list[str] = []
        self._wrapped: list[bool] = []
        self._opened: tuple[Chunk, list[Row]] | None = None

    def __len__(self) -> int:
        return self.end - self.base

    @property
    def base(self) -> int:
        """The number of the oldest line; more may be stored for a while."""
        return max(self._base, self.end - self.limit)

    @property
    def end(self) -> int:
        """The number behind the newest line."""
        return self._base + self._packed - self._skip + len(self._texts)

    def restart(self, base: int) -> None:
        """Drop all lines and let the next one have this number."""
        self.clear()
        self._base = base

    def push(self, line: Line) -> None:
        """Take over a line that leaves the screen."""
        self._texts.append(line.text)
        self._codes.append(line.codes)
        self._wrapped.append(line.wrapped)
        if len(self._texts) >= RECENT + CHUNK:
            self._pack()

    def extend(self, texts: list[str], codes: list[str], wrapped: list[bool]) -> None:
        """Take over many lines at once."""
        surplus = len(texts) - self.limit
        if surplus > 0:
            self.restart(self.end + surplus)
            texts, codes, wrapped = texts[surplus:], codes[surplus:], wrapped[surplus:]
        self._texts += texts
        self._codes += codes
        self._wrapped += wrapped
        if len(self._texts) >= RECENT + CHUNK:
            self._pack()

    def flood(self, texts: list[str], code: str) -> None:
        """Take over many lines at once that are all in one style and not wrapped."""
        surplus = len(texts) - self.limit
        if surplus > 0:
            self.restart(self.end + surplus)
            texts = texts[surplus:]
        if len(texts) < WORTH_A_CHUNK:
            self.extend(texts, [code * len(text) for text in texts], [False] * len(texts))
            return
        self._join(len(self._texts))
        for start in range(0, len(texts), FLOOD):
            self._add(Chunk(texts[start : start + FLOOD], code, ()))
        self._tidy()

    def clear(self) -> None:
        """Drop all lines; numbers go on."""
        self._base = self.end
        self._chunks.clear()
        self._skip = self._packed = self._loose = 0
        self._texts, self._codes, self._wrapped = [], [], []
        self._opened = None

    def pop(self, book: Codebook) -> Line | None:
        """Take the newest line back, when there is one."""
        self.trim()  # what is dropped must not come back when the end moves
        if not len(self):
            return None
        if not self._texts:
            self._unpack(book)
        text = self._texts.pop()
        return Line(text, self._codes.pop(), self._wrapped.pop(), not text.isascii() or "\0" in text)

    def rows(self, first: int, last: int, book: Codebook) -> list[Row]:
        """The lines `first` up to `last` as far as they are held."""
        first, last = max(first, self.base), min(last, self.end)
        found: list[Row] = []
        number = self._base - self._skip
        for chunk in self._chunks:
            if number >= last:
                return found
            if number + chunk.count > first:
                rows = self._open(chunk, book)
                found += rows[max(0, first - number) : last - number]
            number += chunk.count
        start, stop = max(0, first - number), max(0, last - number)
        parts = zip(self._texts[start:stop], self._codes[start:stop], self._wrapped[start:stop], strict=True)
        found += [Line(*part).row() for part in parts]
        return found

    def lines(self, book: Codebook) -> Iterable[Lines]:
        """All lines in pieces, oldest first, in present codes."""
        self.trim()
        skip = self._skip
        for chunk in self._chunks:
            texts, codes, wrapped = chunk.translated(book)
            yield texts[skip:], codes[skip:], wrapped[skip:]
            skip = 0
        if self._texts:
            yield list(self._texts), list(self._codes), list(self._wrapped)

    def settle(self, book: Codebook) -> None:
        """Make all lines independent of the tables, which are about to be renewed."""
        self._opened = None
        if self._texts:
            self._add(Chunk(self._texts, self._codes, self._wrapped))
            self._texts, self._codes, self._wrapped = [], [], []
        for chunk in self._chunks:
            chunk.settle(book)

    def compact(self) -> None:
        """Make everything small, because nothing is added for the moment."""
        self._opened = None
        if len(self._texts) >= WORTH_A_CHUNK:
            self._join(len(self._texts))
        self.trim()
        self._squeeze(0)

    def trim(self) -> None:
        """Drop what is beyond the limit."""
        surplus = self.base - self._base
        if surplus <= 0:
            return
        self._base += surplus
        self._skip += surplus
        while self._chunks and self._skip >= self._chunks[0].count:
            chunk = self._chunks.popleft()
            self._skip -= chunk.count
            self._packed -= chunk.count
            if isinstance(chunk.text, str):
                self._loose -= chunk.size
        if not self._chunks and self._skip:
            del self._texts[: self._skip], self._codes[: self._skip], self._wrapped[: self._skip]
            self._skip = 0

    def _pack(self) -> None:
        self._join((len(self._texts) - RECENT) // CHUNK * CHUNK)
        self._tidy()

    def _tidy(self) -> None:
        self.trim()
        if self._loose > LOOSE:
            self._squeeze(LOOSE)

    def _join(self, count: int) -> None:
        """Make chunks of the oldest strings."""
        for start in range(0, count, CHUNK):
            end = min(start + CHUNK, count)
            self._add(Chunk(self._texts[start:end], self._codes[start:end], self._wrapped[start:end]))
        del self._texts[:count], self._codes[:count], self._wrapped[:count]

    def _unpack(self, book: Codebook) -> None:
        chunk = self._chunks.pop()
        if isinstance(chunk.text, str):
            self._loose -= chunk.size
        self._packed -= chunk.count
        self._opened = None
        texts, codes, wrapped = chunk.translated(book)
        self._texts, self._codes, self._wrapped = list(texts), list(codes), list(wrapped)
        if not self._chunks:
            del self._texts[: self._skip], self._codes[: self._skip], self._wrapped[: self._skip]
            self._skip = 0

    def _add(self, chunk: Chunk) -> None:
        self._chunks.append(chunk)
        self._packed += chunk.count
        self._loose += chunk.size

    def _squeeze(self, most: int) -> None:
        """Compress the newest chunks until at most so many bytes are loose: in a flood the oldest go soon."""
        for chunk in reversed(self._chunks):
            if self._loose <= most:
                return
            if isinstance(chunk.text, str):
                self._loose -= chunk.size
                chunk.compress()

    def _open(self, chunk: Chunk, book: Codebook) -> list[Row]:
        if self._opened is not None and self._opened[0] is chunk:
            return self._opened[1]
        texts, codes, wrapped = chunk.translated(book)
        rows = [Line(*part).row() for part in zip(texts, codes, wrapped, strict=True)]
        self._opened = (chunk, rows)
        return rows
