"""Redirections: reading is harmless, writing is not, but to a few devices."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from plangate.gate.classify.source import BEFORE_WORD, Source
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import WordReader

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Redirections"]

_SINKS = frozenset({"/dev/null", "/dev/stdout", "/dev/stderr"})
_DESCRIPTOR = re.compile(r"[0-9]-?|-")
_NETWORK = ("/dev/tcp", "/dev/udp")
_WRITES = frozenset({">", ">>", ">|", "&>", "&>>", ">&"})


class Redirections:
    """Judges redirections of one command text.

    Args:
        source: The text.
        reader: Reads its words.
        note: Takes what is found.
    """

    def __init__(self, source: Source, reader: WordReader, note: Callable[[Finding], None]) -> None:
        self._source = source
        self._reader = reader
        self._note = note

    def judge(self, node: Node) -> list[Node]:
        """Judge a redirection; whatever else follows it on the line is returned as the command's words."""
        if node.type == "herestring_redirect":
            self._herestring(node)
            return []
        if node.type != "file_redirect":
            raise Doubt("a redirection that is not understood")
        position = node.start_byte
        operator = ""
        destinations: list[Node] = []
        for child in node.children:
            gap = self._source.gap(position, child.start_byte)
            if child.type == "file_descriptor":
                if position and self._source.text[position - 1] not in BEFORE_WORD:
                    raise Doubt("a redirection that is not understood")
                if child.end_byte - child.start_byte != 1:
                    raise Doubt("a descriptor that some shells take for a word")
            elif not child.is_named and not operator:
                operator = child.type
                if gap:
                    raise Doubt("a redirection that is not understood")
            elif operator:
                destinations.append(child)
            else:
                raise Doubt("a redirection that is not understood")
            position = child.end_byte
        if not destinations:
            raise Doubt("a redirection to nowhere")
        self._source.adjacent(destinations)
        self._open(operator, destinations[0])
        return destinations[1:]

    def _open(self, operator: str, destination: Node) -> None:
        text = self._source.of(destination)
        if operator in ("<&", ">&") and _DESCRIPTOR.fullmatch(text):
            return
        words = self._reader.read(destination)
        target = words[0] if len(words) == 1 else None
        if operator == "<":
            if text.lstrip("\"'").startswith(_NETWORK):
                raise Doubt("a network connection")
        elif operator in _WRITES:
            if not isinstance(target, str) or target not in _SINKS:
                self._note(mutating(f"it writes {_shown(text)}"))
        else:
            raise Doubt(f"a redirection that is not understood ({operator})")

    def _herestring(self, node: Node) -> None:
        if len(node.children) != 2 or node.children[0].type != "<<<":
            raise Doubt("a redirection that is not understood")
        self._source.gap(node.children[0].end_byte, node.children[1].start_byte)
        self._reader.read(node.children[1])


def _shown(text: str) -> str:
    short = text.encode("latin-1").decode("utf-8", "replace")
    return short if len(short) <= 60 else short[:57] + "..."
