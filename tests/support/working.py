"""A session of the fake agent at work on tasks, and the attempts that the ledger makes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from tests.support.gated import Gated

from plangate.attempts.facts import FACT_KINDS, fact_from_payload
from plangate.attempts.history import History
from plangate.model.attempts import Attempt, AttemptEnd, Undo

__all__ = ["OTHER", "TASK", "attempts", "ended", "undone", "until_attempts"]

TASK = "Add a retry with exponential backoff to the fetcher"
OTHER = "Write a changelog entry for version two"


def attempts(gated: Gated) -> list[Attempt]:
    """All attempts so far, the oldest first."""
    events = gated.watch.events()
    kinds = set(FACT_KINDS)
    history = History(
        fact_from_payload(event.kind, event.data.get("fact")) for event in events if event.kind in kinds
    )
    return sorted(history.attempts(), key=lambda attempt: attempt.began)


async def until_attempts(gated: Gated, what: Callable[[list[Attempt]], Any], reason: str) -> list[Attempt]:
    """Wait until the attempts are as wanted."""
    try:
        await gated.watch.until(lambda: bool(what(attempts(gated))), reason)
    except AssertionError as error:
        known = [dataclasses.asdict(attempt) for attempt in attempts(gated)]
        raise AssertionError(f"{error}; attempts: {known}") from error
    return attempts(gated)


def undone(found: list[Attempt]) -> list[Undo]:
    """The undos of all attempts that stand."""
    return [undo for attempt in found for undo in attempt.undos if undo.counts]


async def ended(gated: Gated, count: int = 1) -> list[Attempt]:
    """Wait until so many attempts have ended."""
    return await until_attempts(
        gated, lambda all: sum(a.end is not AttemptEnd.OPEN for a in all) >= count, f"{count} ended attempts"
    )
