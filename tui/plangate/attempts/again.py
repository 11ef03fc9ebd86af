"""When a task is begun again."""

from __future__ import annotations

from typing import NamedTuple

from plangate.attempts.going import Going, Live, Memory
from plangate.attempts.observations import Kept, Prompted
from plangate.attempts.prompts import asks_again, is_routine
from plangate.model.attempts import AttemptEnd, Confidence

__all__ = ["REMEMBERED", "Earlier", "carries_on", "earlier", "replaced", "same_beginning"]

REMEMBERED = 24 * 3600.0
"""Seconds after its end for which an attempt can still be undone or begun again."""
_SOON = 30 * 60.0
"""Seconds within which ending a session whose agent was done, and asking for the same, is to begin again."""


class Earlier(NamedTuple):
    """The attempt whose task is asked for again."""

    attempt: Going
    why: str
    """They have the same task, in words."""
    anew: Confidence | None
    """How sure it is that it is begun again; None: it is only asked for once more, what was done remains."""


def carries_on(live: Live, present: Going, text: str) -> bool:
    """Whether a prompt belongs to what the session is doing: it begins no attempt."""
    if live.again_of or live.cleared:
        return False
    if asks_again(text):
        return not present.fully_undone and present.kept is not Kept.STASH
    return is_routine(text)


def earlier(memory: Memory, live: Live, seen: Prompted) -> Earlier | None:
    """The attempt whose task a prompt asks for again, the newest first."""
    if live.again_of:
        last = next((going for going in memory.newest() if going.session == live.again_of), None)
        if last is not None:
            return Earlier(last, "a person restarted it", Confidence.CERTAIN)
    if live.rewound and (found := replaced(memory, live, live.rewound, seen.text)) is not None:
        return found if not found.attempt.restarted_by else found._replace(anew=None)
    for going in memory.newest():
        same_session = going.session == live.id
        if going.repository != live.repository or seen.at - (going.ended or seen.at) > REMEMBERED:
            continue
        if not same_session and _running(memory, going):
            continue  # two sessions side by side at one task begin nothing again
        if asks_again(seen.text):
            why = "it asks for the same again" if going.id == live.attempt else ""
        else:
            why = memory.vocabulary.same(going.prompt, seen.text)
        if why:
            return Earlier(going, why, _anew(live, going, seen.at))
    return None


def replaced(memory: Memory, by: Going | Live, prompts: int, text: str) -> Earlier | None:
    """The attempt whose prompt was dropped, and much the same is asked for in its place.

    Args:
        by: The attempt that the new prompt began, or the session when it has not begun any yet.
        prompts: How many were dropped.
    """
    session = by.session if isinstance(by, Going) else by.id
    mine = [going for going in memory.newest() if going.session == session and going.id != by.id]
    for going in mine[:prompts]:
        same = isinstance(by, Going) and going.task == by.task
        if same or memory.vocabulary.related(going.prompt, text):
            return Earlier(going, "its prompt took the place of that one's", Confidence.HIGH)
    return None


def same_beginning(memory: Memory, going: Going) -> tuple[Going, int] | None:
    """An undone attempt from whose beginning this one starts, and the number of files that say so.

    One common file is chance unless the prompts have something in common, too.
    """
    for other in memory.newest():
        if (
            other.id == going.id
            or other.restarted_by
            or other.began >= going.began
            or other.repository != going.repository
            or not other.fully_undone
        ):
            continue
        mine, theirs = going.work, other.work
        common = sum(path in theirs and theirs[path].start == track.start for path, track in mine.items())
        related = common >= 2 or memory.vocabulary.related(other.prompt, going.prompt)
        if common and 2 * common >= min(len(mine), len(theirs)) and related:
            return other, common
    return None


def _running(memory: Memory, going: Going) -> bool:
    live = memory.sessions.get(going.session)
    return live is not None and live.ended is None and live.attempt == going.id and bool(going.unfinished)


def _anew(live: Live, before: Going, at: float) -> Confidence | None:
    if before.restarted_by:
        return None
    if before.fully_undone:
        return Confidence.CERTAIN
    if live.cleared and before.session == live.id:
        return Confidence.HIGH
    if before.cut_off and (before.end is not AttemptEnd.DONE or at - (before.ended or at) <= _SOON):
        return Confidence.HIGH
    return Confidence.MEDIUM if before.interrupted else None
