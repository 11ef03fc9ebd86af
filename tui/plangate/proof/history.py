"""Reading commits: files of a revision, what changed between two, messages. Nothing of the work tree is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plangate.errors import GitFailed, NotFound
from plangate.gate.budget import Change, ChangeKind
from plangate.git import git

__all__ = ["Commit", "History"]

_PLAIN = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_CONFIG_NOSYSTEM": "1"}
"""Replaced objects would show another history than the one that is checked."""
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a range."""

    id: str
    parents: tuple[str, ...]
    plans: tuple[str, ...]
    """Values of its Plan-Id trailers."""
    digests: tuple[str, ...]
    """Values of its Plan-Digest trailers."""
    at: float
    """Committer's date, Unix seconds; whoever made it could choose it."""
    subject: str

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""
        return len(self.parents) > 1


class History:
    """The commits of one repository.

    Args:
        place: A directory in it.
    """

    def __init__(self, place: Path) -> None:
        self._place = place

    def resolve(self, revision: str) -> str:
        """The commit that a name means.

        Raises:
            NotFound: None.
        """
        if revision.startswith("-"):
            raise NotFound(f"there is no commit {revision}")
        try:
            return self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except GitFailed as error:
            raise NotFound(
                f"there is no commit {revision}", "Fetch it: in CI the whole history is needed."
            ) from error

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor.

        Raises:
            NotFound: There is none here.
        """
        try:
            return self._git("merge-base", one, other)
        except GitFailed as error:
            raise NotFound(
                f"{one[:10]} and {other[:10]} have no common ancestor here",
                "In CI fetch the whole history: fetch-depth: 0, or GIT_DEPTH: 0.",
            ) from error

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether one commit is in another's history; False when it is not known here."""
        try:
            self._git("merge-base", "--is-ancestor", old, new)
        except GitFailed:
            return False
        return True

    def file(self, revision: str, path: str) -> str | None:
        """The text of a file in a commit; None when it is not there, or is a link or a directory."""
        line = self._git("ls-tree", "-z", revision, "--", path)
        if not line.startswith("100") or line.split("\t", 1)[-1].rstrip("\0") != path:
            return None
        return self._git("cat-file", "blob", line.split()[2])

    def changes(self, old: str | None, new: str) -> list[Change]:
        """Every file that differs; a renamed one is a deleted and a new one. None: since nothing."""
        range_ = (old or _EMPTY_TREE, new)
        options = ("--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "-z", "-r")
        kinds: dict[str, ChangeKind] = {}
        status = self._git("diff-tree", "--name-status", *options, *range_).split("\0")
        for letter, path in zip(status[::2], status[1::2], strict=False):
            kinds[path] = {"A": ChangeKind.NEW, "D": ChangeKind.DELETED}.get(letter, ChangeKind.MODIFIED)
        found = []
        for entry in self._git("diff-tree", "--numstat", *options, *range_).split("\0"):
            added, _, rest = entry.partition("\t")
            deleted, _, path = rest.partition("\t")
            if path:
                binary = added == "-"
                counts = (0, 0) if binary else (int(added), int(deleted))
                found.append(Change(path, kinds.get(path, ChangeKind.MODIFIED), *counts, binary))
        return found

    def commits(self, old: str, new: str) -> list[Commit]:
        """Those that `new` has and `old` has not, newest first."""
        return self._log(f"{old}..{new}")

    def commit(self, revision: str) -> Commit:
        """One commit."""
        return self._log("-1", revision)[0]

    def _log(self, *which: str) -> list[Commit]:
        trailer = "%(trailers:key={},valueonly,separator=%x2C)"
        parts = ("%H", "%P", "%ct", trailer.format("Plan-Id"), trailer.format("Plan-Digest"), "%s")
        text = self._git("log", "--no-show-signature", "-z", f"--format={'%x1f'.join(parts)}", *which)
        found = []
        for line in text.split("\0"):
            if line:
                id, parents, at, plans, digests, subject = line.split("\x1f", len(parts) - 1)
                commit = Commit(id, tuple(parents.split()), _list(plans), _list(digests), float(at), subject)
                found.append(commit)
        return found

    def _git(self, *arguments: str) -> str:
        return git(*arguments, cwd=self._place, extra=_PLAIN)


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())
