"""Everything but opening that changes files by name or descriptor: decided on the real object, done by descriptor."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from plangate.sandbox import kernel
from plangate.sandbox.supervised.numbers import MACHINES
from plangate.sandbox.supervised.opening import own_entry
from plangate.sandbox.supervised.rules import Rules
from plangate.sandbox.supervised.task import HERE, Task
from plangate.sandbox.supervised.terminals import Terminals
from plangate.sandbox.supervised.walk import Found, Walker, name_of

__all__ = ["Changes"]

_AT_REMOVEDIR, _AT_SYMLINK_NOFOLLOW, _AT_SYMLINK_FOLLOW, _AT_EMPTY_PATH = 0x200, 0x100, 0x400, 0x1000
_XATTR_SIZE = 65536
"""XATTR_SIZE_MAX, linux/limits.h."""
_TIMES = 32


class Changes:
    """The calls, each as a function of the task that makes it.

    Args:
        rules: Those that hold now.
    """

    def __init__(self, rules: Callable[[], Rules], walker: Walker, terminals: Terminals) -> None:
        self._rules = rules
        self._walker = walker
        self._terminals = terminals
        machine = MACHINES[os.uname().machine].numbers
        self._rename, self._utimens = machine["renameat2"], machine["utimensat"]

    def make_directory(self, task: Task, base: int, path: bytes, mode: int) -> int:
        """mkdir(2), mkdirat(2)"""
        with self._new(task, base, path, directory=True) as found:
            os.umask(task.umask)
            os.mkdir(found.name, mode & 0o7777, dir_fd=found.parent)
        return 0

    def make_node(self, task: Task, base: int, path: bytes, mode: int, device: int) -> int:
        """mknod(2), mknodat(2)"""
        with self._new(task, base, path) as found:
            os.umask(task.umask)
            os.mknod(found.name, mode, device, dir_fd=found.parent)
        return 0

    def make_link(self, task: Task, text: bytes, base: int, path: bytes) -> int:
        """symlink(2), symlinkat(2)"""
        with self._new(task, base, path) as found:
            if self._rules().stays(found.place()):
                raise OSError(errno.EBUSY, "")  # something below is protected, and would lie elsewhere then
            os.symlink(text, found.name, dir_fd=found.parent)
        return 0

    def remove(self, task: Task, base: int, path: bytes, flags: int) -> int:
        """unlink(2), rmdir(2), unlinkat(2)"""
        with self._there(task, base, path) as found:
            if not stat.S_ISDIR(os.fstat(found.node).st_mode) and found.slashed:
                raise NotADirectoryError(errno.ENOTDIR, "")
            self._may_place(found)
            if flags & _AT_REMOVEDIR:
                os.rmdir(found.name, dir_fd=found.parent)
            else:
                os.unlink(found.name, dir_fd=found.parent)
        return 0

    def rename(self, task: Task, old: tuple[int, bytes], new: tuple[int, bytes], flags: int) -> int:
        """rename(2), renameat(2), renameat2(2)"""
        with self._there(task, *old) as source, self._found(task, *new) as target:
            if target.parent < 0:
                raise OSError(errno.EBUSY, "")
            self._may_place(source)
            self._may_place(target)
            self._same_region(source.place(), target.place())
            kernel.syscall(
                self._rename, source.parent, source.name, target.parent, target.name, ctypes.c_uint(flags)
            )
        return 0

    def link(self, task: Task, old: tuple[int, bytes], new: tuple[int, bytes], flags: int) -> int:
        """link(2), linkat(2)"""
        if flags & _AT_EMPTY_PATH and not old[1]:
            node = task.object(old[0])
            source = Found(node=node)
        else:
            source = self._walker.find(task, *old, follow=bool(flags & _AT_SYMLINK_FOLLOW))
        try:
            if source.node < 0:
                raise FileNotFoundError(errno.ENOENT, "")
            path = name_of(source.node)
            with self._new(task, *new) as target:
                self._same_region(path, target.place())
                if not self._rules().may_write(path):
                    raise OSError(errno.EROFS, "")
                os.link(f"/proc/self/fd/{source.node}", target.name, dst_dir_fd=target.parent)
        finally:
            source.close()
        return 0

    def truncate(self, task: Task, path: bytes, length: int) -> int:
        """truncate(2)"""
        with self._object(task, HERE, path, 0) as node:
            file = os.open(f"/proc/self/fd/{node}", os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                os.ftruncate(file, length)
            finally:
                os.close(file)
        return 0

    def change_mode(self, task: Task, base: int, path: bytes | None, mode: int) -> int:
        """chmod(2), fchmod(2), fchmodat(2); no path means the descriptor itself, here and below."""
        with self._object(task, base, path, 0) as node:
            os.chmod(f"/proc/self/fd/{node}", mode & 0o7777)  # noqa: PTH101
            self._noticed(node)
        return 0

    def change_owner(
        self, task: Task, base: int, path: bytes | None, owner: tuple[int, int], flags: int
    ) -> int:
        """chown(2), lchown(2), fchown(2), fchownat(2)"""
        with self._object(task, base, path, flags) as node:
            os.chown(f"/proc/self/fd/{node}", *owner)
            self._noticed(node)
        return 0

    def change_times(self, task: Task, base: int, path: bytes | None, times: bytes | None, flags: int) -> int:
        """utimensat(2) and its elders; times as two `struct timespec`, None for now."""
        with self._object(task, base, path, flags) as node:
            kernel.syscall(self._utimens, HERE, f"/proc/self/fd/{node}".encode(), times, 0)
        return 0

    def set_attribute(
        self, task: Task, base: int, path: bytes | None, name: bytes, value: bytes | None, flags: int
    ) -> int:
        """setxattr(2), removexattr(2) and their kin; no value removes.

        Args:
            flags: Those of setxattr(2), and AT_SYMLINK_NOFOLLOW.
        """
        with self._object(task, base, path, flags & _AT_SYMLINK_NOFOLLOW) as node:
            place = f"/proc/self/fd/{node}"
            if value is None:
                os.removexattr(place, name)
            else:
                os.setxattr(place, name, value, flags & ~_AT_SYMLINK_NOFOLLOW)
        return 0

    def _same_region(self, one: str, other: str) -> None:
        rules = self._rules()
        if rules.region(one) != rules.region(other):
            raise OSError(errno.EXDEV, "")

    def _may_place(self, found: Found) -> None:
        if found.parent < 0:
            raise OSError(errno.EBUSY, "")
        rules, place = self._rules(), found.place()
        if not rules.may_place(found.directory(), place):
            raise OSError(errno.EROFS, "")
        if rules.stays(place):
            raise OSError(errno.EBUSY, "")

    def _noticed(self, node: int) -> None:
        if stat.S_ISCHR(os.fstat(node).st_mode):
            self._terminals.changed(node)

    @contextmanager
    def _found(self, task: Task, base: int, path: bytes) -> Iterator[Found]:
        found = self._walker.find(task, base, _unslashed(path), follow=False)
        try:
            yield found
        finally:
            found.close()

    @contextmanager
    def _new(self, task: Task, base: int, path: bytes, *, directory: bool = False) -> Iterator[Found]:
        """Where something is to be made, for certain nothing is, and something may be."""
        with self._found(task, base, path) as found:
            if found.node >= 0:
                raise FileExistsError(errno.EEXIST, "")
            if path.endswith(b"/") and not directory:
                raise FileNotFoundError(errno.ENOENT, "")
            if not self._rules().may_place(found.directory(), found.place()):
                raise OSError(errno.EROFS, "")
            yield found

    @contextmanager
    def _there(self, task: Task, base: int, path: bytes) -> Iterator[Found]:
        """Something that is there, itself and not what it leads to."""
        with self._found(task, base, path) as found:
            if found.node < 0:
                raise FileNotFoundError(errno.ENOENT, "")
            found.slashed = path.endswith(b"/")
            yield found

    @contextmanager
    def _object(self, task: Task, base: int, path: bytes | None, flags: int) -> Iterator[int]:
        """Something that may be changed, opened without any right."""
        if path is None or (not path and flags & _AT_EMPTY_PATH):
            node = task.base(base)
        else:
            found = self._walker.find(task, base, path, follow=not flags & _AT_SYMLINK_NOFOLLOW)
            if found.node < 0:
                found.close()
                raise FileNotFoundError(errno.ENOENT, "")
            node = os.dup(found.node)
            found.close()
        try:
            self._may_change(task, node)
            yield node
        finally:
            os.close(node)

    def _may_change(self, task: Task, node: int) -> None:
        path = name_of(node)
        nameless = not path.startswith("/") or path.startswith("/memfd:")
        if nameless or self._rules().may_write(path) or own_entry(path, task):
            return
        if stat.S_ISCHR(os.fstat(node).st_mode) and self._terminals.own(node):
            return
        raise OSError(errno.EROFS, "")


def _unslashed(path: bytes) -> bytes:
    """Without the slashes at the end, which would make a link lead to what it names."""
    return path.rstrip(b"/") or path[:1]
