"""Mouse events in the encodings xterm knows, and the wheel as arrow keys (alternate scroll)."""

from __future__ import annotations

from plangate.emulator.keys import kitty, legacy
from plangate.model.input import Key, Mod, Mouse, MouseAction, MouseButton
from plangate.model.screen import Modes, MouseEncoding, MouseMode

__all__ = ["CELL_HEIGHT", "CELL_WIDTH", "encode_mouse"]

CELL_WIDTH, CELL_HEIGHT = 8, 16
"""Pixels of a cell, as the emulator answers CSI 14 t and CSI 16 t."""

_WHEEL_ARROWS: dict[int, str] = {
    MouseButton.WHEEL_UP: "up",
    MouseButton.WHEEL_DOWN: "down",
    MouseButton.WHEEL_LEFT: "left",
    MouseButton.WHEEL_RIGHT: "right",
}
_ARROWS_PER_STEP = 3  # lines a wheel step moves in the terminals that have this mode
_MOTION = 32
_BYTE_LIMIT = 223  # the last position that 32 + position fits into one byte
_UTF8_LIMIT = 2015  # the same for two bytes of UTF-8


def encode_mouse(mouse: Mouse, modes: Modes) -> bytes:
    """The bytes for a mouse event; empty when the program did not ask for it.

    Positions that an older encoding cannot write are not reported.
    """
    if mouse.row < 0 or mouse.col < 0:
        return b""
    if not modes.mouse:
        return _scroll(mouse, modes)
    if not _wanted(mouse, modes.mouse):
        return b""
    return _write(mouse, _button(mouse, modes), modes.mouse_encoding)


def _scroll(mouse: Mouse, modes: Modes) -> bytes:
    if not (modes.alternate and modes.alternate_scroll and mouse.action == MouseAction.PRESS):
        return b""
    name = _WHEEL_ARROWS.get(mouse.button)
    if name is None:
        return b""
    encode = kitty.encode if modes.kitty_flags else legacy.encode
    return encode(Key(name), modes) * _ARROWS_PER_STEP


def _wanted(mouse: Mouse, mode: int) -> bool:
    button = mouse.button
    match mouse.action:
        case MouseAction.PRESS:
            return button != MouseButton.NONE and (mode != MouseMode.X10 or button < MouseButton.NONE)
        case MouseAction.RELEASE:
            return mode != MouseMode.X10 and not MouseButton.WHEEL_UP <= button <= MouseButton.WHEEL_RIGHT
        case MouseAction.MOVE:
            return mode == MouseMode.MOTION or (mode == MouseMode.DRAG and button != MouseButton.NONE)


def _button(mouse: Mouse, modes: Modes) -> int:
    code = mouse.button
    if mouse.action == MouseAction.MOVE:
        code += _MOTION
    elif mouse.action == MouseAction.RELEASE and modes.mouse_encoding not in (
        MouseEncoding.SGR,
        MouseEncoding.SGR_PIXELS,
    ):
        code = MouseButton.NONE
    if modes.mouse != MouseMode.X10:
        code += 4 * bool(mouse.mods & Mod.SHIFT) + 8 * bool(mouse.mods & Mod.ALT)
        code += 16 * bool(mouse.mods & Mod.CTRL)
    return code


def _write(mouse: Mouse, code: int, encoding: int) -> bytes:
    col, row = mouse.col + 1, mouse.row + 1
    match encoding:
        case MouseEncoding.SGR | MouseEncoding.SGR_PIXELS:
            if encoding == MouseEncoding.SGR_PIXELS:
                # The middle of the cell is in it whether a program counts pixels from 0 or from 1.
                col = mouse.col * CELL_WIDTH + CELL_WIDTH // 2
                row = mouse.row * CELL_HEIGHT + CELL_HEIGHT // 2
            final = "m" if mouse.action == MouseAction.RELEASE else "M"
            return f"\x1b[<{code};{col};{row}{final}".encode()
        case MouseEncoding.URXVT:
            return f"\x1b[{code + 32};{col};{row}M".encode()
        case MouseEncoding.UTF8:
            if max(col, row) > _UTF8_LIMIT:
                return b""
            return b"\x1b[M" + "".join(chr(32 + value) for value in (code, col, row)).encode()
        case _:
            if max(col, row) > _BYTE_LIMIT:
                return b""
            return b"\x1b[M" + bytes((32 + code, 32 + col, 32 + row))
