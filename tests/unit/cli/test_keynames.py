"""Tests of `plangate.cli.keynames`."""

from __future__ import annotations

import pytest

from plangate.cli.keynames import key_named
from plangate.errors import UsageError
from plangate.model.input import Key, Mod


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("enter", Key("enter")),
        ("Esc", Key("escape")),
        ("ctrl+c", Key("c", Mod.CTRL)),
        ("Ctrl+Shift+P", Key("p", Mod.CTRL | Mod.SHIFT)),
        ("shift+tab", Key("tab", Mod.SHIFT)),
        ("F5", Key("f5")),
        ("a", Key("a", 0, "a")),
        ("R", Key("R", 0, "R")),
        ("space", Key(" ", 0, " ")),
        ("+", Key("+", 0, "+")),
        ("ctrl++", Key("+", Mod.CTRL)),
        ("ctrl+]", Key("]", Mod.CTRL)),
    ],
)
def test_keys_are_named_as_people_write_them(text: str, key: Key) -> None:
    """Case matters only for a letter alone."""
    assert key_named(text) == key


@pytest.mark.parametrize("text", ["entr", "hyper+a", "", "f99"])
def test_unknown_keys_are_refused(text: str) -> None:
    """Rather than sent as something else."""
    with pytest.raises(UsageError):
        key_named(text)


def test_a_near_miss_is_named() -> None:
    """The hint says what was probably meant."""
    with pytest.raises(UsageError) as raised:
        key_named("entr")
    assert "enter" in raised.value.hint
