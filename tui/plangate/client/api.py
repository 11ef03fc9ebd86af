"""What a front end may ask of Plangate; the dashboard is written against these interfaces only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from plangate.client.call import Call
from plangate.errors import PinNeeded
from plangate.model.client import ClientInfo, Role
from plangate.model.event import Event
from plangate.model.input import Key, Mouse
from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.model.session import AS_BEFORE, Anew, Exit, Focus, NewSession, Session, SessionId
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire.control import (
    EventAppended,
    Notice,
    SessionChanged,
    SessionRemoved,
    TerminalTold,
    UsePalette,
)
from plangate.wire.devices import DeviceRevoked
from plangate.wire.gate import PlanChanged
from plangate.wire.stream import LineAt, SearchHits, Snapshot

__all__ = [
    "Connected",
    "Control",
    "Disconnected",
    "Expelled",
    "Prover",
    "Stream",
    "StreamListener",
    "Update",
]

_T = TypeVar("_T")


class Connected:
    """The daemon answers; all sessions are to be read anew."""


class Disconnected:
    """The daemon is away; the client goes on trying."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


class Expelled:
    """The daemon does not take this client any more; it does not go on trying."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


Prover = Callable[[PinNeeded], Awaitable[str | None]]
"""Asks the person at a device for the PIN; None when they do not give it."""

Update = (
    SessionChanged
    | SessionRemoved
    | PlanChanged
    | EventAppended
    | Notice
    | TerminalTold
    | Connected
    | Disconnected
    | DeviceRevoked
    | Expelled
)


class StreamListener(Protocol):
    """Whoever shows a session; called from the event loop, must not block."""

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """The mirror has changed: these rows, after moving up by `scrolled`; with `full` all of it."""

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """Somebody took, got or gave up the focus."""

    def session_ended(self, exit: Exit) -> None:
        """The program has ended; the screen stays."""

    def stream_lost(self, reason: str) -> None:
        """The host is away; the stream goes on trying, and a full frame follows."""


class Stream(Protocol):
    """One session, attached: a mirror of its screen, and the ways to type into it.

    The mirror's properties may be read at any time and change only between two calls of the
    listener. Input methods return at once; what the host refuses arrives as `focus_changed`.
    """

    @property
    def session(self) -> SessionId:
        """Which session this is."""

    @property
    def columns(self) -> int:
        """Width of the session's terminal."""

    @property
    def lines(self) -> int:
        """Height of the session's terminal."""

    @property
    def base(self) -> int:
        """Oldest line of history that the host still holds."""

    @property
    def top(self) -> int:
        """Absolute number of the line in the screen's first row."""

    @property
    def rows(self) -> Sequence[Row]:
        """The screen, `lines` rows."""

    @property
    def tables(self) -> Tables:
        """What the rows' codes stand for."""

    @property
    def cursor(self) -> Cursor:
        """The program's cursor."""

    @property
    def modes(self) -> Modes:
        """The terminal's modes."""

    @property
    def focus(self) -> Focus:
        """Who may type."""

    @property
    def holds_focus(self) -> bool:
        """Whether that is us."""

    @property
    def connected(self) -> bool:
        """Whether the host answers at present."""

    async def history(self, first: int, last: int) -> list[Row]:
        """Lines `first` up to `last`; kept ones come at once. May be fewer when the host dropped some."""

    async def search(
        self, pattern: str, *, regex: bool = False, before: int = -1, limit: int = 200
    ) -> SearchHits:
        """Where the pattern occurs in history and screen, newest first."""

    async def line_at(self, at: float) -> LineAt:
        """Which line the program was writing at a Unix time."""

    def ack(self) -> None:
        """The newest frame is on the glass; until this is called at most one more is sent."""

    def set_rate(self, rate: float) -> None:
        """Ask for at most `rate` frames a second from now on."""

    def send_key(self, key: Key) -> None:
        """One key."""

    def send_mouse(self, mouse: Mouse) -> None:
        """One mouse event."""

    def send_text(self, text: str) -> None:
        """Text as if typed, unbracketed; a line is ended by "\\r"."""

    def send_bytes(self, data: bytes) -> None:
        """Bytes as they are."""

    def paste(self, text: str) -> None:
        """Text as if pasted."""

    def pane_focus(self, gained: bool) -> None:
        """Our pane has or lost the keyboard."""

    def take_focus(self, *, force: bool = False) -> None:
        """Ask for the focus; with `force` take it from whoever holds it."""

    def ask_focus(self) -> None:
        """Let whoever holds the focus know that we want it; we get it as soon as they give it back."""

    def release_focus(self) -> None:
        """Give it back, or ask for it no more."""

    def fit(self, cols: int, rows: int) -> None:
        """Change the session's size, as its focus holder."""

    async def close(self) -> None:
        """Detach."""


