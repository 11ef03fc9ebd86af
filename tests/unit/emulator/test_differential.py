"""The default emulator beside libghostty and pyte on generated corpora and on recordings of agents."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pyte
import pytest
from tests.bench.corpora import Corpus, agent_recordings, generate, names
from tests.support.terminals import check, picture
from tests.support.tools import lacks

from plangate.emulator import make
from plangate.emulator.api import Emulator

_READ = 3000
_SIZE = 60_000
_RECORDINGS = {recording.name: recording for recording in agent_recordings()}

_CLUSTERED_OTHERWISE = {
    "wide": "ghostty joins Devanagari conjuncts to one cluster; Rich and the default emulator do not,"
    " and both count as many cells",
}
"""Corpora of which only the text and the cursor are compared, and why."""

_PYTE_IS_RIGHT_ON = ("plain log", "coloured log", "pytest", "git diff", "truecolour", "htop-like")


def _text(emulator: Emulator) -> list[str]:
    return [emulator.tables.plain(row).rstrip() for row in emulator.screen()]


@pytest.mark.parametrize("name", [*names(), *_RECORDINGS])
def test_ghostty_shows_the_same(name: str) -> None:
    """After every read: the same text, attributes and cursor."""
    pytest.importorskip("pyghostty")
    corpus = _corpus(name)
    ours, theirs = make(corpus.cols, corpus.rows), make(corpus.cols, corpus.rows, backend="ghostty")
    for place, piece in _pieces(corpus):
        ours.feed(piece)
        theirs.feed(piece)
        assert _text(ours) == _text(theirs), f"text at {place}"
        assert ours.cursor[:3] == theirs.cursor[:3], f"cursor at {place}"
        if name not in _CLUSTERED_OTHERWISE:
            assert picture(ours) == picture(theirs), f"cells at {place}"
    check(ours)
    if not ours.modes.alternate:
        assert _history(ours) == _history(theirs)


def _corpus(name: str) -> Corpus:
    corpus = _RECORDINGS.get(name) or generate(name, _SIZE)
    if corpus is None:
        lacks(f"{name} is not installed")
    return corpus


def _pieces(corpus: Corpus) -> Iterator[tuple[int, bytes]]:
    """Reads of equal length; whole lines where half a cluster has a different width."""
    if corpus.name in _CLUSTERED_OTHERWISE:
        yield from enumerate(corpus.data.splitlines(keepends=True))
        return
    for place in range(0, len(corpus.data), _READ):
        yield place, corpus.data[place : place + _READ]


def _history(emulator: Emulator) -> list[str]:
    """The newest lines of the history; how many are held in all differs."""
    rows = emulator.history(max(emulator.base, emulator.top - 300), emulator.top)
    return [emulator.tables.plain(row).rstrip() for row in rows]


@pytest.mark.parametrize("name", _PYTE_IS_RIGHT_ON)
def test_pyte_shows_the_same(name: str) -> None:
    """Where pyte knows every sequence, text and cursor agree with it."""
    corpus = _corpus(name)
    screen = pyte.Screen(corpus.cols, corpus.rows)
    stream, ours = pyte.ByteStream(screen), make(corpus.cols, corpus.rows)
    # pyte has no alternate screen; what such a program leaves behind is not compared.
    data = corpus.data.partition(b"\x1b[?1049l")[0]
    for place in range(0, len(data), _READ):
        stream.feed(data[place : place + _READ])
        ours.feed(data[place : place + _READ])
        assert _text(ours) == [line.rstrip() for line in screen.display]
        assert (ours.cursor.row, ours.cursor.col) == (screen.cursor.y, min(screen.cursor.x, corpus.cols - 1))


_TEXTS = ("ab", "hello world", "x" * 23, "x" * 50, "漢字", "é", "-", "\r\n", "\n", "\r", "\b", "\t", "\x0b")
_COUNTED = (
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "`",
    "d",
    "a",
    "e",
    "X",
    "@",
    "P",
    "L",
    "M",
    "S",
    "T",
    "I",
    "Z",
)
_FIXED = (
    *("\x1bD", "\x1bM", "\x1bE", "\x1b7", "\x1b8", "\x1bH", "\x1b[0g", "\x1b[3g", "\x1b[r"),
    *("\x1b[J", "\x1b[1J", "\x1b[2J", "\x1b[K", "\x1b[1K", "\x1b[2K", "z\x1b[4b", "\x1b[44m", "\x1b[m"),
)
"""Controls that both terminals know and understand alike. Left out are DECSTR and 0 as a count, which
ghostty does not take for 1, origin mode, in which it adds the origin twice to CHA, HPA, HPR and VPR, the
side margins, of which it knows a part, insertion of a wide character that has to wrap, and wrapping
switched on and off while a wrap is pending."""


def _control(rng: random.Random) -> str:
    """Text or one control, mostly with sane parameters."""
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(_TEXTS)
    if kind < 0.7:
        return f"\x1b[{rng.choice(('', '1', '2', '3', rng.randint(1, 30)))}{rng.choice(_COUNTED)}"
    if kind < 0.8:
        return f"\x1b[{rng.randint(0, 9)};{rng.randint(0, 25)}H"
    if kind < 0.85:
        top = rng.randint(1, 7)
        return f"\x1b[{top};{rng.randint(top + 1, 9)}r"
    return rng.choice(_FIXED)


@pytest.mark.parametrize("seed", range(20))
def test_ghostty_moves_and_edits_the_same(seed: int) -> None:
    """After every one of many controls in any order: the same text and cursor."""
    pytest.importorskip("pyghostty")
    rng = random.Random(seed)
    ours, theirs = make(24, 8), make(24, 8, backend="ghostty")
    fed = ""
    for _ in range(150):
        control = _control(rng)
        fed += control
        ours.feed(control.encode())
        theirs.feed(control.encode())
        assert _text(ours) == _text(theirs), repr(fed)
        assert ours.cursor[:2] == theirs.cursor[:2], repr(fed)
