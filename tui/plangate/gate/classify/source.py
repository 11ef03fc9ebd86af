"""The text of a command, and the checks that it says what the syntax tree says."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from plangate.gate.classify.verdict import Doubt

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["BEFORE_WORD", "Source"]

BEFORE_WORD = frozenset(" \t\n;&|()`")
"""What may stand before a word, a keyword or a comment."""

_AFTER_WORD = frozenset(" \t\n;&|()<>`")
_GAP = re.compile(r"(?:[ \t\n]|\\\n)*")
_KEYWORD_TEXT = "if then elif else fi while until do done for in case esac { } ! [ ] [[ ]]"
_KEYWORDS = frozenset(_KEYWORD_TEXT.split())
_AFTER_COMMAND = frozenset({"then", "do", "elif", "else", "fi", "done", "esac", "}"})
_ENDS = frozenset(";&\n)")
_OPERATORS = frozenset({";", "&", "&&", "||", "|", "|&", "(", ")", "$(", "<(", "`", ";;", "\n"})


class Source:
    """A command's text, one character for each byte of its UTF-8."""

    def __init__(self, text: str) -> None:
        self.text = text

    def of(self, node: Node | None) -> str:
        """The text of a node."""
        return "" if node is None else self.text[node.start_byte : node.end_byte]

    def gap(self, start: int, end: int) -> str:
        """The text between two nodes, which must be blank."""
        gap = self.text[start:end]
        if gap not in ("", " "):
            if not _GAP.fullmatch(gap):
                raise Doubt("text that the grammar passed over")
            if "\\" in gap and not gap.replace("\\\n", ""):
                raise Doubt("a line that goes on in the middle of a word")
        return gap

    def token(self, token: Node) -> None:
        """Accept an operator, or a keyword that is a word of its own."""
        kind = token.type
        if kind in _KEYWORDS:
            self._standing_alone(token)
            if kind in _AFTER_COMMAND:
                self.ended(token)
        elif kind not in _OPERATORS:
            raise Doubt(f"an operator that is not understood ({kind})")

    def ended(self, node: Node) -> None:
        """What only a finished command may stand before."""
        before = self.text[: node.start_byte].rstrip(" \t")[-1:]
        if before not in _ENDS:
            raise Doubt("a keyword that might be a word of the command before it")

    def _standing_alone(self, token: Node) -> None:
        source, start, end = self.text, token.start_byte, token.end_byte
        if start and source[start - 1] not in BEFORE_WORD:
            raise Doubt("a keyword inside a word")
        if end < len(source) and source[end] not in _AFTER_WORD:
            raise Doubt("a keyword inside a word")

    def comment(self, node: Node, gap: str) -> None:
        """Accept a comment that the shell takes for one too."""
        start, end = node.start_byte, node.end_byte
        if start and self.text[start - 1] not in BEFORE_WORD:
            raise Doubt("a comment inside a word")
        if not self.text.startswith("#", start) or self.text[end : end + 1] not in ("", "\n"):
            raise Doubt("a comment that is not understood")
        if "\\" in gap:
            raise Doubt("a comment behind a line that goes on")

    def adjacent(self, nodes: list[Node]) -> None:
        """Words need something between them."""
        for before, after in pairwise(nodes):
            if not self.gap(before.end_byte, after.start_byte):
                raise Doubt("two words without a blank between them")

    def tokens(self, node: Node, known: list[Node] | None = None) -> None:
        """Check the gaps and tokens of a node whose parts are judged one by one.

        Args:
            node: The node.
            known: The parts; by default any.
        """
        position = node.start_byte
        starts = None if known is None else {part.start_byte for part in known}
        for child in node.children:
            gap = self.gap(position, child.start_byte)
            if not child.is_named:
                self.token(child)
            elif child.type == "comment":
                self.comment(child, gap)
            elif starts is not None and child.start_byte not in starts:
                raise Doubt("a construct that is not understood")
            position = child.end_byte
        self.gap(position, node.end_byte)
