"""Tests of `plangate.qr`."""

from __future__ import annotations

import sys

import pytest

from plangate.qr import qr_lines


def test_a_code_is_square_and_has_a_quiet_border() -> None:
    """Two modules to a line; what is light is painted."""
    lines = qr_lines("https://192.168.1.2:8765/#pair=" + "x" * 43)
    assert len({len(line) for line in lines}) == 1
    assert abs(len(lines[0]) - 2 * len(lines)) <= 1
    assert set(lines[0]) == {"█"}
    assert set("".join(lines)) <= set("█▀▄ ")


def test_without_the_extra_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digits do."""
    monkeypatch.setitem(sys.modules, "segno", None)
    assert qr_lines("x") == []
