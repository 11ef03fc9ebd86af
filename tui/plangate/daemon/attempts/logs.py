"""Following agents' own logs: what was written since the last time, understood by the agent's plugin."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from plangate.plugins.logs import LogFact, LoggingAgent

__all__ = ["Follower", "News"]

_log = logging.getLogger(__name__)

_CHUNK = 1 << 20
_LONGEST = 4 << 20
"""Bytes of a line that are kept; of a longer one, an image or a summary, only the beginning is looked at."""
_HEAD = 4096
_MOST = 64 << 20
"""Bytes that are read of a log that was there before, its last ones; people keep logs of gigabytes."""


class News(NamedTuple):
    """What a log says that it did not say the last time."""

    facts: tuple[LogFact, ...]
    tokens: int
    """Used so far, in all."""


class Follower:
    """One session's logs, one after the other. All methods block.

    Args:
        skips: Whether what the first log holds already happened before: the conversation goes on, or is found again.
    """

    def __init__(self, agent: LoggingAgent, *, skips: bool) -> None:
        self.agent = agent
        self._reader = agent.log_reader()
        self._skips = skips
        self._path = ""
        self._offset = 0
        self._rest = b""
        self._overlong = False

    def news(self, log: str) -> News:
        """Read on.

        Args:
            log: The file, as the agent named it last.
        """
        facts: list[LogFact] = []
        try:
            for path in self.agent.parts(log, self._path):
                facts += self._file(path)
        except OSError as error:
            _log.debug("%s cannot be read: %s", log, error)
        except Exception:  # noqa: BLE001 a stranger's code may raise anything
            _log.exception("the plugin does not understand %s", log)
        return News(tuple(facts), self._reader.tokens)

    def _file(self, path: str) -> list[LogFact]:
        facts: list[LogFact] = []
        if path != self._path:
            self._path, self._offset, self._rest, self._overlong = path, 0, b"", False
            facts += self._reader.begin(path)
        for line in self._lines():
            facts += self._reader.read(line)
        if self._skips:
            self._skips = False
            self._reader.begin(path)
            return []
        return facts

    def _lines(self) -> Iterator[bytes]:
        """Whole lines; a torn one waits for its end."""
        with Path(self._path).open("rb") as file:
            size = file.seek(0, 2)
            if size < self._offset:  # it was written anew
                self._offset, self._rest = size, b""
            if not self._offset and size > _MOST:
                self._offset, self._overlong = size - _MOST, True
                self._rest = b""
            file.seek(self._offset)
            while chunk := file.read(_CHUNK):
                self._offset += len(chunk)
                first, *others = chunk.split(b"\n")
                self._rest = self._grown(first)
                for line in others:
                    if self._rest:
                        yield self._rest
                    self._rest, self._overlong = line, False

    def _grown(self, more: bytes) -> bytes:
        if self._overlong:
            return self._rest
        rest = self._rest + more
        if len(rest) > _LONGEST:
            self._overlong = True
            return rest[:_HEAD]
        return rest
