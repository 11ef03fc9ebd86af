"""Tests of `plangate.checkpoints.gitindex`."""

from __future__ import annotations

import os
from pathlib import Path

from plangate.checkpoints.gitindex import suspects, write_index
from plangate.checkpoints.walk import sign_of

_NAMES = [b"a", b"a.sh", b"d/\xff\n", b"d/e/" + b"x" * 200, b"empty", b"link", b"z" * 8]


def test_git_names_what_is_not_as_it_was(tmp_path: Path) -> None:
    """Another time stamp, another mode, another kind, gone; nothing else, whatever the names."""
    root = tmp_path / "work"
    (root / "d" / "e").mkdir(parents=True)
    top = os.fsencode(root) + b"/"
    for name in _NAMES:
        if name == b"link":
            (root / "link").symlink_to("nowhere")
            continue
        with open(top + name, "wb") as file:  # noqa: PTH123 - names are bytes that no Path can hold
            file.write(b"" if name == b"empty" else name)
    (root / "a.sh").chmod(0o755)
    (tmp_path / "seen").mkdir()
    index = tmp_path / "seen" / "index"
    for name in _NAMES:
        os.utime(top + name, (1_000_000_000, 1_000_000_000), follow_symlinks=False)
    write_index(index, sorted((name, sign_of(top + name)) for name in _NAMES))
    assert suspects(index, root) == []
    os.utime(top + b"d/\xff\n", (2, 2))
    (root / "a.sh").chmod(0o644)
    (root / "link").unlink()
    (root / "a").unlink()
    (root / "a").mkdir()
    assert suspects(index, root) == [b"a", b"a.sh", b"d/\xff\n", b"link"]


def test_an_empty_index(tmp_path: Path) -> None:
    """Nothing is known, nothing is suspected."""
    write_index(tmp_path / "index", [])
    assert suspects(tmp_path / "index", tmp_path) == []
