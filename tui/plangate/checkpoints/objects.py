"""Contents by their SHA-256: pieces of bytes in packs, whole files each in a file; verified when read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from plangate.checkpoints.packs import Damaged, Packs
from plangate.errors import LedgerError, LimitReached

__all__ = ["Objects"]

_CHUNK = 1024 * 1024
_LEVEL = 1
"""Fastest: large contents are compressed while a person waits."""


class Objects:
    """A directory of contents; writing the same one twice writes it once.

    Args:
        root: Where they are; made on demand, private.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._packs = Packs(root / "packs")

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._packs or self._path(digest).exists()

    def put(self, data: bytes) -> bytes:
        """Store bytes; returns their digest. They are on the disk after `sync`.

        Raises:
            LimitReached: The disk is full.
        """
        digest = hashlib.sha256(data).digest()
        try:
            self._packs.add(digest, data)
        except OSError as error:
            raise self._full(error) from error
        return digest

    def put_file(self, source: BufferedReader) -> bytes:
        """Store what an open file holds, however large; returns the digest."""
        digest = hashlib.file_digest(source, "sha256").digest()
        if digest in self:
            return digest
        source.seek(0)
        return self._squeeze(source)

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
        try:
            data = self._packs.get(digest)
        except (OSError, Damaged) as error:
            raise _damaged(digest) from error
        if data is None:
            yield from self._unsqueeze(digest)
        elif hashlib.sha256(data).digest() == digest:
            yield data
        else:
            raise _damaged(digest)

    def sync(self) -> None:
        """Return only when everything stored so far is on the disk.

        Raises:
            LimitReached: The disk is full; what was put since the last time is not stored.
        """
        with self._writing():
            self._packs.seal()

    def abandon(self) -> None:
        """Forget small contents that were put since the last `sync`."""
        self._packs.abandon()

    def sizes(self) -> dict[bytes, int]:
        """The bytes that each stored content takes."""
        return {digest: self._packs.length(digest) for digest in self._packs} | {
            digest: path.stat().st_size for digest, path in self._large()
        }

    def tidy(self, needed: set[bytes]) -> int:
        """Drop everything else and compress what is kept; returns the bytes that this freed."""
        freed = 0
        with self._writing():
            for digest, path in list(self._large()):
                if digest not in needed:
                    freed += path.stat().st_size
                    path.unlink()
            return freed + self._packs.tidy(needed)

    def size(self) -> int:
        """Bytes that all contents take."""
        return self._packs.size() + sum(path.stat().st_size for _, path in self._large())

    def _squeeze(self, source: BufferedReader) -> bytes:
        hasher, squeeze = hashlib.sha256(), zlib.compressobj(_LEVEL)
        with self._writing():
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            scratch = self._root / f"new-{os.getpid()}-{os.urandom(6).hex()}"
            try:
                handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
                with os.fdopen(handle, "wb") as file:
                    while chunk := source.read(_CHUNK):
                        hasher.update(chunk)
                        file.write(squeeze.compress(chunk))
                    file.write(squeeze.flush())
                    file.flush()
                    os.fsync(handle)
                target = self._path(hasher.digest())
                target.parent.mkdir(mode=0o700, exist_ok=True)
                scratch.rename(target)
                _sync_directory(target.parent)
            finally:
                with contextlib.suppress(OSError):
                    scratch.unlink()
        return hasher.digest()

    def _unsqueeze(self, digest: bytes) -> Iterator[bytes]:
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
            raise _damaged(digest) from error
        hasher.update(tail)
        yield tail
        if hasher.digest() != digest:
            raise _damaged(digest)

    def _large(self) -> Iterator[tuple[bytes, Path]]:
        if not self._root.is_dir():
            return
        for shelf in [path for path in self._root.iterdir() if len(path.name) == 2 and path.is_dir()]:
            for path in shelf.iterdir():
                with contextlib.suppress(ValueError):
                    yield bytes.fromhex(shelf.name + path.name), path

    def _path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self._root / name[:2] / name[2:]

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._full(error) from error

    def _full(self, error: OSError) -> LimitReached:
        self._packs.abandon()
        return LimitReached(
            f"a checkpoint cannot be written to {self._root}: {error.strerror}",
            "Make room on the disk, or lower the quota of checkpoints.",
        )


def _damaged(digest: bytes) -> LedgerError:
    return LedgerError(f"a checkpoint's content is damaged or gone: {digest.hex()}")


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
