"""Everything about devices: who is let in, what each connection may do, and how it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from plangate.config import paths
from plangate.daemon.connection import Connection
from plangate.daemon.desk import Desk
from plangate.daemon.devices.book import Book
from plangate.daemon.devices.pairing import Pairing
from plangate.daemon.devices.rights import carries_pin, check
from plangate.daemon.devices.tickets import Tickets
from plangate.daemon.gate.pin import Pin
from plangate.daemon.hosts import Hosts
from plangate.daemon.standing import Rank
from plangate.errors import NotFound, PlangateError, Refused, Unauthorised, UsageError
from plangate.model.client import Role
from plangate.model.devices import Front
from plangate.wire import devices as wire
from plangate.wire.control import Done
from plangate.wire.failures import failure_of
from plangate.wire.gate import VotePlan
from plangate.wire.messages import Hello, Message
from plangate.wire.spawn import Revoke

__all__ = ["DeviceOffice"]

Handler = Callable[[Connection, Any], Awaitable[Message]]

_ADDRESS_LIMIT = 200


class DeviceOffice:
    """One method for each request about devices; `handlers` names them.

    Args:
        secret: Of this installation.
        pin: The PIN that approves.
        connections: Everybody who is connected.
    """

    def __init__(
        self,
        desk: Desk,
        hosts: Hosts,
        secret: bytes,
        pin: Pin,
        connections: Callable[[], Iterable[Connection]],
    ) -> None:
        self._desk = desk
        self._hosts = hosts
        self._pin = pin
        self._connections = connections
        self._book = Book(paths.devices_file(), time.time)
        self._pairing = Pairing(time.monotonic)
        self._tickets = Tickets(secret, time.monotonic)
        self._fronts: dict[Connection, Front] = {}
        outside: dict[type[Message], Handler] = {
            wire.OpenPairing: self._open,
            wire.ClosePairing: self._close,
            wire.Pair: self._pair,
            wire.AskTicket: self._ticket,
            wire.KnowDevice: self._know,
            wire.FrontHere: self._front,
            wire.RevokeDevice: self._revoke,
            wire.RenameDevice: self._rename,
            wire.AskDevices: self._all,
        }
        self.handlers: dict[type[Message], Handler] = {
            **{kind: self._outside(handler) for kind, handler in outside.items()},
            wire.ProvePin: self._prove,
        }

    def rank(self, hello: Hello) -> Rank:
        """What a connection may do that begins with this greeting.

        Raises:
            Unauthorised: Its ticket is not good.
        """
        if not hello.ticket:
            return Rank(role=hello.at_most, decides=hello.decides)
        try:
            device = self._book.get(self._tickets.redeem(hello.ticket))
        except NotFound as error:
            raise Unauthorised("this device was revoked", "plangate pair lets it in again.") from error
        role = hello.at_most if device.role.covers(hello.at_most) else device.role
        return Rank(role, device.id, device.name, hello.decides, self._tickets.again(device.id))

    async def allow(self, who: Connection, message: Message) -> None:
        """Make sure that a connection may ask for this.

        Raises:
            Unauthorised: It may not; that a device tried is recorded.
        """
        try:
            check(message, who.rank, who.proof, time.monotonic())
        except Unauthorised as error:
            if who.rank.device and not isinstance(message, _HARMLESS):
                await self._desk.recorded(
                    "device.refused", getattr(message, "session", ""), who.name,
                    device=who.rank.device, tried=type(message).__name__, why=error.message,
                )  # fmt: skip
            raise
        if who.rank.device and isinstance(message, VotePlan) and carries_pin(message):
            await self._show(who, message.proof)  # its wrong tries are not the machine's

    def gone(self, who: Connection) -> None:
        """A connection ended."""
        self._fronts.pop(who, None)

    def _outside(self, handler: Handler) -> Handler:
        """Only for who is outside of all sessions: an agent pairs nobody, itself included."""

        async def checked(who: Connection, asked: Any) -> Message:
            if who.inside:
                tried = type(asked).__name__
                await self._desk.recorded(
                    "access.refused", who.inside, who.name, tried=tried, why="it belongs to a session"
                )
                raise Refused("what runs in a session cannot pair or serve", "Do it in a terminal outside.")
            return await handler(who, asked)

        return checked

    async def _open(self, who: Connection, asked: wire.OpenPairing) -> Message:
        if asked.role is Role.OWNER:
            raise UsageError("a device is a viewer, an approver or a driver")
        invitation = self._pairing.open(asked.role)
        await self._desk.recorded("device.invited", "", who.name, role=str(asked.role))
        left = invitation.ends - time.monotonic()
        return wire.Pairing(
            asked.id,
            invitation.token,
            invitation.code,
            invitation.role,
            time.time() + left,
            list(self._fronts.values()),
        )

    async def _close(self, _: Connection, asked: wire.ClosePairing) -> Message:
        self._pairing.close()
        return Done(asked.id)

    async def _pair(self, _: Connection, asked: wire.Pair) -> Message:
        address = asked.address[:_ADDRESS_LIMIT]
        try:
            role = self._pairing.accept(asked.token, asked.code)
        except Refused as error:
            await self._desk.recorded("device.not_paired", "", "front", address=address, why=error.message)
            raise
        device, token, key = self._book.add(asked.name or "browser", role, address, asked.browser)
        await self._desk.recorded(
            "device.paired", "", device.name,
            device=device.id, name=device.name, role=str(role), address=address, browser=device.browser,
        )  # fmt: skip
        self._desk.feed.notice("information", f"{device.name} was paired: {role}")
        return wire.Paired(asked.id, device.view(), token, key)

    async def _ticket(self, _: Connection, asked: wire.AskTicket) -> Message:
        device = self._book.enter(asked.token, asked.key)
        return wire.Ticket(asked.id, self._tickets.issue(device.id), device.view(connected=True))

    async def _know(self, _: Connection, asked: wire.KnowDevice) -> Message:
        return wire.DeviceReply(asked.id, self._book.who(asked.token).view())

    async def _front(self, who: Connection, asked: wire.FrontHere) -> Message:
        self._fronts[who] = asked.front
        return Done(asked.id)

    async def _all(self, _: Connection, asked: wire.AskDevices) -> Message:
        here = {connection.rank.device for connection in self._connections()}
        for device in self._book.all():
            if device.id in here:
                self._book.saw(device)
        return wire.Devices(
            asked.id, [device.view(connected=device.id in here) for device in self._book.all()]
        )

    async def _rename(self, who: Connection, asked: wire.RenameDevice) -> Message:
        if who.rank.device not in ("", asked.device):
            raise Unauthorised("a device renames only itself", "Rename others at the machine.")
        before = self._book.get(asked.device).name
        device = self._book.rename(asked.device, asked.name)
        await self._desk.recorded(
            "device.renamed", "", who.name, device=device.id, name=device.name, before=before
        )
        return wire.DeviceReply(asked.id, device.view())

    async def _revoke(self, who: Connection, asked: wire.RevokeDevice) -> Message:
        itself = who.rank.device == asked.device
        device = self._book.get(asked.device)
        if not itself and not (who.rank.role.covers(Role.APPROVER) and who.rank.role.covers(device.role)):
            raise Unauthorised(
                f"a {who.rank.role} cannot revoke a {device.role}", "Revoke it at the machine."
            )
        try:
            self._book.remove(device.id)
        finally:  # also where the disk fails: nothing of it goes on in this process
            self._end_all(device.id)
        await self._desk.recorded("device.revoked", "", who.name, device=device.id, name=device.name)
        return Done(asked.id, f"{device.name} was revoked")

    def _end_all(self, device: str) -> None:
        for session, serials in self._hosts.grants.revoke("", device).items():
            entry = self._desk.entries.get(session)
            if entry is not None and entry.link is not None and entry.link.connected:
                entry.link.send(Revoke(serials))
        for front in self._fronts:  # first, so that the page learns why
            front.send(wire.DeviceRevoked(device))
        farewell = failure_of(Unauthorised("this device was revoked", "plangate pair lets it in again."))
        for connection in list(self._connections()):
            if connection.rank.device == device:
                connection.send(farewell)
                connection.close()
        self._hosts.grants.keep()

    async def _prove(self, who: Connection, asked: wire.ProvePin) -> Message:
        await self._show(who, asked.pin)
        who.proof.show(time.monotonic())
        return Done(asked.id)

    async def _show(self, who: Connection, pin: str) -> None:
        try:
            await asyncio.to_thread(self._pin.check, pin, who.rank.device)
        except PlangateError as error:
            await self._desk.recorded("pin.refused", "", who.name, why=error.message)
            raise


_HARMLESS = (wire.AskDevices,)
"""Asked by a dashboard by itself."""
