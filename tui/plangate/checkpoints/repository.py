"""Where a repository keeps things, read from its files: asking git costs more than an unchanged checkpoint."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["Repository", "find"]

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DEPTH = 5
"""Symbolic refs that point to symbolic refs; git itself gives up after as many."""


class Repository(NamedTuple):
    """A repository as one working tree sees it."""

    top: Path
    """The working tree's top directory."""
    private: Path
    """What this working tree has for itself: HEAD, the index."""
    common: Path
    """What all working trees share: refs, configuration."""

    @property
    def index_file(self) -> Path:
        """Where the index is, or will be."""
        return self.private / "index"

    def head(self) -> str:
        """The commit checked out; empty when there is none yet, or when only git could say."""
        name = "HEAD"
        for _ in range(_DEPTH):
            text = _text(self.private / name) or _text(self.common / name) or self._packed(name)
            if not text.startswith("ref:"):
                return text if _COMMIT.fullmatch(text) else ""
            name = text.removeprefix("ref:").strip()
        return ""

    def configuration(self) -> tuple[Path, ...]:
        """Files in which git is configured."""
        return (
            self.common / "config",
            self.private / "config.worktree",
            _home() / ".gitconfig",
            _personal() / "config",
            Path("/etc/gitconfig"),
        )

    def rules(self) -> tuple[Path, ...]:
        """Files outside the working tree on which it depends what git ignores."""
        lists = (self.common / "info" / "exclude", _personal() / "ignore")
        return (self.index_file, *lists, *self.configuration())

    def _packed(self, name: str) -> str:
        for line in _text(self.common / "packed-refs").splitlines():
            if line.endswith(f" {name}"):
                return line.split(" ", 1)[0]
        return ""


def find(directory: Path) -> Repository | None:
    """The repository that a directory lies in; None where there is none."""
    for top in (directory, *directory.parents):
        place = top / ".git"
        if place.is_file():  # a linked worktree or a submodule: "gitdir: <path>"
            place = top / _text(place).removeprefix("gitdir:").strip()
        if (place / "HEAD").is_file():
            return Repository(top, place, place / (_text(place / "commondir") or "."))
    return None


def _home() -> Path:
    return Path(os.environ.get("HOME") or "/nonexistent")


def _personal() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or _home() / ".config") / "git"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape").strip()
    except OSError:
        return ""
