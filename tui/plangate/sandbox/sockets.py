"""Which sockets of other programs a session could ask to act for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plangate.sandbox.layout import below

__all__ = ["listening", "reachable"]

_FLAGS, _PATH = 3, 7
_ACCEPTS = 0x10000
"""`__SO_ACCEPTCON`: set for a socket that listens (net/unix/af_unix.c)."""
_STREAM = 1


def listening(table: str) -> tuple[str, ...]:
    """Paths of sockets that take connections or datagrams, from the text of /proc/net/unix."""
    found = set()
    for line in table.splitlines()[1:]:
        fields = line.split(" ", _PATH)
        if len(fields) <= _PATH or not fields[_PATH].lstrip().startswith("/"):
            continue
        if int(fields[_FLAGS], 16) & _ACCEPTS or int(fields[4], 16) != _STREAM:
            found.add(fields[_PATH].lstrip())
    return tuple(sorted(found))


def reachable(doors: Iterable[str], table: Path = Path("/proc/net/unix")) -> tuple[str, ...]:
    """Sockets of this machine that are no doors."""
    allowed = tuple(doors)
    try:
        text = table.read_text(errors="surrogateescape")
    except OSError:
        return ()
    return tuple(path for path in listening(text) if not any(below(path, door) for door in allowed))
