"""Terminal output to measure and compare emulators with; the same bytes on every run.

Everything is generated from a seed but the streams of vim and less, which the real programs write
into a PTY where they are installed, and the agents' recordings kept in tests/fixtures.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.programs import record

__all__ = [
    "COLS",
    "ROWS",
    "Corpus",
    "agent_recordings",
    "corpora",
    "generate",
    "ink_frame",
    "names",
    "plain_log",
]

COLS, ROWS = 120, 40

_RECORDINGS = Path(__file__).parent.parent / "fixtures" / "recordings"
_WORDS = [
    "request",
    "served",
    "cache",
    "miss",
    "worker",
    "started",
    "job",
    "queue",
    "retry",
    "timeout",
    "session",
    "token",
    "user",
    "upload",
    "index",
    "compile",
    "module",
    "import",
    "error",
    "warning",
    "connection",
    "closed",
    "opened",
    "bytes",
    "written",
    "read",
    "from",
    "to",
    "in",
    "of",
    "the",
]
_PATHS = ("src/app.py", "src/gate/policy.py", "tests/test_app.py", "docs/protocol.md", "Makefile")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One stream of output and the screen it was made for."""

    name: str
    data: bytes
    cols: int = COLS
    rows: int = ROWS


def corpora(size: int = 1_000_000) -> Iterator[Corpus]:
    """All corpora, each of about `size` bytes; small ones are repeated to reach it."""
    for name in (*_GENERATED, *_RECORDED):
        corpus = generate(name, size)
        if corpus is not None:
            yield corpus
    agents = b"".join(recording.data for recording in agent_recordings())
    if agents:
        yield Corpus("agents", _repeat(agents, size))


def names() -> list[str]:
    """Of all corpora that `generate` makes."""
    return [*_GENERATED, *_RECORDED]


def generate(name: str, size: int) -> Corpus | None:
    """One corpus; None when the program that writes it is not installed."""
    if name in _GENERATED:
        return Corpus(name, _GENERATED[name](size))
    stream = _RECORDED[name]()
    return Corpus(name, _repeat(stream, size)) if stream else None


def agent_recordings() -> list[Corpus]:
    """What real agents wrote, named AGENT-COLSxROWS."""
    found = []
    for path in sorted(_RECORDINGS.glob("*.bin")):
        cols, _, rows = path.stem.rpartition("-")[2].partition("x")
        found.append(Corpus(path.stem, path.read_bytes(), int(cols), int(rows)))
    return found


def plain_log(size: int) -> bytes:
    """A service's log without colour, as a program writes it to a terminal."""
    rng = random.Random(1)
    return _lines(size, lambda number: f"{_stamp(number)} {rng.choice(_LEVELS):5} {_sentence(rng)}")


def ink_frame(number: int) -> bytes:
    """One redraw of a nine-line block, as agents built on Ink write it ten times a second."""
    spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[number % 10]
    erase = "\x1b[2K\x1b[1A" * 8 + "\x1b[2K\x1b[G" if number else ""
    rule = "─" * (COLS - 2)
    lines = [
        f"\x1b[38;5;174m{spinner}\x1b[39m \x1b[38;2;215;119;87mThinking…\x1b[39m"
        f" \x1b[2m({number // 10}s · ↓ {number * 7} tokens · esc to interrupt)\x1b[22m",
        "",
        f"\x1b[38;5;246m  ⎿  \x1b[39mReading \x1b[1m{_PATHS[number % len(_PATHS)]}\x1b[22m",
        "\x1b[2m     checking imports\x1b[22m",
        "",
        f"\x1b[38;5;244m╭{rule}╮\x1b[39m",
        f"\x1b[38;5;244m│\x1b[39m > \x1b[7m \x1b[27m{' ' * (COLS - 6)}\x1b[38;5;244m│\x1b[39m",
        f"\x1b[38;5;244m╰{rule}╯\x1b[39m",
        "\x1b[2m  ? for shortcuts\x1b[22m" + " " * 40 + "\x1b[38;5;220mauto-accept edits on\x1b[39m",
    ]
    return ("\x1b[?2026h" + erase + "\r\n".join(lines) + "\x1b[?2026l").encode()


_LEVELS = ("INFO", "DEBUG", "WARN", "ERROR")
_LEVEL_COLORS = {"INFO": "32", "DEBUG": "36", "WARN": "33", "ERROR": "1;31"}


def _coloured_log(size: int) -> bytes:
    rng = random.Random(2)

    def line(number: int) -> str:
        level = rng.choice(_LEVELS)
        return (
            f"\x1b[2m{_stamp(number)}\x1b[0m \x1b[{_LEVEL_COLORS[level]}m{level:5}\x1b[0m "
            f"\x1b[34m{rng.choice(_PATHS)}\x1b[0m {_sentence(rng)}"
        )

    return _lines(size, line)


def _truecolour(size: int) -> bytes:
    rng = random.Random(3)

    def line(_: int) -> str:
        return "".join(
            f"\x1b[38;2;{rng.randrange(256)};{rng.randrange(256)};{rng.randrange(256)}m{rng.choice('▀▄█ab')}"
            for _ in range(COLS)
        )

    return _lines(size, line) + b"\x1b[0m"


def _wide(size: int) -> bytes:
    rng = random.Random(4)
    pieces = (
        "日本語テキスト",
        "한국어",
        "🚀",
        "✅",
        "👩‍💻",
        "⚠️",
        "é",
        "é",
        "║═╬",
        "naïve",
        "🇨🇭",
        "नमस्ते",
        "ok ",
    )
    return _lines(size, lambda _: "".join(rng.choice(pieces) for _ in range(24)))


