"""A line that a person composed elsewhere, to be typed into a session once, however often it is sent."""

from __future__ import annotations

from plangate.wire.messages import Message

__all__ = ["MOST_LINES", "Compose", "Composed"]

MOST_LINES = 256
"""Composed lines that a host remembers."""


class Compose(Message, tag=290):
    """Type a line; answered by `Composed` once all of it has reached the program's terminal, or by a `Failure`.

    The free focus is borrowed for it, and whoever holds the focus keeps it.
    """

    id: int
    line: str
    """The line's own name, chosen by who composed it: under one name something is written once."""
    text: str
    submit: bool = True
    """Whether Enter follows."""
    keys: bool = False
    """Whether it is typed key by key instead of pasted, as an answer to a menu is."""


class Composed(Message, tag=295):
    """The line is written."""

    id: int
    line: str
    again: bool = False
    """Whether an earlier message had it written already."""
