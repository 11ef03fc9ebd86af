"""Putting grapheme clusters together, one code point after the other.

The rules are those of Unicode's annex 29 as far as cells are concerned: characters without width
belong to the cell in front of them, regional indicators pair up, and a joiner glues pictographs.
A joiner is kept only once its second half has come, so that no cell ever ends in one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from plangate.emulator.pens import Clusters, Pen, Pens, Segment
from plangate.model.screen import CLUSTER_BASE, WIDE_TAIL
from plangate.width import JOINER, cells, is_pictograph, width
from plangate.width.table import WIDE, ZERO, ranges

__all__ = ["COMPLEX", "IGNORED", "PIECES", "SGR", "build", "glued", "joined", "kind", "paired"]

SGR = re.compile("\x1b\\[([0-9;:]*)m")
"""A rendition sequence; splitting by it leaves texts and parameters in turn."""

LONGEST = 32
"""Code points in a cluster; what comes after is dropped."""

IGNORED = re.compile("[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Characters without width that mean nothing in a grid of cells."""

_INDICATORS = ("\U0001f1e6", "\U0001f1ff")
_PRIVATE = chr(CLUSTER_BASE)
_ASTRAL_FIRST = "\U00010000"
_ASTRAL = "\U00010000-\U0010ffff"


def _set(table: str) -> str:
    """A character class of a table's part in the basic plane.

    Classes with many ranges beyond it are slow, so those characters are looked up one by one.
    """
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges(table) if last < 0x10000)


PIECES = re.compile(
    f"(?P<plain>[^{_set(WIDE)}{_set(ZERO)}{_ASTRAL}]+)|(?P<wide>[{_set(WIDE)}]+)|(?P<zero>[{_set(ZERO)}])"
    f"|(?P<astral>[{_ASTRAL}])"
)
"""Cuts text into what is handled alike; `kind` says more about a character of the last group."""

COMPLEX = re.compile(f"[{_set(WIDE)}{_set(ZERO)}{_ASTRAL}]")
"""Any character that may not simply take one cell."""


STARTS = re.compile(f"[{_set(ZERO)}]")
"""A character of the basic plane that may belong to the cluster in front of it."""

_EXTENDS = f"{_set(ZERO)}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef"
CLUSTERS = re.compile(
    f"([^{_set(WIDE)}{_set(ZERO)}{_ASTRAL}]+(?![{_EXTENDS}]))|([{_set(WIDE)}]+(?![{_EXTENDS}]))"
    f"|((?:[{_INDICATORS[0]}-{_INDICATORS[1]}]+|[^\x1b])(?:[{_EXTENDS}]|(?<={JOINER})[^\x1b])*)"
)
"""Cuts text into runs of one cell (1) or two cells (2) a character, and clusters of other kinds (3)."""


@lru_cache(maxsize=1024)
def kind(char: str) -> str:
    """What a character beyond the basic plane is: wide, zero, plain, pair or private."""
    if _INDICATORS[0] <= char <= _INDICATORS[1]:
        return "pair"
    if char >= _PRIVATE:
        return "private"
    return ("zero", "plain", "wide")[width(char)]


def joined(base: str, char: str) -> str:
    """The cluster that a character without width makes of the one before it."""
    return base + char if len(base) < LONGEST else base


def paired(base: str, char: str) -> str | None:
    """The flag that a regional indicator completes, if there is a first half."""
    return base + char if len(base) == 1 and _INDICATORS[0] <= base <= _INDICATORS[1] else None


def glued(base: str, char: str) -> str | None:
    """The cluster that a joiner and the character behind it make, if both are pictographs."""
    if not is_pictograph(char) or len(base) + 2 > LONGEST:
        return None
    end = len(base)
    while end > 0 and width(base[end - 1]) == 0:
        end -= 1
    return base + JOINER + char if end and is_pictograph(base[end - 1]) else None


