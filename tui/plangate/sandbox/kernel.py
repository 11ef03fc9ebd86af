"""The system calls that the sandbox needs and Python does not have, as functions that raise `OSError`."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from functools import lru_cache

__all__ = [
    "NEWIPC",
    "NEWNS",
    "NEWPID",
    "NEWUSER",
    "NODEV",
    "NOSUID",
    "RDONLY",
    "adopt_orphans",
    "attach",
    "bind",
    "clone_tree",
    "disallow_inspection",
    "drop_bounds",
    "drop_capabilities",
    "forget_keyring",
    "gain_nothing",
    "make_private",
    "mount",
    "name_process",
    "open_beneath",
    "pidfd_getfd",
    "set_attributes",
    "set_namespace",
    "shed_capabilities",
    "signal_by_descriptor",
    "statx_mount",
    "syscall",
    "unshare",
]

NEWNS, NEWIPC, NEWUSER, NEWPID = 0x20000, 0x08000000, 0x10000000, 0x20000000
"""linux/sched.h"""

RDONLY, NOSUID, NODEV = 0x1, 0x2, 0x4
"""linux/mount.h, MOUNT_ATTR_*"""

_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_AT_FDCWD, _AT_EMPTY_PATH, _AT_RECURSIVE = -100, 0x1000, 0x8000
_OPEN_TREE_CLONE = 1
_MOVE_FROM_FD, _MOVE_TO_FD = 0x4, 0x40
_RESOLVE_NO_XDEV, _RESOLVE_NO_MAGICLINKS, _RESOLVE_NO_SYMLINKS, _RESOLVE_BENEATH = 1, 2, 4, 8
_STATX_MNT_ID = 0x1000
_CAPABILITY_VERSION = 0x20080522
_PR_SET_NAME, _PR_SET_CHILD_SUBREAPER, _PR_GET_CHILD_SUBREAPER = 15, 36, 37
_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 4, 24, 38, 47
_PR_CAP_AMBIENT_RAISE, _PR_CAP_AMBIENT_CLEAR_ALL = 2, 4
_KEYCTL_JOIN_SESSION_KEYRING = 1

# Calls that came after Linux 5.0 have one number on all machines.
_OPEN_TREE, _MOVE_MOUNT, _OPENAT2, _PIDFD_GETFD, _MOUNT_SETATTR = 428, 429, 437, 438, 442
_PIDFD_SEND_SIGNAL = 424
_KEYCTL = {"x86_64": 250, "aarch64": 219}
_STATX = {"x86_64": 332, "aarch64": 291}


def syscall(number: int, *arguments: object) -> int:
    """Make a system call by its number.

    Raises:
        OSError: The kernel refuses.
    """
    result = int(_libc().syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise _error()
    return result


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _checked(_libc().unshare(ctypes.c_int(flags)))


def set_namespace(descriptor: int, kind: int) -> None:
    """Enter a namespace (setns(2))."""
    _checked(_libc().setns(ctypes.c_int(descriptor), ctypes.c_int(kind)))


def mount(kind: str, target: str, options: str = "", flags: int = 0) -> None:
    """Mount a new file system."""
    name, where, data = kind.encode(), os.fsencode(target), options.encode() or None
    _checked(_libc().mount(name, where, name, ctypes.c_ulong(flags), data))


def bind(path: str) -> None:
    """Mount a directory or file, with what is mounted below it, over itself; the flags are those it had.

    A detached copy cannot be had where mount namespaces are forbidden, for it counts as one.
    """
    where = os.fsencode(path)
    _checked(_libc().mount(where, where, None, ctypes.c_ulong(_MS_BIND | _MS_REC), None))


def make_private() -> None:
    """What is mounted elsewhere from now on appears here no more, nor the other way round."""
    _checked(_libc().mount(None, b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None))


def clone_tree(path: str | int, *, recursive: bool = True) -> int:
    """A detached copy of a mount, or of a directory or file in one; attached somewhere it is a bind mount."""
    flags = _OPEN_TREE_CLONE | os.O_CLOEXEC | (_AT_RECURSIVE if recursive else 0)
    base, name = _at(path)
    return syscall(_OPEN_TREE, base, name, flags | (_AT_EMPTY_PATH if not name else 0))


def attach(tree: int, target: str | int) -> None:
    """Mount a detached tree on a path, or on what a descriptor names."""
    base, name = _at(target)
    flags = _MOVE_FROM_FD | (_MOVE_TO_FD if not name else 0)
    syscall(_MOVE_MOUNT, tree, b"", base, name, flags)


def set_attributes(path: str | int, *, add: int = 0, clear: int = 0, recursive: bool = False) -> None:
    """Change the flags of a mount; of all mounts below it, too, when asked, and then of all or none."""
    base, name = _at(path)
    attributes = struct.pack("QQQQ", add, clear, 0, 0)
    flags = (_AT_RECURSIVE if recursive else 0) | (_AT_EMPTY_PATH if not name else 0)
    syscall(_MOUNT_SETATTR, base, name, flags, attributes, ctypes.c_size_t(len(attributes)))


def open_beneath(base: int, path: str, flags: int, *, links: bool = False, mounts: bool = True) -> int:
    """Open something for certain below a directory, whatever anybody does to the path meanwhile.

    Args:
        links: Whether symbolic links are followed, as long as they stay below.
        mounts: Whether the path may lead into another mount.
    """
    resolve = _RESOLVE_BENEATH | _RESOLVE_NO_MAGICLINKS
    resolve |= (0 if links else _RESOLVE_NO_SYMLINKS) | (0 if mounts else _RESOLVE_NO_XDEV)
    how = struct.pack("QQQ", flags | os.O_CLOEXEC, 0, resolve)
    return syscall(_OPENAT2, base, os.fsencode(path), how, ctypes.c_size_t(len(how)))


def statx_mount(descriptor: int) -> int:
    """Id of the mount that something is opened in, as in /proc/<pid>/mountinfo."""
    buffer = ctypes.create_string_buffer(256)
    syscall(_STATX[os.uname().machine], descriptor, b"", _AT_EMPTY_PATH, _STATX_MNT_ID, buffer)
    return int(struct.unpack_from("=Q", buffer, 0x90)[0])


def pidfd_getfd(pidfd: int, descriptor: int) -> int:
    """A duplicate of another process's descriptor."""
    return syscall(_PIDFD_GETFD, pidfd, descriptor, 0)


