"""Contents by their SHA-256: compressed, verified when read, shared by all checkpoints."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from plangate.errors import LedgerError, LimitReached

__all__ = ["Objects"]

_CHUNK = 1024 * 1024
_LEVEL = 1
"""Fastest: checkpoints are taken while a person waits, and source text shrinks to a third all the same."""


class Objects:
    """A directory of contents; writing the same one twice writes it once.

    Args:
        root: Where they are; made on demand, private.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: set[bytes] = set()

    def __contains__(self, digest: bytes) -> bool:
        if digest in self._known:
            return True
        if not self._path(digest).exists():
            return False
        self._known.add(digest)
        return True

    def put(self, data: bytes) -> bytes:
        """Store bytes; returns their digest."""
        digest = hashlib.sha256(data).digest()
        if digest not in self:
            with self._new(digest) as file:
                file.write(zlib.compress(data, _LEVEL))
        return digest

    def put_file(self, source: BufferedReader) -> bytes:
        """Store what an open file holds, however large; returns the digest."""
        digest = hashlib.file_digest(source, "sha256").digest()
        if digest in self:
            return digest
        source.seek(0)
        hasher, squeeze = hashlib.sha256(), zlib.compressobj(_LEVEL)
        with self._scratch() as (path, file):
            while chunk := source.read(_CHUNK):
                hasher.update(chunk)
                file.write(squeeze.compress(chunk))
            file.write(squeeze.flush())
            file.flush()
            digest = hasher.digest()
            self._adopt(path, digest)
        return digest

    def get(self, digest: bytes) -> bytes:
        """The content.

        Raises:
            LedgerError: It is gone or damaged.
        """
        return b"".join(self.stream(digest))

    def stream(self, digest: bytes) -> Iterator[bytes]:
        """The content in pieces; only when all were taken is it certain that they are right.

        Raises:
            LedgerError: It is gone or damaged.
        """
        hasher, unsqueeze = hashlib.sha256(), zlib.decompressobj()
        try:
            with self._path(digest).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    while chunk:
                        piece = unsqueeze.decompress(chunk, _CHUNK)
                        hasher.update(piece)
                        yield piece
                        chunk = unsqueeze.unconsumed_tail
            tail = unsqueeze.flush()
        except (OSError, zlib.error) as error:
            raise LedgerError(f"a checkpoint's content is damaged or gone: {digest.hex()}") from error
        hasher.update(tail)
        yield tail
        if hasher.digest() != digest:
            raise LedgerError(f"a checkpoint's content is damaged: {digest.hex()}")

    def sync(self) -> None:
        """Return only when everything stored so far is on the disk.

        One `syncfs` for all: an fsync for each of a new workspace's files would take seconds.
        """
        if not self._root.is_dir():
            return
        handle = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            ctypes.CDLL(None).syncfs(handle)
        finally:
            os.close(handle)

    def digests(self) -> Iterator[bytes]:
        """All that are stored."""
        for shelf in self._shelves():
            for path in shelf.iterdir():
                with contextlib.suppress(ValueError):
                    yield bytes.fromhex(shelf.name + path.name)

    def discard(self, digest: bytes) -> int:
        """Remove a content that no checkpoint needs; returns the bytes that it took."""
        path = self._path(digest)
        self._known.discard(digest)
        try:
            size = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            return 0
        return size

    def size(self) -> int:
        """Bytes that all contents take."""
        return sum(path.stat().st_size for shelf in self._shelves() for path in shelf.iterdir())

    def _shelves(self) -> Iterator[Path]:
        if self._root.is_dir():
            yield from (path for path in self._root.iterdir() if len(path.name) == 2 and path.is_dir())

    def _path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self._root / name[:2] / name[2:]

    @contextlib.contextmanager
    def _new(self, digest: bytes) -> Iterator[BinaryIO]:
        with self._scratch() as (path, file):
            yield file
            file.flush()
            self._adopt(path, digest)

    @contextlib.contextmanager
    def _scratch(self) -> Iterator[tuple[Path, BinaryIO]]:
        path = self._root / f"new-{os.getpid()}-{os.urandom(6).hex()}"
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                yield path, file
        except OSError as error:
            raise LimitReached(
                f"a checkpoint cannot be written to {self._root}: {error.strerror}",
                "Make room on the disk, or lower the quota of checkpoints.",
            ) from error
        finally:
            with contextlib.suppress(OSError):
                path.unlink()

    def _adopt(self, path: Path, digest: bytes) -> None:
        target = self._path(digest)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        path.rename(target)
        self._known.add(digest)
