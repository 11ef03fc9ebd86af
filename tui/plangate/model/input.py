"""What a person does to a terminal, as logical values; the host encodes them with the modes it knows."""

from __future__ import annotations

from enum import IntEnum, IntFlag, StrEnum

import msgspec

__all__ = ["Key", "KeyAction", "Mod", "Mouse", "MouseAction", "MouseButton"]


class Mod(IntFlag):
    """Modifier keys in the bit order of xterm and the kitty keyboard protocol."""

    NONE = 0
    SHIFT = 1
    ALT = 2
    CTRL = 4
    SUPER = 8


class KeyAction(IntEnum):
    """Event types of the kitty keyboard protocol."""

    PRESS = 1
    REPEAT = 2
    RELEASE = 3


class Key(msgspec.Struct, frozen=True):
    """One key event.

    `name` is a single character for keys that type one ("a", "é", " "), in its unshifted form when
    a modifier other than Shift is held; otherwise one of: enter tab backspace escape space up down
    left right home end page_up page_down insert delete f1 … f35 kp_0 … kp_9 kp_enter kp_add
    kp_subtract kp_multiply kp_divide kp_decimal menu pause print_screen caps_lock scroll_lock
    num_lock.
    """

    name: str
    mods: int = 0
    """A sum of `Mod` members."""
    text: str = ""
    """What the key types, when it types something; "A" for Shift+a."""
    action: int = 1
    """A `KeyAction` member."""


class MouseAction(StrEnum):
    """What a mouse did."""

    PRESS = "press"
    RELEASE = "release"
    MOVE = "move"


class MouseButton(IntEnum):
    """Mouse buttons in the numbering of the X10 protocol; wheel steps count as buttons."""

    LEFT = 0
    MIDDLE = 1
    RIGHT = 2
    NONE = 3
    WHEEL_UP = 64
    WHEEL_DOWN = 65
    WHEEL_LEFT = 66
    WHEEL_RIGHT = 67


class Mouse(msgspec.Struct, frozen=True):
    """One mouse event at a cell; row and column count from 0 at the top left of the screen."""

    action: MouseAction
    button: int
    row: int
    col: int
    mods: int = 0
