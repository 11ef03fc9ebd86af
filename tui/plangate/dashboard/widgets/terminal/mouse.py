"""Textual's mouse events as a program's terminal would report them."""

from __future__ import annotations

from textual import events

from plangate.model.input import Mod, Mouse, MouseAction, MouseButton
from plangate.model.screen import Modes, MouseMode

__all__ = ["modifiers", "to_mouse", "wants_motion", "wheel_button"]

_BUTTONS = {0: MouseButton.NONE, 1: MouseButton.LEFT, 2: MouseButton.MIDDLE, 3: MouseButton.RIGHT}


def to_mouse(event: events.MouseEvent, row: int, col: int) -> Mouse:
    """A press, release or move at a cell of the screen."""
    if isinstance(event, events.MouseDown):
        action = MouseAction.PRESS
    elif isinstance(event, events.MouseUp):
        action = MouseAction.RELEASE
    else:
        action = MouseAction.MOVE
    return Mouse(action, _BUTTONS.get(event.button, MouseButton.NONE), row, col, modifiers(event))


def wheel_button(lines: int, cells: int) -> MouseButton:
    """The button that stands for a step of the wheel."""
    if lines:
        return MouseButton.WHEEL_UP if lines < 0 else MouseButton.WHEEL_DOWN
    return MouseButton.WHEEL_LEFT if cells < 0 else MouseButton.WHEEL_RIGHT


def modifiers(event: events.MouseEvent) -> int:
    """The modifier keys held."""
    return (
        (Mod.SHIFT if event.shift else 0) | (Mod.ALT if event.meta else 0) | (Mod.CTRL if event.ctrl else 0)
    )


def wants_motion(modes: Modes, button: int) -> bool:
    """Whether the program wants to hear of the mouse moving."""
    return modes.mouse == MouseMode.MOTION or (modes.mouse == MouseMode.DRAG and button != 0)
