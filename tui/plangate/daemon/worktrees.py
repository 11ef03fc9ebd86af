"""Git worktrees for sessions: made beside the repository, removed only when nothing is lost.

Everything here blocks: the daemon calls it from threads."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plangate.errors import GitFailed, NotFound, PlangateError, Refused, UsageError
from plangate.git import git
from plangate.model.session import Worktree, WorktreeRequest

__all__ = ["DEFAULT_PLACE", "Made", "create", "discard", "remove"]

DEFAULT_PLACE = "{repository}/../{name}.worktrees/{branch}"
"""`repository` is the main working tree, `name` its directory's name."""

_UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG", "rebase-merge", "rebase-apply")
_NAMED = 5
"""How many files or commits a refusal names."""


@dataclass(frozen=True, slots=True)
class Made:
    """A worktree that now exists."""

    worktree: Worktree
    cwd: str
    """The directory in it that corresponds to the one asked from."""
    branch_created: bool


def create(cwd: str, request: WorktreeRequest, *, place: str, task: str, session: str) -> Made:
    """Make a worktree with a branch for a session.

    Args:
        cwd: A directory in a git working tree.
        request: Branch, base, and whether to bring uncommitted changes along.
        place: Pattern of its path, see `DEFAULT_PLACE`.
        task: What the branch is named after when the request names none.
        session: Makes such a name unique.

    Raises:
        NotFound: `cwd` is in no repository, or the base does not exist.
        Refused: The place is taken, or the changes cannot be carried.
        PlangateError: git's own refusal. Nothing is left behind then.
    """
    top, main = _roots(cwd)
    base = _commit(top, request.base or "HEAD")
    branch, created = _branch(top, request.branch, task, session)
    path = _path(place, main, branch)
    if path.exists():
        raise Refused(f"{path} exists already", "Remove it, or name another branch.")
    changes = _changes(top, base) if request.carry_changes else None
    path.parent.mkdir(parents=True, exist_ok=True)
    how = ("-b", branch, str(path), base) if created else (str(path), branch)
    git("worktree", "add", "--quiet", *how, cwd=top)
    if changes is not None:
        try:
            _apply(path, base, *changes)
        except PlangateError:
            _undo(top, path, branch if created else "")
            raise
    inside = path / Path(cwd).resolve().relative_to(top)
    return Made(
        Worktree(path=str(path), branch=branch, repository=str(main)),
        str(inside if inside.is_dir() else path),
        created,
    )


def discard(made: Worktree, *, branch_created: bool) -> None:
    """Take back a worktree in which nothing has run yet; carried changes still exist where they came from."""
    _undo(Path(made.repository), Path(made.path), made.branch if branch_created else "")


def remove(worktree: Worktree, *, branch_created: bool) -> str:
    """Remove a worktree, and the branch too if it was made for it; says what was done.

    Raises:
        Refused: Something in it exists nowhere else; the message names it.
        PlangateError: git's own refusal.
    """
    path, repository = Path(worktree.path), Path(worktree.repository)
    if not path.exists():
        with suppress(PlangateError):  # the repository may be gone as well
            git("worktree", "prune", cwd=repository)
        return f"{path} was gone already"
    hint = "Commit, merge or push it first, or keep the worktree."
    _refuse_unfinished(path, hint)
    _refuse_uncommitted(path, hint)
    tip = _refuse_unreachable(path, worktree.branch, hint)
    git("worktree", "remove", str(path), cwd=repository)
    if not branch_created or not tip:
        return f"removed {path}"
    with suppress(GitFailed):  # it moved since we looked, or is checked out elsewhere: then it stays
        git("update-ref", "-d", f"refs/heads/{worktree.branch}", tip, cwd=repository)
        return f"removed {path} and branch {worktree.branch}"
    return f"removed {path}; branch {worktree.branch} stays"


def _roots(cwd: str) -> tuple[Path, Path]:
    """The working tree that `cwd` is in, and the repository's main one."""
    try:
        top = Path(git("rev-parse", "--show-toplevel", cwd=cwd)).resolve()
        listing = git("worktree", "list", "--porcelain", cwd=cwd)
    except GitFailed as error:
        raise NotFound(
            f"{cwd} is not in a git repository", "Start the session without a worktree."
        ) from error
    return top, Path(listing.splitlines()[0].removeprefix("worktree ")).resolve()


