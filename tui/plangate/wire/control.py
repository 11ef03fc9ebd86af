"""Messages between a client and the daemon: requests with an `id`, their replies, and pushed updates."""

from __future__ import annotations

import msgspec

from plangate.model.client import Role
from plangate.model.event import Event
from plangate.model.session import AS_BEFORE, Anew, NewSession, Session
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.model.terminal import TerminalEvent
from plangate.wire.messages import Message

__all__ = [
    "Agents",
    "AskAgents",
    "AskEvents",
    "AskGrant",
    "AskSessions",
    "AskStatus",
    "Done",
    "EventAppended",
    "Events",
    "Granted",
    "MarkSeen",
    "Notice",
    "PurgeRecordings",
    "Reload",
    "Remove",
    "Rename",
    "Restart",
    "Resume",
    "RevokeGrants",
    "SessionChanged",
    "SessionRemoved",
    "SessionReply",
    "Sessions",
    "Shutdown",
    "Start",
    "Status",
    "StopSession",
    "Subscribe",
    "TerminalTold",
    "UpgradeHosts",
    "UsePalette",
]


class AskSessions(Message, tag=100):
    """All sessions. Answered by `Sessions`."""

    id: int


class Start(Message, tag=101):
    """Start a session. Answered by `SessionReply`; the same `key` never starts a second one."""

    id: int
    key: str
    new: NewSession
    environment: dict[str, str] = msgspec.field(default_factory=dict)
    """The client's own environment, of which the allow-list lets a part through."""


class AskGrant(Message, tag=102):
    """A capability for the host of a session. Answered by `Granted`."""

    id: int
    session: str
    role: Role


class StopSession(Message, tag=103):
    """End a session's program; `force` begins with KILL. Answered by `Done` once it is under way."""

    id: int
    session: str
    force: bool = False


class Restart(Message, tag=104):
    """Stop if need be and start the same task anew, under a new id. Answered by `SessionReply`."""

    id: int
    key: str
    session: str
    environment: dict[str, str] = msgspec.field(default_factory=dict)
    anew: Anew = AS_BEFORE


class Resume(Message, tag=105):
    """Go on with the agent's own conversation of an ended session. Answered by `SessionReply`."""

    id: int
    key: str
    session: str
    environment: dict[str, str] = msgspec.field(default_factory=dict)


class Remove(Message, tag=106):
    """Take an ended session off the list; with `worktree` its worktree too, if nothing would be lost."""

    id: int
    session: str
    worktree: bool = False


class Rename(Message, tag=107):
    """Change how a session is listed; None leaves a field as it is. Answered by `Done`."""

    id: int
    session: str
    name: str | None = None
    group: str | None = None
    task: str | None = None


class MarkSeen(Message, tag=108):
    """Somebody looked at the session: it is no longer unread, and done becomes idle."""

    id: int
    session: str


class Subscribe(Message, tag=109):
    """Be told of every change from now on, and of ledger events after `since` (-1: from now on).

    Answered by `Done` with the newest sequence number as its text.
    """

    id: int
    since: int = -1


class AskEvents(Message, tag=110):
    """A page of the ledger, oldest first; `since` is exclusive. Answered by `Events`.

    With `newest` the last `limit` events that fit, still oldest first.
    """

    id: int
    since: int = 0
    limit: int = 500
    session: str = ""
    kinds: tuple[str, ...] = ()
    newest: bool = False


class AskAgents(Message, tag=111):
    """The agents that can be started here. Answered by `Agents`."""

    id: int


class AskStatus(Message, tag=112):
    """The daemon's account of itself. Answered by `Status`."""

    id: int


class Shutdown(Message, tag=113):
    """End the daemon; sessions live on, unless `sessions` asks to stop them and the keeper too."""

    id: int
    sessions: bool = False


class PurgeRecordings(Message, tag=114):
    """Delete the recording of a session, or of all ended ones when `session` is empty."""

    id: int
    session: str = ""


class Reload(Message, tag=115):
    """Read settings, plugins and manifests again. Answered by `Done`."""

    id: int


class UpgradeHosts(Message, tag=116):
    """Replace the hosts of running sessions in place by this version. Answered by `Done`."""

    id: int
    session: str = ""


class UsePalette(Message, tag=117):
    """The colours of the theme in use, for programs that ask their terminal. Answered by `Done`."""

    id: int
    foreground: tuple[int, int, int]
    background: tuple[int, int, int]
    cursor: tuple[int, int, int]
    indexed: list[tuple[int, int, int]]
    dark: bool


class RevokeGrants(Message, tag=118):
    """Void the capabilities given out so far; connections that came with one are closed.

    Empty fields stand for all sessions and all clients. Answered by `Done`.
    """

    id: int
    session: str = ""
    client: str = ""


class Done(Message, tag=150):
    """The request was carried out; `text` says what came of it, when there is something to say."""

    id: int
    text: str = ""


class Sessions(Message, tag=151):
    """All sessions, oldest first."""

    id: int
    sessions: list[Session]


class SessionReply(Message, tag=152):
    """The session that a request made."""

    id: int
    session: Session


class Granted(Message, tag=153):
    """Where a session's host listens and what opens it."""

    id: int
    socket: str
    capability: bytes
    expires: float
    """Unix seconds."""


class Events(Message, tag=154):
    """A page of the ledger; `last` is the newest sequence number there is."""

    id: int
    events: list[Event]
    last: int


class Agents(Message, tag=155):
    """The agents that can be started here, installed ones first."""

    id: int
    agents: list[AgentInfo]


class Status(Message, tag=156):
    """The daemon's account of itself."""

    id: int
    status: DaemonStatus


class SessionChanged(Message, tag=170):
    """A session is new or not as it was."""

    session: Session


class SessionRemoved(Message, tag=171):
    """A session is off the list."""

    session: str


class EventAppended(Message, tag=172):
    """A new entry of the ledger."""

    event: Event


class Notice(Message, tag=173):
    """Something a person should see now."""

    level: str
    """information, warning or error."""
    message: str
    session: str = ""
    hint: str = ""


class TerminalTold(Message, tag=174):
    """A program told its terminal what a person may have to hear of: a bell, a notification, the clipboard."""

    session: str
    event: TerminalEvent
