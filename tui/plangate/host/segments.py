"""The format of recordings: one directory per session, numbered files, oldest dropped first.

    00000001.seg    magic, then one zlib stream of records
    record          kind u8, Unix time f64, length u32 (big-endian), payload
    KEYFRAME        columns u16, rows u16, the emulator's snapshot; begins every segment
    OUTPUT          what the program wrote
    RESIZED         columns u16, rows u16
    GAP             empty: output may be missing before here
    ENDED           how the program ended, as text

The stream is flushed to a byte boundary soon after a pause and every second in a flow, so that a
file that was cut off can be read up to there. What a person types is never recorded.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

__all__ = ["MAGIC", "RECORD", "SIZE", "Kind", "Record", "read_segment", "segment_paths"]

MAGIC = b"plangate recording 1\n"
RECORD = struct.Struct(">BdI")
SIZE = struct.Struct(">HH")
_LONGEST = 256 * 1024 * 1024
_CHUNK = 256 * 1024


class Kind(IntEnum):
    """Kinds of records."""

    KEYFRAME = 1
    OUTPUT = 2
    RESIZED = 3
    GAP = 4
    ENDED = 5


class Record(NamedTuple):
    """One record; `kind` may be of a newer version."""

    kind: int
    time: float
    payload: bytes


def segment_paths(directory: Path) -> list[Path]:
    """The files of a recording, oldest first; empty when there is none."""
    return sorted(directory.glob("[0-9]*.seg")) if directory.is_dir() else []


def read_segment(path: Path) -> Iterator[Record]:
    """The records of a file, as far as it is whole."""
    buffer = bytearray()
    for data in _inflated(path):
        buffer += data
        start = 0
        while len(buffer) - start >= RECORD.size:
            kind, when, length = RECORD.unpack_from(buffer, start)
            stop = start + RECORD.size + length
            if length > _LONGEST:
                return
            if stop > len(buffer):
                break
            yield Record(kind, when, bytes(buffer[start + RECORD.size : stop]))
            start = stop
        del buffer[:start]


def _inflated(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return
        inflate = zlib.decompressobj()
        while compressed := file.read(_CHUNK):
            try:
                yield inflate.decompress(compressed)
            except zlib.error:
                return
