"""Has git in a session leave alone what it could not move away, so that `git stash -u` and `git clean` work there.

A plan's record lies in the work tree before it is committed, and so do files that are held read-only. The
session's git ignores them, by its environment alone: what a person's git shows is not changed, and our hook
adds the record all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from plangate.errors import PlangateError
from plangate.gate.plan.record import RECORDS
from plangate.git import git

__all__ = ["write_ignores"]

_FOLLOWED = ("HOME", "XDG_CONFIG_HOME")
_SPECIAL = re.compile(r"([\\*?\[ ])")
"""What has a meaning in a pattern of gitignore(5)."""


def write_ignores(file: Path, root: Path, environment: Mapping[str, str], held: Iterable[str] = ()) -> None:
    """What a session's git ignores: what its user's does, records, and what is held. Runs git.

    Args:
        file: To be named as `core.excludesFile`.
        root: The top of the work tree.
        environment: The session's.
        held: Absolute paths that the session can neither write nor remove; those elsewhere do not matter.
    """
    top = f"{root}/"
    inside = sorted({path.removeprefix(top) for path in held if path.startswith(top)})
    names = (path for path in inside if "\n" not in path and path.split("/")[0] != ".git")
    patterns = [f"/{RECORDS}/", *("/" + _SPECIAL.sub(r"\\\1", name) for name in names)]
    text = "\n".join((_own(root, environment), *patterns, ""))
    file.write_text(text, "utf-8", errors="surrogateescape")


def _own(root: Path, environment: Mapping[str, str]) -> str:
    """The patterns of the user's own file, of which git reads one only (gitignore(5))."""
    home = Path(environment.get("HOME", "/"))
    place = Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "git", "ignore")
    extra = {
        name: value
        for name, value in environment.items()
        if name in _FOLLOWED or name.startswith("GIT_CONFIG")
    }
    with suppress(PlangateError):  # it is not set
        place = root / git("config", "--type=path", "--get", "core.excludesFile", cwd=root, extra=extra)
    try:
        return place.read_text("utf-8", errors="surrogateescape")
    except OSError:
        return ""
