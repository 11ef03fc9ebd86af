from __future__ import annotations

import pytest

from plangate.dashboard.actions import ACTIONS
from plangate.dashboard.keynames import key_label, parse_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("x", "x"),
        ("R", "R"),
        ("?", "question_mark"),
        (":", "colon"),
        ("/", "slash"),
        ("+", "plus"),
        ("-", "minus"),
        ("space", "space"),
        (" ", "space"),
        ("Esc", "escape"),
        ("PgUp", "pageup"),
        ("F5", "f5"),
        ("Ctrl+]", "ctrl+right_square_bracket"),
        ("ctrl+shift+a", "ctrl+shift+a"),
        ("Ctrl+P", "ctrl+p"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("shift+g", "G"),
        ("ctrl++", "ctrl+plus"),
        ("question_mark", "question_mark"),
        ("ö", "ö"),
    ],
)
def test_keys_are_understood_as_people_write_them(written: str, key: str) -> None:
    """A key in a keymap becomes the name that Textual gives to the same key press."""
    assert parse_key(written) == key


@pytest.mark.parametrize("written", ["", "ctrl+", "hyper+x", "ctrl+ctrl+x", "f99", "word", "\x07"])
def test_what_is_no_key_is_refused(written: str) -> None:
    """Anything else is no key, so that the keymap can report it."""
    assert parse_key(written) is None


def test_every_default_key_survives_being_shown_and_written() -> None:
    """What the help shows for a default key can be written into a keymap and means that key."""
    for key in {key for action in ACTIONS for key in action.keys}:
        label = key_label(key)
        assert parse_key(label) == key, label
