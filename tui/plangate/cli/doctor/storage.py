"""What Plangate keeps: where, how much, how private, and how to remove it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from plangate.cli.doctor.finding import Finding, Level
from plangate.cli.text import bytes_in_words
from plangate.config import paths
from plangate.config.files import read_settings
from plangate.errors import PlangateError

__all__ = ["check_storage", "size_of"]

_LITTLE = 200 * 1024 * 1024
"""Free bytes below which a warning is due: a ledger that cannot be written stops everything."""


def check_storage() -> Iterator[Finding]:
    """Look at the directories, and at what lies in them."""
    yield from _directory("sockets", paths.runtime_dir, "plangate daemon stop --sessions, then rm -r {}")
    yield from _directory("state", paths.state_dir, "plangate daemon stop --sessions, then rm -r {}")
    yield from _directory("configuration", paths.config_dir, "rm -r {}", private=False)
    try:
        state = paths.state_dir()
    except PlangateError:
        return
    yield _part(
        "ledger", [state / "ledger.db", state / "ledger.db-wal", state / "ledger.jsonl"], "part of the state"
    )
    yield _part(
        "recordings", [state / "recordings"], "plangate recordings purge deletes those of ended sessions"
    )
    yield _worktrees()
    yield _part("logs", [state / "log", state / "crashes"], f"rm -r {state / 'log'} {state / 'crashes'}")
    yield _secret(state / "secret")
    yield _room(state)


def size_of(path: Path) -> int:
    """Bytes that a file or everything below a directory takes; links are not followed."""
    try:
        info = path.lstat()
    except OSError:
        return 0
    if not stat.S_ISDIR(info.st_mode):
        return info.st_size
    try:
        return sum(size_of(Path(entry.path)) for entry in os.scandir(path))
    except OSError:
        return 0


def _directory(
    name: str, find: Callable[[], Path], removal: str, *, private: bool = True
) -> Iterator[Finding]:
    try:
        path = find()
    except PlangateError as error:
        yield Finding("storage", name, Level.FAIL, error.message, error.hint)
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    size = size_of(path)
    text = f"{path}, {bytes_in_words(size)}, mode {mode:04o}; to remove: {removal.format(path)}"
    values = {"path": str(path), "bytes": size, "mode": f"{mode:04o}", "remove": removal.format(path)}
    wrong = private and mode & 0o077
    yield Finding(
        "storage",
        name,
        Level.FAIL if wrong else Level.OK,
        text,
        f"Others can read it: chmod 700 {path}" if wrong else "",
        values,
    )


def _part(name: str, kept: list[Path], removal: str) -> Finding:
    size = sum(size_of(path) for path in kept)
    values = {"path": str(kept[0]), "bytes": size, "remove": removal}
    return Finding(
        "storage", name, Level.OK, f"{bytes_in_words(size)} in {kept[0]}; {removal}", values=values
    )


def _worktrees() -> Finding:
    """They lie where the settings say, by default beside each repository: the sessions' records know."""
    from plangate.daemon.records import read_all  # only the daemon's records name them all

    records, _ = read_all(paths.sessions_dir())
    found = sorted({record.worktree.path for record in records if record.worktree is not None})
    here = [Path(path) for path in found if Path(path).is_dir()]
    asked = read_settings(paths.settings_file()).settings.sessions.worktrees
    place = f"in {asked}" if asked else "beside each repository, in NAME.worktrees"
    removal = "plangate rm --worktree removes those with nothing to lose"
    size = sum(size_of(path) for path in here)
    text = f"{len(here)} of sessions, {bytes_in_words(size)}, {place}; {removal}"
    values = {"paths": [str(path) for path in here], "bytes": size, "remove": removal}
    return Finding("storage", "worktrees", Level.OK, text, values=values)


def _secret(path: Path) -> Finding:
    if not path.exists():
        return Finding("storage", "secret", Level.OK, "none yet; the daemon makes it")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(
            "storage",
            "secret",
            Level.FAIL,
            f"{path} has mode {mode:04o}",
            f"Whoever read it may type into sessions: stop everything, rm {path}, start anew.",
        )
    return Finding("storage", "secret", Level.OK, f"mode {mode:04o}")


def _room(state: Path) -> Finding:
    free = shutil.disk_usage(state).free
    values = {"bytes": free}
    text = f"{bytes_in_words(free)} are free for ledger and recordings"
    if free < _LITTLE:
        return Finding(
            "storage", "room", Level.WARN, text, "Make room; a full disk stops the ledger.", values
        )
    return Finding("storage", "room", Level.OK, text, values=values)
