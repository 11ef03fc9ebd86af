"""Tests of `plangate.cli.fullscreen.menu`."""

from __future__ import annotations

from plangate.cli.fullscreen.menu import Choice, choice_of, menu_text


def test_every_key_has_one_meaning() -> None:
    """And is named in the line."""
    keys = [choice.key for choice in Choice]
    assert len(set(keys)) == len(keys)
    for choice in Choice:
        assert choice_of(choice.key.encode(), view_only=False) is choice
        assert f"{choice.key} {choice.value[1]}" in menu_text("ctrl+]", view_only=False)


def test_a_viewer_can_change_nothing() -> None:
    """Neither focus nor size nor the program."""
    assert [choice for choice in Choice if choice_of(choice.key.encode(), view_only=True)] == [
        Choice.DETACH,
        Choice.REDRAW,
    ]


def test_any_other_key_closes_the_menu() -> None:
    """Nothing is done by accident."""
    assert choice_of(b"\x1b", view_only=False) is None
    assert choice_of(b"", view_only=False) is None
