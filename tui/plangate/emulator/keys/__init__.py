"""Keys, mouse, paste and focus as the bytes a program expects, given its terminal's modes. Pure.

The kitty keyboard protocol wins when the program switched any of its flags on; else xterm's legacy
encoding applies, with modifyOtherKeys as far as it is on.
"""

from __future__ import annotations

from plangate.emulator.keys import kitty, legacy
from plangate.emulator.keys.mouse import encode_mouse
from plangate.emulator.keys.names import normalise
from plangate.emulator.keys.paste import encode_focus, encode_paste
from plangate.model.input import Key
from plangate.model.screen import Modes

__all__ = ["encode_focus", "encode_key", "encode_mouse", "encode_paste"]


def encode_key(key: Key, modes: Modes) -> bytes:
    """The bytes for a key event; empty when the program is not to hear of it."""
    stroke = normalise(key)
    return kitty.encode(stroke, modes) if modes.kitty_flags else legacy.encode(stroke, modes)
