"""Keys on their way from the terminal's bytes to the agent."""

from __future__ import annotations

import pytest
from textual import events

from plangate.dashboard.keyboard import FaithfulParser
from plangate.dashboard.widgets.terminal.keys import to_key
from plangate.model.input import Key, Mod

C, A, S = Mod.CTRL, Mod.ALT, Mod.SHIFT

TABLE = [
    ("a", Key("a", 0, "a")),
    ("A", Key("A", 0, "A")),
    ("é", Key("é", 0, "é")),
    ("日", Key("日", 0, "日")),
    ("👍", Key("👍", 0, "👍")),
    ("?", Key("?", 0, "?")),
    (" ", Key("space", 0, " ")),
    ("\r", Key("enter")),
    ("\n", Key("j", C)),
    ("\t", Key("tab")),
    ("\x1b[Z", Key("tab", S)),
    ("\x7f", Key("backspace")),
    ("\x08", Key("h", C)),
    ("\x00", Key("space", C)),
    *[(chr(code), Key(chr(code + 96), C)) for code in range(1, 27) if code not in (8, 9, 13)],
    ("\x1c", Key("\\", C)),
    ("\x1d", Key("]", C)),
    ("\x1e", Key("^", C)),
    ("\x1f", Key("_", C)),
    ("\x1b[A", Key("up")),
    ("\x1bOB", Key("down")),
    ("\x1b[1;2C", Key("right", S)),
    ("\x1b[1;5D", Key("left", C)),
    ("\x1b[1;3A", Key("up", A)),
    ("\x1b[1;6B", Key("down", C | S)),
    ("\x1b[H", Key("home")),
    ("\x1b[F", Key("end")),
    ("\x1b[5~", Key("page_up")),
    ("\x1b[6;2~", Key("page_down", S)),
    ("\x1b[2~", Key("insert")),
    ("\x1b[3;5~", Key("delete", C)),
    ("\x1bOP", Key("f1")),
    ("\x1b[15;2~", Key("f5", S)),
    ("\x1b[24~", Key("f12")),
    ("\x1ba", Key("a", A)),
    ("\x1bA", Key("a", A | S)),
    ("\x1bb", Key("b", A)),
    ("\x1bf", Key("f", A)),
    ("\x1b1", Key("1", A)),
    ("\x1b.", Key(".", A)),
    ("\x1b-", Key("-", A)),
    ("\x1b\r", Key("enter", A)),
    ("\x1b\x7f", Key("backspace", A)),
    ("\x1b\t", Key("tab", A)),
    ("\x1b ", Key("space", A)),
    ("\x1b\x03", Key("c", C | A)),
    ("\x1b[27;2;13~", Key("enter", S)),
    ("\x1b[27;5;9~", Key("tab", C)),
    ("\x1b[97;5u", Key("a", C)),
    ("\x1b[97;6u", Key("a", C | S)),
    ("\x1b[97;3u", Key("a", A)),
    ("\x1b[97;2;65u", Key("A", 0, "A")),
    ("\x1b[13;2u", Key("enter", S)),
    ("\x1b[27u", Key("escape")),
    ("\x1b[105;5u", Key("i", C)),
    ("\x1b[93;5u", Key("]", C)),
    ("\x1b[127;5u", Key("backspace", C)),
    ("\x1b[32;2;32u", Key("space", S, " ")),
]


@pytest.mark.parametrize(("sent", "expected"), TABLE, ids=[repr(sent) for sent, _ in TABLE])
def test_bytes_of_a_terminal_become_the_key_that_was_pressed(sent: str, expected: Key) -> None:
    """Legacy, kitty and modifyOtherKeys forms all arrive with their modifiers."""
    found = [event for event in FaithfulParser().feed(sent) if isinstance(event, events.Key)]
    assert [to_key(event.key, event.character) for event in found] == [expected]


def test_escape_alone_and_twice_is_escape() -> None:
    """Nothing is made of a lone Escape but Escape, however often."""
    assert to_key("escape", "\x1b") == Key("escape")


@pytest.mark.parametrize("name", ["left_shift", "right_control", "iso_level3_shift", "media_play"])
def test_keys_without_a_meaning_of_their_own_are_dropped(name: str) -> None:
    """Pressing a modifier alone types nothing."""
    assert to_key(name, None) is None