def _ink(size: int) -> bytes:
    return _frames(size, ink_frame)


def _pytest(size: int) -> bytes:
    rng = random.Random(5)

    def line(number: int) -> str:
        word, color = rng.choice((("PASSED", 32), ("PASSED", 32), ("FAILED", 31), ("SKIPPED", 33)))
        name = f"tests/unit/test_{rng.choice(_WORDS)}.py::test_{rng.choice(_WORDS)}_{rng.choice(_WORDS)}"
        done = f"[{number % 100:3}%]"
        return f"{name} \x1b[{color}m{word}\x1b[0m{' ' * max(1, 100 - len(name))}\x1b[{color}m{done}\x1b[0m"

    return _lines(size, line)


def _git_diff(size: int) -> bytes:
    rng = random.Random(6)

    def line(number: int) -> str:
        place = number % 20
        path = _PATHS[number // 20 % len(_PATHS)]
        if place == 0:
            return f"\x1b[1mdiff --git a/{path} b/{path}\x1b[m"
        if place == 1:
            return f"\x1b[36m@@ -{number},7 +{number},9 @@\x1b[m def {rng.choice(_WORDS)}(self):"
        mark, color = rng.choice(((" ", ""), ("-", "31"), ("+", "32")))
        text = f"{mark}    {_sentence(rng)}"
        return f"\x1b[{color}m{text}\x1b[m" if color else text

    return _lines(size, line)


def _process_table(size: int) -> bytes:
    """Redraws like those of htop: absolute moves, bars, one coloured field after the other."""
    rng = random.Random(7)

    def frame(_: int) -> bytes:
        out = ["\x1b[H"]
        for row in range(1, 5):
            used = rng.randrange(2, 30)
            out.append(
                f"\x1b[{row};1H\x1b[36m{row:3}\x1b[39m\x1b[1m[\x1b[32m{'|' * used}\x1b[90m"
                f"{used * 3:>{34 - used}}.0%\x1b[39m]\x1b[m"
            )
        out.append(
            f"\x1b[6;1H\x1b[30m\x1b[42m{'  PID USER      PRI  NI  VIRT   RES   SHR S CPU% MEM%':{COLS}}\x1b[m"
        )
        for row in range(7, ROWS):
            pid, cpu = rng.randrange(1, 32768), rng.randrange(0, 999) / 10
            out.append(
                f"\x1b[{row}d\x1b[1G{pid:5} \x1b[90mroot      \x1b[39m 20   0 \x1b[36m{rng.randrange(9)}\x1b[39m"
                f"{rng.randrange(999):03}M \x1b[32m{rng.randrange(99)}M\x1b[39m S \x1b[1m{cpu:5}\x1b[m"
                f"  0.{rng.randrange(9)} {rng.choice(_PATHS)} --{rng.choice(_WORDS)}\x1b[K"
            )
        return "".join(out).encode()

    return b"\x1b[?1049h\x1b[?25l" + _frames(size, frame) + b"\x1b[?1049l\x1b[?25h"


_GENERATED: dict[str, Callable[[int], bytes]] = {
    "plain log": plain_log,
    "coloured log": _coloured_log,
    "truecolour": _truecolour,
    "wide": _wide,
    "ink": _ink,
    "pytest": _pytest,
    "git diff": _git_diff,
    "htop-like": _process_table,
}


def _stamp(number: int) -> str:
    return f"2026-01-{number // 86400 % 28 + 1:02}T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randrange(4, 12)))


def _lines(size: int, line: Callable[[int], str]) -> bytes:
    out, total, number = [], 0, 0
    while total < size:
        piece = line(number).encode() + b"\r\n"
        out.append(piece)
        total += len(piece)
        number += 1
    return b"".join(out)


def _frames(size: int, frame: Callable[[int], bytes]) -> bytes:
    out, total, number = [], 0, 0
    while total < size:
        out.append(frame(number))
        total += len(out[-1])
        number += 1
    return b"".join(out)


def _repeat(stream: bytes, size: int) -> bytes:
    return stream * -(-size // len(stream))


def _source(lines: int) -> str:
    rng = random.Random(8)
    return "".join(
        f"def {rng.choice(_WORDS)}_{number}(value: int) -> str:\n"
        f'    """{_sentence(rng)}."""\n'
        f'    return "{rng.choice(_WORDS)}" * value  # {_sentence(rng)}\n\n'
        for number in range(lines)
    )


def _vim() -> bytes:
    keys = ["\x06"] * 12 + ["\x02"] * 6 + ["\x04", "\x05", "\x05", "\x05"] * 5
    keys += [
        "gg",
        "/return\r",
        *["n"] * 12,
        "A  # changed\x1b",
        "jdd",
        "P",
        "o\x0bx = 1\x1b",
        ":set number\r",
        "G",
    ]
    argv = ["vim", "-Nu", "NONE", "-c", "syntax on", "-c", "set hlsearch nomore", "{file}"]
    return record(argv, _source(300), "sample.py", [*keys, ":q!\r"], COLS, ROWS)


def _less() -> bytes:
    keys = ["f"] * 20 + ["b"] * 8 + ["j"] * 30 + ["k"] * 10 + ["/error\r", *["n"] * 10, "G", "g"]
    text = _coloured_log(120_000).decode().replace("\r\n", "\n")
    return record(["less", "-R", "{file}"], text, "sample.log", [*keys, "q"], COLS, ROWS)


_RECORDED: dict[str, Callable[[], bytes]] = {"vim": _vim, "less": _less}
