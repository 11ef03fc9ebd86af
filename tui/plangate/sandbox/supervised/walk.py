"""Finding what a path means to somebody else, so that it is looked up once and then acted upon by descriptor.

Whatever the session could change on the way it can change only through the supervisor, which does
one call at a time. What others change meanwhile leads at worst to another object, which is then the
one that is decided about.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from plangate.sandbox import kernel
from plangate.sandbox.supervised.task import Task

__all__ = ["Found", "Walker", "name_of"]

_OPENAT2 = 437
_NO_MAGICLINKS, _NO_SYMLINKS = 2, 4
_PLAIN = struct.pack("QQQ", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, 0, _NO_MAGICLINKS | _NO_SYMLINKS)
_MOST_LINKS = 40
_PROC_ROOT = 1
"""Inode number of the root of a proc file system (PROC_ROOT_INO)."""
_LOOK = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC
_SPECIAL = (b"", b".", b"..")


@dataclass(slots=True)
class Found:
    """Where a path leads; descriptors without any right to what they name."""

    parent: int = -1
    """The directory that holds the name; -1 when the path leads to something that no name was asked for."""
    name: bytes = b""
    node: int = -1
    """What is there; -1 for nothing."""
    slashed: bool = False
    """Whether the path ends as those of directories do."""

    def close(self) -> None:
        """Let go of it."""
        for descriptor in (self.parent, self.node):
            if descriptor >= 0:
                os.close(descriptor)

    def directory(self) -> str:
        """Where the directory that holds the name really lies."""
        return name_of(self.parent)

    def path(self) -> str:
        """Where what was found really lies, or would be made."""
        if self.node >= 0:
            return name_of(self.node)
        return f"{self.directory().rstrip('/')}/{os.fsdecode(self.name)}"

    def place(self) -> str:
        """The name itself, whatever is there."""
        return f"{self.directory().rstrip('/')}/{os.fsdecode(self.name)}"


def name_of(descriptor: int) -> str:
    """Where something lies that was opened."""
    return os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - hot, and no file of ours


class Walker:
    """Looks paths up as a task would."""

    def __init__(self) -> None:
        self._root = os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        self._proc = os.stat("/proc").st_dev  # noqa: PTH116

    def find(self, task: Task, base: int, path: bytes, *, follow: bool) -> Found:
        """What a path leads to.

        Args:
            base: A descriptor of the task's, or `HERE`.
            follow: Whether a link at the end is followed.

        Raises:
            OSError: As the kernel would say.
        """
        if not path:
            raise FileNotFoundError(errno.ENOENT, "")
        start = self._root if path.startswith(b"/") else task.base(base)
        try:
            return self._quickly(start, path, follow=follow) or _Steps(self._root, self._proc, task).walk(
                start, path, follow=follow
            )
        finally:
            if start != self._root:
                os.close(start)

    def _quickly(self, start: int, path: bytes, *, follow: bool) -> Found | None:
        """In one step where no link is on the way; else None."""
        above, _, name = path.rpartition(b"/")
        if name in _SPECIAL:
            return None
        above = above.lstrip(b"/") or b"."
        try:
            parent = kernel.syscall(_OPENAT2, start, above, _PLAIN, ctypes.c_size_t(len(_PLAIN)))
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOSYS):
                return None
            raise
        found = Found(parent, name)
        try:
            found.node = os.open(name, _LOOK, dir_fd=parent)
        except FileNotFoundError:
            return found
        except OSError:
            found.close()
            raise
        if follow and stat.S_ISLNK(os.fstat(found.node).st_mode):
            found.close()
            return None
        return found


class _Steps:
    """One path, name by name."""

    def __init__(self, root: int, proc: int, task: Task) -> None:
        self._root = root
        self._proc = proc
        self._task = task
        self._links = 0
        self._current = -1
        self._names: deque[bytes] = deque()

    def walk(self, start: int, path: bytes, *, follow: bool) -> Found:
        self._current = os.dup(start)
        self._names.extend(path.split(b"/"))
        slashed = path.endswith(b"/")
        try:
            return self._walk(slashed=slashed, follow=follow or slashed)
        except BaseException:
            with suppress(OSError):
                os.close(self._current)
            raise

    def _walk(self, *, slashed: bool, follow: bool) -> Found:
        while self._names:
            name = self._names.popleft()
            if name in (b"", b"."):
                continue
            last = not any(rest not in (b"", b".") for rest in self._names)
            try:
                node = os.open(name, _LOOK, dir_fd=self._current)
            except FileNotFoundError:
                if last and name != b"..":
                    return Found(self._current, name, slashed=slashed)
                raise
            linked = stat.S_ISLNK(os.fstat(node).st_mode)
            if linked and (follow or not last):
                self._follow(node, name)
                continue
            if last and name != b"..":
                return Found(self._current, name, node, slashed=slashed)
            self._enter(node)
        return Found(-1, b"", self._current, slashed=slashed)

    def _enter(self, node: int) -> None:
        os.close(self._current)
        self._current = node

    def _follow(self, link: int, name: bytes) -> None:
        """Go where a link leads; those of /proc mean what they mean to the task."""
        self._links += 1
        if self._links > _MOST_LINKS:
            os.close(link)
            raise OSError(errno.ELOOP, "")
        try:
            here = os.fstat(self._current)
            if here.st_dev == self._proc and here.st_ino != _PROC_ROOT:
                self._jump(name)
                return
            if here.st_dev == self._proc and name in (b"self", b"thread-self"):
                target = self._itself(name)
            else:
                target = os.readlink(b"", dir_fd=link)
        finally:
            os.close(link)
        self._names.extendleft(reversed(target.split(b"/")))
        if target.startswith(b"/"):
            self._enter(os.dup(self._root))

    def _itself(self, name: bytes) -> bytes:
        process, task = self._task.process, self._task.id
        return str(process).encode() if name == b"self" else f"{process}/task/{task}".encode()

    def _jump(self, name: bytes) -> None:
        """Through a link of a process to what that has open, as long as it is one of the session's."""
        parts = name_of(self._current).split("/")
        if len(parts) < 3 or not parts[2].isdigit() or not self._task.may_look_into(int(parts[2])):
            raise OSError(errno.EACCES, "")
        self._enter(os.open(name, os.O_PATH | os.O_CLOEXEC, dir_fd=self._current))
        if not any(rest not in (b"", b".") for rest in self._names):
            self._names.clear()
