"""What of a git repository must open with a workspace so that commits work, and what must never be writable."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SNARES", "Repository", "look_at_repository", "make_lockable", "never", "stores"]

_NEVER = ("hooks", "config", "config.worktree", "info", "commondir")
"""Files with which whoever runs git in the repository is made to run a program, or to overlook changes."""

SNARES = ("commondir",)
"""What nobody can hold the place of, because a git directory that has it is read otherwise (gitrepository-layout(5))."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The git side of a workspace."""

    companions: tuple[str, ...] = ()
    """Directories outside the workspace that commits write to."""
    read_only: tuple[str, ...] = ()
    """What must stay read-only when everything is open; need not exist."""


def look_at_repository(workspace: str) -> Repository:
    """What there is, without running git: a repository decides nothing about how it is looked at.

    A workspace may be a repository, a linked worktree of one, a submodule, a bare repository or none.
    A `.git` file counts only when the repository it names knows this worktree, so that no file in the
    workspace makes another directory writable.
    """
    root = Path(workspace)
    pointer = root / ".git"
    if pointer.is_symlink():
        return Repository((), (str(pointer),))
    if pointer.is_dir():
        return Repository((), (*never(pointer), *_worktrees(pointer)))
    if pointer.is_file():
        return _linked(pointer)
    if _is_git(root):
        return Repository((), (*never(root), *_worktrees(root)))
    return Repository((), (str(pointer),))


def make_lockable(workspace: str) -> None:
    """Make what git does without, but whoever writes to a store could put there: empty it changes nothing."""
    for store in map(Path, stores(workspace)):
        for name in ("hooks", "info"):
            with suppress(OSError):  # it is there, or nobody can make it
                (store / name).mkdir()
        with suppress(OSError):
            (store / "config.worktree").touch(exist_ok=False)


def stores(workspace: str) -> tuple[str, ...]:
    """The directories that commits write to; none where git's place is taken by something else."""
    pointer = Path(workspace, ".git")
    if pointer.is_symlink():
        return ()
    if pointer.is_dir():
        return (str(pointer),) if _is_git(pointer) else ()
    found = _linked_to(pointer) if pointer.is_file() else None
    return (str(found[1]),) if found else ()


def _linked(pointer: Path) -> Repository:
    found = _linked_to(pointer)
    if found is None:
        return Repository((), (str(pointer),))
    git, common = found
    protected = [str(pointer), *never(common)]
    if git != common:
        protected += [str(git / name) for name in ("commondir", "gitdir", "config.worktree")]
    protected += [other for other in _worktrees(common) if other != str(git)]
    return Repository((str(common),), tuple(protected))


def _linked_to(pointer: Path) -> tuple[Path, Path] | None:
    """The git directory of a worktree or submodule, and the one it shares; None when they do not know it."""
    git = _named(pointer, "gitdir: ")
    if git is None or not git.is_dir():
        return None
    common = _named(git / "commondir", "") or git
    return (git, common) if _is_git(common) and _knows(git, pointer) else None


def _knows(git: Path, pointer: Path) -> bool:
    """Whether a git directory says itself that this is its worktree: as a worktree, or as a submodule."""
    back = _named(git / "gitdir", "")
    if back is not None:
        return back == pointer
    try:
        config = (git / "config").read_text(errors="replace")
    except OSError:
        return False
    for line in config.splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "worktree":
            return Path(os.path.realpath(git / value.strip())) == pointer.parent
    return False


def _worktrees(git: Path) -> list[str]:
    """Where a repository keeps what belongs to its linked worktrees: head, index and configuration of others."""
    return [str(other) for other in sorted((git / "worktrees").glob("*"))]


def never(git: Path) -> Iterator[str]:
    """What is never writable of a git directory, and of those of its submodules."""
    for name in _NEVER:
        yield str(git / name)
    modules = git / "modules"
    if modules.is_dir() and not modules.is_symlink():
        for config in sorted(modules.rglob("config")):
            if _is_git(config.parent):
                yield from (str(config.parent / name) for name in _NEVER)


def _named(file: Path, prefix: str) -> Path | None:
    """The path that a file of git holds, without links; None when there is none."""
    try:
        text = file.read_text(errors="surrogateescape")
    except OSError:
        return None
    line = text.rstrip("\n")
    if not line.startswith(prefix):
        return None
    return Path(os.path.realpath(file.parent / line.removeprefix(prefix)))


def _is_git(directory: Path) -> bool:
    return (directory / "HEAD").is_file() and all((directory / name).is_dir() for name in ("objects", "refs"))
