"""Substitutions whose output is known well enough to stand in a command line or in arithmetic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plangate.gate.classify.words import Yield

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["gives_digits", "output_of"]

_REVISION = r"[A-Za-z0-9@][A-Za-z0-9_./@^~-]*"
_DIGITS = re.compile(
    r"\$\(\s*(?:seq(?: [0-9]+){1,3}|nproc|id -u|date \+%s|git rev-list --count (?:--all|"
    + _REVISION
    + r"))\s*\)"
)
_NAME = re.compile(
    r"\$\(\s*(?:git merge-base R R|git rev-parse(?: --short(?:=[0-9]+)?| --abbrev-ref| --verify| -q)* R"
    r"|git branch --show-current|git symbolic-ref --short HEAD|git describe(?: --(?:tags|all|always|abbrev=[0-9]+))* ?(?:R)?"
    r"|git log -1 --(?:format|pretty)=(?:format:)?['\"]?%[hH]['\"]?(?: R)?|date \+%[YmdHMS]+)\s*\)".replace(
        " R", " " + _REVISION
    ).replace("(?:R)", "(?:" + _REVISION + ")")
)
_PATH = re.compile(r"\$\(\s*(?:pwd|git rev-parse --show-toplevel)\s*\)")
_COUNTERS = frozenset({"wc -l", "wc -c", "wc -w"})


def output_of(node: Node, text: str) -> Yield:
    """What the output of a substitution is known to be.

    Args:
        node: The substitution.
        text: The same as it is written.
    """
    if gives_digits(node, text) or _NAME.fullmatch(text):
        return Yield.NUMBER
    return Yield.PATH if _PATH.fullmatch(text) else Yield.ANYTHING


def gives_digits(node: Node, text: str) -> bool:
    """Whether the output of a substitution is nothing but numbers."""
    if _DIGITS.fullmatch(text):
        return True
    children = node.children
    if node.type != "command_substitution" or len(children) != 3:
        return False
    last = children[1]
    if last.type == "pipeline" and last.children:
        last = last.children[-1]
        return last.type == "command" and last.text is not None and last.text.decode("latin-1") in _COUNTERS
    return bool(re.fullmatch(r"\$\(\s*wc -[lcw] <\s*[A-Za-z0-9_./-]+\s*\)", text))
