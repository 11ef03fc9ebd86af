"""Keys, mouse, paste and focus as the bytes a program expects, given its terminal's modes. Pure."""

from __future__ import annotations

from plangate.model.input import Key, Mouse
from plangate.model.screen import Modes

__all__ = ["encode_focus", "encode_key", "encode_mouse", "encode_paste"]


def encode_key(key: Key, modes: Modes) -> bytes:
    """The bytes for a key event; empty when the program is not to hear of it."""
    raise NotImplementedError


def encode_mouse(mouse: Mouse, modes: Modes) -> bytes:
    """The bytes for a mouse event; empty when the program did not ask for it."""
    raise NotImplementedError


def encode_paste(text: str, modes: Modes) -> bytes:
    """The bytes for pasted text: bracketed if asked for, with anything that ends a bracket removed."""
    raise NotImplementedError


def encode_focus(gained: bool, modes: Modes) -> bytes:
    """The bytes that tell a program it gained or lost the focus; empty when it did not ask."""
    raise NotImplementedError
