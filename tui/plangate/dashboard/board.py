"""All sessions as this dashboard knows them, and whoever wants to hear when they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from plangate.client.api import Connected, Disconnected, Update
from plangate.model.event import Event
from plangate.model.gate import GateState
from plangate.model.plan import PlanSummary
from plangate.model.session import Session, SessionId, State
from plangate.wire.control import EventAppended, Notice, SessionChanged, SessionRemoved, TerminalTold
from plangate.wire.gate import PlanChanged

__all__ = ["Board", "Change", "waiting", "went_on"]

_ASKING = frozenset({State.BLOCKED})
_STUCK = frozenset({GateState.CLOSING, GateState.PAUSED})
_ENDED = frozenset({State.DONE, State.FAILED})


class Change(msgspec.Struct, frozen=True):
    """What an update made different on the board."""

    before: Session | None = None
    after: Session | None = None
    event: Event | None = None
    notice: Notice | None = None
    told: TerminalTold | None = None
    plan: PlanSummary | None = None
    connection: bool = False
    """The connection came or went, or all sessions were read anew."""


class Board:
    """The sessions by id; changed only by `apply` and `replace`, both on the event loop."""

    def __init__(self) -> None:
        self.connected = False
        self.reason = ""
        self._sessions: dict[SessionId, Session] = {}
        self._watchers: list[Callable[[Change], None]] = []

    @property
    def sessions(self) -> list[Session]:
        """All sessions, oldest first."""
        return list(self._sessions.values())

    def get(self, session: str) -> Session | None:
        """One session, if it is still listed."""
        return self._sessions.get(SessionId(session))

    def waiting(self) -> list[Session]:
        """The sessions that wait for a person, in the order of the inbox."""
        return waiting(self._sessions.values())

    def next_waiting(self, after: str = "") -> Session | None:
        """The waiting session that comes after this one, from the first again after the last."""
        found = self.waiting()
        ids = [session.id for session in found]
        place = ids.index(SessionId(after)) + 1 if after in ids else 0
        return found[place % len(found)] if found else None

    def apply(self, update: Update) -> None:
        """Take in an update and tell all watchers."""
        if isinstance(update, SessionChanged):
            before = self._sessions.get(update.session.id)
            self._sessions[update.session.id] = update.session
            self._tell(Change(before=before, after=update.session))
        elif isinstance(update, SessionRemoved):
            self._tell(Change(before=self._sessions.pop(SessionId(update.session), None)))
        elif isinstance(update, EventAppended):
            self._tell(Change(event=update.event))
        elif isinstance(update, Notice):
            self._tell(Change(notice=update))
        elif isinstance(update, TerminalTold):
            self._tell(Change(told=update))
        elif isinstance(update, PlanChanged):
            self._tell(Change(plan=update.plan))
        else:
            self.connected = isinstance(update, Connected)
            self.reason = update.reason if isinstance(update, Disconnected) else ""
            self._tell(Change(connection=True))

    def replace(self, sessions: Iterable[Session]) -> None:
        """Take all sessions anew, as after a connection was made."""
        self._sessions = {session.id: session for session in sessions}
        self._tell(Change(connection=True))

    def watch(self, watcher: Callable[[Change], None]) -> Callable[[], None]:
        """Hear of every change from now on; the result ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def _tell(self, change: Change) -> None:
        for watcher in list(self._watchers):
            watcher(change)


def went_on(change: Change) -> bool:
    """Whether a session has ended because another one goes on in its place."""
    before, after = change.before, change.after
    return after is not None and bool(after.goes_on) and before is not None and not before.goes_on


def waiting(sessions: Iterable[Session]) -> list[Session]:
    """Those that wait for a person: first those that ask, then those that ended unseen; oldest first."""
    found = [
        session
        for session in sessions
        if _asks(session)
        or session.gate.offer
        or session.state is State.DONE
        or (session.state in _ENDED and session.unread)
    ]
    return sorted(found, key=lambda session: (not _asks(session), session.since, session.id))


def _asks(session: Session) -> bool:
    """Whether the agent or its gate needs a person to go on."""
    return session.state in _ASKING or session.gate.state in _STUCK
