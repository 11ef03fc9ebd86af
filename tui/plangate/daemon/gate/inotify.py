"""Being told of changes below a directory (inotify(7)), without a thread and without polling."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from plangate.errors import LimitReached

__all__ = ["Notifier"]

_MODIFY, _ATTRIB, _CLOSE_WRITE = 0x2, 0x4, 0x8
_MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x40, 0x80, 0x100, 0x200
_OVERFLOW, _IGNORED = 0x4000, 0x8000
_ONLYDIR, _DONT_FOLLOW, _EXCL_UNLINK = 0x1000000, 0x2000000, 0x4000000
_ISDIR = 0x40000000
_WANTED = _MODIFY | _ATTRIB | _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
_FINISHED = _CLOSE_WRITE | _MOVED_TO
_HEAD = struct.Struct("iIII")
_READ = 64 * 1024


class Notifier:
    """Watches a tree of directories; those made later are watched as well.

    Args:
        root: The tree.
        skip: Whether a directory, relative to the root, is left out with all below it.
        finished: Whether a file counts only once its writer has closed it, or has renamed it there.
    """

    def __init__(self, root: Path, skip: Callable[[str], bool], *, finished: bool = False) -> None:
        self._root = root
        self._skip = skip
        self._wanted = _FINISHED if finished else _WANTED
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._places: dict[int, str] = {}
        self.fd = self._checked(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        try:
            self._watch("")
        except BaseException:
            os.close(self.fd)
            raise

    def close(self) -> None:
        """Watch nothing any more."""
        os.close(self.fd)

    def changed(self) -> tuple[set[str], bool]:
        """Paths that changed since the last call, relative to the root, and whether some were missed."""
        found: set[str] = set()
        missed = False
        for wd, mask, name in self._events():
            if mask & _OVERFLOW:
                missed = True
            if mask & _IGNORED:
                self._places.pop(wd, None)
            place = self._places.get(wd)
            if place is None or not name:
                continue
            path = f"{place}/{name}" if place else name
            if mask & _ISDIR:
                if mask & (_CREATE | _MOVED_TO):
                    found |= self._watch(path)
                elif mask & (_MOVED_FROM | _DELETE):
                    found.add(path)
            elif not self._skip(path):
                found.add(path)
        return found, missed

    def _events(self) -> Iterator[tuple[int, int, str]]:
        while True:
            try:
                data = os.read(self.fd, _READ)
            except BlockingIOError:
                return
            at = 0
            while at < len(data):
                wd, mask, _, size = _HEAD.unpack_from(data, at)
                at += _HEAD.size
                name = data[at : at + size].rstrip(b"\0")
                at += size
                yield wd, mask, os.fsdecode(name)

    def _watch(self, path: str) -> set[str]:
        """Watch a directory and all below; gives back the files that are in there already."""
        found: set[str] = set()
        waiting = [path]
        while waiting:
            place = waiting.pop()
            if place and self._skip(place):
                continue
            if not self._add(place):
                continue
            with suppress(OSError), os.scandir(self._root / place) as entries:
                for entry in entries:
                    below = f"{place}/{entry.name}" if place else entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(below)
                    else:
                        found.add(below)
        return found

    def _add(self, place: str) -> bool:
        path = os.fsencode(self._root / place)
        flags = self._wanted | _ONLYDIR | _DONT_FOLLOW | _EXCL_UNLINK
        try:
            wd = self._checked(self._libc.inotify_add_watch(self.fd, path, ctypes.c_uint32(flags)))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise LimitReached(
                    "no more directories can be watched", "Raise fs.inotify.max_user_watches."
                ) from error
            if place:
                return False  # gone again, or not ours to read
            raise
        self._places[wd] = place
        return True

    @staticmethod
    def _checked(result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            if number == errno.EMFILE:
                raise LimitReached("too many watchers at once", "Raise fs.inotify.max_user_instances.")
            raise OSError(number, os.strerror(number))
        return int(result)
