"""A checkpoint from the moment a gate is closed that nothing but attention holds, so that what is undone can be.

Taken in the background; the one from when a gate was opened stays the one that is restored as a whole.
"""

from __future__ import annotations

import logging
import time

from plangate.aio import spawn
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.shelf import Shelf
from plangate.errors import PlangateError
from plangate.model.gate import GateState, Strength

__all__ = ["Baselines"]

_log = logging.getLogger(__name__)


class Baselines:
    """One for each weak gate that is closed."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._taken: dict[str, float | None] = {}
        """When the checkpoint of a closed gate was done, monotonic; None while it is taken, or cannot be."""

    def gate_changed(self, post: Post) -> None:
        """Take one when a gate closes or begins closed; forget it when it opens."""
        weak = not post.record.strength.at_least(Strength.SYSCALL)
        if not weak or post.state(time.time()) is not GateState.CLOSED:
            self._taken.pop(post.session, None)
        elif post.session not in self._taken:
            self._taken[post.session] = None
            spawn(self._take(post), name=f"baseline {post.session}")

    def forget(self, session: str) -> None:
        """The session has ended."""
        self._taken.pop(session, None)

    def before(self, post: Post, moment: float) -> bool:
        """Whether there is a checkpoint from before a change.

        Args:
            moment: When the change was noticed, monotonic.
        """
        taken = self._taken.get(post.session)
        return taken is not None and taken < moment

    async def _take(self, post: Post) -> None:
        try:
            checkpoint = await self._shelf.take(post.workspace, "the gate is closed", post.session)
        except (OSError, PlangateError) as error:
            _log.warning("no checkpoint of %s: %s", post.workspace, error)
            return
        if post.session in self._taken:
            self._taken[post.session] = time.monotonic()
            post.record.checkpoint = post.record.checkpoint or checkpoint.id
