"""The one place that knows tree-sitter; importing it loads the grammar."""

from __future__ import annotations

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

__all__ = ["parse"]

_PARSER = Parser(Language(tree_sitter_bash.language()))


def parse(source: str) -> Node:
    """The syntax tree of a text with one character for each byte."""
    return _PARSER.parse(source.encode("latin-1")).root_node
