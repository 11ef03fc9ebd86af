"""A `Control` without a daemon: sessions, events and screens are what the test says they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from plangate.client.api import Connected, Prover, Stream, StreamListener, Update
from plangate.client.call import Call
from plangate.errors import NotFound, PlangateError
from plangate.model.client import ClientInfo, Role
from plangate.model.event import Event
from plangate.model.input import Key, Mouse
from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.model.session import AS_BEFORE, Anew, Exit, Focus, NewSession, Session, SessionId, State
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire.control import EventAppended, SessionChanged, SessionRemoved, UsePalette
from plangate.wire.messages import Message
from plangate.wire.stream import LineAt, SearchHits, Snapshot

__all__ = ["NOW", "FakeControl", "FakeStream"]

_T = TypeVar("_T")

NOW = 1_800_000_000.0
"""The moment at which tests look at the clock."""


class FakeStream:
    """A session's screen made of plain lines; what is sent to it is kept in `sent`."""

    def __init__(self, session: SessionId, lines: Sequence[str], listener: StreamListener) -> None:
        self.session = session
        self.listener = listener
        self.columns = 120
        self.lines = 40
        self.base = 0
        self.top = 0
        self.tables = Tables()
        self.cursor = Cursor()
        self.modes = Modes()
        self.focus = Focus()
        self.holds_focus = False
        self.connected = True
        self.closed = False
        self.past: list[Row] = []
        self.moments: list[tuple[float, int]] = []
        self.sent: list[tuple[str, Any]] = []
        self.rows: list[Row] = []
        self.show(lines, tell=False)

    def show(self, lines: Sequence[str], *, tell: bool = True) -> None:
        """Put plain text on the screen and say so to the listener."""
        texts = [*lines, *[""] * self.lines][: self.lines]
        self.rows = [Row(text, "\0" * len(text)) for text in texts]
        if tell:
            self.listener.frame_arrived(range(self.lines), 0, True)

    def print_lines(self, lines: Sequence[str]) -> None:
        """Append lines at the bottom, pushing the oldest of the screen into the history."""
        rows = [Row(text, "\0" * len(text)) for text in lines]
        both = [*self.rows, *rows]
        self.past += both[: len(rows)]
        self.rows = both[len(rows) :]
        self.top += len(rows)
        changed = range(max(0, self.lines - len(rows)), self.lines)
        self.listener.frame_arrived(changed, len(rows), False)

    def give_focus(self, name: str, *, mine: bool) -> None:
        """Let somebody hold the focus from now on."""
        self.focus = Focus("me" if mine else "other", name, self.focus.epoch + 1)
        self.holds_focus = mine
        self.listener.focus_changed(self.focus, mine)

    async def history(self, first: int, last: int) -> list[Row]:
        return self.past[first - self.base : last - self.base]

    async def search(
        self, pattern: str, *, regex: bool = False, before: int = -1, limit: int = 200
    ) -> SearchHits:
        rows = [*self.past, *self.rows]
        hits = [
            (self.base + number, row.text.lower().index(pattern.lower()), len(pattern))
            for number, row in enumerate(rows)
            if pattern.lower() in row.text.lower()
        ]
        older = [hit for hit in reversed(hits) if before < 0 or hit[0] < before]
        return SearchHits(id=0, hits=older[:limit], more=len(older) > limit)

    async def line_at(self, at: float) -> LineAt:
        known = [line for when, line in self.moments if when <= at]
        return LineAt(0, known[-1] if known else -1, found=bool(known), exact=True)

    def ack(self) -> None:
        self.sent.append(("ack", None))

    def set_rate(self, rate: float) -> None:
        self.sent.append(("rate", rate))

    def send_key(self, key: Key) -> None:
        self.sent.append(("key", key))

    def send_mouse(self, mouse: Mouse) -> None:
        self.sent.append(("mouse", mouse))

    def send_text(self, text: str) -> None:
        self.sent.append(("text", text))

    def send_bytes(self, data: bytes) -> None:
        self.sent.append(("bytes", data))

    def paste(self, text: str) -> None:
        self.sent.append(("paste", text))

    def pane_focus(self, gained: bool) -> None:
        self.sent.append(("pane_focus", gained))

    def take_focus(self, *, force: bool = False) -> None:
        self.sent.append(("take_focus", force))
        if force or not self.focus.holder:
            self.give_focus("desk", mine=True)

    def ask_focus(self) -> None:
        self.sent.append(("ask_focus", None))

    def release_focus(self) -> None:
        self.sent.append(("release_focus", None))
        self.focus = Focus(epoch=self.focus.epoch)
        self.holds_focus = False
        self.listener.focus_changed(self.focus, False)

    def fit(self, cols: int, rows: int) -> None:
        self.sent.append(("fit", (cols, rows)))

    async def close(self) -> None:
        self.closed = True


