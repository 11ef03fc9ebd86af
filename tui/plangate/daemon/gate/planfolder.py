"""The folder in which an agent without hooks puts its plan, and reads what people say to it. Blocks.

The agent may do with the folder whatever it likes, so nothing in it is followed and little is read:
a plan is a plain file of text of bounded size that nobody else's name leads to.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plangate.config.paths import plan_dir, session_ignores
from plangate.errors import Refused

__all__ = ["ANSWER", "PLAN", "answered", "clear", "make", "read_plan", "write_answer"]

PLAN = "plan.md"
ANSWER = "plan.answer.md"

_LIMIT = 512 * 1024
"""Bytes of a plan; what is submitted by command has the same limit."""
_HEAD = 4096
"""Bytes of an answer in which the digest of its plan stands."""
_OF = "of: "
_HINT = f"Write the plan as markdown to {PLAN} in that folder."
_OPEN = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe in the plan's place must not stop us


def make(session: str) -> Path:
    """The folder of a session, empty at its start."""
    folder = plan_dir(session)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def clear(session: str) -> None:
    """Remove the folder of a session that has ended, and what its git ignored; the ledger keeps its plans."""
    shutil.rmtree(plan_dir(session), ignore_errors=True)
    with suppress(OSError):
        session_ignores(session).unlink(missing_ok=True)


def read_plan(folder: Path) -> str | None:
    """The plan in a folder; None when there is none.

    Raises:
        Refused: It is not a plain file of text, or too large.
    """
    try:
        with _opened(folder) as at:
            file = os.open(PLAN, os.O_RDONLY | _OPEN, dir_fd=at)
        try:
            _plain(os.fstat(file))
            data = os.pread(file, _LIMIT + 1, 0)
        finally:
            os.close(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(f"{PLAN} cannot be read: {os.strerror(error.errno or 0)}", _HINT) from error
    if len(data) > _LIMIT:
        raise Refused(f"{PLAN} has more than {_LIMIT // 1024} KiB", _HINT)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Refused(f"{PLAN} is not text", _HINT) from error
    if "\0" in text:
        raise Refused(f"{PLAN} is not text", _HINT)
    return text


def write_answer(folder: Path, text: str) -> None:
    """Put an answer beside the plan, in one stroke and whatever lies there.

    Raises:
        OSError: It cannot be written.
    """
    with _opened(folder) as at:
        name = f".{ANSWER}.{secrets.token_hex(4)}"
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN, 0o600, dir_fd=at)
        try:
            with os.fdopen(file, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.rename(name, ANSWER, src_dir_fd=at, dst_dir_fd=at)
        except BaseException:
            with suppress(OSError):
                os.unlink(name, dir_fd=at)
            raise


def answered(folder: Path) -> str:
    """The digest of the plan that the last answer is about; empty when there is none.

    The agent could have written it: then all it gains is that its plan is not submitted.
    """
    try:
        with _opened(folder) as at:
            file = os.open(ANSWER, os.O_RDONLY | _OPEN, dir_fd=at)
        with os.fdopen(file, "rb") as stream:
            head = stream.read(_HEAD).decode(errors="replace")
    except OSError:
        return ""
    return next((line[len(_OF) :] for line in head.splitlines() if line.startswith(_OF)), "")


def _plain(info: os.stat_result) -> None:
    if not stat.S_ISREG(info.st_mode) or info.st_nlink > 1:
        raise Refused(f"{PLAN} is not a file of its own", _HINT)
    if info.st_mode & 0o111:
        raise Refused(f"{PLAN} is marked as a program", _HINT)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
