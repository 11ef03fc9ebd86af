"""Tests of `plangate.emulator.keys.legacy`."""

from __future__ import annotations

import pytest

from plangate.emulator.keys import encode_key
from plangate.model.input import Key, KeyAction, Mod
from plangate.model.screen import Modes

S, A, C, W = int(Mod.SHIFT), int(Mod.ALT), int(Mod.CTRL), int(Mod.SUPER)


@pytest.mark.parametrize(
    ("name", "mods", "expected"),
    [
        ("a", 0, b"a"),
        ("a", S, b"A"),
        ("A", 0, b"A"),
        ("a", A, b"\x1ba"),
        ("a", A | S, b"\x1bA"),
        ("a", C, b"\x01"),
        ("a", C | A, b"\x1b\x01"),
        ("i", C | S, b"\t"),
        ("[", C, b"\x1b"),
        ("/", C, b"\x1f"),
        ("1", C, b"1"),
        ("2", C, b"\x00"),
        ("3", C, b"\x1b"),
        ("7", C, b"\x1f"),
        ("8", C, b"\x7f"),
        ("9", C, b"9"),
        ("-", C | S, b"\x1f"),
        ("/", C | S, b"\x7f"),
        (" ", 0, b" "),
        ("space", C, b"\x00"),
        ("space", A, b"\x1b "),
        ("é", 0, "é".encode()),
        ("é", A, b"\x1b" + "é".encode()),
        ("a", W, b""),
        ("enter", 0, b"\r"),
        ("enter", S, b"\r"),
        ("enter", A, b"\x1b\r"),
        ("tab", 0, b"\t"),
        ("tab", S, b"\x1b[Z"),
        ("tab", A | S, b"\x1b\x1b[Z"),
        ("escape", 0, b"\x1b"),
        ("escape", A, b"\x1b\x1b"),
        ("backspace", 0, b"\x7f"),
        ("backspace", C, b"\x08"),
        ("backspace", A, b"\x1b\x7f"),
        ("up", 0, b"\x1b[A"),
        ("left", C, b"\x1b[1;5D"),
        ("home", S, b"\x1b[1;2H"),
        ("end", A, b"\x1b[1;3F"),
        ("insert", 0, b"\x1b[2~"),
        ("delete", C | S, b"\x1b[3;6~"),
        ("page_up", 0, b"\x1b[5~"),
        ("page_down", S, b"\x1b[6;2~"),
        ("f1", 0, b"\x1bOP"),
        ("f3", S, b"\x1b[1;2R"),
        ("f5", 0, b"\x1b[15~"),
        ("f12", C, b"\x1b[24;5~"),
        ("f13", 0, b"\x1b[25~"),
        ("f20", 0, b"\x1b[34~"),
        ("f21", 0, b"\x1b[42~"),
        ("f35", 0, b"\x1b[56~"),
        ("menu", 0, b"\x1b[29~"),
        ("pause", 0, b""),
        ("caps_lock", 0, b""),
        ("no_such_key", C, b""),
        ("kp_5", 0, b"5"),
        ("kp_enter", 0, b"\r"),
        ("kp_add", 0, b"+"),
        ("kp_left", 0, b"\x1b[D"),
        ("kp_left", C, b"\x1b[1;5D"),
        ("kp_1", S, b"1"),
        ("kp_2", C, b"2"),
        ("kp_2", A, b"\x1b2"),
    ],
)
def test_keys_without_modes(name: str, mods: int, expected: bytes) -> None:
    """A program that switched nothing on gets what xterm sends it."""
    assert encode_key(Key(name, mods), Modes()) == expected


@pytest.mark.parametrize(
    ("name", "mods", "expected"),
    [("up", 0, b"\x1bOA"), ("home", 0, b"\x1bOH"), ("up", C, b"\x1b[1;5A"), ("page_up", 0, b"\x1b[5~")],
)
def test_application_cursor_keys(name: str, mods: int, expected: bytes) -> None:
    """DECCKM turns unmodified cursor keys, and only these, into SS3."""
    assert encode_key(Key(name, mods), Modes(app_cursor=True)) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key("kp_5"), b"\x1bOu"),
        (Key("kp_enter"), b"\x1bOM"),
        (Key("kp_divide"), b"\x1bOo"),
        (Key("kp_5", text="5"), b"5"),
        (Key("kp_5", mods=C), b"\x1bO5u"),
        (Key("5"), b"5"),
    ],
)
def test_application_keypad(key: Key, expected: bytes) -> None:
    """DECKPAM turns keypad keys into SS3 unless they type text because NumLock is on."""
    assert encode_key(key, Modes(app_keypad=True)) == expected


def test_backarrow_mode() -> None:
    """DECBKM swaps what Backspace and Ctrl+Backspace send."""
    modes = Modes(backarrow_sends_bs=True)
    assert encode_key(Key("backspace"), modes) == b"\x08"
    assert encode_key(Key("backspace", C), modes) == b"\x7f"


def test_newline_mode() -> None:
    """LNM makes Enter send a line feed too."""
    assert encode_key(Key("enter"), Modes(newline=True)) == b"\r\n"


def test_text_of_the_key_goes_through() -> None:
    """What an input method composed is sent whole, in UTF-8."""
    assert encode_key(Key("n", text="你好"), Modes()) == "你好".encode()


def test_releases_are_silent() -> None:
    """Only the kitty protocol knows releases; repeats are presses."""
    assert encode_key(Key("a", action=KeyAction.RELEASE), Modes()) == b""
    assert encode_key(Key("up", action=KeyAction.REPEAT), Modes()) == b"\x1b[A"


@pytest.mark.parametrize(
    ("name", "mods", "level_1", "level_2"),
    [
        ("a", 0, b"a", b"a"),
        ("a", S, b"A", b"\x1b[27;2;65~"),
        ("1", S, b"!", b"!"),
        ("a", C, b"\x01", b"\x1b[27;5;97~"),
        ("a", A, b"\x1ba", b"\x1b[27;3;97~"),
        ("a", C | S, b"\x1b[27;6;65~", b"\x1b[27;6;65~"),
        ("2", C, b"\x00", b"\x1b[27;5;50~"),
        ("1", C, b"\x1b[27;5;49~", b"\x1b[27;5;49~"),
        (";", C, b"\x1b[27;5;59~", b"\x1b[27;5;59~"),
        ("enter", S, b"\x1b[27;2;13~", b"\x1b[27;2;13~"),
        ("enter", C, b"\x1b[27;5;13~", b"\x1b[27;5;13~"),
        ("enter", 0, b"\r", b"\r"),
        ("tab", S, b"\x1b[Z", b"\x1b[Z"),
        ("tab", C, b"\x1b[27;5;9~", b"\x1b[27;5;9~"),
        ("escape", S, b"\x1b", b"\x1b[27;2;27~"),
        ("escape", A, b"\x1b[27;3;27~", b"\x1b[27;3;27~"),
        ("backspace", C, b"\x08", b"\x08"),
        ("backspace", A, b"\x1b\x7f", b"\x1b[27;3;127~"),
        ("space", C, b"\x00", b"\x1b[27;5;32~"),
        ("space", S, b" ", b" "),
        ("up", C, b"\x1b[1;5A", b"\x1b[1;5A"),
    ],
)
def test_modify_other_keys(name: str, mods: int, level_1: bytes, level_2: bytes) -> None:
    """Level 1 reports what has no code of its own, level 2 everything that is modified."""
    assert encode_key(Key(name, mods), Modes(modify_other_keys=1)) == level_1
    assert encode_key(Key(name, mods), Modes(modify_other_keys=2)) == level_2
