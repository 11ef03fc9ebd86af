"""The system calls that are told, each by name: which arguments mean what, and who does it."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from plangate.sandbox.supervised.changes import Changes
from plangate.sandbox.supervised.opening import Opening
from plangate.sandbox.supervised.sockets import Sockets
from plangate.sandbox.supervised.task import HERE, Task

__all__ = ["Calls", "Handler"]

Handler = Callable[[Task], int]
"""Makes a call for a task; returns its result. Raises OSError with what it fails with."""

_NOFOLLOW, _FOLLOW, _REMOVEDIR, _LARGEFILE = 0x100, 0x400, 0x200, 0o100000
_CREATES = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_TIMES = 32
_ATTRIBUTE_MOST, _NAME_MOST = 65536, 255
"""XATTR_SIZE_MAX and XATTR_NAME_MAX, linux/limits.h."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Handlers by the names of calls."""

    opening: Mapping[str, Handler]
    """Their results are descriptors of ours, to be handed over."""
    others: Mapping[str, Handler]
    """Their results are numbers."""

    @classmethod
    def over(cls, opening: Opening, changes: Changes, sockets: Sockets) -> Calls:
        """Those that are made by these."""
        return cls(_opening(opening), {**_names(changes), **_attributes(changes), **_sockets(sockets)})


def _opening(opening: Opening) -> dict[str, Handler]:
    def at(t: Task) -> int:
        flags, mode = t.call.signed(2), t.call.arguments[3]
        return opening.open(t, t.call.signed(0), t.path(1), flags, mode)

    return {
        "open": lambda t: opening.open(t, HERE, t.path(0), t.call.signed(1), t.call.arguments[2]),
        "creat": lambda t: opening.open(t, HERE, t.path(0), _CREATES, t.call.arguments[1]),
        "openat": at,
    }


def _names(changes: Changes) -> dict[str, Handler]:
    """What makes, moves and removes names."""

    def rename(t: Task, flags: int) -> int:
        old, new = (t.call.signed(0), t.path(1)), (t.call.signed(2), t.path(3))
        return changes.rename(t, old, new, flags)

    def link(t: Task) -> int:
        old, new = (t.call.signed(0), t.path(1)), (t.call.signed(2), t.path(3))
        return changes.link(t, old, new, t.call.signed(4))

    def node(t: Task) -> int:
        mode, device = t.call.arguments[2] & 0xFFFFFFFF, t.call.arguments[3] & 0xFFFFFFFF
        return changes.make_node(t, t.call.signed(0), t.path(1), mode, device)

    return {
        "rename": lambda t: changes.rename(t, (HERE, t.path(0)), (HERE, t.path(1)), 0),
        "renameat": lambda t: rename(t, 0),
        "renameat2": lambda t: rename(t, t.call.signed(4)),
        "link": lambda t: changes.link(t, (HERE, t.path(0)), (HERE, t.path(1)), 0),
        "linkat": link,
        "symlink": lambda t: changes.make_link(t, t.path(0), HERE, t.path(1)),
        "symlinkat": lambda t: changes.make_link(t, t.path(0), t.call.signed(1), t.path(2)),
        "unlink": lambda t: changes.remove(t, HERE, t.path(0), 0),
        "rmdir": lambda t: changes.remove(t, HERE, t.path(0), _REMOVEDIR),
        "unlinkat": lambda t: changes.remove(t, t.call.signed(0), t.path(1), t.call.signed(2)),
        "mkdir": lambda t: changes.make_directory(t, HERE, t.path(0), t.call.arguments[1]),
        "mkdirat": lambda t: changes.make_directory(t, t.call.signed(0), t.path(1), t.call.arguments[2]),
        "mknod": lambda t: changes.make_node(
            t, HERE, t.path(0), t.call.arguments[1] & 0xFFFFFFFF, t.call.arguments[2] & 0xFFFFFFFF
        ),
        "mknodat": node,
    }


