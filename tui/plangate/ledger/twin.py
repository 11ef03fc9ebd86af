"""The ledger's twin: one line of JSON for each entry, only ever appended to."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plangate.ledger.chain import START, Head, Record, follow, misfit, parse_line

__all__ = ["Scan", "Twin", "read", "salvage", "scan"]

_UNREADABLE = (ValueError, KeyError, TypeError, RecursionError)
"""What `parse_line` raises for bytes that were never an entry."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a walk along the twin found."""

    head: Head
    """The last entry that is right."""
    length: int
    """Bytes up to and including that entry."""
    fault: str = ""
    """What is wrong at `length`; a torn last line is no fault."""
    marked: Head | None = None
    """The entry that was asked for, if it is there."""


def scan(path: Path, mark: int = 0) -> Scan:
    """Walk along the whole twin; a file that is not there is empty.

    Args:
        path: The file.
        mark: Number of an entry whose hash is wanted.
    """
    head, length, fault = START, 0, ""
    marked = START if mark == 0 else None
    for line in _lines(path):
        after = follow(head, line)
        if after is None:
            torn = not line.endswith(b"\n")
            fault = "" if torn else f"{path.name}: {_reason(head, line)} (line {head.seq + 1}, byte {length})"
            break
        head, length = after, length + len(line)
        marked = head if head.seq == mark else marked
    return Scan(head, length, fault, marked)


def read(path: Path, after: int, last: int) -> Iterator[Record]:
    """The entries after `after` up to `last`, which are known to be right."""
    for line in itertools.islice(_lines(path), after, last):
        yield parse_line(line)


def salvage(path: Path) -> Iterator[Record]:
    """Every line that reads as an entry, whatever stands around it."""
    for line in _lines(path):
        with contextlib.suppress(*_UNREADABLE):
            yield parse_line(line)


class Twin:
    """The twin, open for its one writer."""

    def __init__(self, path: Path, length: int) -> None:
        """Open the file and cut it to the part that is right."""
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._length = length
        try:
            if os.fstat(self._fd).st_size != length:
                self.rewind()
            _sync_directory(path.parent)
        except BaseException:
            os.close(self._fd)
            raise

    def append(self, records: Iterable[Record]) -> int:
        """Write entries and wait until they are on the disk; returns the new length, for `keep`."""
        block = memoryview(b"".join(record.line() for record in records))
        new = self._length + len(block)
        while block:
            block = block[os.write(self._fd, block) :]
        os.fdatasync(self._fd)
        return new

    def keep(self, length: int) -> None:
        """What was appended counts from now on."""
        self._length = length

    def rewind(self) -> None:
        """Take back what was appended and not kept; needs no space on the disk."""
        os.ftruncate(self._fd, self._length)
        os.fdatasync(self._fd)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as file:
            yield from file


def _reason(head: Head, line: bytes) -> str:
    try:
        record = parse_line(line)
    except _UNREADABLE:
        return f"entry {head.seq + 1} cannot be read"
    return misfit(head, record)


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
