"""Messages between a client and the daemon about devices, pairing and what a device may do."""

from __future__ import annotations

from plangate.model.client import Role
from plangate.model.devices import DeviceView, Front
from plangate.wire.messages import Message

__all__ = [
    "AskDevices",
    "AskTicket",
    "ClosePairing",
    "DeviceReply",
    "DeviceRevoked",
    "Devices",
    "FrontHere",
    "KnowDevice",
    "OpenPairing",
    "Pair",
    "Paired",
    "Pairing",
    "ProvePin",
    "RenameDevice",
    "RevokeDevice",
    "Ticket",
]


class AskDevices(Message, tag=260):
    """All devices. Answered by `Devices`."""

    id: int


class OpenPairing(Message, tag=261):
    """Let one device in, once and soon; ends a pairing that is open. Answered by `Pairing`."""

    id: int
    role: Role


class ClosePairing(Message, tag=262):
    """Let nobody in after all. Answered by `Done`."""

    id: int


class Pair(Message, tag=263):
    """A front hands in what a browser showed: the token, or the code. Answered by `Paired`."""

    id: int
    token: str = ""
    code: str = ""
    name: str = ""
    address: str = ""
    browser: str = ""


class AskTicket(Message, tag=264):
    """A front wants a connection for a device, which shows both of its secrets. Answered by `Ticket`."""

    id: int
    token: str
    key: str


class RevokeDevice(Message, tag=265):
    """Forget a device and end everything of it. Answered by `Done`."""

    id: int
    device: str


class RenameDevice(Message, tag=266):
    """Call a device something else. Answered by `DeviceReply`."""

    id: int
    device: str
    name: str


class FrontHere(Message, tag=267):
    """This connection is a front's; it hears of revoked devices, and pairing names its addresses. Answered by `Done`."""

    id: int
    front: Front


class ProvePin(Message, tag=268):
    """A person is at this device: the PIN is right for what is asked next. Answered by `Done`."""

    id: int
    pin: str


class KnowDevice(Message, tag=269):
    """Whose token this is. Answered by `DeviceReply`."""

    id: int
    token: str


class Devices(Message, tag=270):
    """All devices, the last seen first."""

    id: int
    devices: list[DeviceView]


class Pairing(Message, tag=271):
    """What lets a device in, once, until `expires` (Unix seconds)."""

    id: int
    token: str
    """For the fragment of an address, which no server sees."""
    code: str
    """Six digits to be typed instead."""
    role: Role
    expires: float
    fronts: list[Front]
    """Those that run."""


class Paired(Message, tag=272):
    """A new device, and the two secrets that only it has."""

    id: int
    device: DeviceView
    token: str
    """For a cookie."""
    key: str
    """For what the page keeps: cookies are shared by all ports of a machine, this is not."""


class Ticket(Message, tag=273):
    """Opens one connection with the role of a device, once and soon; see `Hello.ticket`."""

    id: int
    ticket: bytes
    device: DeviceView


class DeviceReply(Message, tag=274):
    """One device, as it is now."""

    id: int
    device: DeviceView


class DeviceRevoked(Message, tag=275):
    """To fronts: end what this device has open."""

    device: str
