"""Runs a full-screen program in a PTY and keeps what it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import struct
import tempfile
import termios
from collections.abc import Sequence
from pathlib import Path

__all__ = ["record"]

_QUIET = 0.05  # seconds without output after which a program has drawn what a key asked for
_LIMIT = 0.3  # seconds to wait for the first output after a key


def record(argv: Sequence[str], text: str, name: str, keys: Sequence[str], cols: int, rows: int) -> bytes:
    """What a program writes while the keys are typed one after the other.

    `{file}` among the arguments becomes the path of a file with the text. Empty when the program is
    not installed.
    """
    if shutil.which(argv[0]) is None:
        return b""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        path = Path(folder) / name
        path.write_text(text)
        command = [arg.replace("{file}", name) for arg in argv]
        pid, master = pty.fork()
        if pid == 0:
            _exec(command, folder)
        try:
            fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
            out = [_read(master)]
            for key in keys:
                os.write(master, key.encode())
                out.append(_read(master))
        finally:
            os.close(master)
            os.waitpid(pid, 0)
    return b"".join(out)


def _exec(command: list[str], folder: str) -> None:
    os.chdir(folder)
    # A fixed folder name in the title or a user's settings would make every run differ.
    environment = {"TERM": "xterm-256color", "HOME": folder, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    try:
        os.execvpe(command[0], command, environment)
    finally:
        os._exit(127)


def _read(master: int) -> bytes:
    out, patience = [], _LIMIT
    while select.select([master], [], [], patience)[0]:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        out.append(data)
        patience = _QUIET
    return b"".join(out)
