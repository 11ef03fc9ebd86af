"""Somebody else closes what only this daemon meters, should we die."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from plangate.daemon.gate.post import Post
from plangate.errors import Unavailable
from plangate.sandbox.guard import Guard, start_guard

__all__ = ["Guards"]

_log = logging.getLogger(__name__)


class Guards:
    """The guards of all sessions.

    Args:
        failed: Told of a session whose guard has ended unasked: its gate must be closed at once.
    """

    def __init__(self, failed: Callable[[str], None]) -> None:
        self._failed = failed
        self._running: dict[str, Guard] = {}

    async def begin(self, post: Post) -> None:
        """Have the gate closed by somebody else, should we die; it may be opened only then.

        Raises:
            Unavailable: No guard can be started.
        """
        record = post.record
        if record.confinement is None or record.sandbox is None or post.session in self._running:
            return
        try:
            guard = start_guard(record.confinement, record.sandbox)
        except OSError as error:
            raise Unavailable(
                f"the guard that closes the gate should the daemon die cannot be started: {error.strerror}"
            ) from error
        self._running[post.session] = guard
        asyncio.get_running_loop().add_reader(guard.fileno(), self._ended, post.session)

    def dismiss(self, session: str) -> None:
        """The gate is closed, or open for good: no guard is needed."""
        guard = self._running.pop(session, None)
        if guard is not None:
            asyncio.get_running_loop().remove_reader(guard.fileno())
            guard.dismiss()

    def _ended(self, session: str) -> None:
        _log.warning("the guard of session %s ended unasked", session)
        self.dismiss(session)
        self._failed(session)
