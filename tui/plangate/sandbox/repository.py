"""What of a git repository must open with a workspace so that commits work, and what must never be writable."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Repository", "look_at_repository"]

_NEVER = ("hooks", "config", "config.worktree", "commondir")
"""Files with which whoever runs git in the repository is made to run a program."""


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
        return Repository((), tuple(_never(pointer)))
    if pointer.is_file():
        return _linked(pointer)
    if _is_git(root):
        return Repository((), tuple(_never(root)))
    return Repository((), (str(pointer),))


def _linked(pointer: Path) -> Repository:
    git = _named(pointer, "gitdir: ")
    if git is None or not git.is_dir():
        return Repository((), (str(pointer),))
    common = _named(git / "commondir", "") or git
    if not (_is_git(common) and _knows(git, pointer)):
        return Repository((), (str(pointer),))
    protected = [str(pointer), *_never(common)]
    if git != common:
        protected += [str(git / name) for name in ("commondir", "gitdir", "config.worktree")]
        protected += [str(other) for other in sorted((common / "worktrees").glob("*")) if other != git]
    return Repository((str(common),), tuple(protected))


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


def _never(git: Path) -> Iterator[str]:
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
