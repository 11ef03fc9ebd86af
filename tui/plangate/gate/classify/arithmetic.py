"""Arithmetic: a variable's text is evaluated in turn, and a subscript in it can run a command."""

from __future__ import annotations

import re
from collections.abc import Callable

from plangate.gate.classify.verdict import Doubt

__all__ = ["check_arithmetic"]

_TOKEN = re.compile(
    r"\s+|0[xX][0-9a-fA-F]+|[0-9]+(?![A-Za-z_#])|[-+*/%<>=!&|^~?:(),]"
    r"|\$?(?P<name>[A-Za-z_][A-Za-z0-9_]*)|\$\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)\}"
    r"|\$[?#]|\$\{#[A-Za-z_][A-Za-z0-9_]*(?:\[[@*]\])?\}"
)
_COUNTERS = frozenset({"RANDOM", "LINENO", "SECONDS"})


def check_arithmetic(text: str, is_number: Callable[[str], bool]) -> None:
    """Accept an expression of numbers, operators and variables that hold nothing but numbers.

    Args:
        text: What stands between the double parentheses.
        is_number: Whether whatever sets a variable sets it to a number.

    Raises:
        Doubt: It is anything else.
    """
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise Doubt("arithmetic that is not understood")
        name = token["name"] or token["braced"]
        if name and name not in _COUNTERS and not is_number(name):
            raise Doubt(f"arithmetic on {name}, whose text would be evaluated")
        position = token.end()
