"""The daemon as a front end in asyncio sees it; survives the daemon's death and restart."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import TypeVar
from weakref import WeakSet

from msgspec.structs import replace

from plangate.aio import cancel_and_wait, spawn
from plangate.client import calls
from plangate.client.api import Connected, Disconnected, Expelled, Prover, StreamListener, Update
from plangate.client.call import Call
from plangate.client.calls import Page
from plangate.client.devices import prove
from plangate.client.here import as_here
from plangate.client.launch import launch_daemon
from plangate.client.once import compose, send_line, snapshot
from plangate.client.stream import Stream
from plangate.config import paths
from plangate.errors import PinNeeded, PlangateError, TimedOut, Unauthorised, Unavailable, VersionMismatch
from plangate.model.client import AT_THE_MACHINE, ClientInfo, Role, Standing
from plangate.model.event import Event
from plangate.model.input import Key
from plangate.model.session import AS_BEFORE, Anew, NewSession, Session, SessionId
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire import control as wire
from plangate.wire.catalogue import FROM_DAEMON
from plangate.wire.channel import Channel, open_channel
from plangate.wire.composing import Compose
from plangate.wire.devices import DeviceRevoked
from plangate.wire.gate import PlanChanged
from plangate.wire.greeting import hello
from plangate.wire.messages import Failure, Message, Welcome
from plangate.wire.stream import Snapshot

__all__ = ["Control"]

_T = TypeVar("_T")

_FIRST_DELAY = 0.02
_LONGEST_DELAY = 0.5
_STAYS_AWAY = 0.3
"""Seconds without a daemon after which a new one is started."""
_LAUNCH_EVERY = 3.0
_RECONNECT_PATIENCE = 20.0


class _Lost(Exception):
    """The connection ended before the answer came."""


class Control:
    """Implements `plangate.client.api.Control`.

    Args:
        me: How others see us; made by `plangate.wire.greeting.identify`.
        launch: Whether to start the daemon when none runs.
        standing: What we ask to be.
    """

    def __init__(self, me: ClientInfo, *, launch: bool = True, standing: Standing = AT_THE_MACHINE) -> None:
        self._me = me
        self._standing = standing
        self._role = standing.at_most
        self._device = ""
        self.prove: Prover | None = None
        self._launch = launch
        self._listener: Callable[[Update], None] = _ignore
        self._channel: Channel | None = None
        self._connected = asyncio.Event()
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._number = 0
        self._last_event = -1
        self._streams: WeakSet[Stream] = WeakSet()
        self._reconnecting: asyncio.Task[None] | None = None
        self._stopped_on_purpose = False
        self._closed = False

    @property
    def me(self) -> ClientInfo:
        """How others see us."""
        return self._me

    @property
    def role(self) -> Role:
        """What we may do; before we are connected, what we want to."""
        return self._role

    @property
    def device(self) -> str:
        """Name of the device that we are; empty at the machine itself."""
        return self._device

    @property
    def connected(self) -> bool:
        """Whether the daemon answers at present."""
        return self._connected.is_set()

    async def start(self, listener: Callable[[Update], None]) -> None:
        """Connect, starting the daemon if none runs, and report every update from now on."""
        self._listener = listener
        try:
            await self._connect()
        except Unavailable:
            if not self._launch:
                raise
            await asyncio.to_thread(launch_daemon)
            await self._connect()

    async def close(self) -> None:
        """Disconnect."""
        self._closed = True
        await cancel_and_wait(self._reconnecting)
        if self._channel is not None:
            self._channel.close()
        self._channel = None
        self._connected.clear()
        self._fail_requests()

    async def sessions(self) -> list[Session]:
        """All sessions, oldest first."""
        return await self.ask(calls.sessions())

    async def new_session(self, new: NewSession) -> Session:
        """Start a session."""
        return await self.ask(calls.start(os.urandom(8).hex(), as_here(new), os.environ))

    async def stop_session(self, session: SessionId, *, force: bool = False) -> None:
        """End its program."""
        await self.ask(calls.stop(session, force=force))

    async def restart_session(self, session: SessionId, anew: Anew = AS_BEFORE) -> Session:
        """The same task anew, under a new id."""
        return await self.ask(calls.restart(os.urandom(8).hex(), session, os.environ, anew))

    async def resume_session(self, session: SessionId) -> Session:
        """Go on with the agent's conversation of an ended session."""
        return await self.ask(calls.resume(os.urandom(8).hex(), session, os.environ))

    async def remove_session(self, session: SessionId, *, worktree: bool = False) -> None:
        """Take an ended session off the list."""
        await self.ask(calls.remove(session, worktree=worktree))

    async def rename_session(
        self,
        session: SessionId,
        *,
        name: str | None = None,
        group: str | None = None,
        task: str | None = None,
    ) -> None:
        """Change how it is listed."""
        await self.ask(calls.rename(session, name, group, task))

    async def mark_seen(self, session: SessionId) -> None:
        """Somebody looked at it; who may not say so leaves it as it is."""
        if self._role.covers(Role.APPROVER):
            await self.ask(calls.mark_seen(session))

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
        page: Page = await self.ask(
            calls.events(since=since, limit=limit, session=session, kinds=kinds, newest=newest)
        )
        return page.events

    async def agents(self) -> list[AgentInfo]:
        """What sessions can be started with."""
        return await self.ask(calls.agents())

    async def status(self) -> DaemonStatus:
        """The daemon's account of itself."""
        return await self.ask(calls.status())

    async def use_palette(self, palette: wire.UsePalette) -> None:
        """Tell terminals the colours of the theme; those at the machine count."""
        if self._role.covers(Role.OWNER):
            await self.ask(calls.use_palette(palette))

    async def reload(self) -> None:
        """Have settings, plugins and manifests read again."""
        await self.ask(calls.reload())

    async def attach(
        self, session: SessionId, listener: StreamListener, *, role: Role = Role.DRIVER, rate: float = 60.0
    ) -> Stream:
        """Show a session, as far as our role goes; returns after the first full frame."""
        role = role if self._role.covers(role) else self._role

        async def granted(wait: bool) -> wire.Granted:
            if not wait and not self.connected:
                raise Unavailable("the daemon is away")
            return await self.ask(calls.grant(session, role))

        def refused(failure: Failure) -> None:
            self._listener(wire.Notice("warning", failure.message, hint=failure.hint))

        stream = Stream(session, listener, self._me, granted, rate, refused)
        self._streams.add(stream)
        await stream.open()
        return stream

    async def snapshot(self, session: SessionId, *, history: int = 0) -> Snapshot:
        """Its screen once, without attaching."""
        return await snapshot(await self.ask(calls.grant(session, Role.VIEWER)), self._me, history)

    async def compose(
        self, session: SessionId, line: str, text: str, *, submit: bool = True, keys: bool = False
    ) -> None:
        """Have a composed line written once under its name."""
        granted = await self.ask(calls.grant(session, Role.DRIVER))
        await compose(granted, self._me, Compose(1, line, text, submit, keys))

    async def send_line(self, session: SessionId, text: str, *, enter: bool = True) -> None:
        """Type one line into a session without showing it."""
        for stream in self._streams:
            if stream.session == session and stream.connected and stream.holds_focus:
                stream.paste(text)  # giving the focus back afterwards would take it from that stream
                if enter:
                    stream.send_key(Key("enter"))
                return
        await send_line(await self.ask(calls.grant(session, Role.DRIVER)), self._me, text, enter)

    async def ask(self, call: Call[_T]) -> _T:
        """Ask and wait; a harmless request is asked again when the daemon died over it.

        On a device the person is asked for the PIN where that is wanted.
        """
        try:
            return await self._asked(call)
        except PinNeeded as error:
            pin = None if self.prove is None else await self.prove(error)
            if pin is None:
                raise
        await self._asked(prove(pin))
        return await self._asked(call)

    async def _asked(self, call: Call[_T]) -> _T:
        try:
            return call.read(await self._ask(call))
        except _Lost as lost:
            if not call.repeatable:
                raise Unavailable(f"the daemon went away before it answered: {lost}") from lost
        try:
            return call.read(await self._ask(call))
        except _Lost as lost:
            raise Unavailable(f"the daemon went away twice over this request: {lost}") from lost

    async def _ask(self, call: Call[_T]) -> Message:
        await self._until_connected()
        return await self._exchange(call)

    async def _exchange(self, call: Call[_T]) -> Message:
        if self._channel is None:
            raise _Lost("the connection was closed")
        self._number += 1
        number = self._number
        waiting: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        self._channel.send(call.make(number))
        try:
            return await asyncio.wait_for(waiting, call.patience)
        except TimeoutError as error:
            raise TimedOut(f"the daemon has not answered for {call.patience:g} s") from error
        finally:
            self._waiting.pop(number, None)

    async def _until_connected(self) -> None:
        if self._closed:
            raise Unavailable("this client is closed")
        self._stopped_on_purpose = False  # somebody wants it again
        try:
            await asyncio.wait_for(self._connected.wait(), _RECONNECT_PATIENCE)
        except TimeoutError as error:
            raise Unavailable("the daemon is away", "plangate doctor tells more.") from error

    async def _connect(self) -> None:
        channel, welcome = await open_channel(
            paths.daemon_socket(),
            hello(self._me, standing=self._standing),
            FROM_DAEMON,
            self._receive,
            self._lost,
        )
        self._settle(channel, welcome)
        self._channel = channel
        call = calls.subscribe(self._last_event)
        try:
            newest = call.read(await self._exchange(call))
        except _Lost as lost:
            raise Unavailable(f"the daemon went away at once: {lost}") from lost
        if self._last_event < 0:
            self._last_event = newest
        self._connected.set()
        self._stopped_on_purpose = False
        self._listener(Connected())

    def _settle(self, channel: Channel, welcome: Welcome) -> None:
        """Take what we were made; never more than we asked for, which an older daemon would give."""
        asked = self._standing
        more = asked.at_most is not welcome.role and welcome.role.covers(asked.at_most)
        if more or bool(asked.ticket) != bool(welcome.device):
            channel.close()
            raise VersionMismatch(
                f"the daemon ({welcome.product}) knows nothing of devices and roles",
                "plangate daemon restart",
            )
        self._role, self._device = welcome.role, welcome.device
        if asked.ticket:
            self._standing = replace(asked, ticket=welcome.again)

    def _receive(self, message: Message) -> None:
        match message:
            case Failure(id=0, message=text):
                self._stopped_on_purpose = True
                self._listener(wire.Notice("warning", text))
            case wire.EventAppended(event=event):
                self._last_event = max(self._last_event, event.seq)
                self._listener(message)
            case (
                wire.SessionChanged()
                | wire.SessionRemoved()
                | wire.Notice()
                | wire.TerminalTold()
                | PlanChanged()
                | DeviceRevoked()
            ):
                self._listener(message)
            case _:
                waiting = self._waiting.pop(getattr(message, "id", 0), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)

    def _lost(self, reason: str) -> None:
        self._channel = None
        was_connected = self._connected.is_set()
        self._connected.clear()
        self._fail_requests()
        if self._closed or not was_connected:
            return
        self._listener(Disconnected(reason))
        if self._reconnecting is None or self._reconnecting.done():
            self._reconnecting = spawn(self._reconnect(), name="reconnect to the daemon")

    async def _reconnect(self) -> None:
        delay = _FIRST_DELAY
        loop = asyncio.get_running_loop()
        launch_at = loop.time() + _STAYS_AWAY
        while not self._closed:
            try:
                if self._launch and not self._stopped_on_purpose and loop.time() >= launch_at:
                    launch_at = loop.time() + _LAUNCH_EVERY
                    if not await asyncio.to_thread(launch_daemon):
                        launch_at = loop.time() + _STAYS_AWAY
                return await self._connect()
            except Unauthorised as error:
                if self._standing.ticket:
                    return self._listener(Expelled(error.message))
                await asyncio.sleep(_LONGEST_DELAY)
            except PlangateError:
                await asyncio.sleep(delay)
                delay = min(_LONGEST_DELAY, delay * 2)
        return None

    def _fail_requests(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for reply in waiting.values():
            if not reply.done():
                reply.set_exception(_Lost("the connection was closed"))


def _ignore(update: Update) -> None:
    """Before `start`, nobody listens."""
