"""Tests of `plangate.plugins.patterns`."""

from __future__ import annotations

import pytest

from plangate.plugins.loader import Loaded, load_all
from plangate.plugins.patterns import trouble


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(?:a*)*b",
        r"(?:\w+\s?)+!",
        r"^(?:a|a)*$",
        r"(?:a|ab)+c",
        r"((a{1,9}){1,9}){1,9}b",
        r"(?P<x>(?:a?){50})b",
        r"(a)\1",
        r"x(?=(?:a+)+b)",
    ],
)
def test_patterns_that_can_take_for_ever_are_refused(pattern: str) -> None:
    """On a text of thirty letters some of them take longer than the age of the universe."""
    assert "for ever" in trouble(pattern)


@pytest.mark.parametrize("pattern", [r".*a.*b.*c", r"^.*a.*b.*c.*d", r"x|\s*\w+\s*$"])
def test_too_many_open_repeats_are_refused(pattern: str) -> None:
    """Their time grows with the fourth power of a row's length."""
    assert "for seconds" in trouble(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"Allow this tool\?",
        r"^\s*(?:yes|no) .*\?$",
        r"[a-z]+ \d+",
        r"^(?:[a-z-]+ ?)?>",
        r"(?:ab){3}",
        r"(?:ab)+",
        r"[⠋⠙⠹]{1,3} \w+",
    ],
)
def test_what_people_write_is_allowed(pattern: str) -> None:
    """One or two repeats, alternatives, classes."""
    assert trouble(pattern) == ""


def test_every_agent_that_comes_along_keeps_the_rule() -> None:
    """Else it would be refused."""
    found = load_all()
    assert all(isinstance(plugin, Loaded) for plugin in found), found
