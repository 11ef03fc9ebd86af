"""Tests of `plangate.daemon.gate.pin`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.daemon.gate.pin import Pin
from plangate.errors import ConfigError, NotFound, Refused, UsageError


class Clock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_pin_is_chosen_checked_and_changed(tmp_path: Path) -> None:
    """The present one is asked for before another one is taken; the file does not hold it."""
    pin = Pin(tmp_path / "pin", Clock())
    with pytest.raises(NotFound):
        pin.check("1234")
    pin.choose("1234", "")
    pin.check("1234")
    assert b"1234" not in (tmp_path / "pin").read_bytes()
    assert (tmp_path / "pin").stat().st_mode & 0o077 == 0
    with pytest.raises(Refused):
        pin.choose("9999", "wrong")
    pin.choose("9999", "1234")
    pin.check("9999")


def test_after_some_wrong_ones_there_is_a_wait(tmp_path: Path) -> None:
    """Also for the right one; afterwards it counts again."""
    clock = Clock()
    pin = Pin(tmp_path / "pin", clock)
    pin.choose("1234", "")
    for _ in range(5):
        with pytest.raises(Refused, match="wrong"):
            pin.check("0000")
    with pytest.raises(Refused, match="too many"):
        pin.check("1234")
    clock.now = 31.0
    pin.check("1234")


def test_what_is_too_short_or_damaged(tmp_path: Path) -> None:
    """Is refused in words."""
    pin = Pin(tmp_path / "pin", Clock())
    with pytest.raises(UsageError):
        pin.choose("1", "")
    (tmp_path / "pin").write_text("{")
    with pytest.raises(ConfigError):
        pin.check("1234")
