"""Whether a command is made of characters that every shell and every reader takes alike."""

from __future__ import annotations

import re
import unicodedata

from plangate.gate.classify.verdict import Doubt

__all__ = ["LONGEST", "check_characters"]

LONGEST = 8_000
"""Characters; nothing that is read-only in daily work comes near it, and parsing some texts takes quadratic time."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_REFUSED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


def check_characters(command: str) -> None:
    """Accept a command of printable characters, blanks, tabs and newlines.

    Raises:
        Doubt: It is too long, or has control, invisible or direction-changing characters in it.
    """
    if len(command) > LONGEST:
        raise Doubt("a command too long to be judged")
    if _CONTROL.search(command):
        raise Doubt("a control character")
    if not command.isascii() and any(
        unicodedata.category(mark) in _REFUSED for mark in command if mark > "\x7f"
    ):
        raise Doubt("an invisible or unassigned character")
