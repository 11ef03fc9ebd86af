"""The front as a client of the daemon."""

from __future__ import annotations

from collections.abc import Callable

from plangate.aio import spawn
from plangate.client import devices
from plangate.client.api import Connected, Update
from plangate.client.control import Control
from plangate.client.greeting import identify
from plangate.errors import PlangateError
from plangate.model.devices import DeviceView, Front
from plangate.wire.devices import DeviceRevoked, Paired, Ticket

__all__ = ["Link"]


class Link:
    """Keeps the daemon informed of the front, and the front of revoked devices.

    Args:
        front: What is told to whoever pairs.
        known: Called with the ids of all devices there are, whenever something may have been missed.
        revoked: Called with the id of a device that is none any more.
    """

    def __init__(
        self, front: Front, known: Callable[[frozenset[str]], None], revoked: Callable[[str], None]
    ) -> None:
        self._front = front
        self._known = known
        self._revoked = revoked
        self._control = Control(identify("web", "front"))

    async def open(self) -> None:
        """Connect, starting the daemon if none runs.

        Raises:
            PlangateError: It cannot be reached, or does not let this process serve.
        """
        await self._control.start(self._heard)
        await self._introduce()

    async def close(self) -> None:
        """Disconnect."""
        await self._control.close()

    async def pair(self, token: str, code: str, name: str, address: str, browser: str) -> Paired:
        """Hand in what a browser showed."""
        return await self._control.ask(devices.pair(token, code, name, address, browser))

    async def ticket(self, token: str, key: str) -> Ticket:
        """A connection for a device."""
        return await self._control.ask(devices.ticket(token, key))

    async def know(self, token: str) -> DeviceView:
        """Whose token it is."""
        return await self._control.ask(devices.know(token))

    async def forget(self, device: str) -> None:
        """A device left."""
        await self._control.ask(devices.revoke(device))

    def _heard(self, update: Update) -> None:
        if isinstance(update, DeviceRevoked):
            self._revoked(update.device)
        elif isinstance(update, Connected):
            spawn(self._again(), name="introduce the front")

    async def _again(self) -> None:
        try:
            await self._introduce()
        except PlangateError:
            return  # it went away again; the next connection does it

    async def _introduce(self) -> None:
        await self._control.ask(devices.front_here(self._front))
        self._known(frozenset(device.id for device in await self._control.ask(devices.devices())))
