"""Which composed lines were written, so that each is written once; a successor knows it too.

A line is noted down before its first byte is written and again after its last, in a small file that
outlives this process. Of a line that was begun only, a successor cannot know how much of it the
program got: it is neither written again nor called written, and the person is asked to look.

    new ── begin ──> begun ── finished ──> written
                       └── this process dies ──> uncertain to the next one
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

from plangate.errors import LimitReached, Refused
from plangate.wire.composing import MOST_LINES

__all__ = ["ComposedLines", "Mark"]

_RECORD = struct.Struct("<16sQB7x")
"""Digest of the name, serial number, mark: 32 bytes, of which 128 fill a page, so that none is written by halves."""
_LARGEST = 1 << 63


class Mark(IntEnum):
    """What is known of a line."""

    NEW = 0
    BEGUN = 1
    WRITTEN = 2


class ComposedLines:
    """The last `MOST_LINES` lines of a session.

    Args:
        path: The file; read when the first line comes, made when the first one is written.
    """

    __slots__ = ("_flying", "_path", "_serial", "_slots", "_waiting")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._slots: dict[bytes, tuple[int, Mark]] | None = None
        """By digest: serial number and mark."""
        self._serial = 0
        self._flying: set[bytes] = set()
        """Begun by this process, and on their way."""
        self._waiting: dict[bytes, list[Callable[[], None]]] = {}

    def carry_on(self) -> None:
        """What was begun is still on its way: this program has taken its queue over."""
        self._flying = {digest for digest, (_, mark) in self._known().items() if mark is Mark.BEGUN}

    def mark(self, line: str) -> Mark:
        """What is known of a line.

        Raises:
            Refused: An earlier process began to write it and died, and nobody knows how far it came.
        """
        digest = _digest(line)
        _, mark = self._known().get(digest, (0, Mark.NEW))
        if mark is Mark.BEGUN and digest not in self._flying:
            raise Refused(
                "the session's host died while it wrote this line",
                "Look whether it is there, and write it again if it is not.",
            )
        return mark

    def begin(self, line: str) -> None:
        """Note that it is about to be written.

        Raises:
            LimitReached: That cannot be noted, so it must not be written.
        """
        digest = _digest(line)
        self._put(digest, Mark.BEGUN)
        self._flying.add(digest)

    def undo(self, line: str) -> None:
        """Nothing of it was written after all."""
        digest = _digest(line)
        self._flying.discard(digest)
        self._put(digest, Mark.NEW)

    def when_written(self, line: str, tell: Callable[[], None]) -> None:
        """Have it told once a line that was begun is written."""
        self._waiting.setdefault(_digest(line), []).append(tell)

    def drained(self) -> None:
        """All that was to be written has reached the terminal."""
        flying, self._flying = self._flying, set()
        waiting, self._waiting = self._waiting, {}
        for digest in flying:
            self._put(digest, Mark.WRITTEN)
        for tellers in waiting.values():
            for tell in tellers:
                tell()

    def _known(self) -> dict[bytes, tuple[int, Mark]]:
        if self._slots is None:
            self._slots = {}
            try:
                data = self._path.read_bytes()
            except OSError:
                data = b""
            whole = len(data) - len(data) % _RECORD.size
            for digest, serial, mark in _RECORD.iter_unpack(data[:whole]):
                if 0 < serial < _LARGEST and mark in (Mark.BEGUN, Mark.WRITTEN):
                    self._slots[digest] = (serial, Mark(mark))
                    self._serial = max(self._serial, serial)
        return self._slots

    def _put(self, digest: bytes, mark: Mark) -> None:
        slots = self._known()
        serial, _ = slots.pop(digest, (0, Mark.NEW))
        if not serial:
            serial = self._serial = self._serial + 1
        self._write(serial, digest, mark)
        if mark is not Mark.NEW:
            slots[digest] = (serial, mark)
        for old in [each for each, (number, _) in slots.items() if number <= serial - MOST_LINES]:
            del slots[old]

    def _write(self, serial: int, digest: bytes, mark: Mark) -> None:
        """One record, in the place that its serial number gives it."""
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                offset = (serial - 1) % MOST_LINES * _RECORD.size
                os.pwrite(handle, _RECORD.pack(digest, serial, mark), offset)
            finally:
                os.close(handle)
        except OSError as error:
            if mark is not Mark.BEGUN:
                return  # at worst the next process calls a written line uncertain
            raise LimitReached(
                f"the line cannot be noted down: {error.strerror}", "It was not typed; there is no room."
            ) from error


def _digest(line: str) -> bytes:
    return hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=16).digest()
