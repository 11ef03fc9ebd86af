"""Assignments of shell variables."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from plangate.gate.classify.source import Source
from plangate.gate.classify.variables import harmless_for_programs, harmless_name
from plangate.gate.classify.verdict import Doubt
from plangate.gate.classify.words import Word, WordReader

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["AssignmentReader"]

_PRINTS = re.compile(
    r"(?:export|declare|typeset|readonly)(?: -p)?|(?:declare|typeset) -(?:[pfF](?: [A-Za-z_][A-Za-z0-9_]*)*|x)"
)
"""What only prints; with a name, -x would export it."""


class AssignmentReader:
    """Reads the assignments of one command text.

    Args:
        source: The text.
        reader: Reads its words, and judges the commands in them.
    """

    def __init__(self, source: Source, reader: WordReader) -> None:
        self._source = source
        self._reader = reader

    def read(self, node: Node) -> tuple[str, Word]:
        """The name and value of an assignment; commands in the value are judged."""
        name = node.child_by_field_name("name")
        if name is None or name.type != "variable_name" or node.children[1].type not in ("=", "+="):
            raise Doubt("an assignment that is not understood")
        value = node.child_by_field_name("value")
        if (
            len(node.children) != (3 if value is not None else 2)
            or node.children[1].start_byte != name.end_byte
        ):
            raise Doubt("an assignment that is not understood")
        if value is None:
            return self._source.of(name), ""
        if value.start_byte != node.children[1].end_byte:
            raise Doubt("an assignment that is not understood")
        if value.type == "array":
            self._array(value)
            return self._source.of(name), self._reader.read_span(name, name.start_byte, name.end_byte)[0]
        words = self._reader.read(value)
        text = self._source.of(value)
        if "{" in text.replace("${", "") or len(words) != 1:
            raise Doubt("an assignment that is not understood")
        if node.children[1].type == "+=":
            raise Doubt("an assignment that adds")
        return self._source.of(name), words[0]

    def _array(self, node: Node) -> None:
        opening, *values, closing = node.children
        if opening.type != "(" or closing.type != ")":
            raise Doubt("an array that is not understood")
        for before, after in pairwise(node.children):
            self._source.gap(before.end_byte, after.start_byte)
        self._source.adjacent(values)
        for value in values:
            if self._source.of(value).startswith("["):
                raise Doubt("an array with subscripts")
            self._reader.read(value)

    def declaration(self, node: Node) -> None:
        """Accept `export` of variables that are harmless for programs, and what only prints."""
        command, *rest = node.children
        if _PRINTS.fullmatch(" ".join(map(self._source.of, node.children))):
            return
        if self._source.of(command) != "export" or not rest:
            raise Doubt(f"{self._source.of(command)} is not known to change nothing")
        self._source.adjacent(node.children)
        for child in rest:
            if child.type != "variable_assignment":
                raise Doubt("an export that is not understood")
            name, value = self.read(child)
            if not harmless_for_programs(name, value):
                raise Doubt(f"{name} is set, which other commands may read")

    def unset(self, node: Node) -> None:
        """Accept `unset` of harmless names."""
        command, *rest = node.children
        self._source.adjacent(node.children)
        for child in rest:
            name = self._source.of(child)
            if child.type not in ("variable_name", "word") or not harmless_name(name):
                raise Doubt("a name is unset that other commands may read")
        if self._source.of(command) != "unset":
            raise Doubt("a construct that is not understood")
