"""What git's own journals say was done to a working tree. Blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from plangate.errors import PlangateError
from plangate.git import git
from plangate.model.attempts import UndoKind

__all__ = ["Deed", "Deeds", "explained"]

_LINE = re.compile(r"\S+ (?P<after>[0-9a-f]+) .*> (?P<second>\d+) [-+]\d+\t(?P<message>.*)")
_SECOND = 1_000_000_000
_DEED = re.compile(r"(reset|revert|checkout)\b.{0,150}")
_KINDS = {"reset": UndoKind.RESET, "revert": UndoKind.REVERT, "checkout": UndoKind.SWITCH}
_ASKED = 500
"""Files about which git is asked in one command."""


class Deed(NamedTuple):
    """One entry of a journal."""

    kind: UndoKind
    words: str
    after: str
    """The commit that is checked out since."""
    latest: int
    """When it was written down, in nanoseconds since the epoch, or a moment later."""


class Deeds:
    """The journals of one working tree, read on from where they ended when they were read last."""

    def __init__(self, workspace: Path) -> None:
        self._logs = {path: _size(path) for path in map(Path, _paths(workspace))}

    def since(self) -> list[Deed]:
        """Deeds that take changes back, since the last call, oldest first."""
        found: list[Deed] = []
        for path, known in self._logs.items():
            size = _size(path)
            self._logs[path] = size
            if size > known:  # else there is nothing new, or it was cut
                found += _deeds(path, known)
        return found


def explained(workspace: Path, deed: Deed, paths: Iterable[str]) -> frozenset[str] | None:
    """Which of these files a deed can have made what they are now; None: any.

    Git first changes the files and then writes that down, and they are then as in the commit that is checked out.
    Only with a stash it is the other way round.
    """
    if deed.kind is UndoKind.STASH:
        return None
    early = [path for path in paths if _changed(workspace / path) <= deed.latest]
    if not early:
        return frozenset()
    if len(early) > _ASKED:
        return None
    try:
        differing = git(
            "--literal-pathspecs", "diff", "--name-only", "--no-renames", "-z", deed.after, "--", *early,
            cwd=workspace,
        )  # fmt: skip
    except PlangateError:
        return None
    return frozenset(early) - set(differing.split("\0"))


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


def _deeds(path: Path, start: int) -> list[Deed]:
    try:
        with path.open("rb") as file:
            file.seek(start)
            lines = file.read(1 << 20).decode(errors="replace").splitlines()
        written = path.stat().st_mtime_ns
    except OSError:
        return []
    found = []
    for number, line in enumerate(lines, 1):
        entry = _LINE.fullmatch(line)
        if entry is None:
            continue
        latest = written if number == len(lines) else (int(entry["second"]) + 1) * _SECOND
        if path.name == "stash":
            words = f"stash: {entry['message'][:150]}"
            found.append(Deed(UndoKind.STASH, words, entry["after"], latest))
        elif (deed := _DEED.match(entry["message"])) is not None:
            found.append(Deed(_KINDS[deed[1]], deed[0], entry["after"], latest))
    return found


def _changed(path: Path) -> int:
    """When a file, or the directory that it is gone from, was changed last."""
    for place in (path, *path.parents):
        try:
            return place.lstat().st_ctime_ns
        except OSError:
            continue
    return 0