def signal_by_descriptor(pidfd: int, number: int) -> None:
    """Signal exactly the process that a pidfd names."""
    syscall(_PIDFD_SEND_SIGNAL, pidfd, number, None, 0)


def gain_nothing() -> None:
    """No program executed from now on has more rights than its caller (PR_SET_NO_NEW_PRIVS)."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def disallow_inspection(*, off: bool = True) -> None:
    """Keep other processes of the same user out of our memory and descriptors, until the next execve."""
    _prctl(_PR_SET_DUMPABLE, 0 if off else 1)


def adopt_orphans(*, on: bool) -> bool:
    """Whether this process becomes the parent of descendants whose own parent ends; returns what was before."""
    before = ctypes.c_int()
    zero = ctypes.c_ulong(0)
    _checked(_libc().prctl(ctypes.c_int(_PR_GET_CHILD_SUBREAPER), ctypes.byref(before), zero, zero, zero))
    _prctl(_PR_SET_CHILD_SUBREAPER, int(on))
    return bool(before.value)


def name_process(name: str) -> None:
    """How `ps` and `top` call this process; 15 bytes at most."""
    _libc().prctl(ctypes.c_int(_PR_SET_NAME), ctypes.c_char_p(name.encode()[:15]))


def drop_capabilities(*, keep: int | None = None) -> None:
    """Give up every capability for ever, also those that executing a program as root would bring.

    Args:
        keep: One that stays permitted, though it is of no effect, also for programs executed from now on.
    """
    header = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    permitted = 0 if keep is None else 1 << keep
    low, high = permitted & 0xFFFFFFFF, permitted >> 32
    present = ctypes.create_string_buffer(24)
    _checked(_libc().capget(header, present))
    sets = struct.unpack("6I", present.raw)
    _checked(_libc().capset(header, struct.pack("6I", *sets[:2], low, *sets[3:5], high)))
    drop_bounds()  # after that nothing can become inheritable
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    _checked(_libc().capset(header, struct.pack("6I", 0, low, low, 0, high, high)))
    if keep is not None:
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, keep)


def shed_capabilities() -> None:
    """Give up every capability; that no program brings one is for `gain_nothing` to see to.

    Unlike `drop_capabilities` this needs no right of its own.
    """
    header = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    _checked(_libc().capset(header, bytes(24)))


def drop_bounds() -> None:
    """No program executed from now on brings a capability with it."""
    for number in range(64):
        try:
            _prctl(_PR_CAPBSET_DROP, number)
        except OSError as error:
            if error.errno == errno.EINVAL:
                break  # past the last one that this kernel knows
            raise


def forget_keyring() -> None:
    """Take a new session keyring, so that keys of whoever started us are out of reach; where there are any."""
    number = _KEYCTL.get(os.uname().machine)
    if number is None:
        return
    try:
        syscall(number, _KEYCTL_JOIN_SESSION_KEYRING, None, 0, 0, 0)
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EPERM, errno.EDQUOT):
            raise


def _at(path: str | int) -> tuple[int, bytes]:
    return (path, b"") if isinstance(path, int) else (_AT_FDCWD, os.fsencode(path))


def _prctl(option: int, argument: int, more: int = 0) -> None:
    zero = ctypes.c_ulong(0)
    first, second = ctypes.c_ulong(argument), ctypes.c_ulong(more)
    _checked(_libc().prctl(ctypes.c_int(option), first, second, zero, zero))


def _checked(result: int) -> None:
    if result != 0:
        raise _error()


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))


@lru_cache(maxsize=1)
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
