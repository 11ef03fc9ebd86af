"""Tests of `plangate.atomic`."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from plangate import atomic


def test_contents_and_mode_are_as_asked(tmp_path: Path) -> None:
    """The umask has no say, and nothing else is left behind."""
    file = tmp_path / "file"
    old = os.umask(0o077)
    try:
        atomic.write(file, b"new", mode=0o644)
    finally:
        os.umask(old)
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is noticed before the old contents are given up."""
    file = tmp_path / "file"
    file.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic.write(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_links_are_followed(tmp_path: Path) -> None:
    """A file kept in a repository of dotfiles stays a link."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    atomic.write(link, b"new", durable=False)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
