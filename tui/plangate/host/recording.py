"""Records a program's output while it runs; see `plangate.host.segments` for the format."""

from __future__ import annotations

import os
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from plangate.config.paths import private_dir
from plangate.emulator.api import Emulator
from plangate.errors import PlangateError
from plangate.host.loop import Loop, Timer
from plangate.host.segments import MAGIC, RECORD, SIZE, Kind, segment_paths
from plangate.model.session import Exit

__all__ = ["SEGMENT", "Recorder"]

SEGMENT = 4 * 1024 * 1024
"""Bytes of output after which a new segment begins, with a keyframe to restore from."""
_HUGE_SEGMENT = 32 * 1024 * 1024
"""A flood fills a segment in no time; keyframes are not made more often than one in `_KEYFRAME_PAUSE`."""
_KEYFRAME_PAUSE = 2.0
_FLUSH_AFTER = 1.0
"""Seconds between flushes at least while output goes on; they cost compression."""
_SOON = 0.1
"""Seconds until output after a pause is flushed."""
_PENDING = 64 * 1024
_RETRY_AFTER = 60.0
_WINDOW_BITS = 13
_MEMORY_LEVEL = 6
"""With the window: 64 KiB of memory for each session instead of 256 (zconf.h), for a tenth more bytes."""


class Recorder:
    """Writes segments; a disk that is full or broken ends the recording and nothing else.

    Args:
        directory: Where this session's segments are.
        limit: Bytes they may take together; the oldest go first.
        gap: Whether output may have been lost before this recorder began.
    """

    def __init__(
        self,
        loop: Loop,
        directory: Path,
        emulator: Emulator,
        *,
        on: bool,
        limit: int,
        gap: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.on = on
        self._loop = loop
        self._directory = directory
        self._emulator = emulator
        self._limit = limit
        self._gap = gap
        self._clock = clock
        self._file = -1
        self._deflate: zlib._Compress | None = None
        self._raw = 0
        self._written = 0
        self._began = 0.0
        self._retry_at = 0.0
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._timer: Timer | None = None
        self._flushed = 0.0

    def prepare(self) -> None:
        """Begin a segment if one is due; to be called before the emulator is fed with output."""
        if self.on and (self._file < 0 or self._large or self._raw > SEGMENT):
            now = self._clock()
            if (self._file < 0 or self._full(now)) and now >= self._retry_at:
                self._begin(now)

    def output(self, data: bytes) -> None:
        """What the program wrote; it was prepared for."""
        if self._file >= 0:
            self._append(Kind.OUTPUT, self._clock(), data)

    def resized(self, cols: int, rows: int) -> None:
        """The size has changed."""
        if self._file >= 0:
            self._append(Kind.RESIZED, self._clock(), SIZE.pack(cols, rows))

    def ended(self, exit: Exit) -> None:
        """The program has ended; what is pending goes to the disk."""
        if self._file >= 0:
            self._append(Kind.ENDED, self._clock(), str(exit).encode())
            self.flush()

    def switch(self, on: bool, limit: int) -> None:
        """Begin or end the recording; what was recorded stays."""
        self._limit = limit
        if self.on and not on:
            self.close()
        elif on and not self.on:
            self._gap = bool(segment_paths(self._directory))
        self.on = on

    def flush(self) -> None:
        """Write everything so far, so that it can be read."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._compress()
        if self._deflate is not None:  # else the disk is full
            self._flushed = time.monotonic()
            self._write(self._deflate.flush(zlib.Z_SYNC_FLUSH))

    def close(self) -> None:
        """End the present segment; the next output begins another."""
        self.flush()
        if self._deflate is not None:
            self._write(self._deflate.flush(zlib.Z_FINISH))
        self._shut()

    @property
    def _large(self) -> bool:
        return self._written > self._limit // 4

    def _full(self, now: float) -> bool:
        if self._large:
            return True
        return self._raw > _HUGE_SEGMENT or (self._raw > SEGMENT and now - self._began > _KEYFRAME_PAUSE)

    def _begin(self, now: float) -> None:
        self.close()
        try:
            private_dir(self._directory)
            existing = segment_paths(self._directory)
            number = int(existing[-1].stem) + 1 if existing else 1
            path = self._directory / f"{number:08d}.seg"
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except (OSError, PlangateError) as error:
            self._fail(error)
            return
        self._deflate = zlib.compressobj(1, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL)
        self._raw, self._written, self._began = 0, 0, now
        self._write(MAGIC)
        size = SIZE.pack(self._emulator.columns, self._emulator.lines)
        self._append(Kind.KEYFRAME, now, size + self._emulator.snapshot())
        self._raw = 0
        if self._gap:
            self._gap = False
            self._append(Kind.GAP, now, b"")
        self._drop_oldest(existing)

    def _append(self, kind: Kind, now: float, payload: bytes) -> None:
        self._pending.append(RECORD.pack(kind, now, len(payload)))
        self._pending.append(payload)
        self._pending_size += len(payload)
        self._raw += len(payload)
        if self._pending_size > _PENDING:
            self._compress()
        if self._timer is None and self._file >= 0:
            rest = self._flushed + _FLUSH_AFTER - time.monotonic()
            self._timer = self._loop.after(max(_SOON, rest), self.flush)

    def _compress(self) -> None:
        pending, self._pending, self._pending_size = b"".join(self._pending), [], 0
        if pending and self._deflate is not None:
            self._write(self._deflate.compress(pending))

    def _write(self, data: bytes) -> None:
        try:
            while data and self._file >= 0:
                written = os.write(self._file, data)
                self._written += written
                data = data[written:]
        except OSError as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        sys.stderr.write(f"recording in {self._directory} pauses: {error}\n")
        self._retry_at = self._clock() + _RETRY_AFTER
        self._gap = True
        self._shut()

    def _shut(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._deflate = None
        self._pending, self._pending_size = [], 0

    def _drop_oldest(self, finished: list[Path]) -> None:
        """Keep what is finished within the limit, less what the present segment may still take."""
        room = self._limit - self._limit // 4
        for path in reversed(finished):
            with suppress(OSError):
                room -= path.stat().st_size
                if room < 0:
                    path.unlink()
