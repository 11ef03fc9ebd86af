"""Tests of `plangate.checkpoints.restore`: any tree comes back from any other."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plangate.checkpoints import Store
from plangate.checkpoints.difference import Change, What
from plangate.checkpoints.restore import apply
from plangate.checkpoints.tree import Entry, Kind

_names = st.sampled_from([b"a", b"b", b"c", b"\xff\n", b"d e"])
_leaf = st.one_of(
    st.tuples(st.just("file"), st.binary(max_size=20), st.sampled_from([0o644, 0o755, 0o600, 0o400])),
    st.tuples(st.just("link"), st.sampled_from([b"a", b"../x", b"/etc/hostname"]), st.just(0)),
)
_node = st.recursive(_leaf, lambda inner: st.dictionaries(_names, inner, max_size=4), max_leaves=12)
_trees = st.dictionaries(_names, _node, max_size=5)


def _build(root: bytes, tree: dict[bytes, object]) -> None:
    for name, node in tree.items():
        path = root + b"/" + name
        match node:
            case dict():
                os.mkdir(path)  # noqa: PTH102 - names are bytes that no Path can hold
                _build(path, node)
            case ("file", bytes(data), int(mode)):
                with open(path, "wb") as file:  # noqa: PTH123 - as above
                    file.write(data)
                os.chmod(path, mode)  # noqa: PTH101 - as above
            case ("link", bytes(target), _):
                os.symlink(target, path)  # noqa: PTH211 - as above


@settings(max_examples=25, deadline=None)
@given(first=_trees, second=_trees)
def test_any_tree_from_any_other(first: dict[bytes, object], second: dict[bytes, object]) -> None:
    """Files that became directories, links to elsewhere, odd names, read-only files: all come back exactly."""
    base = Path("/tmp") / f"pgrestore{os.getpid()}"
    shutil.rmtree(base, ignore_errors=True)
    try:
        work = base / "work"
        work.mkdir(parents=True)
        _build(os.fsencode(work), first)
        store = Store(base / "store", clock=lambda: time.time() + 1000)
        checkpoint = store.create(work, "first")
        wanted = store.tree(checkpoint)
        shutil.rmtree(work)
        work.mkdir()
        _build(os.fsencode(work), second)
        other = store.create(work, "second")
        restored = store.restore(checkpoint)
        assert restored.failures == ()
        assert store.create(work, "after").tree == wanted.digest()
        store.restore(other)
        assert store.create(work, "back").tree == other.tree
    finally:
        shutil.rmtree(base, ignore_errors=True)


def test_a_link_in_place_of_a_directory_is_not_followed(tmp_path: Path) -> None:
    """Somebody who exchanges a directory for a link while we restore makes us write nowhere else."""
    (tmp_path / "outside").mkdir()
    work = tmp_path / "work"
    work.mkdir()
    (work / "dir").symlink_to(tmp_path / "outside")
    entry = Entry(Kind.FILE, 0o644, b"d", 1)
    failures = apply(str(work), [Change(b"dir/file", What.REMOVED, entry, None)], lambda _: [b"x"])
    assert [one.path for one in failures] == [b"dir/file"]
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_directory_that_holds_what_is_not_covered_stays(store: Store, workspace: Path) -> None:
    """Ignored files in a new directory are not deleted with it."""
    checkpoint = store.create(workspace, "before")
    (workspace / "new").mkdir()
    (workspace / "new" / "code.py").write_text("x\n")
    (workspace / "new" / "trace.log").write_text("kept\n")
    store.restore(checkpoint)
    assert [path.name for path in (workspace / "new").iterdir()] == ["trace.log"]


def test_what_could_not_be_restored_is_said(tmp_path: Path) -> None:
    """With the reason; a directory that is not empty is never removed with what is in it."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "other").write_text("")
    entry = Entry(Kind.DIRECTORY, 0o755, b"", 0)
    (failure,) = apply(str(tmp_path), [Change(b"new", What.ADDED, None, entry)], lambda _: [])
    assert failure.path == b"new"
    assert "kept" in failure.why
    assert (tmp_path / "new" / "other").exists()