def _commit(top: Path, base: str) -> str:
    if base.startswith("-"):
        raise UsageError(f"{base} is no revision")
    try:
        return git("rev-parse", "--verify", "--quiet", f"{base}^{{commit}}", cwd=top)
    except GitFailed as error:
        raise NotFound(
            f"there is no commit {base} in {top}", "A new repository needs a first commit."
        ) from error


def _branch(top: Path, asked: str, task: str, session: str) -> tuple[str, bool]:
    """The branch's name, and whether it must be made."""
    name = asked or f"{_slug(task)}-{session}"
    try:
        git("check-ref-format", "--branch", name, cwd=top)
    except GitFailed as error:
        raise UsageError(f"{name} cannot be the name of a branch") from error
    try:
        git("rev-parse", "--verify", "--quiet", f"refs/heads/{name}", cwd=top)
    except GitFailed:
        return name, True
    return name, False


def _slug(task: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", task.lower()).strip("-")
    return words[:40].rstrip("-") or "session"


def _path(place: str, main: Path, branch: str) -> Path:
    try:
        text = place.format(repository=main, name=main.name, branch=branch.replace("/", "-"))
    except (KeyError, IndexError, ValueError) as error:
        raise UsageError(
            f"the place for worktrees cannot be read: {place}",
            "It may use {repository}, {name} and {branch}.",
        ) from error
    path = Path(text).expanduser()
    return (path if path.is_absolute() else main / path).resolve()


def _changes(top: Path, base: str) -> tuple[str, str]:
    """Index and working tree of `top` as two trees, made with a copy of the index: nothing there changes."""
    if base != git("rev-parse", "HEAD", cwd=top):
        raise Refused("uncommitted changes can only be carried onto HEAD", "Leave the base away.")
    index = Path(git("rev-parse", "--path-format=absolute", "--git-path", "index", cwd=top))
    with tempfile.TemporaryDirectory(prefix="pgindex") as scratch:
        copy = Path(scratch) / "index"
        if index.exists():
            shutil.copy2(index, copy)
        extra = {"GIT_INDEX_FILE": str(copy)}
        try:
            staged = git("write-tree", cwd=top, extra=extra)
        except GitFailed as error:
            raise Refused(f"{top} has unresolved conflicts; its changes cannot be carried") from error
        git("add", "--all", "--", ".", cwd=top, extra=extra)
        return staged, git("write-tree", cwd=top, extra=extra)


def _apply(path: Path, base: str, staged: str, tree: str) -> None:
    """Give a fresh worktree the files of `tree` and the index of `staged`."""
    git("read-tree", "-m", "-u", base, tree, cwd=path)
    git("read-tree", staged, cwd=path)
    git("update-index", "-q", "--refresh", "--unmerged", cwd=path, extra={"GIT_OPTIONAL_LOCKS": "1"})


def _undo(top: Path, path: Path, branch: str) -> None:
    with suppress(PlangateError):
        git("worktree", "remove", "--force", str(path), cwd=top)
        if branch:
            git("branch", "-D", branch, cwd=top)


def _refuse_unfinished(path: Path, hint: str) -> None:
    for name in _UNFINISHED:
        marker = Path(git("rev-parse", "--path-format=absolute", "--git-path", name, cwd=path))
        if marker.exists():
            raise Refused(f"{path} is in the middle of an operation ({name})", hint)


def _refuse_uncommitted(path: Path, hint: str) -> None:
    status = git("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", cwd=path)
    files = [entry[3:] for entry in status.split("\0") if entry]
    if files:
        raise Refused(f"{path} holds uncommitted changes: {_some(files)}", hint)


def _refuse_unreachable(path: Path, branch: str, hint: str) -> str:
    """The branch's tip, "" when it no longer exists, once every commit is known to be on another ref."""
    tip = ""
    with suppress(GitFailed):
        tip = git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", cwd=path)
    others = (f"--exclude={branch}", "--branches", "--remotes", "--tags")
    lost = git("log", "--format=%h %s", *(["HEAD", tip] if tip else ["HEAD"]), "--not", *others, cwd=path)
    if lost:
        raise Refused(
            f"branch {branch} has commits that are neither merged nor pushed: {_some(lost.splitlines())}",
            hint,
        )
    return tip


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"
