"""Whether a directory lies on a filesystem that can keep a ledger."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from plangate.errors import LedgerError

__all__ = ["has_room", "mounted_type", "refuse_network"]

_ONE_COMMIT = 64 * 1024
"""Bytes that a commit may need: pages of the database, its log's index, and the twin's lines."""

_NETWORK = frozenset(
    [
        "9p",
        "afs",
        "ceph",
        "cifs",
        "fuse.ceph",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
        "virtiofs",
    ]
)
"""SQLite's WAL needs shared memory, and flock() real locks; neither holds between machines (sqlite.org/wal.html)."""


def has_room(directory: Path) -> bool:
    """Whether an entry more finds room on the directory's disk."""
    return shutil.disk_usage(directory).free >= _ONE_COMMIT


def refuse_network(directory: Path, mounts: str | None = None) -> None:
    """Raise `LedgerError` when the directory is shared between machines."""
    kind = mounted_type(directory, mounts)
    if kind in _NETWORK:
        raise LedgerError(
            f"{directory} is on a network filesystem ({kind}), which cannot keep the ledger",
            "Point XDG_STATE_HOME to a directory on a local disk.",
        )


def mounted_type(directory: Path, mounts: str | None = None) -> str:
    """Type of the filesystem that a directory is on; empty when the system does not tell.

    Args:
        directory: Which one.
        mounts: Text as in /proc/self/mountinfo (proc(5)); None: the real one.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
        except OSError:
            return ""
    wanted = os.path.realpath(directory)
    best, kind = "", ""
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) < 5 or not right:
            continue
        point = fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # of two mounts on one point the later covers the earlier
            best, kind = point, right.split(" ")[0]
    return kind