def _attributes(changes: Changes) -> dict[str, Handler]:
    """What changes sizes, modes, owners, times and attributes."""

    def owner(t: Task, first: int) -> tuple[int, int]:
        return t.call.signed(first), t.call.signed(first + 1)

    def own(t: Task, flags: int) -> int:
        return changes.change_owner(t, HERE, t.path(0), owner(t, 1), flags)

    def own_at(t: Task) -> int:
        return changes.change_owner(t, t.call.signed(0), t.path(1), owner(t, 2), t.call.signed(4))

    def mode_at(t: Task) -> int:
        return changes.change_mode(t, t.call.signed(0), t.path(1), t.call.arguments[2])

    found: dict[str, Handler] = {
        "truncate": lambda t: changes.truncate(t, t.path(0), _signed(t.call.arguments[1])),
        "chmod": lambda t: changes.change_mode(t, HERE, t.path(0), t.call.arguments[1]),
        "fchmod": lambda t: changes.change_mode(t, t.call.signed(0), None, t.call.arguments[1]),
        "fchmodat": mode_at,
        "chown": lambda t: own(t, 0),
        "lchown": lambda t: own(t, _NOFOLLOW),
        "fchown": lambda t: changes.change_owner(t, t.call.signed(0), None, owner(t, 1), 0),
        "fchownat": own_at,
        "utime": lambda t: _old_times(changes, t, HERE, 0),
        "utimes": lambda t: _old_times(changes, t, HERE, 1),
        "futimesat": lambda t: _old_times(changes, t, t.call.signed(0), 2),
        "utimensat": partial(_times, changes),
    }
    for prefix, flags in (("", 0), ("l", _NOFOLLOW), ("f", -1)):
        found[f"{prefix}setxattr"] = partial(_set_attribute, changes, flags)
        found[f"{prefix}removexattr"] = partial(_remove_attribute, changes, flags)
    return found


def _times(changes: Changes, t: Task) -> int:
    path = t.path(1) if t.call.arguments[1] else None
    times = t.memory(2, _TIMES) if t.call.arguments[2] else None
    return changes.change_times(t, t.call.signed(0), path, times, t.call.signed(3))


def _old_times(changes: Changes, t: Task, base: int, kind: int) -> int:
    """utime(2) has seconds, utimes(2) and futimesat(2) microseconds beside them."""
    first = 1 if kind == 2 else 0
    path = t.path(first) if t.call.arguments[first] else None
    times = None
    if t.call.arguments[first + 1] and kind == 0:
        accessed, modified = struct.unpack("2q", t.memory(first + 1, _TIMES // 2))
        times = struct.pack("4q", accessed, 0, modified, 0)
    elif t.call.arguments[first + 1]:
        accessed, part, modified, other = struct.unpack("4q", t.memory(first + 1, _TIMES))
        times = struct.pack("4q", accessed, part * 1000, modified, other * 1000)
    return changes.change_times(t, base, path, times, 0)


def _set_attribute(changes: Changes, flags: int, t: Task) -> int:
    size = t.call.arguments[3]
    if size > _ATTRIBUTE_MOST:
        raise OSError(7, "")
    value = t.memory(2, size) if size else b""
    base, path = _which(t, flags)
    return changes.set_attribute(t, base, path, t.path(1), value, t.call.signed(4) | max(flags, 0))


def _remove_attribute(changes: Changes, flags: int, t: Task) -> int:
    base, path = _which(t, flags)
    return changes.set_attribute(t, base, path, t.path(1), None, max(flags, 0))


def _which(t: Task, flags: int) -> tuple[int, bytes | None]:
    return (t.call.signed(0), None) if flags < 0 else (HERE, t.path(0))


def _sockets(sockets: Sockets) -> dict[str, Handler]:
    return {
        "bind": lambda t: sockets.bind(t, t.call.signed(0), t.call.signed(2)),
        "connect": lambda t: sockets.connect(t, t.call.signed(0), t.call.signed(2)),
    }


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value
