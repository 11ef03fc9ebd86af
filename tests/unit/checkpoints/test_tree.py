"""Tests of `plangate.checkpoints.tree`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.checkpoints.tree import Entry, Kind, Skipped, Tree, decode, encode, inside

_paths = st.lists(st.binary(min_size=1, max_size=8).filter(lambda part: b"/" not in part), min_size=1).map(
    b"/".join
)
_entries = st.builds(
    Entry, st.sampled_from(Kind), st.integers(0, 0o7777), st.binary(max_size=40), st.integers(0, 2**40)
)
_trees = st.builds(
    Tree,
    st.dictionaries(_paths, _entries),
    st.frozensets(_paths),
    st.lists(st.builds(Skipped, _paths, st.text())).map(tuple),
)


@given(_trees)
def test_a_tree_comes_back_from_its_bytes(tree: Tree) -> None:
    """Whatever the paths' bytes."""
    assert decode(encode(tree)) == tree


@given(_trees, _trees)
def test_the_digest_is_of_what_the_tree_holds(one: Tree, other: Tree) -> None:
    """Equal exactly when paths, modes and contents are; sizes and what is left out do not matter."""
    stripped = [{path: entry[:3] for path, entry in tree.entries.items()} for tree in (one, other)]
    assert (one.digest() == other.digest()) == (stripped[0] == stripped[1])


def test_garbage_is_no_tree() -> None:
    """It is refused, not taken for an empty one."""
    with pytest.raises(ValueError, match=r"."):
        decode(b"\x93\x01\x02\x03")


@pytest.mark.parametrize(
    ("path", "expected"),
    [(b"a", True), (b"a/b/c", True), (b"ab", False), (b"b/a", False), (b"c/d", True), (b"c", False)],
)
def test_inside(path: bytes, expected: bool) -> None:
    """A root and what is below it, not what only begins alike."""
    assert inside(path, {b"a", b"c/d"}) is expected
