"""Tests of `plangate.emulator.keys.kitty`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.emulator.keys import encode_key
from plangate.emulator.keys.kitty import ALL_KEYS, ALTERNATES, DISAMBIGUATE, EVENTS, TEXT
from plangate.model.input import Key, KeyAction, Mod
from plangate.model.screen import Modes

S, A, C, W = int(Mod.SHIFT), int(Mod.ALT), int(Mod.CTRL), int(Mod.SUPER)
REPEAT, RELEASE = int(KeyAction.REPEAT), int(KeyAction.RELEASE)


def _encode(key: Key, flags: int) -> bytes:
    return encode_key(key, Modes(kitty_flags=flags, app_cursor=True))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key("a"), b"a"),
        (Key("a", S, "A"), b"A"),
        (Key("a", C), b"\x1b[97;5u"),
        (Key("c", C | S), b"\x1b[99;6u"),
        (Key("[", A), b"\x1b[91;3u"),
        (Key("a", A | S), b"\x1b[97;4u"),
        (Key("a", W), b"\x1b[97;9u"),
        (Key("space", C), b"\x1b[32;5u"),
        (Key("escape"), b"\x1b[27u"),
        (Key("enter"), b"\r"),
        (Key("enter", S), b"\x1b[13;2u"),
        (Key("tab"), b"\t"),
        (Key("tab", S), b"\x1b[9;2u"),
        (Key("tab", C | S), b"\x1b[9;6u"),
        (Key("backspace"), b"\x7f"),
        (Key("backspace", C), b"\x1b[127;5u"),
        (Key("up"), b"\x1b[A"),
        (Key("up", C), b"\x1b[1;5A"),
        (Key("f1"), b"\x1b[P"),
        (Key("f3"), b"\x1b[13~"),
        (Key("f3", S), b"\x1b[13;2~"),
        (Key("f13"), b"\x1b[57376u"),
        (Key("f35"), b"\x1b[57398u"),
        (Key("delete"), b"\x1b[3~"),
        (Key("menu"), b"\x1b[57363u"),
        (Key("pause"), b"\x1b[57362u"),
        (Key("kp_0"), b"\x1b[57399u"),
        (Key("kp_enter"), b"\x1b[57414u"),
        (Key("kp_delete"), b"\x1b[57426u"),
        (Key("kp_1", text="1"), b"1"),
        (Key("a", action=RELEASE), b""),
        (Key("a", C, action=REPEAT), b"\x1b[97;5u"),
        (Key("no_such_key"), b""),
    ],
)
def test_disambiguate(key: Key, expected: bytes) -> None:
    """Flag 1: text stays text, everything else is unambiguous, cursor mode has no say."""
    assert _encode(key, DISAMBIGUATE) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key("a", action=REPEAT), b"a"),
        (Key("a", action=RELEASE), b"\x1b[97;1:3u"),
        (Key("a", C, action=REPEAT), b"\x1b[97;5:2u"),
        (Key("up", action=RELEASE), b"\x1b[1;1:3A"),
        (Key("f5", action=REPEAT), b"\x1b[15;1:2~"),
        (Key("enter", action=RELEASE), b""),
        (Key("backspace", C, action=RELEASE), b""),
        (Key("escape", action=RELEASE), b"\x1b[27;1:3u"),
    ],
)
def test_event_types(key: Key, expected: bytes) -> None:
    """Flag 2 adds repeats and releases, but none for the keys needed to type `reset`."""
    assert _encode(key, DISAMBIGUATE | EVENTS) == expected


def test_events_without_disambiguation_keep_legacy_presses() -> None:
    """Flag 2 alone changes no press."""
    assert _encode(Key("a", C), EVENTS) == b"\x01"
    assert _encode(Key("up"), EVENTS) == b"\x1bOA"
    assert _encode(Key("a", C, action=RELEASE), EVENTS) == b"\x1b[97;5:3u"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key("a", C | S), b"\x1b[97:65;6u"),
        (Key("1", A | S), b"\x1b[49:33;4u"),
        (Key("a", C), b"\x1b[97;5u"),
        (Key("up", S), b"\x1b[1;2A"),
    ],
)
def test_alternate_keys(key: Key, expected: bytes) -> None:
    """Flag 4 adds the shifted character where Shift is held."""
    assert _encode(key, DISAMBIGUATE | ALTERNATES) == expected


@pytest.mark.parametrize(
    ("key", "plain", "with_text"),
    [
        (Key("a"), b"\x1b[97u", b"\x1b[97;;97u"),
        (Key("a", S), b"\x1b[97;2u", b"\x1b[97;2;65u"),
        (Key("A"), b"\x1b[97;2u", b"\x1b[97;2;65u"),
        (Key("n", text="你好"), b"\x1b[110u", b"\x1b[110;;20320:22909u"),
        (Key("enter"), b"\x1b[13u", b"\x1b[13u"),
        (Key("tab", S), b"\x1b[9;2u", b"\x1b[9;2u"),
        (Key("backspace"), b"\x1b[127u", b"\x1b[127u"),
        (Key("space"), b"\x1b[32u", b"\x1b[32;;32u"),
        (Key("a", action=RELEASE), b"\x1b[97;1:3u", b"\x1b[97;1:3u"),
        (Key("enter", action=RELEASE), b"\x1b[13;1:3u", b"\x1b[13;1:3u"),
        (Key("up"), b"\x1b[A", b"\x1b[A"),
    ],
)
def test_all_keys_and_text(key: Key, plain: bytes, with_text: bytes) -> None:
    """Flag 8 makes every key an escape code; flag 16 adds what it types."""
    assert _encode(key, EVENTS | ALL_KEYS) == plain
    assert _encode(key, EVENTS | ALL_KEYS | TEXT) == with_text


_KEYS = st.builds(
    Key,
    name=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(
            [
                "enter",
                "tab",
                "escape",
                "backspace",
                "up",
                "f1",
                "f3",
                "f20",
                "kp_5",
                "kp_enter",
                "delete",
                "menu",
                "unknown",
            ]
        ),
    ),
    mods=st.integers(0, 255),
    text=st.text(max_size=3),
    action=st.sampled_from(KeyAction).map(int),
)
_FORM = re.compile(r"\x1b\[(\d+(:\d*){0,2}(;(\d+(:[123])?)?(;\d+(:\d+)*)?)?)?[u~ABCDEFHPQS]")


@given(_KEYS, st.integers(1, 31))
def test_escape_codes_have_the_specified_form(key: Key, flags: int) -> None:
    """Whatever the event, the answer is text, a legacy byte or one escape code of the protocol."""
    if not flags & (DISAMBIGUATE | ALL_KEYS):
        flags |= DISAMBIGUATE
    data = _encode(key, flags).decode()
    assert "\x1b" not in data or _FORM.fullmatch(data)
    if flags & ALL_KEYS:
        assert not data or _FORM.fullmatch(data)


@given(_KEYS, st.integers(0, 31), st.integers(0, 2), st.booleans())
def test_encoding_never_fails(key: Key, flags: int, level: int, application: bool) -> None:
    """Any event under any modes gives bytes."""
    modes = Modes(kitty_flags=flags, modify_other_keys=level, app_keypad=application, app_cursor=application)
    assert isinstance(encode_key(key, modes), bytes)
