"""Has git find the files that changed: it asks the kernel about all of them in half the time we would need.

Git gets an index of ours, in a repository of ours in which nothing else is; the user's are not involved. It
compares the status of each file with what the index says, and reads none.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from plangate import atomic
from plangate.checkpoints.sign import Sign
from plangate.git import git

__all__ = ["suspects", "write_index"]

_ENTRY = struct.Struct(">10I20sH")
_NAME = 0xFFF
_EMPTY = bytes.fromhex("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
"""Git's name for nothing: an empty file under another name counts as changed."""
_SOME = b"\x01" * 20
_OPTIONS = ("core.trustctime=true", "core.checkStat=default", "core.fileMode=true", "core.symlinks=true")


def write_index(place: Path, files: Iterable[tuple[bytes, Sign]]) -> None:
    """Write an index of files as they are.

    Args:
        place: The file, in a directory that `suspects` gets.
        files: In order of their paths, relative to the working tree; only those whose sign is settled.

    Raises:
        OSError: It cannot be written.
    """
    entries = [_entry(path, sign) for path, sign in files]
    head = struct.pack(">4sII", b"DIRC", 2, len(entries))
    # twenty zeros in place of the checksum: git (index.skipHash) asks for none then, and git before 2.40 never does
    atomic.write(place, b"".join((head, *entries, bytes(20))), durable=False)


def suspects(index: Path, root: Path) -> list[bytes]:
    """Paths whose status is not what the index says, changed or gone.

    Args:
        index: What `write_index` wrote.
        root: The working tree's top directory.

    Raises:
        PlangateError: Git is missing, or does not understand the index.
        OSError: The index's directory cannot be prepared.
    """
    home = index.parent / "git"
    if not (home / "HEAD").exists():
        for part in ("objects", "refs"):
            (home / part).mkdir(parents=True, exist_ok=True)
        (home / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
        (home / "HEAD").write_text("ref: refs/heads/none\n")
    options = [word for option in _OPTIONS for word in ("-c", option)]
    listing = git(
        *options,
        "diff-files", "--raw", "--no-renames", "-z",
        cwd=root,
        extra={
            "GIT_DIR": str(home),
            "GIT_WORK_TREE": str(root),
            "GIT_INDEX_FILE": str(index),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        },
    )  # fmt: skip
    return [os.fsencode(path) for path in listing.split("\0")[1::2]]


def _entry(path: bytes, sign: Sign) -> bytes:
    mode = 0o100755 if sign.mode & stat.S_IXUSR else 0o100644
    if stat.S_ISLNK(sign.mode):
        mode = 0o120000
    head = _ENTRY.pack(
        *_seconds(sign.changed),
        *_seconds(sign.modified),
        sign.device & 0xFFFFFFFF,
        sign.inode & 0xFFFFFFFF,
        mode,
        sign.owner & 0xFFFFFFFF,
        sign.group & 0xFFFFFFFF,
        sign.size & 0xFFFFFFFF,
        _SOME if sign.size else _EMPTY,
        min(len(path), _NAME),
    )
    return head + path + bytes(8 - (len(head) + len(path)) % 8)


def _seconds(nanoseconds: int) -> tuple[int, int]:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return seconds & 0xFFFFFFFF, rest
