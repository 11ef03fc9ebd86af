"""How a connection begins, for both forms of the client: who we are, and whom we have reached."""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress

from plangate import __version__
from plangate.errors import Unauthorised, Unavailable, VersionMismatch
from plangate.model.client import AT_THE_MACHINE, ClientInfo, Standing
from plangate.wire.failures import error_of
from plangate.wire.messages import OLDEST, VERSION, Failure, Hello, Message, Welcome

__all__ = ["check_peer", "check_welcome", "hello", "identify", "product"]

_CREDENTIALS = struct.Struct("3i")


def product() -> str:
    """The version of this installation, as it is named to the other side."""
    return __version__


def identify(kind: str, name: str = "") -> ClientInfo:
    """A new identity; without a name the terminal's or the host's name is what people recognise."""
    return ClientInfo(id=os.urandom(6).hex(), name=name or _whereabouts(), kind=kind)


def hello(me: ClientInfo, capability: bytes = b"", standing: Standing = AT_THE_MACHINE) -> Hello:
    """The first message of a connection; `standing` counts for the daemon only."""
    return Hello(
        product=product(),
        newest=VERSION,
        oldest=OLDEST,
        client=me,
        capability=capability,
        ticket=standing.ticket,
        at_most=standing.at_most,
        decides=standing.decides,
    )


def check_welcome(reply: Message) -> Welcome:
    """The other side's welcome.

    Raises:
        PlangateError: It refused, and this is why.
    """
    if isinstance(reply, Failure):
        raise error_of(reply)
    if not isinstance(reply, Welcome):
        raise Unavailable(f"expected a welcome and got {type(reply).__name__}")
    if not OLDEST <= reply.version <= VERSION:
        raise VersionMismatch(
            f"the other side ({reply.product}) speaks protocol {reply.version}, this is {OLDEST} to {VERSION}",
            "restart the older of the two: plangate daemon restart",
        )
    return reply


def check_peer(connection: socket.socket) -> None:
    """Make sure that the process at the other end is ours.

    Raises:
        Unauthorised: It belongs to another user.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(raw)
    if uid != os.getuid():
        raise Unauthorised(f"the process at this socket belongs to user {uid}, not to you")


def _whereabouts() -> str:
    for number in (0, 1, 2):
        with suppress(OSError):
            return os.ttyname(number).removeprefix("/dev/")
    return socket.gethostname()
