"""The client for commands: every verb blocks, nothing is imported that a short command does not need."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from plangate.client import calls
from plangate.client.api import StreamListener
from plangate.client.blocking_stream import BlockingStream
from plangate.client.call import Call
from plangate.client.calls import Page
from plangate.client.here import as_here
from plangate.client.wiring import Wire
from plangate.config import paths
from plangate.errors import NotFocusHolder, TimedOut, Unavailable
from plangate.model.client import ClientInfo, Role
from plangate.model.input import Key
from plangate.model.session import AS_BEFORE, Anew, NewSession, Session
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire import control as wire
from plangate.wire import stream as terminal
from plangate.wire.catalogue import FROM_DAEMON, FROM_HOST
from plangate.wire.failures import error_of
from plangate.wire.gate import PlanChanged
from plangate.wire.greeting import hello, identify
from plangate.wire.messages import Failure, Message, Welcome

__all__ = ["BlockingControl", "Change"]

_T = TypeVar("_T")

Change = (
    wire.SessionChanged
    | wire.SessionRemoved
    | wire.EventAppended
    | wire.Notice
    | wire.TerminalTold
    | PlanChanged
)
_PATIENCE = 10.0
_LAUNCHES = 3


class BlockingControl:
    """The daemon, one request at a time; a context manager.

    Args:
        me: How others see us.
        launch: Whether to start the daemon when none runs.

    Every method raises `PlangateError`.
    """

    def __init__(self, me: ClientInfo | None = None, *, launch: bool = True) -> None:
        self.me = me or identify("cli")
        self._wire = self._connect(launch)
        self._number = 0
        self._pushed: list[Change] = []
        self.farewell = ""
        """What the daemon said when a person stopped it."""

    def __enter__(self) -> BlockingControl:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def welcome(self) -> Welcome:
        """What the daemon said of itself when we connected."""
        return self._wire.welcome

    def close(self) -> None:
        """Disconnect."""
        self._wire.close()

    def sessions(self) -> list[Session]:
        """All sessions, oldest first."""
        return self.ask(calls.sessions())

    def start(self, new: NewSession) -> Session:
        """Start a session."""
        return self.ask(calls.start(os.urandom(8).hex(), as_here(new), os.environ))

    def stop(self, session: str, *, force: bool = False) -> None:
        """End its program."""
        self.ask(calls.stop(session, force=force))

    def restart(self, session: str, anew: Anew = AS_BEFORE) -> Session:
        """The same task anew, under a new id."""
        return self.ask(calls.restart(os.urandom(8).hex(), session, os.environ, anew))

    def resume(self, session: str) -> Session:
        """Go on with the agent's conversation of an ended session."""
        return self.ask(calls.resume(os.urandom(8).hex(), session, os.environ))

    def remove(self, session: str, *, worktree: bool = False) -> str:
        """Take an ended session off the list; says what became of its worktree."""
        return self.ask(calls.remove(session, worktree=worktree))

    def rename(
        self, session: str, *, name: str | None = None, group: str | None = None, task: str | None = None
    ) -> None:
        """Change how it is listed."""
        self.ask(calls.rename(session, name, group, task))

    def mark_seen(self, session: str) -> None:
        """Somebody looked at it."""
        self.ask(calls.mark_seen(session))

    def events(
        self,
        *,
        since: int = 0,
        limit: int = 500,
        session: str = "",
        kinds: Sequence[str] = (),
        newest: bool = False,
    ) -> Page:
        """A page of the ledger, oldest first."""
        return self.ask(calls.events(since=since, limit=limit, session=session, kinds=kinds, newest=newest))

    def agents(self) -> list[AgentInfo]:
        """What sessions can be started with."""
        return self.ask(calls.agents())

    def status(self) -> DaemonStatus:
        """The daemon's account of itself."""
        return self.ask(calls.status())

    def grant(self, session: str, role: Role = Role.DRIVER) -> wire.Granted:
        """Where a session's host listens, and what opens it."""
        return self.ask(calls.grant(session, role))

    def revoke(self, session: str = "", client: str = "") -> None:
        """Void capabilities given out so far, of all sessions or clients where empty."""
        self.ask(calls.revoke(session, client))

    def shutdown(self, *, sessions: bool = False) -> None:
        """End the daemon, with `sessions` the sessions and the keeper too."""
        self.ask(calls.shutdown(sessions=sessions))

    def purge_recordings(self, session: str = "") -> str:
        """Delete the recording of a session or of all ended ones; says how much that freed."""
        return self.ask(calls.purge_recordings(session))

    def reload(self) -> str:
        """Have settings, plugins and manifests read again; says what was found faulty."""
        return self.ask(calls.reload())

    def upgrade_hosts(self, session: str = "") -> str:
        """Replace hosts in place by this version."""
        return self.ask(calls.upgrade_hosts(session))

    def subscribe(self, since: int = -1, *, patience: float | None = None) -> Iterator[Change]:
        """Every change from now on, and ledger events after `since` (-1: only new ones).

        The subscription holds when this returns, before the first change is asked for.

        Args:
            since: Exclusive.
            patience: Seconds to wait for the next change; None waits for ever.

        Raises:
            TimedOut: Nothing happened for `patience` seconds.
            Unavailable: The daemon went away.
        """
        self.ask(calls.subscribe(since))
        return self._changes(patience)

    def fileno(self) -> int:
        """For selectors, after `subscribe`."""
        return self._wire.fileno()

    def pump(self) -> list[Change]:
        """After a selector found it readable: the changes that have arrived."""
        for message in self._wire.pending():
            self._take_push(message)
        pushed, self._pushed = self._pushed, []
        return pushed

    def attach(
        self, session: str, listener: StreamListener, *, role: Role = Role.DRIVER, rate: float = 60.0
    ) -> BlockingStream:
        """Show a session; returns after the first full frame."""
        return BlockingStream(session, listener, self.me, self.grant(session, role), rate)

    def snapshot(self, session: str, *, history: int = 0) -> terminal.Snapshot:
        """Its screen once, with the last `history` lines."""
        host = self._visit(self.grant(session, Role.VIEWER))
        try:
            return _snapshot(host, history)
        finally:
            host.close()

    def send_line(self, session: str, text: str, *, enter: bool = True, take: bool = False) -> None:
        """Type one line: take the free focus, paste, press Enter, release.

        Raises:
            NotFocusHolder: Somebody else is typing there, and `take` was not given.
        """
        epilogue = [Key("enter")] if enter else []
        self._type(session, text, epilogue, take)

    def send_keys(self, session: str, keys: Sequence[Key], *, take: bool = False) -> None:
        """Press keys, under the same rules as `send_line`."""
        self._type(session, "", keys, take)

    def _type(self, session: str, text: str, keys: Sequence[Key], take: bool) -> None:
        host = self._visit(self.grant(session, Role.DRIVER))
        try:
            host.send(terminal.FocusRequest(take))
            epoch = _focus(host)
            if text:
                host.send(terminal.Paste(epoch, text))
            for key in keys:
                host.send(terminal.KeyInput(epoch, key))
            host.send(terminal.FocusRelease(epoch))
            _snapshot(host, 0)  # its answer comes after all of this was done
        finally:
            host.close()

    def _changes(self, patience: float | None) -> Iterator[Change]:
        while True:
            pushed, self._pushed = self._pushed, []
            yield from pushed
            self._take_push(self._wire.receive(patience))

    def _visit(self, granted: wire.Granted) -> Wire:
        return Wire(Path(granted.socket), hello(self.me, granted.capability), FROM_HOST)

    def ask(self, call: Call[_T]) -> _T:
        """Ask and wait."""
        self._number += 1
        self._wire.send(call.make(self._number))
        while True:
            try:
                message = self._wire.receive(call.patience)
            except TimedOut as error:
                raise TimedOut(f"the daemon has not answered for {call.patience:g} s") from error
            if getattr(message, "id", None) == self._number:
                return call.read(message)
            self._take_push(message)

    def _take_push(self, message: Message) -> None:
        if isinstance(message, Change):
            self._pushed.append(message)
        elif isinstance(message, Failure):
            if not message.id:
                self.farewell = message.message
            raise error_of(message)

    def _connect(self, launch: bool) -> Wire:
        greeting = hello(self.me)
        try:
            return Wire(paths.daemon_socket(), greeting, FROM_DAEMON)
        except Unavailable:
            if not launch:
                raise
        from plangate.client.launch import launch_daemon  # only now: most commands find a daemon

        for _ in range(_LAUNCHES):  # a daemon that is just dying may still have answered the launch
            launch_daemon()
            with suppress(Unavailable):
                return Wire(paths.daemon_socket(), greeting, FROM_DAEMON)
        raise Unavailable("the daemon was started and went away", f"See {paths.log_file('daemon')}.")


def _focus(host: Wire) -> int:
    while True:
        message = host.receive(_PATIENCE)
        match message:
            case terminal.FocusChanged(mine=True, focus=focus):
                return focus.epoch
            case terminal.FocusChanged(focus=focus) if focus.holder:
                raise NotFocusHolder(
                    f"{focus.name or 'somebody'} is typing in this session", "--take takes the focus over."
                )
            case Failure():
                raise error_of(message)
            case _:
                pass


def _snapshot(host: Wire, history: int) -> terminal.Snapshot:
    host.send(terminal.AskSnapshot(1, history))
    while True:
        message = host.receive(_PATIENCE)
        match message:
            case terminal.Snapshot():
                return message
            case Failure():
                raise error_of(message)
            case _:
                pass
