"""Tests of `plangate.checkpoints.tree`."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.checkpoints.tree import Entry, Kind, Skipped, Tree, decode, encode, inside, parts

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
    listing = encode(tree)
    named = {hashlib.sha256(part).digest(): part for part in listing.parts}
    assert decode(listing.head, named.__getitem__) == tree
    assert parts(listing.head) == [hashlib.sha256(part).digest() for part in listing.parts]


@given(_trees, _trees)
def test_the_digest_is_of_what_the_tree_holds(one: Tree, other: Tree) -> None:
    """Equal exactly when the entries are; what is left out does not matter."""
    assert (one.digest() == other.digest()) == (one.entries == other.entries)


def test_nearly_equal_trees_share_their_parts() -> None:
    """One entry more changes one part, wherever it is."""
    entries = {b"%05d" % number: Entry(Kind.FILE, 0o644, b"x" * 32, 1) for number in range(5000)}
    before = encode(Tree(entries)).parts
    after = encode(Tree({**entries, b"02500.new": Entry(Kind.FILE, 0o644, b"y" * 32, 1)})).parts
    assert len(before) > 10
    assert len(set(after) - set(before)) <= 2


def test_garbage_is_no_tree() -> None:
    """It is refused, not taken for an empty one."""
    with pytest.raises(ValueError, match=r"."):
        decode(b"\x93\x01\x02\x03", bytes)


@pytest.mark.parametrize(
    ("path", "expected"),
    [(b"a", True), (b"a/b/c", True), (b"ab", False), (b"b/a", False), (b"c/d", True), (b"c", False)],
)
def test_inside(path: bytes, expected: bool) -> None:
    """A root and what is below it, not what only begins alike."""
    assert inside(path, {b"a", b"c/d"}) is expected
