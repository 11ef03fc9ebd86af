"""Tests of `plangate.daemon.gate.unkept`: files that no checkpoint holds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from plangate.daemon.gate.unkept import changed, unkept


def workspace(root: Path) -> Path:
    """A repository that ignores some files."""
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (root / ".gitignore").write_text(".env\n*.log\nbuilt/\ncache/*.tmp\n")
    for name in (".env", "built/x", "cache/y.tmp", "cache/kept", "told.txt"):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("one\n")
    return root


def test_only_single_ignored_files_are_looked_at(tmp_path: Path) -> None:
    """Neither ignored directories nor scratch folders, nor what a checkpoint holds."""
    root = workspace(tmp_path)
    assert set(unkept(root, ())) == {".env", "cache/y.tmp"}
    assert set(unkept(root, ("cache/",))) == {".env"}


def test_every_change_counts_as_a_file(tmp_path: Path) -> None:
    """Written, made, removed; the lines are not known."""
    root = workspace(tmp_path)
    before = unkept(root, ())
    assert changed(before, unkept(root, ())) == []
    (root / ".env").write_text("two\n")
    os.utime(root / ".env", ns=(1, 1))
    (root / "new.log").write_text("x")
    (root / "cache/y.tmp").unlink()
    found = changed(before, unkept(root, ()))
    assert [(one.path, one.added, one.deleted) for one in found] == [
        (".env", 0, 0),
        ("cache/y.tmp", 0, 0),
        ("new.log", 0, 0),
    ]


def test_a_folder_without_a_repository_has_none(tmp_path: Path) -> None:
    """Everything in it is in the checkpoint."""
    (tmp_path / "x").write_text("x")
    assert unkept(tmp_path, ()) == {}
