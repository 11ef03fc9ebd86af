"""Where a here-document ends and what in it is expanded, found without the syntax tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plangate.gate.classify.verdict import Doubt

__all__ = ["Heredoc", "measure_heredoc"]

_DELIMITER = re.compile(r"(['\"]?)([A-Za-z0-9_.!-]+)\1|\\([A-Za-z0-9_]+)")
_EXPANDED = re.compile(r"`|\$[({\['\"]|\\\n")


@dataclass(frozen=True, slots=True)
class Heredoc:
    """The extent of a here-document."""

    line_end: int
    """Where the line of its operator ends."""
    end: int
    """Behind its closing delimiter."""


def measure_heredoc(source: str, operator: str, start: int, end: int) -> Heredoc:
    """Find the end of a here-document.

    Args:
        source: The whole command.
        operator: `<<` or `<<-`.
        start: Where its delimiter begins.
        end: Where its delimiter ends.

    Raises:
        Doubt: It is not simple, or commands in it are run.
    """
    delimiter = _DELIMITER.fullmatch(source[start:end])
    if delimiter is None:
        raise Doubt("a here-document with an unusual delimiter")
    word = delimiter[2] or delimiter[3]
    quoted = bool(delimiter[1] or delimiter[3])
    line_end = source.find("\n", end)
    if line_end < 0:
        raise Doubt("a here-document without a body")
    position = line_end + 1
    while True:
        following = source.find("\n", position)
        line = source[position : following if following >= 0 else len(source)]
        if (line.lstrip("\t") if operator == "<<-" else line) == word:
            break
        if following < 0:
            raise Doubt("a here-document that does not end")
        position = following + 1
    if not quoted and _EXPANDED.search(source, line_end + 1, position):
        raise Doubt("a here-document with expansions")
    return Heredoc(line_end, position + len(line))