class FakeControl:
    """Everything in memory; `calls` keeps what was asked, `failures` makes a method raise."""

    def __init__(
        self,
        sessions: Sequence[Session] = (),
        *,
        agents: Sequence[AgentInfo] = (),
        events: Sequence[Event] = (),
        screens: dict[str, Sequence[str]] | None = None,
    ) -> None:
        self.me = ClientInfo("me", "desk", "dashboard")
        self.role = Role.OWNER
        self.device = ""
        self.prove: Prover | None = None
        self.connected = False
        self.listing = {session.id: session for session in sessions}
        self.known_agents = list(agents)
        self.ledger = list(events)
        self.screens = dict(screens or {})
        self.streams: list[FakeStream] = []
        self.calls: list[tuple[str, Any]] = []
        self.failures: dict[str, PlangateError] = {}
        self.replies: dict[type[Message], Message | Callable[[Any], Message]] = {}
        """What `ask` is answered with, by the request's class."""
        self._listener: Callable[[Update], None] = lambda _: None

    def push(self, update: Update) -> None:
        """Report an update as the daemon would, keeping the own account in step."""
        if isinstance(update, SessionChanged):
            self.listing[update.session.id] = update.session
        elif isinstance(update, SessionRemoved):
            self.listing.pop(SessionId(update.session), None)
        elif isinstance(update, EventAppended):
            self.ledger.append(update.event)
        self._listener(update)

    def change(self, session: str, **fields: Any) -> None:
        """Report that fields of a session are different now."""
        self.push(SessionChanged(replace(self.listing[SessionId(session)], **fields)))

    async def start(self, listener: Callable[[Update], None]) -> None:
        self._called("start", None)
        self._listener = listener
        self.connected = True
        listener(Connected())

    async def close(self) -> None:
        self.connected = False

    async def ask(self, call: Call[_T]) -> _T:
        message = call.make(1)
        self._called("ask", message)
        reply = self.replies.get(type(message))
        if reply is None:
            raise NotFound(f"the test has no reply to {type(message).__name__}")
        return call.read(reply(message) if callable(reply) else reply)

    async def sessions(self) -> list[Session]:
        self._called("sessions", None)
        return list(self.listing.values())

    async def new_session(self, new: NewSession) -> Session:
        self._called("new_session", new)
        made = Session(
            id=SessionId(f"new{len(self.listing):05}"),
            name=new.name or new.task or new.agent,
            agent=new.agent,
            task=new.task,
            cwd=new.cwd,
            argv=new.argv,
            state=State.WORKING,
            since=NOW,
            created=NOW,
        )
        self.push(SessionChanged(made))
        return made

    async def stop_session(self, session: SessionId, *, force: bool = False) -> None:
        self._called("stop_session", (session, force))
        self._known(session)
        self.change(session, state=State.STOPPED, exit=Exit(signal=15), ended=NOW)

    async def restart_session(self, session: SessionId, anew: Anew = AS_BEFORE) -> Session:
        self._called("restart_session", (session, anew))
        old = self._known(session)
        return await self.new_session(NewSession(agent=old.agent, cwd=old.cwd, task=old.task))

    async def resume_session(self, session: SessionId) -> Session:
        self._called("resume_session", session)
        old = self._known(session)
        return await self.new_session(NewSession(agent=old.agent, cwd=old.cwd, task=old.task))

    async def remove_session(self, session: SessionId, *, worktree: bool = False) -> None:
        self._called("remove_session", (session, worktree))
        self._known(session)
        self.push(SessionRemoved(session))

    async def rename_session(
        self,
        session: SessionId,
        *,
        name: str | None = None,
        group: str | None = None,
        task: str | None = None,
    ) -> None:
        self._called("rename_session", (session, name, group, task))
        given = {"name": name, "group": group, "task": task}
        self._known(session)
        self.change(session, **{key: value for key, value in given.items() if value is not None})

    async def mark_seen(self, session: SessionId) -> None:
        self._called("mark_seen", session)

    async def events(
        self,
        *,
        since: int = 0,
        limit: int = 500,
        session: str = "",
        kinds: Sequence[str] = (),
        newest: bool = False,
    ) -> list[Event]:
        self._called("events", (since, limit, session, tuple(kinds), newest))
        found = [
            event
            for event in self.ledger
            if event.seq > since
            and (not session or event.session == session)
            and (not kinds or event.kind in kinds)
        ]
        return found[-limit:] if newest else found[:limit]

    async def agents(self) -> list[AgentInfo]:
        self._called("agents", None)
        return list(self.known_agents)

    async def status(self) -> DaemonStatus:
        self._called("status", None)
        return DaemonStatus(
            product="0.1.0", pid=1, started=NOW, instance="i", keeper_pid=2, sessions=len(self.listing)
        )

    async def use_palette(self, palette: UsePalette) -> None:
        self._called("use_palette", palette)

    async def attach(
        self, session: SessionId, listener: StreamListener, *, role: Role = Role.DRIVER, rate: float = 60.0
    ) -> Stream:
        self._called("attach", (session, role, rate))
        stream = FakeStream(session, self.screens.get(session, ()), listener)
        self.streams.append(stream)
        return stream

    async def snapshot(self, session: SessionId, *, history: int = 0) -> Snapshot:
        self._called("snapshot", (session, history))
        lines = self.screens.get(session, ())
        rows = [Row(text, "\0" * len(text)) for text in lines]
        return Snapshot(
            id=0, cols=120, rows=40, base=0, top=0, cursor=Cursor(), modes=Modes(), title="",
            history=[], screen=rows, styles=list(Tables().styles), clusters=[],
        )  # fmt: skip

    async def compose(
        self, session: SessionId, line: str, text: str, *, submit: bool = True, keys: bool = False
    ) -> None:
        self._called("compose", (session, line, text, submit, keys))

    async def send_line(self, session: SessionId, text: str, *, enter: bool = True) -> None:
        self._called("send_line", (session, text, enter))

    def _known(self, session: SessionId) -> Session:
        if session not in self.listing:
            raise NotFound(f"there is no session {session}")
        return self.listing[session]

    def _called(self, method: str, value: Any) -> None:
        self.calls.append((method, value))
        if (failure := self.failures.get(method)) is not None:
            raise failure

    def called(self, method: str) -> list[Any]:
        """What a method was called with, in order."""
        return [value for name, value in self.calls if name == method]
