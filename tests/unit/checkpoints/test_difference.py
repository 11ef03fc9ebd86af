"""Tests of `plangate.checkpoints.difference`."""

from __future__ import annotations

from plangate.checkpoints.difference import What, compare
from plangate.checkpoints.tree import Entry, Kind, Skipped, Tree

_FILE = Entry(Kind.FILE, 0o644, b"one", 3)


def _what(before: Tree, after: Tree) -> dict[bytes, What]:
    return {change.path: change.what for change in compare(before, after)}


def test_each_kind_of_difference_has_its_name() -> None:
    """Equal entries are no change."""
    before = Tree({b"same": _FILE, b"gone": _FILE, b"text": _FILE, b"mode": _FILE, b"kind": _FILE})
    after = Tree(
        {
            b"same": _FILE._replace(size=4),
            b"new": _FILE,
            b"text": _FILE._replace(content=b"two"),
            b"mode": _FILE._replace(mode=0o755),
            b"kind": Entry(Kind.LINK, 0, b"same", 0),
        }
    )
    assert _what(before, after) == {
        b"gone": What.REMOVED,
        b"kind": What.KIND,
        b"mode": What.MODE,
        b"new": What.ADDED,
        b"text": What.MODIFIED,
    }


def test_what_a_tree_does_not_cover_is_no_change() -> None:
    """A file that was ignored before is not new, one that is ignored now is not gone."""
    bare = Tree({}, ignored=frozenset({b"build"}), skipped=(Skipped(b"huge", "large"),))
    full = Tree({b"build/out": _FILE, b"huge": _FILE, b"other": _FILE})
    assert _what(bare, full) == {b"other": What.ADDED}
    assert _what(full, bare) == {b"other": What.REMOVED}
