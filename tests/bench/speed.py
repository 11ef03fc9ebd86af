"""The emulator's speed on every corpus beside pyte's own screen, and what its history weighs."""

from __future__ import annotations

import gc
import math
import time
import tracemalloc
from collections.abc import Callable

import pyte
from tests.bench.corpora import Corpus, corpora

from plangate.cli.bench.figure import Figure
from plangate.emulator import make

__all__ = ["measure"]

_READ = 4096
_BLOCK = 65536
_SIZE = 1_000_000
_PYTE_SIZE = 100_000  # pyte is slow, and its speed does not depend on the length
_PASSES = 3
_GROUP = ("coloured log", "pytest", "git diff", "ink", "vim", "less", "htop-like", "agents")
_LINES = 5000


def measure() -> list[Figure]:
    """MB/s of processor time per corpus, the ratios' mean, the longest block, the weight of history."""
    figures: list[Figure] = []
    ratios: list[float] = []
    longest: dict[str, float] = {}
    history = 0.0
    for corpus in corpora(_SIZE):
        ours = _speed(corpus.data, lambda it=corpus: make(it.cols, it.rows).feed)  # type: ignore[misc]
        theirs = _speed(_whole(corpus), lambda it=corpus: _pyte(it))  # type: ignore[misc]
        least = 60.0 if corpus.name == "plain log" else None
        figures.append(Figure(f"emulator, {corpus.name}", ours, theirs, "MB/s", "pyte", least=least))
        if corpus.name in _GROUP:
            ratios.append(ours / theirs)
        longest[corpus.name] = _longest_block(corpus)
        if corpus.name == "coloured log":
            history = _history_weight(corpus)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    figures.append(Figure("geometric mean of colour, redraws, agents", mean, 1.0, "x", "pyte", least=6.0))
    figures.append(
        Figure("longest 64 KiB of any corpus", max(longest.values()), unit="ms", limit=15.0, detail=longest)
    )
    figures.append(Figure(f"history of {_LINES} coloured lines", history, unit="MB", limit=2.0))
    return figures


def _whole(corpus: Corpus) -> bytes:
    """A shorter part for pyte, from the beginning."""
    return corpus.data[:_PYTE_SIZE]


def _speed(data: bytes, make_feed: Callable[[], Callable[[bytes], object]]) -> float:
    best = math.inf
    for _ in range(_PASSES):
        feed = make_feed()
        start = time.process_time()
        for place in range(0, len(data), _READ):
            feed(data[place : place + _READ])
        best = min(best, time.process_time() - start)
    return len(data) / best / 1e6


def _pyte(corpus: Corpus) -> Callable[[bytes], object]:
    stream = pyte.ByteStream(pyte.Screen(corpus.cols, corpus.rows))

    def feed(data: bytes) -> None:
        try:
            stream.feed(data)
        except (TypeError, UnboundLocalError, IndexError):
            return  # sequences it raises on; the rest of the piece is lost, to its advantage

    return feed


def _longest_block(corpus: Corpus) -> float:
    """Milliseconds that the slowest 64 KiB take in the best of some passes over them."""
    best = [math.inf] * -(-len(corpus.data) // _BLOCK)
    for _ in range(_PASSES):
        emulator = make(corpus.cols, corpus.rows)
        for number in range(len(best)):
            start = time.process_time()
            emulator.feed(corpus.data[number * _BLOCK : (number + 1) * _BLOCK])
            best[number] = min(best[number], time.process_time() - start)
    return 1000 * max(best)


def _history_weight(corpus: Corpus) -> float:
    lines = b"\r\n".join(corpus.data.split(b"\r\n")[:_LINES])
    gc.collect()
    tracemalloc.start()
    emulator = make(corpus.cols, corpus.rows)
    emulator.feed(lines)
    gc.collect()
    weight = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return weight / 1e6
