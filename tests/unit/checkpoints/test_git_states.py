"""Whatever git is in the middle of: a checkpoint leaves it alone, an undo brings tree and index back."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.odd_trees import picture

from plangate.checkpoints import Store

_WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")


def _git(place: Path, *arguments: str, check: bool = True) -> str:
    return subprocess.run(
        ["git", *_WHO, *arguments], cwd=place, capture_output=True, text=True, check=check,
        env={**os.environ, "GIT_EDITOR": "true"},
    ).stdout  # fmt: skip


def _two_branches(root: Path) -> None:
    _git(root, "checkout", "-q", "-b", "other")
    (root / "src" / "main.py").write_text("print('theirs')\n")
    _git(root, "commit", "-qam", "theirs")
    _git(root, "checkout", "-q", "-")
    (root / "src" / "main.py").write_text("print('ours')\n")
    _git(root, "commit", "-qam", "ours")


def _merge(root: Path) -> Path:
    _two_branches(root)
    _git(root, "merge", "other", check=False)
    assert (root / ".git" / "MERGE_HEAD").exists()
    return root


def _rebase(root: Path) -> Path:
    _two_branches(root)
    _git(root, "rebase", "other", check=False)
    assert (root / ".git" / "rebase-merge").exists()
    return root


def _sparse(root: Path) -> Path:
    (root / "docs").mkdir()
    (root / "docs" / "page").write_text("x")
    _git(root, "add", "docs", "untracked.txt")
    _git(root, "commit", "-qm", "docs")
    _git(root, "sparse-checkout", "set", "src")
    assert not (root / "docs").exists()
    return root


def _worktree(root: Path) -> Path:
    _git(root, "worktree", "add", "-q", "-b", "linked", str(root.parent / "linked"))
    return root.parent / "linked"


def _unborn(root: Path) -> Path:
    young = root.parent / "young"
    young.mkdir()
    _git(young, "init", "-q")
    (young / "file").write_text("one\n")
    _git(young, "add", "file")
    return young


def _submodule(root: Path) -> Path:
    library = root.parent / "library"
    library.mkdir()
    _git(library, "init", "-q")
    (library / "code.c").write_text("int x;\n")
    _git(library, "add", "-A")
    _git(library, "commit", "-qm", "code")
    _git(root, "submodule", "--quiet", "add", str(library), "library")
    (root / "library" / "code.c").write_text("int y;\n")
    return root


def _nested(root: Path) -> Path:
    inner = root / "vendor" / "inner"
    inner.mkdir(parents=True)
    _git(inner, "init", "-q")
    (inner / "code.c").write_text("int x;\n")
    return root


def _filters(root: Path) -> Path:
    (root / ".gitattributes").write_text("*.txt text eol=crlf\n*.bin filter=lfs\n*.up filter=up\n")
    _git(root, "config", "filter.up.clean", "tr a-z A-Z")
    _git(root, "config", "core.autocrlf", "true")
    (root / "a.txt").write_bytes(b"one\ntwo\r\n")
    (root / "b.up").write_bytes(b"lower\n")
    (root / "c.bin").write_bytes(b"\0\r\n\xff")
    return root


def _state(root: Path) -> dict[str, bytes]:
    """What git keeps for itself."""
    private = Path(root, _git(root, "rev-parse", "--git-dir").strip())
    return {str(path): path.read_bytes() for path in sorted(private.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "prepare", [_merge, _rebase, _sparse, _worktree, _unborn, _submodule, _nested, _filters]
)
def test_any_state_comes_back(store: Store, workspace: Path, prepare: Callable[[Path], Path]) -> None:
    """Byte for byte, the index too; the rest of git's own is never touched."""
    root = prepare(workspace)
    state, wanted = _state(root), picture(root)
    checkpoint = store.create(root, "before")
    assert _state(root) == state
    status = _git(root, "status", "--porcelain=v2", "--ignore-submodules=none")
    for path, (kind, *_) in wanted.items():
        if kind == "file" and not path.endswith((b".log", b".git")):
            (root / os.fsdecode(path)).write_bytes(b"spoilt")
    (root / "new").write_text("new")
    _git(root, "add", "new")
    untouched = {path: data for path, data in _state(root).items() if not path.endswith("/index")}
    restored = store.restore(checkpoint)
    assert restored.failures == ()
    assert picture(root) == wanted
    assert _git(root, "status", "--porcelain=v2", "--ignore-submodules=none") == status
    assert untouched.items() <= _state(root).items()
    assert checkpoint.head == _git(root, "rev-parse", "--verify", "-q", "HEAD", check=False).strip()


def test_what_is_no_file_is_named_and_left_alone(
    store: Store, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe, a socket, a file over the limit."""
    os.mkfifo(workspace / "pipe")
    server = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(workspace)  # the whole path may be longer than a socket's may be
    server.bind("door")
    store.large = 100
    (workspace / "large").write_bytes(b"x" * 101)
    checkpoint = store.create(workspace, "before")
    assert {one.path for one in store.tree(checkpoint).skipped} == {b"pipe", b"door", b"large"}
    (workspace / "large").write_bytes(b"y" * 101)
    assert store.restore(checkpoint).failures == ()
    assert (workspace / "pipe").is_fifo()
    assert (workspace / "large").read_bytes() == b"y" * 101
    server.close()
