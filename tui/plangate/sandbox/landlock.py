"""Landlock: what a process gives up for ever, without any namespace (landlock(7))."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from plangate.sandbox.kernel import syscall

__all__ = ["SCOPES_SINCE", "abi", "keep_to_ourselves", "write_only_below"]

SCOPES_SINCE = 6
"""First version of the interface (Linux 6.12) that can scope abstract sockets and signals."""

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_CREATE_RULESET_VERSION = 1
_SCOPE_ABSTRACT_UNIX_SOCKET, _SCOPE_SIGNAL = 1, 2
_ADD_RULE, _RULE_PATH_BENEATH = 445, 1
_MOVES_SINCE = 2
"""First version (Linux 5.19) under which files can still be moved from one directory to another."""
_WRITES = {1: 0x2 | 0x1FF0, 2: 1 << 13, 3: 1 << 14}
"""By the version that brought them: WRITE_FILE, REMOVE_*, MAKE_*; REFER; TRUNCATE (linux/landlock.h)."""
_OF_FILES = 0x2 | 1 << 14
"""Of these, the rights that something other than a directory can have."""


def abi() -> int:
    """Version of the interface; 0 when the kernel has none or it is switched off."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def keep_to_ourselves() -> bool:
    """Cut this process and all it will start off from abstract sockets and from processes of others.

    No file access is handled, because that would forbid every mount inside, also those of
    namespaces that a program makes for itself.

    Returns:
        False when this kernel cannot do that.
    """
    if abi() < SCOPES_SINCE:
        return False
    attributes = struct.pack("QQQ", 0, 0, _SCOPE_ABSTRACT_UNIX_SOCKET | _SCOPE_SIGNAL)
    ruleset = syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def write_only_below(paths: Iterable[str]) -> bool:
    """Take from this process and all it will start the right to change anything but what lies here.

    No mount can be changed any more either, and processes of others can be neither traced nor read.

    Args:
        paths: Directories and files; those that do not exist are left out.

    Returns:
        False when this kernel cannot do that.
    """
    version = abi()
    if version < _MOVES_SINCE:
        return False
    rights = sum(bits for since, bits in _WRITES.items() if version >= since)
    attributes = struct.pack("Q", rights)
    ruleset = syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in paths:
            _allow(ruleset, path, rights)
        syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        wanted = rights if stat.S_ISDIR(os.fstat(place).st_mode) else rights & _OF_FILES
        syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", wanted, place), 0)
    finally:
        os.close(place)
