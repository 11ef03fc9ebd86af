"""What is worth a notification, in which words, and how often; pure, time is an argument."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

import msgspec

from plangate.model.session import Reason, Session, State

__all__ = ["Note", "Pacer", "note_of"]

_LONGEST = 300
_AGAIN = 30.0
"""Seconds within which the same is not told twice."""
_MINUTE = 60.0
_MOST = 10
"""Notifications within a minute; what is more is dropped, and the next one says how many."""
_LOOKED = 15.0
"""Seconds for which somebody who has looked at a session counts as being there."""
_ASKS = {
    Reason.PLAN: "has a plan for you",
    Reason.PERMISSION: "asks for a permission",
    Reason.QUESTION: "asks you something",
}


class Note(msgspec.Struct, frozen=True):
    """One notification; every text is one line without control characters."""

    session: str
    name: str
    state: str
    title: str
    text: str
    urgent: bool
    """A person is waited for."""
    link: str
    """A command that opens it; a web address where the page is served."""


def note_of(
    before: Session | None, after: Session, wanted: Collection[str], *, looked: float, now: float
) -> Note | None:
    """The notification for a change of state; None when nobody has to be told.

    Args:
        before: None for a session that was not known, of which nothing is told.
        after: As it is now.
        wanted: States that are told.
        looked: When somebody last looked at it, in Unix seconds.
        now: The present, in Unix seconds.
    """
    if before is None or (before.state, before.reason) == (after.state, after.reason):
        return None
    if after.state.value not in wanted or after.focus.holder or 0 <= now - looked < _LOOKED:
        return None  # whoever types there, or has just looked, sees it
    name = _line(after.name) or after.id
    says = {
        State.BLOCKED: _ASKS[after.reason or Reason.QUESTION],
        State.DONE: "is done",
        State.FAILED: "has failed",
    }
    return Note(
        session=after.id,
        name=name,
        state=after.state.value,
        title=f"{name} {says.get(after.state, f'is {after.state.value}')}",
        text=_said(after),
        urgent=after.state in (State.BLOCKED, State.FAILED),
        link=f"plangate attach {after.id}",
    )


def _said(session: Session) -> str:
    """The question, or else the session's own last words."""
    if session.state is State.BLOCKED:
        question = next((each.words for each in session.gate.questions), "") or session.evidence
        if question:
            return _line(question)
    return _line(session.said or session.last_line or session.task)


def _line(text: str) -> str:
    """One line that no terminal and no desktop obeys."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    words = " ".join(plain.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


class Pacer:
    """Keeps notifications apart."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str, str], float] = {}
        self._lately: deque[float] = deque()
        self._dropped = 0

    def allow(self, note: Note, now: float) -> Note | None:
        """The notification as it is to be sent; None when it is one too many. `now` in monotonic seconds."""
        self._told = {key: at for key, at in self._told.items() if now - at < _AGAIN}
        key = (note.session, note.state, note.text)
        if key in self._told:
            return None
        while self._lately and now - self._lately[0] >= _MINUTE:
            self._lately.popleft()
        if len(self._lately) >= _MOST:
            self._dropped += 1
            return None
        self._told[key] = now
        self._lately.append(now)
        if self._dropped:
            note = msgspec.structs.replace(note, text=f"{note.text} (and {self._dropped} more)".strip())
            self._dropped = 0
        return note
