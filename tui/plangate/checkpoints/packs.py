"""Many small contents in few files: a pack is written once, at one stroke, and never changed.

A file for each content would cost more than everything else about a checkpoint. Contents go in as they are,
since a person waits; `tidy` compresses them later. A pack is: a magic line, the contents, a table of
(SHA-256, place, length, form), and a footer that says where the table is and what it must hash to.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

__all__ = ["Damaged", "Packs"]

_MAGIC = b"plangate pack 1\n"
_ROW = struct.Struct(">32sQQB")
_FOOTER = struct.Struct(">QQ32s16s")
_RAW, _SQUEEZED, _STUBBORN = range(3)
"""Forms: as it is; compressed; as it is because compressing gains nothing."""
_GAIN = 0.9
_LEVEL = 6
_BUFFER = 4 * 1024 * 1024
_FULL = 64 * 1024 * 1024
"""Bytes after which a pack is finished and another one begun."""
_WASTE = 0.2
"""Share of a pack that nobody needs any more from which on it is written anew."""


class Damaged(Exception):
    """Raised when a pack does not hold what its table says."""


class _Place(NamedTuple):
    pack: str
    offset: int
    length: int
    form: int


class Packs:
    """A directory of packs. Nobody else may write there meanwhile; others may read.

    Args:
        root: Where they are; made on demand, private.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._places: dict[bytes, _Place] = {}
        self._loaded: set[str] = set()
        self._looked = -1
        self._writer: _Writer | None = None

    def __contains__(self, digest: bytes) -> bool:
        return self._place(digest) is not None

    def __iter__(self) -> Iterator[bytes]:
        self._load()
        return iter(list(self._places))

    def add(self, digest: bytes, data: bytes) -> None:
        """Take a content in; it is on the disk after `seal`.

        Raises:
            OSError: The disk is full.
        """
        if digest in self._places:
            return
        if self._writer is None:
            self._load()
            if digest in self._places:
                return
            self._writer = _Writer(self._root)
        self._places[digest] = self._writer.add(digest, data, _RAW)
        if self._writer.size > _FULL:
            self.seal()

    def seal(self) -> None:
        """Return only when everything that was added is on the disk."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        try:
            writer.finish()
            self._loaded.add(writer.name)
        except BaseException:
            self._forget(writer.name)
            writer.abandon()
            raise

    def abandon(self) -> None:
        """Forget what was added since the last `seal`."""
        writer, self._writer = self._writer, None
        if writer is not None:
            self._forget(writer.name)
            writer.abandon()

    def get(self, digest: bytes) -> bytes | None:
        """A content, None when it is in no pack; the caller checks its hash.

        Raises:
            Damaged: It cannot be read.
        """
        place = self._place(digest)
        if place is None:
            return None
        try:
            return self._read(place)
        except FileNotFoundError:  # tidied away meanwhile: it is elsewhere now
            self._reload()
            place = self._places.get(digest)
            return None if place is None else self._read(place)

    def length(self, digest: bytes) -> int:
        """Bytes that a content takes in its pack; 0 when it is in none."""
        place = self._place(digest)
        return 0 if place is None else place.length

    def size(self) -> int:
        """Bytes that all packs take."""
        return sum(path.stat().st_size for path in self._files())

    def tidy(self, needed: set[bytes]) -> int:
        """Drop what nobody needs, compress what is not compressed yet; returns the bytes that this freed."""
        self.seal()
        self._reload()
        before = self.size()
        rows: dict[str, list[tuple[bytes, _Place]]] = {name: [] for name in self._loaded}
        for digest, place in self._places.items():
            rows[place.pack].append((digest, place))
        for name, found in rows.items():
            live = [(digest, place) for digest, place in found if digest in needed]
            total = sum(place.length for _, place in found)
            waste = total - sum(place.length for _, place in live)
            if waste > total * _WASTE or not live or any(place.form == _RAW for _, place in live):
                self._rewrite(live)
                (self._root / name).unlink()
        self._reload()
        return before - self.size()

    def _rewrite(self, live: Iterable[tuple[bytes, _Place]]) -> None:
        writer: _Writer | None = None
        for digest, place in live:
            writer = writer or _Writer(self._root)
            if place.form == _RAW:
                data = self._read(place)
                squeezed = zlib.compress(data, _LEVEL)
                small = len(squeezed) < len(data) * _GAIN
                writer.add(digest, squeezed if small else data, _SQUEEZED if small else _STUBBORN)
            else:
                writer.add(digest, self._stored(place), place.form)
        if writer is not None:
            writer.finish()

    def _read(self, place: _Place) -> bytes:
        data = self._stored(place)
        if place.form != _SQUEEZED:
            return data
        try:
            return zlib.decompress(data)
        except zlib.error as error:
            raise Damaged(place.pack) from error

    def _stored(self, place: _Place) -> bytes:
        if self._writer is not None and self._writer.name == place.pack:
            return self._writer.read(place)
        with (self._root / place.pack).open("rb") as file:
            data = os.pread(file.fileno(), place.length, place.offset)
        if len(data) != place.length:
            raise Damaged(place.pack)
        return data

    def _place(self, digest: bytes) -> _Place | None:
        place = self._places.get(digest)
        if place is None:
            self._load()
            place = self._places.get(digest)
        return place

    def _reload(self) -> None:
        self._places.clear()
        self._loaded.clear()
        self._looked = -1
        self._load()

    def _load(self) -> None:
        """Read the tables of packs that appeared since the last time; a damaged one is as good as none."""
        try:
            stamp = self._root.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if stamp == self._looked:
            return
        for path in self._files():
            if path.name not in self._loaded:
                with contextlib.suppress(OSError, Damaged):
                    self._places.update(_table(path))
                self._loaded.add(path.name)
        self._looked = stamp

    def _forget(self, name: str) -> None:
        self._places = {digest: place for digest, place in self._places.items() if place.pack != name}

    def _files(self) -> list[Path]:
        try:
            return sorted(path for path in self._root.iterdir() if path.suffix == ".pack")
        except FileNotFoundError:
            return []


class _Writer:
    """One pack that is being written, under a name that nobody reads yet."""

    def __init__(self, root: Path) -> None:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root = root
        self.name = f"{os.urandom(8).hex()}.pack"
        self._scratch = root / f".{self.name}.new"
        handle = os.open(self._scratch, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file: BinaryIO = os.fdopen(handle, "w+b", buffering=0)
        self._rows: list[bytes] = []
        self._buffer: list[bytes] = [_MAGIC]
        self._buffered = 0
        self.size = len(_MAGIC)

    def add(self, digest: bytes, data: bytes, form: int) -> _Place:
        length = len(data)
        place = _Place(self.name, self.size, length, form)
        self._rows.append(_ROW.pack(digest, self.size, length, form))
        self._buffer.append(data)
        self._buffered += length
        self.size += length
        if self._buffered > _BUFFER:
            self._flush()
        return place

    def read(self, place: _Place) -> bytes:
        self._flush()
        return os.pread(self._file.fileno(), place.length, place.offset)

    def finish(self) -> None:
        table = b"".join(self._rows)
        self._buffer += [table, _FOOTER.pack(self.size, len(table), hashlib.sha256(table).digest(), _MAGIC)]
        self._flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._scratch.rename(self._root / self.name)
        handle = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def abandon(self) -> None:
        self._file.close()
        with contextlib.suppress(OSError):
            self._scratch.unlink()

    def _flush(self) -> None:
        data = memoryview(b"".join(self._buffer))
        self._buffer.clear()
        self._buffered = 0
        while data:
            data = data[self._file.write(data) :]


def _table(path: Path) -> Iterator[tuple[bytes, _Place]]:
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        if end < _FOOTER.size:
            raise Damaged(path.name)
        file.seek(end - _FOOTER.size)
        start, length, digest, magic = _FOOTER.unpack(file.read(_FOOTER.size))
        if magic != _MAGIC or start + length + _FOOTER.size != end:
            raise Damaged(path.name)
        file.seek(start)
        table = file.read(length)
    if hashlib.sha256(table).digest() != digest:
        raise Damaged(path.name)
    name = path.name
    return ((key, _Place(name, *rest)) for key, *rest in _ROW.iter_unpack(table))
