"""Opening files for a session: what may be written is opened by us, exactly as it was found, and handed over."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress

from plangate.sandbox.supervised.rules import Rules
from plangate.sandbox.supervised.task import Task
from plangate.sandbox.supervised.terminals import Terminals
from plangate.sandbox.supervised.walk import Found, Walker, name_of
from plangate.sandbox.supervised.writers import Writers

__all__ = ["Opening", "Waits", "own_entry"]

_WRITES = os.O_WRONLY | os.O_RDWR
_TMPFILE = os.O_TMPFILE & ~os.O_DIRECTORY
_ONCE = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_MEMORY_DEVICES = {os.makedev(1, minor) for minor in (3, 5, 7, 8, 9)}
"""null, zero, full, random, urandom"""
_OWN_ENTRIES = ("comm", "oom_score_adj", "coredump_filter", "timerslack_ns", "autogroup")
"""What a process may write of its own /proc directory; none of it reaches beyond the process."""
_ATTEMPTS = 8


class Waits(Exception):
    """Raised for what can take as long as somebody else likes.

    Args:
        work: Does it, in a thread of its own; returns a result or descriptor.
    """

    def __init__(self, work: Callable[[], int]) -> None:
        super().__init__()
        self.work = work


class Opening:
    """Opens for writing.

    Args:
        rules: Those that hold now.
    """

    def __init__(
        self, rules: Callable[[], Rules], walker: Walker, writers: Writers, terminals: Terminals
    ) -> None:
        self._rules = rules
        self._walker = walker
        self._writers = writers
        self._terminals = terminals

    def open(self, task: Task, base: int, path: bytes, flags: int, mode: int) -> int:
        """A descriptor of ours for what a task wants to open.

        Raises:
            OSError: It is refused, or cannot be.
            Waits: It is a pipe that nobody reads yet.
        """
        follow = not flags & os.O_NOFOLLOW and flags & (os.O_CREAT | os.O_EXCL) != os.O_CREAT | os.O_EXCL
        for _ in range(_ATTEMPTS):
            found = self._walker.find(task, base, path, follow=follow)
            try:
                if found.node < 0:
                    return self._create(task, found, flags, mode)
                return self._existing(task, found, flags, mode)
            except FileExistsError:
                if flags & os.O_EXCL:
                    raise
            finally:
                found.close()
        raise OSError(errno.EBUSY, "")

    def _create(self, task: Task, found: Found, flags: int, mode: int) -> int:
        if not flags & os.O_CREAT:
            raise FileNotFoundError(errno.ENOENT, "")
        if found.slashed:
            raise IsADirectoryError(errno.EISDIR, "")
        path = found.path()
        if not self._rules().may_place(found.directory(), path):
            raise OSError(errno.EROFS, "")
        os.umask(task.umask)
        flags |= os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC
        mode &= 0o7777
        watched = flags & _WRITES and self._rules().gated(path)
        made = os.open(found.name, flags, mode | (stat.S_IRUSR if watched else 0), dir_fd=found.parent)
        if watched:
            self._note(made)
            if not mode & ~task.umask & stat.S_IRUSR:
                os.fchmod(made, mode & ~task.umask)
        return made

    def _existing(self, task: Task, found: Found, flags: int, mode: int) -> int:
        if flags & os.O_CREAT and flags & os.O_EXCL:
            raise FileExistsError(errno.EEXIST, "")
        kind = os.fstat(found.node).st_mode
        path = name_of(found.node)
        if found.slashed and not stat.S_ISDIR(kind):
            raise NotADirectoryError(errno.ENOTDIR, "")
        if stat.S_ISLNK(kind) and not flags & os.O_PATH:
            raise OSError(errno.ELOOP, "")
        if stat.S_ISCHR(kind):
            return self._device(task, found.node, path, flags)
        if stat.S_ISDIR(kind):
            self._check_directory(path, flags)
        elif flags & (_WRITES | os.O_TRUNC) and not flags & os.O_PATH:
            self._check(task, path, kind)
        temporary = flags & _TMPFILE
        if temporary:
            os.umask(task.umask)
        flags = flags & ~_ONCE | os.O_NOCTTY | os.O_CLOEXEC
        if stat.S_ISFIFO(kind) and not flags & os.O_NONBLOCK:
            return _pipe(found.node, flags)
        if stat.S_ISREG(kind) and not flags & os.O_PATH:
            return self._regular(
                found.node, flags, watched=bool(flags & _WRITES) and self._rules().gated(path)
            )
        return os.open(f"/proc/self/fd/{found.node}", flags, mode & 0o7777)

    def _regular(self, node: int, flags: int, *, watched: bool) -> int:
        if watched:
            self._writers.opened(node)
        # a lease of the session's own would have us wait for the session
        file = os.open(f"/proc/self/fd/{node}", flags | os.O_NONBLOCK)
        if not flags & os.O_NONBLOCK:
            os.set_blocking(file, True)
        return file

    def _check_directory(self, path: str, flags: int) -> None:
        if flags & os.O_PATH:
            return
        if not flags & _TMPFILE:
            raise IsADirectoryError(errno.EISDIR, "")
        if not self._rules().may_write(path):
            raise OSError(errno.EROFS, "")
        if self._rules().gated(path):
            raise OSError(errno.EOPNOTSUPP, "")  # it could be open for writing without a name to find it by

    def _check(self, task: Task, path: str, kind: int) -> None:
        rules = self._rules()
        nameless = not path.startswith("/") or path.startswith("/memfd:")
        fine = nameless or rules.may_write(path) or own_entry(path, task)
        if not fine and stat.S_ISFIFO(kind):
            fine = bool(rules.region(path)) and path not in rules.hidden
        if not fine:
            raise OSError(errno.EROFS if stat.S_ISREG(kind) else errno.EACCES, "")

    def _device(self, task: Task, node: int, path: str, flags: int) -> int:
        device = os.fstat(node).st_rdev
        if device not in _MEMORY_DEVICES:
            terminal = self._terminals.open(task, device, path, node, flags)
            if terminal is None:
                raise PermissionError(errno.EACCES, "")
            return terminal
        flags = flags & ~(_ONCE | os.O_TRUNC) | os.O_CLOEXEC
        return os.open(f"/proc/self/fd/{node}", flags)

    def _note(self, file: int) -> None:
        try:
            self._writers.opened(file)
        except BaseException:
            with suppress(OSError):
                os.close(file)
            raise


def _pipe(node: int, flags: int) -> int:
    """Open a named pipe, which waits for its other end."""
    try:
        pipe = os.open(f"/proc/self/fd/{node}", flags | os.O_NONBLOCK)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        kept = os.dup(node)
        raise Waits(lambda: _opened_later(kept, flags)) from error
    os.set_blocking(pipe, True)
    return pipe


def _opened_later(node: int, flags: int) -> int:
    try:
        return os.open(f"/proc/self/fd/{node}", flags)
    finally:
        os.close(node)


def own_entry(path: str, task: Task) -> bool:
    """Whether it is something harmless of a task's own directory in /proc."""
    if not path.startswith("/proc/"):
        return False  # without looking at the task, which takes longer than all the rest
    parts = path.split("/")
    return parts[2] == str(task.process) and parts[-1] in _OWN_ENTRIES
