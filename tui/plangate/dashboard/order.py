"""In which order sessions are listed, and which of them fit a filter; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plangate.dashboard.board import waiting
from plangate.model.session import Session, SessionId, State

__all__ = ["arrange", "fits", "held"]

_RANKS = {State.WORKING: 1, State.UNKNOWN: 1, State.IDLE: 2, State.FAILED: 3, State.STOPPED: 3}
_ALIASES = {"waiting": "blocked", "running": "working", "ended": "stopped"}


def arrange(sessions: Iterable[Session]) -> list[Session]:
    """What waits for a person first and longest first, then what works, what rests, what has ended.

    Sessions of one group stay together; a group stands where its first session would.
    """
    listed = list(sessions)
    first = {session.id: place for place, session in enumerate(waiting(listed))}

    def rank(session: Session) -> tuple[int, float, str]:
        if session.id in first:
            return 0, first[session.id], session.id
        if session.state in (State.FAILED, State.STOPPED):
            return 3, -(session.ended or session.since), session.id
        return _RANKS.get(session.state, 1), session.created, session.id

    ordered = sorted(listed, key=rank)
    groups: dict[str, list[Session]] = {}
    for session in ordered:
        groups.setdefault(session.group, []).append(session)
    return [session for members in groups.values() for session in members]


def held(sessions: Sequence[Session], order: Sequence[SessionId]) -> list[Session]:
    """The sessions in an order from before, so that nothing moves under a person's hand; new ones last."""
    places = {session: place for place, session in enumerate(order)}
    return sorted(sessions, key=lambda session: places.get(session.id, len(places)))


def fits(session: Session, words: str) -> bool:
    """Whether all words occur in what is known about the session; a state counts as a word."""
    told = [session.name, session.task, session.agent, session.cwd, session.branch, session.group]
    told += [session.state.value, session.reason.value if session.reason else "", session.title]
    text = "\n".join(told).lower()
    return all(_ALIASES.get(word, word) in text or word in text for word in words.lower().split())
