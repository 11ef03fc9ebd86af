"""How things look: text in, terminal lines out. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Live",
    "bold",
    "cells",
    "column_count",
    "cut",
    "dim",
    "live_rows",
    "markdown",
    "paint",
    "rule",
    "wrapped",
]

_WIDEST = 100
_SGR = re.compile(r"\x1b\[[0-9;]*m")
_CODES = {"bold": "1", "dim": "2", "green": "32", "red": "31", "yellow": "33", "blue": "34", "cyan": "36"}


def paint(text: str, *styles: str) -> str:
    """The text in styles of the terminal's own palette, so that it fits every theme."""
    return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def bold(text: str) -> str:
    """The text in bold."""
    return paint(text, "bold")


def dim(text: str) -> str:
    """The text, less important."""
    return paint(text, "dim")


def cells(text: str) -> int:
    """Width of painted text; the demo itself uses narrow characters only."""
    return len(_SGR.sub("", text))


def column_count(cols: int) -> int:
    """Width of what is drawn in a terminal: one column stays free so that nothing wraps."""
    return max(10, min(cols - 1, _WIDEST))


def rule(cols: int) -> str:
    """A line across."""
    return dim("─" * column_count(cols))


def wrapped(text: str, cols: int, first: str = "", rest: str = "") -> list[str]:
    """Text wrapped to the width at its blanks, with an indent for the first and the other lines.

    No-break spaces hold together and become blanks; painted words count as wide as they look.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        line = rest if lines else first
        empty = True
        for word in part.split(" "):
            if not empty and cells(line) + 1 + cells(word) > column_count(cols):
                lines.append(line)
                line, empty = rest, True
            line += word if empty else f" {word}"
            empty = False
        lines.append(line)
    return [line.replace("\xa0", " ").rstrip() for line in lines]


def markdown(source: str, cols: int) -> list[str]:
    """Headings, lists and paragraphs, painted."""
    lines: list[str] = []
    for part in source.strip().split("\n"):
        heading = re.match(r"#+ (.*)", part)
        item = re.match(r"(\s*(?:[-*]|\d+\.) )(.*)", part)
        if heading:
            lines += [paint(line, "bold", "cyan") for line in wrapped(heading[1], cols, "  ", "  ")]
        elif item:
            indent = "  " + item[1]
            lines += wrapped(_inline(item[2]), cols, indent, " " * len(indent))
        else:
            lines += wrapped(_inline(part), cols, "  ", "  ")
    return lines


def _inline(text: str) -> str:
    text = re.sub(r"\*\*(.+?)\*\*", lambda match: bold(match[1].replace(" ", "\xa0")), text)
    return re.sub(r"`(.+?)`", lambda match: paint(match[1].replace(" ", "\xa0"), "cyan"), text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The part at the bottom that changes."""

    activity: str = ""
    """What is being done, beside the spinner; empty when nothing is."""
    spinner: str = ""
    jobs: Sequence[str] = ()
    question: Sequence[str] = ()
    """Painted lines above the prompt."""
    typed: str = ""
    mode: str = ""
    hint: str = ""


def live_rows(live: Live, cols: int, rows: int) -> tuple[list[str], int, int]:
    """The lines, and row and column of the cursor within them."""
    width = column_count(cols)
    lines = [] if live.question else [""]
    if live.activity:
        tail = dim(" (esc to interrupt)")
        lines += [f"{paint(live.spinner, 'yellow')} {cut(live.activity, width - 21)}{tail}"]
    lines += [dim(cut(f"  ▸ {job}", width)) for job in live.jobs]
    lines += [*live.question, rule(cols)]
    typed = _input_lines(live.typed, width)[-max(1, min(8, rows // 3)) :]
    lines += [f"{bold('>') if number == 0 else ' '} {line}" for number, line in enumerate(typed)]
    row, column = len(lines) - 1, 2 + len(typed[-1])
    lines += [rule(cols), _footer(live, width)]
    spare = max(0, len(lines) - max(4, rows - 1))
    return lines[spare:], row - spare, column


def _footer(live: Live, width: int) -> str:
    left = f"  {live.mode} (shift+tab)"
    both = f"{left} · {live.hint}" if live.hint else left
    return dim(cut(both if len(both) <= width else left, width))


def _input_lines(typed: str, width: int) -> list[str]:
    lines: list[str] = []
    for part in typed.split("\n"):
        lines += [part[start : start + width - 3] for start in range(0, max(1, len(part)), width - 3)]
    return lines


def cut(text: str, width: int) -> str:
    """Plain text that fits."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
