"""A program in a pseudo-terminal: started, read, written to, resized. The only user of ptyprocess."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import signal
import struct
import termios
from collections import deque
from collections.abc import Callable, Sequence

from ptyprocess import PtyProcess

from plangate.errors import LimitReached, NotFound, PlangateError
from plangate.host.turns import USUAL, ask_for_turns

__all__ = ["CHUNK", "QUEUE_LIMIT", "Pty", "prepare", "program_path", "spawn", "wrong_with"]

CHUNK = 8192
"""Bytes asked for in one read."""
_FULL_READ = 4095
"""Bytes that the kernel hands out at most (N_TTY_BUF_SIZE less one); a shorter read got all there was."""
QUEUE_LIMIT = 1024 * 1024
"""Bytes of input that wait for a program that does not read."""
_IUTF8 = 0x4000
"""From asm-generic/termbits.h: erase removes a whole character; Python's termios does not name it."""
_RESET = (
    signal.SIGPIPE,  # ignored by Python, and an ignored signal stays ignored in the program
    signal.SIGXFSZ,
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGCHLD,
    signal.SIGTSTP,
    signal.SIGTTIN,
    signal.SIGTTOU,
)
_NO_PTY = "out of pty devices"
"""What Python's pty says, without a number, when the kernel has none left."""
_OUT_OF = (errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EAGAIN, errno.ENOMEM)


def spawn(
    argv: Sequence[str], cwd: str, env: dict[str, str], cols: int, rows: int, *, files: int = 0
) -> tuple[Pty, int]:
    """Start a program in a new PTY; returns the PTY and the program's pid.

    Args:
        env: The complete environment.
        files: The program's soft limit of open files; 0 leaves ours.

    Raises:
        NotFound: There is no such program or directory.
        LimitReached: PTYs, processes or descriptors are used up.
        PlangateError: It is there and cannot be executed.
    """
    if not os.path.isdir(cwd):  # noqa: PTH112 - see `program_path`
        raise NotFound(f"there is no directory {cwd}")
    program = program_path(argv[0], cwd, env)
    try:
        process = PtyProcess.spawn(
            [program, *argv[1:]],
            cwd=cwd,
            env=env,
            dimensions=(rows, cols),
            preexec_fn=lambda: prepare(files),
        )
    except OSError as error:
        if error.errno in _OUT_OF or str(error) == _NO_PTY:
            raise LimitReached(
                f"no terminal can be opened: {error.strerror or error}", "End a session, or raise the limit."
            ) from error
        why = error.strerror or str(error)
        hint = "It may be made for another machine, or lie where nothing may be executed."
        raise wrong_with(program) or _unexecutable(program, why, hint) from error
    master = os.dup(process.fd)
    process.fileobj.close()
    process.closed = True  # else its finalizer would end the program
    return Pty(master), int(process.pid)


