"""Every request a client can make of the daemon: how it is put, and what its answer means; no IO.

The async and the blocking client both carry out these values, so that a verb exists once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from plangate.client.call import Call, done, expect
from plangate.model.client import Role
from plangate.model.event import Event
from plangate.model.session import AS_BEFORE, Anew, NewSession, Session
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire import control as wire
from plangate.wire.messages import Message

__all__ = ["Page"]

_LONG_PATIENCE = 180.0
"""Seconds; making a worktree of a large repository takes its time."""


class Page(msgspec.Struct, frozen=True):
    """A page of the ledger."""

    events: list[Event]
    last: int
    """The newest sequence number there is."""


def sessions() -> Call[list[Session]]:
    """All sessions, oldest first."""
    return Call(lambda id: wire.AskSessions(id), lambda reply: expect(reply, wire.Sessions).sessions)


def start(key: str, new: NewSession, environment: Mapping[str, str]) -> Call[Session]:
    """Start a session; the same `key` never starts a second one."""
    new = replace(new, argv=tuple(new.argv))
    return Call(lambda id: wire.Start(id, key, new, dict(environment)), _session, _LONG_PATIENCE)


def restart(key: str, session: str, environment: Mapping[str, str], anew: Anew = AS_BEFORE) -> Call[Session]:
    """The same task anew, under a new id."""
    return Call(lambda id: wire.Restart(id, key, session, dict(environment), anew), _session, _LONG_PATIENCE)


def resume(key: str, session: str, environment: Mapping[str, str]) -> Call[Session]:
    """Go on with the agent's own conversation."""
    return Call(lambda id: wire.Resume(id, key, session, dict(environment)), _session, _LONG_PATIENCE)


def stop(session: str, *, force: bool = False) -> Call[str]:
    """End a session's program."""
    return Call(lambda id: wire.StopSession(id, session, force), done)


def remove(session: str, *, worktree: bool = False) -> Call[str]:
    """Take an ended session off the list."""
    return Call(lambda id: wire.Remove(id, session, worktree), done, _LONG_PATIENCE, repeatable=False)


def rename(session: str, name: str | None, group: str | None, task: str | None) -> Call[str]:
    """Change how it is listed."""
    return Call(lambda id: wire.Rename(id, session, name, group, task), done)


def mark_seen(session: str) -> Call[str]:
    """Somebody looked at it."""
    return Call(lambda id: wire.MarkSeen(id, session), done)


def subscribe(since: int = -1) -> Call[int]:
    """Be told of every change from now on, and of events after `since`; the newest event's number."""
    return Call(lambda id: wire.Subscribe(id, since), lambda reply: int(done(reply) or -1))


def events(
    *, since: int = 0, limit: int = 500, session: str = "", kinds: Sequence[str] = (), newest: bool = False
) -> Call[Page]:
    """A page of the ledger, oldest first."""
    wanted = tuple(kinds)
    return Call(lambda id: wire.AskEvents(id, since, limit, session, wanted, newest), _page)


def agents() -> Call[list[AgentInfo]]:
    """What sessions can be started with."""
    return Call(lambda id: wire.AskAgents(id), lambda reply: expect(reply, wire.Agents).agents)


def status() -> Call[DaemonStatus]:
    """The daemon's account of itself."""
    return Call(lambda id: wire.AskStatus(id), lambda reply: expect(reply, wire.Status).status)


def grant(session: str, role: Role) -> Call[wire.Granted]:
    """Where a session's host listens, and what opens it."""
    return Call(lambda id: wire.AskGrant(id, session, role), lambda reply: expect(reply, wire.Granted))


def revoke(session: str = "", client: str = "") -> Call[str]:
    """Void capabilities given out so far."""
    return Call(lambda id: wire.RevokeGrants(id, session, client), done)


def shutdown(*, sessions: bool = False) -> Call[str]:
    """End the daemon, with `sessions` the sessions and the keeper too."""
    return Call(lambda id: wire.Shutdown(id, sessions), done, repeatable=False)


def purge_recordings(session: str = "") -> Call[str]:
    """Delete recordings."""
    return Call(lambda id: wire.PurgeRecordings(id, session), done)


def reload() -> Call[str]:
    """Read settings, plugins and manifests again."""
    return Call(lambda id: wire.Reload(id), done)


def upgrade_hosts(session: str = "") -> Call[str]:
    """Replace hosts in place by this version."""
    return Call(lambda id: wire.UpgradeHosts(id, session), done, _LONG_PATIENCE)


def use_palette(palette: wire.UsePalette) -> Call[str]:
    """Tell terminals the colours of the theme."""

    def make(id: int) -> Message:
        return wire.UsePalette(
            id, palette.foreground, palette.background, palette.cursor, palette.indexed, palette.dark
        )

    return Call(make, done)


def _session(reply: Message) -> Session:
    return expect(reply, wire.SessionReply).session


def _page(reply: Message) -> Page:
    events = expect(reply, wire.Events)
    return Page(events.events, events.last)
