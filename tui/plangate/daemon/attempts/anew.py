"""A task that is begun again: the tree as it was, and what the agent is told this time."""

from __future__ import annotations

from plangate.attempts.lesson import original, prompt_again
from plangate.daemon.attempts.tracker import Tracker
from plangate.daemon.entry import Entry
from plangate.daemon.undoing.undoing import Undoing
from plangate.errors import NotFound, UsageError
from plangate.gate.plan.record import Actor
from plangate.model.attempts import Attempt
from plangate.model.session import Anew

__all__ = ["Beginning"]

_LONGEST = 4_000
"""Characters of a person's words."""


class Beginning:
    """What a restart begins with."""

    def __init__(self, tracker: Tracker, undoing: Undoing) -> None:
        self._tracker = tracker
        self._undoing = undoing

    async def prompt(self, old: Entry, anew: Anew, by: Actor) -> str:
        """Make the tree as it is wanted, and give the agent's first prompt; empty when none is known.

        Raises:
            NotFound: The tree is to be as it was at the beginning, and nobody kept that.
            PlangateError: It cannot be brought back.
        """
        if len(anew.words) > _LONGEST:
            raise UsageError(f"what the agent is told has at most {_LONGEST} characters")
        attempt = await self._last(old.record.id)
        if anew.clean:
            if attempt is None or not attempt.checkpoint:
                raise NotFound(
                    f"nobody kept the files as they were when {old.record.name} began",
                    "Bring them back with plangate undo, and restart without --clean.",
                )
            await self._undoing.undo(attempt.checkpoint, old.record.id, (), by, pause=False)
            attempt = await self._last(old.record.id)
        asked = original(attempt.prompt) if attempt is not None else ""
        return prompt_again(
            asked or old.record.new.prompt,
            attempt,
            learned=anew.learned,
            words=anew.words,
            plan_first=anew.plan_first,
        )

    async def _last(self, session: str) -> Attempt | None:
        """The attempt that the session made last, with everything that has been seen of it."""
        await self._tracker.up_to_date()
        made = [attempt for attempt in self._tracker.history.attempts() if attempt.session == session]
        return max(made, key=lambda attempt: attempt.began, default=None)
