"""A `BlockingControl` without a daemon: it answers from memory and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from plangate.client.call import Call
from plangate.client.calls import Page
from plangate.errors import NotFound, PlangateError, TimedOut
from plangate.model.event import Event
from plangate.model.input import Key
from plangate.model.screen import Cursor, Modes, Row, Style
from plangate.model.session import AS_BEFORE, Anew, NewSession, Session, SessionId, State
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire.control import EventAppended, SessionChanged
from plangate.wire.messages import Message
from plangate.wire.stream import Snapshot

__all__ = ["FakeBlocking", "session"]

_T = TypeVar("_T")


def session(id: str, **fields: Any) -> Session:
    """A session with as little as possible."""
    return Session(**({"id": SessionId(id), "name": id, "agent": "shell", "state": State.WORKING} | fields))


class FakeBlocking:
    """Everything in memory; `calls` keeps what was asked, `failures` makes a session refuse."""

    def __init__(self) -> None:
        self.listing: list[Session] = []
        self.known: list[AgentInfo] = []
        self.ledger: list[Event] = []
        self.coming: list[SessionChanged | EventAppended] = []
        self.calls: list[tuple[Any, ...]] = []
        self.failures: dict[str, PlangateError] = {}
        self.replies: dict[type[Message], Message | Callable[[Any], Message]] = {}
        self.lines: list[str] = ["hello"]

    def __enter__(self) -> FakeBlocking:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.calls.append(("close",))

    def ask(self, call: Call[_T]) -> _T:
        message = call.make(1)
        self.calls.append(("ask", message))
        reply = self.replies.get(type(message))
        if reply is None:
            raise NotFound(f"the test has no reply to {type(message).__name__}")
        return call.read(reply(message) if callable(reply) else reply)

    def sessions(self) -> list[Session]:
        return list(self.listing)

    def start(self, new: NewSession) -> Session:
        self.calls.append(("start", new))
        made = session("newone22", agent=new.agent, name=new.name or "newone22", cwd=new.cwd)
        self.listing.append(made)
        return made

    def stop(self, session: str, *, force: bool = False) -> None:
        self._asked("stop", session, force)

    def restart(self, id: str, anew: Anew = AS_BEFORE) -> Session:
        self._asked("restart", id)
        assert anew == AS_BEFORE
        return session("again222")

    def resume(self, id: str) -> Session:
        self._asked("resume", id)
        return session("going222")

    def remove(self, session: str, *, worktree: bool = False) -> str:
        self._asked("remove", session, worktree)
        return "the worktree was kept" if worktree else ""

    def rename(
        self, session: str, *, name: str | None = None, group: str | None = None, task: str | None = None
    ) -> None:
        self._asked("rename", session, name, group, task)

    def send_line(self, session: str, text: str, *, enter: bool = True, take: bool = False) -> None:
        self._asked("send_line", session, text, enter, take)

    def send_keys(self, session: str, keys: Sequence[Key], *, take: bool = False) -> None:
        self._asked("send_keys", session, list(keys), take)

    def agents(self) -> list[AgentInfo]:
        return list(self.known)

    def status(self) -> DaemonStatus:
        return DaemonStatus(
            product="0.1.0", pid=7, started=0.0, instance="i", keeper_pid=0, sessions=len(self.listing)
        )

    def shutdown(self, *, sessions: bool = False) -> None:
        self.calls.append(("shutdown", sessions))

    def reload(self) -> str:
        return "nothing was faulty"

    def events(
        self,
        *,
        since: int = 0,
        limit: int = 500,
        session: str = "",
        kinds: Sequence[str] = (),
        newest: bool = False,
    ) -> Page:
        fit = [
            event
            for event in self.ledger
            if event.seq > since
            and (not session or event.session == session)
            and (not kinds or event.kind in kinds)
        ]
        return Page(fit[-limit:] if newest else fit[:limit], len(self.ledger))

    def subscribe(
        self, since: int = -1, *, patience: float | None = None
    ) -> Iterator[SessionChanged | EventAppended]:
        self.calls.append(("subscribe", since))
        return self._changes()

    def _changes(self) -> Iterator[SessionChanged | EventAppended]:
        while self.coming:
            change = self.coming.pop(0)
            if isinstance(change, SessionChanged):
                self.listing = [
                    change.session if known.id == change.session.id else known for known in self.listing
                ]
            yield change
        raise TimedOut("nothing more comes")

    def snapshot(self, session: str, *, history: int = 0) -> Snapshot:
        rows = [Row(text, "\1" * len(text)) for text in self.lines]
        return Snapshot(
            id=1,
            cols=20,
            rows=len(rows),
            base=0,
            top=2,
            cursor=Cursor(0, 1),
            modes=Modes(),
            title="a title",
            history=[Row("old", "\0\0\0")][:history],
            screen=rows,
            styles=[Style(), Style(fg=1, flags=1)],
            clusters=[],
        )

    def _asked(self, what: str, session: str, *more: object) -> None:
        self.calls.append((what, session, *more))
        if session in self.failures:
            raise self.failures[session]

    def change(self, id: str, **fields: Any) -> None:
        """Have a change of a session come to whoever subscribes."""
        known = next(known for known in self.listing if known.id == id)
        self.coming.append(SessionChanged(replace(known, **fields)))
