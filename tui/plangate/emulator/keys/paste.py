"""Pasted text and focus changes as bytes."""

from __future__ import annotations

import re

from plangate.model.screen import Modes

__all__ = ["encode_focus", "encode_paste"]

_START, _END = b"\x1b[200~", b"\x1b[201~"

_BRACKETS = re.compile("(?:\x1b\\[|\x9b)20[01]~")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""All of C0, DEL and C1 but tab, line feed and carriage return."""


def encode_paste(text: str, modes: Modes) -> bytes:
    """The bytes for pasted text, bracketed if the program asked for it.

    Line ends become carriage returns, as if typed. Brackets and control characters in the text are
    removed, so that nothing pasted can end the bracket early or act as a key.
    """
    clean = text
    while (fewer := _BRACKETS.sub("", clean)) != clean:  # removing one may join the halves of another
        clean = fewer
    clean = _CONTROLS.sub("", clean).replace("\r\n", "\r").replace("\n", "\r")
    if not clean:
        return b""
    data = clean.encode("utf-8", "replace")
    return _START + data + _END if modes.bracketed_paste else data


def encode_focus(gained: bool, modes: Modes) -> bytes:
    """The bytes that tell a program it gained or lost the focus; empty when it did not ask."""
    if not modes.focus_events:
        return b""
    return b"\x1b[I" if gained else b"\x1b[O"
