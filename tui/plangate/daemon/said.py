"""What an agent said last, cut to what a list of sessions can carry. Pure."""

from __future__ import annotations

__all__ = ["MOST", "shortened"]

MOST = 1200
"""Characters of a message; more than a phone shows, few enough to be sent with every change of a session."""
_GAP = "\n[…]\n"


def shortened(text: str) -> str:
    """Its lines without control characters; of a long message the middle is left out, because its end says most."""
    lines = ("".join(char if char.isprintable() else " " for char in line) for line in text.splitlines())
    said = "\n".join(line.rstrip() for line in lines).strip()
    if len(said) <= MOST:
        return said
    tail = 2 * (MOST - len(_GAP)) // 3
    return said[: MOST - len(_GAP) - tail].rstrip() + _GAP + said[-tail:].lstrip()
