"""Tests of `plangate.cli.arguments`."""

from __future__ import annotations

import argparse

import pytest

from plangate.cli.arguments import duration, size


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("250ms", 0.25), ("1.5m", 90), ("2h", 7200), ("1d", 86400)]
)
def test_durations(text: str, seconds: float) -> None:
    """A bare number counts seconds."""
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5 weeks", "-3s", "s"])
def test_what_is_no_duration(text: str) -> None:
    """It is refused with its text."""
    with pytest.raises(argparse.ArgumentTypeError):
        duration(text)


def test_a_size_is_columns_by_rows() -> None:
    """As people write it."""
    assert size("120x40") == (120, 40)


@pytest.mark.parametrize("text", ["120", "0x40", "5000x40", "120x2"])
def test_what_is_no_size(text: str) -> None:
    """Out of the terminal's bounds is refused too."""
    with pytest.raises(argparse.ArgumentTypeError):
        size(text)
