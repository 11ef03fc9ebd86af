"""Character sets."""

from __future__ import annotations

from plangate.emulator.charsets import table


def test_graphics() -> None:
    """The blank is a blank, lines are lines."""
    graphics = table("0") or {}
    assert "_`lqk".translate(graphics) == " ◆┌─┐"
    assert "ABC".translate(graphics) == "ABC"


def test_national_sets() -> None:
    """They replace what their countries needed."""
    assert "[]{}~".translate(table("K") or {}) == "ÄÜäüß"
    assert "#".translate(table("A") or {}) == "£"
    assert table("B") is None
    assert table("nothing") is None


def test_the_technical_set_is_complete() -> None:
    """Its last position is the downwards arrow."""
    assert "~".translate(table(">") or {}) == "↓"
    assert "{|}".translate(table(">") or {}) == "←↑→"
