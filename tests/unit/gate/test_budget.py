"""Tests of `plangate.gate.budget`."""

from __future__ import annotations

from plangate.gate.budget import Change, ChangeKind, Usage, limit_meter, measure, over, used_meter, words
from plangate.gate.policy import Budget

SMALL = Budget(files=2, lines=10, new_files=1, deletions=0, minutes=20)


def test_changes_add_up() -> None:
    """Added and deleted lines count together."""
    usage = measure(
        [Change("a", added=3, deleted=2), Change("b", ChangeKind.NEW, 5), Change("b", ChangeKind.NEW, 0)]
    )
    assert (usage.files, usage.lines, usage.new_files) == (2, 10, 2)
    assert over(measure([Change("a", added=3, deleted=2), Change("b", ChangeKind.NEW, 5)]), SMALL) == ()
    assert words(usage, SMALL) == "2 of 2 files, 10 of 10 lines, 2 new, 0 deleted"


def test_each_limit_is_named() -> None:
    """At the limit is within it."""
    usage = Usage(files=3, added=11, new_files=2, deletions=1)
    assert len(over(usage, SMALL)) == 4
    assert over(Usage(files=2, added=10, new_files=1), SMALL) == ()


def test_a_binary_file_is_always_over() -> None:
    """Nobody can count its lines."""
    assert over(measure([Change("logo.png", binary=True)]), SMALL) == ("logo.png is binary",)


def test_meters_are_what_clients_see() -> None:
    """Usage and limit in the same shape."""
    assert used_meter(Usage(files=1, added=2, deleted=3), 4.0).lines == 5
    assert limit_meter(SMALL).minutes == 20
    assert Usage().nothing
