"""The simple commands of a shell text, for those who want to know what was run rather than whether it is safe."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from plangate.gate.classify.parsing import parse

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["commands_in"]

_LONGEST = 64 * 1024
_MOST = 500


def commands_in(text: str) -> list[list[str]]:
    """The words of every simple command, in the order of the text; see `plangate.gate.classify.simple_commands`."""
    source = text[:_LONGEST].encode("utf-8", "replace").decode("latin-1")
    found: list[list[str]] = []
    for node in _commands(parse(source)):
        if len(found) == _MOST:
            break
        words = [_word(source, child) for child in node.named_children if child.type in _WORDS]
        if words:
            found.append([word.encode("latin-1").decode("utf-8", "replace") for word in words])
    return found


_WORDS = frozenset(
    {
        "command_name",
        "word",
        "string",
        "raw_string",
        "ansi_c_string",
        "number",
        "concatenation",
        "simple_expansion",
    }
)


def _commands(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "command":
            yield node
        waiting.extend(reversed(node.named_children))


def _word(source: str, node: Node) -> str:
    text = source[node.start_byte : node.end_byte]
    try:
        return "".join(shlex.split(text)) if set(text) & set("'\"\\") else text
    except ValueError:
        return text
