"""Where work that is gone from a working tree can still be found. Blocks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plangate.attempts.content import digest_of
from plangate.attempts.going import Going
from plangate.attempts.observations import Kept
from plangate.errors import PlangateError
from plangate.git import git

__all__ = ["last_contents", "left_of", "where_kept"]

_BRANCHES = 20
"""Other branches that are searched for work, the last ones committed to."""
_STASHES = 3
_COMMITS = 20
"""Commits that are searched for the work of a working tree that is gone, the last ones with its files."""
_FILES = 40
"""Files that must all be in one place for the work to count as kept there."""


def last_contents(going: Going) -> dict[str, str]:
    """The digest that an attempt gave each of its files last."""
    return {path: track.seen[-1] for path, track in going.work.items()}


def left_of(workspace: str, repository: str, contents: Mapping[str, str]) -> Kept | None:
    """Where the work of a working tree is that is gone; None while it, or nothing of the repository, is there.

    Args:
        repository: What its working trees share.
        contents: As for `where_kept`.
    """
    if Path(workspace).exists() or not Path(repository).is_dir():
        return None
    some = dict(list(contents.items())[:_FILES])
    try:
        listing = git("worktree", "list", "--porcelain", "-z", cwd=repository).split("\0")
        trees = [Path(line.removeprefix("worktree ")) for line in listing if line.startswith("worktree ")]
        if any(_lies(tree, some) for tree in trees):
            return Kept.BRANCH
        paths = [path for path, digest in some.items() if digest]
        commits = git(
            "--literal-pathspecs", "log", "--all", f"-n{_COMMITS}", "--format=%H", "--", *paths, cwd=repository
        ).split()  # fmt: skip
        held = any(_holds(Path(repository), [commit], some) for commit in commits)
    except PlangateError:
        return None
    return Kept.BRANCH if held else Kept.NOWHERE


def where_kept(workspace: Path, contents: Mapping[str, str]) -> Kept:
    """Where all of these files still are what they were, if not in the tree.

    Args:
        contents: Digests by path; an empty one stands for a file that was removed.
    """
    some = dict(list(contents.items())[:_FILES])
    try:
        current = git("rev-parse", "--abbrev-ref", "HEAD", cwd=workspace)
        branches = git(
            "for-each-ref", "refs/heads", "--sort=-committerdate", f"--count={_BRANCHES}",
            "--format=%(refname:short)", cwd=workspace,
        ).splitlines()  # fmt: skip
        if any(_holds(workspace, [branch], some) for branch in branches if branch != current):
            return Kept.BRANCH
        stashes = git("rev-parse", "--quiet", "--verify", "--default", "HEAD", "refs/stash", cwd=workspace)
        count = len(git("stash", "list", cwd=workspace).splitlines()) if stashes else 0
        for number in range(min(count, _STASHES)):
            name = f"stash@{{{number}}}"
            if _holds(workspace, [name, f"{name}^3"], some):  # the third parent has the untracked files
                return Kept.STASH
    except PlangateError:
        return Kept.NOWHERE
    return Kept.NOWHERE


def _lies(tree: Path, contents: Mapping[str, str]) -> bool:
    try:
        return all(
            digest_of((tree / path).read_bytes()) == digest if digest else not (tree / path).exists()
            for path, digest in contents.items()
        )
    except OSError:
        return False


def _holds(workspace: Path, trees: list[str], contents: Mapping[str, str]) -> bool:
    return all(_content(workspace, trees, path) == digest for path, digest in contents.items())


def _content(workspace: Path, trees: list[str], path: str) -> str:
    for tree in trees:
        try:
            data = git("cat-file", "blob", f"{tree}:{path}", cwd=workspace)
        except PlangateError:
            continue
        return digest_of(data.encode(errors="surrogateescape"))
    return ""
