"""What a client can ask about devices; carried out by `Control.ask` and `BlockingControl.ask`."""

from __future__ import annotations

from plangate.client.call import Call, done, expect
from plangate.model.client import Role
from plangate.model.devices import DeviceView, Front
from plangate.wire import devices as wire

__all__ = [
    "close_pairing",
    "devices",
    "front_here",
    "know",
    "open_pairing",
    "pair",
    "prove",
    "rename",
    "revoke",
    "ticket",
]


def devices() -> Call[list[DeviceView]]:
    """All devices, the last seen first."""
    return Call(lambda id: wire.AskDevices(id), lambda reply: expect(reply, wire.Devices).devices)


def open_pairing(role: Role) -> Call[wire.Pairing]:
    """Let one device in, once and soon."""
    return Call(
        lambda id: wire.OpenPairing(id, role), lambda reply: expect(reply, wire.Pairing), repeatable=False
    )


def close_pairing() -> Call[str]:
    """Let nobody in after all."""
    return Call(lambda id: wire.ClosePairing(id), done)


def pair(token: str, code: str, name: str, address: str, browser: str) -> Call[wire.Paired]:
    """Hand in what a browser showed."""
    return Call(
        lambda id: wire.Pair(id, token, code, name, address, browser),
        lambda reply: expect(reply, wire.Paired),
        repeatable=False,
    )


def ticket(token: str, key: str) -> Call[wire.Ticket]:
    """A connection for a device."""
    return Call(lambda id: wire.AskTicket(id, token, key), lambda reply: expect(reply, wire.Ticket))


def know(token: str) -> Call[DeviceView]:
    """Whose token this is."""
    return Call(lambda id: wire.KnowDevice(id, token), lambda reply: expect(reply, wire.DeviceReply).device)


def revoke(device: str) -> Call[str]:
    """Forget a device and end everything of it."""
    return Call(lambda id: wire.RevokeDevice(id, device), done, repeatable=False)


def rename(device: str, name: str) -> Call[DeviceView]:
    """Call a device something else."""
    return Call(
        lambda id: wire.RenameDevice(id, device, name), lambda reply: expect(reply, wire.DeviceReply).device
    )


def front_here(front: Front) -> Call[str]:
    """This client is a front."""
    return Call(lambda id: wire.FrontHere(id, front), done)


def prove(pin: str) -> Call[str]:
    """The PIN for what is asked next."""
    return Call(lambda id: wire.ProvePin(id, pin), done, repeatable=False)
