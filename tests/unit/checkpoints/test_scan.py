"""Tests of `plangate.checkpoints.scan` and `ignored`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from pathlib import Path

import pytest

from plangate.checkpoints.ignored import ignored
from plangate.checkpoints.scan import Scanner
from plangate.checkpoints.tree import Entry, Kind
from plangate.checkpoints.walk import Hashed


def _later() -> int:
    return time.time_ns() + 10**12


def test_everything_but_gits_own_and_what_it_ignores(workspace: Path) -> None:
    """Untracked files, empty directories, links and modes belong to the tree."""
    tree = Scanner(workspace, _later).scan()
    assert list(tree.entries) == sorted(
        [b".gitignore", b"empty", b"link", b"run.sh", b"src", b"src/main.py", b"untracked.txt"]
    )
    assert tree.entries[b"link"] == Entry(Kind.LINK, 0, b"src/main.py", 0)
    assert tree.entries[b"run.sh"].mode == 0o755
    assert tree.entries[b"untracked.txt"].content == hashlib.sha256(b"mine\n").digest()
    assert tree.ignored == {b"debug.log"}
    assert not tree.covers(b"debug.log")


def test_ignored_files_on_request(workspace: Path) -> None:
    """Then git is not asked."""
    assert b"debug.log" in Scanner(workspace, _later, include_ignored=True).scan().entries


def test_an_ignored_directory_is_named_once(workspace: Path) -> None:
    """Not each of the files in it; where there is no repository nothing is ignored."""
    (workspace / "build" / "deep").mkdir(parents=True)
    (workspace / "build" / "deep" / "file").write_text("")
    assert ignored(workspace) == {b"build", b"debug.log"}
    assert ignored(workspace.parent) == frozenset()


def test_a_nested_repository_is_read_by_its_own_rules(workspace: Path) -> None:
    """Its files are in the tree, its `.git` is not."""
    inner = workspace / "vendor" / "lib"
    inner.mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], cwd=inner, check=True)
    (inner / ".gitignore").write_text("*.tmp\n")
    (inner / "code.c").write_text("int x;\n")
    (inner / "a.tmp").write_text("")
    entries = Scanner(workspace, _later).scan().entries
    assert b"vendor/lib/code.c" in entries
    assert not [path for path in entries if b".git/" in path or path.endswith(b".tmp")]


class _Counting(Hashed):
    """Counts what it gets."""

    def __init__(self) -> None:
        self.read: list[bytes] = []

    def put(self, data: bytes) -> bytes:
        self.read.append(data)
        return super().put(data)


def test_unchanged_files_are_not_read_again(workspace: Path) -> None:
    """Changed ones are, and only those."""
    contents = _Counting()
    scanner = Scanner(workspace, _later)
    scanner.scan(contents)
    assert len(contents.read) == 4
    scanner.scan(contents)
    assert len(contents.read) == 4
    (workspace / "untracked.txt").write_text("other\n")
    tree = scanner.scan(contents)
    assert contents.read[4:] == [b"other\n"]
    assert tree.entries[b"untracked.txt"].content == hashlib.sha256(b"other\n").digest()


def test_what_was_only_hashed_is_kept_later(workspace: Path) -> None:
    """Comparing stores nothing; the next checkpoint has the contents all the same."""
    scanner, contents = Scanner(workspace, _later), _Counting()
    scanner.scan(contents)
    (workspace / "untracked.txt").write_text("other\n")
    scanner.scan()
    scanner.scan(contents)
    assert contents.read[4:] == [b"other\n"]


def test_a_fresh_file_is_read_every_time(workspace: Path) -> None:
    """Within the resolution of time stamps a second write may leave no trace."""
    scanner = Scanner(workspace, time.time_ns)
    scanner.scan()
    info = (workspace / "untracked.txt").stat()
    (workspace / "untracked.txt").write_text("MINE\n")
    os.utime(workspace / "untracked.txt", ns=(info.st_atime_ns, info.st_mtime_ns))
    assert scanner.scan().entries[b"untracked.txt"].content == hashlib.sha256(b"MINE\n").digest()


def test_what_cannot_be_kept_is_named(workspace: Path) -> None:
    """Pipes and files that are too large."""
    os.mkfifo(workspace / "pipe")
    (workspace / "huge").write_bytes(b"x" * 101)
    tree = Scanner(workspace, _later, large=100).scan()
    assert {one.path for one in tree.skipped} == {b"pipe", b"huge"}
    assert not tree.covers(b"pipe")
    assert b"huge" not in tree.entries


def test_a_root_that_is_gone(tmp_path: Path) -> None:
    """It is an error, not an empty tree."""
    with pytest.raises(OSError, match="No such file"):
        Scanner(tmp_path / "none", _later, include_ignored=True).scan()
