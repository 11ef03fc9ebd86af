"""What tells without reading it that a file is as it was."""

from __future__ import annotations

import os
from typing import NamedTuple

__all__ = ["SETTLED", "Sign"]

SETTLED = 2_000_000_000
"""Nanoseconds after which a later change shows in the time stamps of every file system (FAT counts in 2 s)."""


class Sign(NamedTuple):
    """The parts of a file's status that a change of bytes, mode or owner cannot leave alone."""

    changed: int
    """Nanoseconds; no program can set it, and everything that happens to a file moves it on."""
    modified: int
    inode: int
    size: int
    mode: int
    device: int
    owner: int
    group: int
    names: int
    """Hard links."""

    @classmethod
    def of(cls, info: os.stat_result) -> Sign:
        """From what the kernel says."""
        return tuple.__new__(
            cls,
            (
                info.st_ctime_ns, info.st_mtime_ns, info.st_ino, info.st_size, info.st_mode,
                info.st_dev, info.st_uid, info.st_gid, info.st_nlink,
            ),
        )  # fmt: skip
