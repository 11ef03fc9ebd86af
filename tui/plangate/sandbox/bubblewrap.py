"""bubblewrap as the door into a user namespace, where nobody else is let make one (AppArmor in Ubuntu 24.04).

It only makes that namespace, with a program in it that waits. We enter it from outside, in the way in
which gates are opened later, so that where this works opening works; all other namespaces are our own,
and bubblewrap has ended before the session's program starts.
"""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plangate.sandbox import kernel
from plangate.sandbox.steps import StepFailed, step

__all__ = ["enter_user_namespace", "installed"]

_PATIENCE = 10.0
_INFO = 3
"""Number of the descriptor on which bwrap tells what it made."""
_HIGH = 10
"""Above all numbers that the program is given."""


def installed() -> str:
    """Where bwrap is; empty when it is nowhere."""
    return shutil.which("bwrap") or ""


def enter_user_namespace() -> None:
    """Move this process into a new user namespace in which our user is the only one there is.

    Raises:
        StepFailed: There is no bwrap, it may not make namespaces, or they belong to another user than
            us, as with a bwrap that is set-user-ID root.
    """
    user = os.geteuid()
    with _waiting_program() as pid:
        with step("entering the user namespace that bwrap made"):
            namespace = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY | os.O_CLOEXEC)
            try:
                kernel.set_namespace(namespace, kernel.NEWUSER)
            finally:
                os.close(namespace)
        if Path("/proc/self/uid_map").read_text().split() != [str(user), str(user), "1"]:
            raise StepFailed("entering the user namespace that bwrap made", 0, "it has other users than ours")


@contextmanager
def _waiting_program() -> Iterator[int]:
    """A program in a user namespace made by bwrap, by its pid; gone afterwards."""
    bwrap, cat = installed(), shutil.which("cat")
    if not bwrap or not cat:
        raise StepFailed("making namespaces with bwrap", 0, "it is not installed")
    with step("making namespaces with bwrap"):
        orders, echo, info, errors = (_pipe() for _ in range(4))
        given = ((orders[0], 0), (echo[1], 1), (errors[1], 2), (info[1], _INFO))
        argv = [
            bwrap,
            "--unshare-user",
            "--die-with-parent",
            "--bind",
            "/",
            "/",
            "--info-fd",
            str(_INFO),
            cat,
        ]
        moves = [(os.POSIX_SPAWN_DUP2, end, number) for end, number in given]
        child = os.posix_spawn(bwrap, argv, {"PATH": os.defpath}, file_actions=moves)
    for end, _ in given:
        os.close(end)
    try:
        with suppress(BrokenPipeError):  # it has ended, and has said why
            os.write(orders[1], b"x")
        if _read(echo[0]) != b"x":
            said = _read(errors[0], b"\n").decode(errors="replace").strip()
            raise StepFailed("making namespaces with bwrap", 0, said or "it does not answer")
        yield _pid(_read(info[0], b"}").decode())
    finally:
        for end in (orders[1], echo[0], info[0], errors[0]):
            os.close(end)
        os.waitpid(child, 0)


def _pid(said: str) -> int:
    """The pid in what bwrap tells, like `{ "child-pid": 42 }`."""
    number = said.partition('"child-pid":')[2].strip(" \n}").split(",")[0].strip()
    if not number.isdigit():
        raise StepFailed("making namespaces with bwrap", 0, f"it tells {said!r}")
    return int(number)


def _pipe() -> tuple[int, int]:
    """A pipe whose ends have high numbers."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _HIGH) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _read(end: int, until: bytes = b"") -> bytes:
    """What comes, until some text, the end, or for too long; one piece when no text is named."""
    said = b""
    deadline = time.monotonic() + _PATIENCE
    poll = select.poll()
    poll.register(end, select.POLLIN)
    while poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        data = os.read(end, 4096)
        said += data
        if not data or until in said:
            break
    return said
