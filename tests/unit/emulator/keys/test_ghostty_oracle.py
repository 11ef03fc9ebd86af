"""`plangate.emulator.keys` against the encoders of libghostty-vt, as far as both follow the same text."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from plangate.emulator.keys import encode_key, encode_mouse
from plangate.emulator.keys.names import SHIFTED, normalise
from plangate.model.input import Key, KeyAction, Mod, Mouse, MouseAction, MouseButton
from plangate.model.screen import Modes, MouseEncoding, MouseMode

_ffi_module = pytest.importorskip("pyghostty._ffi")
ffi: Any = _ffi_module.ffi
lib: Any = _ffi_module.lib

_NAMES = {
    **{letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{digit: f"DIGIT_{digit}" for digit in "0123456789"},
    **dict(
        zip(
            "`\\[],=-.';/",
            [
                *("BACKQUOTE", "BACKSLASH", "BRACKET_LEFT", "BRACKET_RIGHT", "COMMA", "EQUAL"),
                *("MINUS", "PERIOD", "QUOTE", "SEMICOLON", "SLASH"),
            ],
            strict=True,
        )
    ),
    **{f"f{number}": f"F{number}" for number in range(1, 26)},
    **{name: f"ARROW_{name.upper()}" for name in ("up", "down", "left", "right")},
    **{
        name: name.upper()
        for name in [
            "enter",
            "tab",
            "escape",
            "backspace",
            "space",
            "home",
            "end",
            "insert",
            "delete",
            "page_up",
            "page_down",
        ]
    },
    **{f"kp_{digit}": f"NUMPAD_{digit}" for digit in range(10)},
    **{
        f"kp_{name}": f"NUMPAD_{name.upper()}"
        for name in ["enter", "add", "subtract", "multiply", "divide", "decimal"]
    },
}
_ACTIONS = {KeyAction.PRESS: 1, KeyAction.REPEAT: 2, KeyAction.RELEASE: 0}


def _mods(mods: int) -> int:
    """Ghostty counts Shift, Ctrl, Alt, Super."""
    return (mods & 1) | (mods & 2) << 1 | (mods & 4) >> 1 | (mods & 8)


def _oracle_key(key: Key, modes: Modes) -> bytes:
    encoder = ffi.new("GhosttyKeyEncoder*")
    event = ffi.new("GhosttyKeyEvent*")
    assert lib.ghostty_key_encoder_new(ffi.NULL, encoder) == 0
    assert lib.ghostty_key_event_new(ffi.NULL, event) == 0
    try:
        _configure(encoder[0], modes)
        stroke = normalise(key)
        char = " " if stroke.name == "space" else stroke.name if len(stroke.name) == 1 else ""
        upper = SHIFTED.get(char, char.upper()) if stroke.mods & Mod.SHIFT else char
        # A keyboard delivers the typed character with every event but those whose text Ctrl has eaten.
        text = upper.encode() if stroke.action != KeyAction.RELEASE else b""
        buffer = ffi.new("char[]", text)
        lib.ghostty_key_event_set_action(event[0], _ACTIONS[KeyAction(stroke.action)])
        lib.ghostty_key_event_set_key(event[0], getattr(lib, f"GHOSTTY_KEY_{_NAMES[stroke.name]}"))
        lib.ghostty_key_event_set_mods(event[0], _mods(stroke.mods))
        lib.ghostty_key_event_set_consumed_mods(event[0], stroke.mods & 1 if char else 0)
        lib.ghostty_key_event_set_utf8(event[0], buffer, len(text))
        lib.ghostty_key_event_set_unshifted_codepoint(event[0], ord(char) if char else 0)
        out, length = ffi.new("char[128]"), ffi.new("size_t*")
        assert lib.ghostty_key_encoder_encode(encoder[0], event[0], out, 128, length) == 0
        return bytes(ffi.buffer(out, length[0]))
    finally:
        lib.ghostty_key_event_free(event[0])
        lib.ghostty_key_encoder_free(encoder[0])


def _configure(encoder: Any, modes: Modes) -> None:
    options = {
        "CURSOR_KEY_APPLICATION": modes.app_cursor,
        "KEYPAD_KEY_APPLICATION": modes.app_keypad,
        "IGNORE_KEYPAD_WITH_NUMLOCK": False,
        "ALT_ESC_PREFIX": True,
        "MODIFY_OTHER_KEYS_STATE_2": modes.modify_other_keys == 2,
        "BACKARROW_KEY_MODE": modes.backarrow_sends_bs,
    }
    for name, value in options.items():
        option = getattr(lib, f"GHOSTTY_KEY_ENCODER_OPT_{name}")
        lib.ghostty_key_encoder_setopt(encoder, option, ffi.new("bool*", value))
    flags = ffi.new("uint8_t*", modes.kitty_flags)
    lib.ghostty_key_encoder_setopt(encoder, lib.GHOSTTY_KEY_ENCODER_OPT_KITTY_FLAGS, flags)


_LEGACY = [
    Modes(),
    Modes(app_cursor=True),
    Modes(app_keypad=True),
    Modes(backarrow_sends_bs=True),
    Modes(modify_other_keys=2),
]


def _legacy_difference(key: Key, modes: Modes) -> str:
    """Why the legacy encodings may differ for an event; empty where they must not."""
    if key.mods & Mod.SUPER:
        return "ghostty ignores Super and would type the plain key"
    if key.name == "f3" and key.mods:
        return "ghostty writes modified F3 as in the kitty protocol, xterm as CSI 1 ; m R"
    if key.name.startswith("kp_") and key.mods and not modes.app_keypad:
        return "ghostty drops Alt; xterm sends an ESC prefix"
    if key.name in ("enter", "escape", "tab", "backspace") and key.mods:
        return "ghostty reports these with modifyOtherKeys off too"
    if modes.modify_other_keys == 2:
        return "xterm leaves Shift+space alone" if key.name == "space" else ""
    char = len(key.name) == 1
    if char and key.mods & Mod.CTRL and key.mods & Mod.SHIFT:
        return "ghostty writes CSI u; xterm ignores Shift"
    if (char and key.mods & Mod.CTRL and key.name in "im[") or (
        char and key.mods & Mod.CTRL and not _control(key)
    ):
        return "ghostty writes CSI u where Ctrl has no code or that of another key"
    return ""


def _control(key: Key) -> bool:
    return encode_key(Key(key.name, int(Mod.CTRL)), Modes()) != key.name.encode()


@pytest.mark.parametrize("modes", _LEGACY, ids=["plain", "cursor", "keypad", "backarrow", "other"])
def test_legacy_keys(modes: Modes) -> None:
    """Without the kitty protocol both send the same, apart from differences with a reason."""
    for name, mods, action in product(_NAMES, range(16), KeyAction):
        key = Key(name, mods, action=action)
        if not _legacy_difference(key, modes):
            assert encode_key(key, modes) == _oracle_key(key, modes), (key, modes)


def _kitty_difference(key: Key, flags: int) -> str:
    """Why the kitty encodings may differ for an event; empty where they must not."""
    if flags & 4 and key.name.startswith("kp_"):
        return "ghostty gives the digit of a keypad key as its key on the base layout"
    if flags & 4 and key.action == KeyAction.RELEASE:
        return "ghostty takes the shifted key from the text, which a release has none of"
    if flags & 2 and key.action == KeyAction.PRESS and key.name in _CSI_1:
        return "ghostty writes out the default, 1;1:1"
    return ""


_CSI_1 = frozenset(["up", "down", "left", "right", "home", "end", "f1", "f2", "f4"]) | {
    "f3",
    *(f"f{number}" for number in range(5, 13)),
    *("insert", "delete", "page_up", "page_down"),
}


@pytest.mark.parametrize("flags", [flags for flags in range(1, 32) if flags & 9])
def test_kitty_keys(flags: int) -> None:
    """Under the kitty protocol both send the same, apart from differences with a reason."""
    modes = Modes(kitty_flags=flags)
    for name, mods, action in product(_NAMES, range(16), KeyAction):
        key = Key(name, mods, action=action)
        if not _kitty_difference(key, flags):
            assert encode_key(key, modes) == _oracle_key(key, modes), (key, flags)


_FORMATS = {
    MouseEncoding.X10: 0,
    MouseEncoding.UTF8: 1,
    MouseEncoding.SGR: 2,
    MouseEncoding.URXVT: 3,
}
_TRACKING = {MouseMode.X10: 1, MouseMode.BUTTONS: 2, MouseMode.DRAG: 3, MouseMode.MOTION: 4}
_BUTTONS = {
    MouseButton.LEFT: 1,
    MouseButton.MIDDLE: 3,
    MouseButton.RIGHT: 2,
    MouseButton.WHEEL_UP: 4,
    MouseButton.WHEEL_DOWN: 5,
    MouseButton.WHEEL_LEFT: 6,
    MouseButton.WHEEL_RIGHT: 7,
}


def _oracle_mouse(mouse: Mouse, modes: Modes) -> bytes:
    encoder = ffi.new("GhosttyMouseEncoder*")
    event = ffi.new("GhosttyMouseEvent*")
    assert lib.ghostty_mouse_encoder_new(ffi.NULL, encoder) == 0
    assert lib.ghostty_mouse_event_new(ffi.NULL, event) == 0
    try:
        tracking = ffi.new("GhosttyMouseTrackingMode*", _TRACKING[MouseMode(modes.mouse)])
        lib.ghostty_mouse_encoder_setopt(encoder[0], lib.GHOSTTY_MOUSE_ENCODER_OPT_EVENT, tracking)
        form = ffi.new("GhosttyMouseFormat*", _FORMATS[MouseEncoding(modes.mouse_encoding)])
        lib.ghostty_mouse_encoder_setopt(encoder[0], lib.GHOSTTY_MOUSE_ENCODER_OPT_FORMAT, form)
        size = ffi.new("GhosttyMouseEncoderSize*")
        size.size = ffi.sizeof("GhosttyMouseEncoderSize")
        size.screen_width, size.screen_height = 8000, 16000
        size.cell_width, size.cell_height = 8, 16
        lib.ghostty_mouse_encoder_setopt(encoder[0], lib.GHOSTTY_MOUSE_ENCODER_OPT_SIZE, size)
        pressed = ffi.new("bool*", mouse.button != MouseButton.NONE)
        lib.ghostty_mouse_encoder_setopt(
            encoder[0], lib.GHOSTTY_MOUSE_ENCODER_OPT_ANY_BUTTON_PRESSED, pressed
        )
        lib.ghostty_mouse_event_set_action(event[0], list(MouseAction).index(mouse.action))
        if mouse.button != MouseButton.NONE:
            lib.ghostty_mouse_event_set_button(event[0], _BUTTONS[MouseButton(mouse.button)])
        lib.ghostty_mouse_event_set_mods(event[0], _mods(mouse.mods))
        position = ffi.new("GhosttyMousePosition*", (mouse.col * 8 + 4.0, mouse.row * 16 + 8.0))
        lib.ghostty_mouse_event_set_position(event[0], position[0])
        out, length = ffi.new("char[64]"), ffi.new("size_t*")
        assert lib.ghostty_mouse_encoder_encode(encoder[0], event[0], out, 64, length) == 0
        return bytes(ffi.buffer(out, length[0]))
    finally:
        lib.ghostty_mouse_event_free(event[0])
        lib.ghostty_mouse_encoder_free(encoder[0])


@pytest.mark.parametrize("mode", _TRACKING)
@pytest.mark.parametrize("encoding", _FORMATS)
def test_mouse(mode: MouseMode, encoding: MouseEncoding) -> None:
    """Every button, action and modifier at places near and far is written the same."""
    modes = Modes(mouse=int(mode), mouse_encoding=int(encoding))
    places = [(0, 0), (7, 90), (222, 222), (223, 10), (10, 223), (300, 600)]
    for action, button, mods, (row, col) in product(MouseAction, MouseButton, range(8), places):
        if button == MouseButton.NONE and action != MouseAction.MOVE:
            continue  # no such event
        if button >= MouseButton.WHEEL_UP and action != MouseAction.PRESS:
            continue  # wheel steps are presses; nothing else is sent by a mouse
        mouse = Mouse(action, int(button), row, col, mods)
        assert encode_mouse(mouse, modes) == _oracle_mouse(mouse, modes), (mouse, modes)