class _Cells:
    """Cells being put together, with room for ever."""

    def __init__(self, clusters: Clusters) -> None:
        self.clusters = clusters
        self.texts: list[str] = []
        self.codes: list[str] = []
        self.joining = False

    def plain(self, text: str, code: str) -> None:
        self.texts.append(text)
        self.codes.append(code * len(text))

    def wide(self, text: str, code: str) -> None:
        self.texts.append(WIDE_TAIL.join(text) + WIDE_TAIL)
        self.codes.append(code * (2 * len(text)))

    def base(self) -> str:
        """The cluster in the last cell."""
        last = self.texts[-1]
        return self.clusters.text(last[-2] if last[-1] == WIDE_TAIL else last[-1])

    def replace(self, text: str) -> None:
        """Let the last cell hold another cluster, which may be wider."""
        last = self.texts[-1]
        char = self.clusters.code(text) if len(text) > 1 else text
        if last[-1] == WIDE_TAIL:
            self.texts[-1] = last[:-2] + char + WIDE_TAIL
        elif cells(text) > 1:
            self.texts[-1] = last[:-1] + char + WIDE_TAIL
            self.codes[-1] += self.codes[-1][-1]
        else:
            self.texts[-1] = last[:-1] + char

    def add(self, sort: str, text: str, code: str) -> None:
        """Take one piece; the first piece of all must not join."""
        if self.joining:
            self.joining = False
            glue = glued(self.base(), text[0])
            if glue:
                self.replace(glue)
                text = text[1:]
                if not text:
                    return
        if sort == "plain":
            self.plain(text, code)
        elif sort == "wide":
            self.wide(text, code)
        elif sort == "private":
            self.plain(self.clusters.code(text), code)
        elif sort == "pair":
            flag = paired(self.base(), text) if self.texts else None
            if flag:
                self.replace(flag)
            else:
                self.plain(text, code)
        elif text == JOINER:
            self.joining = True
        elif not IGNORED.match(text):
            base = self.base()
            new = joined(base, text)
            if new != base:
                self.replace(new)


def build(data: str, pen: Pen, pens: Pens, clusters: Clusters) -> Segment | None:
    """The cells of a piece of output with renditions in it; None when its start may join what is before it."""
    texts: list[str] = []
    codes: list[str] = []
    first = pen
    parts = SGR.split(data)
    for index in range(0, len(parts), 2):
        if index:
            parameters = parts[index - 1]
            pen = pen.steps.get(parameters) or pens.step(pen, parameters)
        part = parts[index]
        if not part:
            continue
        if STARTS.match(part) or (part[0] >= _ASTRAL_FIRST and kind(part[0]) in ("zero", "pair")):
            return _build_slowly(parts, first, pens, clusters)
        for piece in CLUSTERS.finditer(part):
            sort, text = piece.lastindex, piece.group()
            if sort == 2:
                text = WIDE_TAIL.join(text) + WIDE_TAIL
            elif sort == 3:
                known = clusters.built.get(text) or _remember(text, pen, pens, clusters)
                if known is None:
                    return _build_slowly(parts, first, pens, clusters)
                text = known
            texts.append(text)
            codes.append(pen.code * len(text))
    return "".join(texts), "".join(codes), pen, True, False


def _remember(text: str, pen: Pen, pens: Pens, clusters: Clusters) -> str | None:
    """The cells of a cluster seen for the first time; None when they depend on what is around it."""
    segment = _build_slowly([text], pen, pens, clusters, alone=True)
    if segment is None or segment[4] or not segment[0]:
        return None
    if len(text) <= LONGEST:
        clusters.built[text] = segment[0]
    return segment[0]


def _build_slowly(
    parts: list[str], pen: Pen, pens: Pens, clusters: Clusters, alone: bool = False
) -> Segment | None:
    """The same one code point after the other, from texts and rendition parameters in turn.

    With `alone` there is nothing in front that the start might join.
    """
    cell = _Cells(clusters)
    for index in range(0, len(parts), 2):
        if index:
            parameters = parts[index - 1]
            pen = pen.steps.get(parameters) or pens.step(pen, parameters)
        for piece in PIECES.finditer(parts[index]):
            sort, text = piece.lastgroup or "plain", piece.group()
            if sort == "astral":
                sort = kind(text)
            if not cell.texts and (sort == "zero" or (sort == "pair" and not alone)):
                return None
            cell.add(sort, text, pen.code)
    return "".join(cell.texts), "".join(cell.codes), pen, True, cell.joining