class Pty:
    """The master side of a pseudo-terminal, non-blocking."""

    __slots__ = ("_queue", "fd", "on_blocked", "on_drained", "queued")

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.queued = 0
        """Bytes that wait to be written."""
        self.on_blocked: Callable[[bool], None] | None = None
        """Told when bytes begin to wait for the program to read, and when none do any more."""
        self.on_drained: Callable[[], None] | None = None
        """Told when all that waited has been written."""
        self._queue: deque[bytes] = deque()
        os.set_inheritable(fd, False)
        os.set_blocking(fd, False)

    def read(self, limit: int, *, thorough: bool = False) -> bytes | None:
        """Up to about `limit` bytes of output; empty when there is none now, None at the end.

        A short read ends it, for most likely nothing is left; with `thorough` only that nothing is left.
        """
        parts: list[bytes] = []
        size = 0
        try:
            while size < limit:
                data = os.read(self.fd, CHUNK)
                if not data:
                    break
                parts.append(data)
                size += len(data)
                if size < _FULL_READ and not thorough:
                    break
        except BlockingIOError:
            pass
        except OSError:
            if not parts:
                return None
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def write(self, data: bytes) -> None:
        """Write input; what the program does not take yet is kept.

        Raises:
            LimitReached: The program has not read for long; nothing of `data` was written.
        """
        if self.queued + len(data) > QUEUE_LIMIT:
            raise LimitReached("the program does not read its input", "Wait, or stop the session.")
        if not data:
            return
        if not self._queue:
            data = self._push(data)
            if not data:
                return
            if self.on_blocked is not None:
                self.on_blocked(True)
        self._queue.append(data)
        self.queued += len(data)

    def flush(self) -> None:
        """Write what waits, as far as the program takes it."""
        queue = self._queue
        while queue:
            first = queue[0]
            rest = self._push(first)
            self.queued -= len(first) - len(rest)
            if rest:
                queue[0] = rest
                return
            queue.popleft()
        if self.on_blocked is not None:
            self.on_blocked(False)
        if self.on_drained is not None:
            self.on_drained()

    def waiting(self) -> bytes:
        """The input that waits, for a successor to write."""
        return b"".join(self._queue)

    def resize(self, cols: int, rows: int) -> None:
        """Tell kernel and program the size in cells; the same size again signals nothing."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def foreground_group(self) -> int:
        """The process group that the keyboard's signals go to; 0 when there is none."""
        try:
            return os.tcgetpgrp(self.fd)
        except OSError:
            return 0

    def interrupts(self) -> bool:
        """Whether Ctrl-C is a signal in the terminal's present mode."""
        try:
            return bool(termios.tcgetattr(self.fd)[3] & termios.ISIG)
        except termios.error:
            return False

    def close(self) -> None:
        """Hang up, unless somebody holds a duplicate."""
        os.close(self.fd)

    def _push(self, data: bytes) -> bytes:
        """Write now; returns the rest. A terminal that is gone swallows everything."""
        while data:
            try:
                written = os.write(self.fd, data)
            except BlockingIOError:
                return data
            except OSError:
                return b""
            data = data[written:]
        return b""


def program_path(name: str, cwd: str, env: dict[str, str]) -> str:
    """The program's path, by the program's own PATH and directory rather than ours.

    Raises:
        NotFound: There is none.
    """
    join, access = os.path.join, os.access  # every host would copy the pages of pathlib's objects
    if "/" in name:
        path = join(cwd, name)
        if not access(path, os.F_OK):
            raise NotFound(f"there is no program {path}")
        return path
    for directory in env.get("PATH", os.defpath).split(os.pathsep):
        path = join(cwd, directory, name)
        if access(path, os.X_OK) and not os.path.isdir(path):  # noqa: PTH112
            return path
    raise NotFound(f"the program {name} was not found", "Install it, or give its full path.")


def wrong_with(program: str) -> PlangateError | None:
    """Why a file that is there cannot be executed, as far as the file shows it; None when it does not."""
    if os.path.isdir(program):  # noqa: PTH112 - see `program_path`
        return _unexecutable(program, "it is a directory", "Name a program in it.")
    if not os.access(program, os.X_OK):
        return _unexecutable(program, "its mode does not allow it", f"chmod +x {program} does.")
    interpreter = _interpreter(program)
    if interpreter and not os.access(interpreter, os.X_OK):
        return _unexecutable(
            program,
            f"its first line names {interpreter}, which is no program here",
            "Mend that line, or name the interpreter before the file.",
        )
    if not interpreter and _beginning(program, 4) != b"\x7fELF":
        return _unexecutable(
            program, "it is neither a program nor a script with #! in its first line", f"Try: sh {program}"
        )
    return None


def _unexecutable(program: str, why: str, hint: str) -> PlangateError:
    return PlangateError(f"{program} cannot be executed: {why}", hint)


def _interpreter(program: str) -> str:
    """What the first line of a script names; empty for what is no script."""
    words = _beginning(program).split(b"\n", 1)[0].removeprefix(b"#!").split()
    return os.fsdecode(words[0]) if _beginning(program, 2) == b"#!" and words else ""


def _beginning(program: str, size: int = 256) -> bytes:
    """The bytes in which the kernel looks for what a file is (BINPRM_BUF_SIZE)."""
    try:
        with open(program, "rb", buffering=0) as file:  # noqa: PTH123 - see `program_path`
            return file.read(size)
    except OSError:
        return b""


def prepare(files: int) -> None:
    """In the child, before the program: no setting of ours reaches it."""
    for number in _RESET:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    ask_for_turns(USUAL)
    if files:
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    attributes = termios.tcgetattr(0)
    attributes[0] |= _IUTF8
    termios.tcsetattr(0, termios.TCSANOW, attributes)
