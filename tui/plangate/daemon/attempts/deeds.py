"""What git's own journals say was done to a working tree, and where work that is gone from it is kept. Blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from plangate.attempts.content import digest_of
from plangate.attempts.observations import Kept
from plangate.errors import PlangateError
from plangate.git import git
from plangate.model.attempts import UndoKind

__all__ = ["Deeds", "where_kept"]

_DEED = re.compile(r"(reset|revert|checkout)\b.{0,150}")
_KINDS = {"reset": UndoKind.RESET, "revert": UndoKind.REVERT, "checkout": UndoKind.SWITCH}
_BRANCHES = 20
"""Other branches that are searched for work, the last ones committed to."""
_STASHES = 3
_FILES = 40
"""Files that must all be on a branch or in a stash for the work to count as kept there."""


class Deeds:
    """The journals of one working tree, read on from where they ended when they were read last."""

    def __init__(self, workspace: Path) -> None:
        self._logs = {path: _size(path) for path in map(Path, _paths(workspace))}

    def since(self) -> list[tuple[UndoKind, str]]:
        """Deeds that take changes back, since the last call, oldest first, each with git's words for it."""
        found: list[tuple[UndoKind, str]] = []
        for path, known in self._logs.items():
            size = _size(path)
            self._logs[path] = size
            if size <= known:
                continue  # nothing new, or it was cut
            for message in _messages(path, known):
                if path.name == "stash":
                    found.append((UndoKind.STASH, f"stash: {message[:150]}"))
                elif (deed := _DEED.match(message)) is not None:
                    found.append((_KINDS[deed[1]], deed[0]))
        return found


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


def _paths(workspace: Path) -> list[str]:
    try:
        found = git(
            "rev-parse", "--path-format=absolute",
            "--git-path", "logs/HEAD", "--git-path", "logs/refs/stash", cwd=workspace,
        )  # fmt: skip
    except PlangateError:
        return []
    return found.splitlines()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _messages(path: Path, start: int) -> list[str]:
    try:
        with path.open("rb") as file:
            file.seek(start)
            lines = file.read(1 << 20).decode(errors="replace").splitlines()
    except OSError:
        return []
    return [line.split("\t", 1)[1] for line in lines if "\t" in line]