class Control(Protocol):
    """The daemon, as a front end sees it. Every method raises `PlangateError`."""

    prove: Prover | None
    """Asked when a device has to show the PIN; the request is then made again."""

    @property
    def role(self) -> Role:
        """What we may do; before we are connected, what we want to."""

    @property
    def device(self) -> str:
        """Name of the device that we are; empty at the machine itself."""

    @property
    def me(self) -> ClientInfo:
        """How others see us."""

    @property
    def connected(self) -> bool:
        """Whether the daemon answers at present."""

    async def start(self, listener: Callable[[Update], None]) -> None:
        """Connect, starting the daemon if none runs, and report every update from now on.

        Returns after the first `Connected`. A daemon that goes away later is waited for, and
        started again if it stays away.
        """

    async def close(self) -> None:
        """Disconnect."""

    async def ask(self, call: Call[_T]) -> _T:
        """Carry out a call that has no method of its own here: those of `plangate.client.gate`."""

    async def sessions(self) -> list[Session]:
        """All sessions, oldest first."""

    async def new_session(self, new: NewSession) -> Session:
        """Start a session."""

    async def stop_session(self, session: SessionId, *, force: bool = False) -> None:
        """End its program."""

    async def restart_session(self, session: SessionId, anew: Anew = AS_BEFORE) -> Session:
        """The same task anew, under a new id."""

    async def resume_session(self, session: SessionId) -> Session:
        """Go on with the agent's conversation of an ended session."""

    async def remove_session(self, session: SessionId, *, worktree: bool = False) -> None:
        """Take an ended session off the list."""

    async def rename_session(
        self,
        session: SessionId,
        *,
        name: str | None = None,
        group: str | None = None,
        task: str | None = None,
    ) -> None:
        """Change how it is listed."""

    async def mark_seen(self, session: SessionId) -> None:
        """Somebody looked at it."""

    async def events(
        self,
        *,
        since: int = 0,
        limit: int = 500,
        session: str = "",
        kinds: Sequence[str] = (),
        newest: bool = False,
    ) -> list[Event]:
        """A page of the ledger, oldest first."""

    async def agents(self) -> list[AgentInfo]:
        """What sessions can be started with."""

    async def status(self) -> DaemonStatus:
        """The daemon's account of itself."""

    async def use_palette(self, palette: UsePalette) -> None:
        """Tell terminals the colours of the theme (the message's `id` is ignored)."""

    async def attach(
        self, session: SessionId, listener: StreamListener, *, role: Role = Role.DRIVER, rate: float = 60.0
    ) -> Stream:
        """Show a session; returns after the first full frame."""

    async def snapshot(self, session: SessionId, *, history: int = 0) -> Snapshot:
        """Its screen once, without attaching."""

    async def compose(
        self, session: SessionId, line: str, text: str, *, submit: bool = True, keys: bool = False
    ) -> None:
        """Have a composed line written once, however often it is asked for under the name `line`.

        Raises:
            NotFocusHolder: Somebody else is typing there; nothing was written.
        """

    async def send_line(self, session: SessionId, text: str, *, enter: bool = True) -> None:
        """Type one line into a session without showing it: take the free focus, paste, Enter, release.

        Raises:
            NotFocusHolder: Somebody else is typing there.
        """
