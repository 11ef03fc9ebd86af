"""Does in the keeper what every host would do at its start, so that hosts share the memory of it.

Bytecode that has run often enough is specialised once and for all (PEP 659). Where a host were the
first to run it, the host would write into pages that it shares with all others, and copy them.
"""

from __future__ import annotations

import socket

from plangate.emulator import make
from plangate.emulator.api import Emulator
from plangate.host import birth
from plangate.host.activity import screen_text
from plangate.host.connection import Connection
from plangate.host.focus import Lease
from plangate.host.frames import TableMark, View
from plangate.host.loop import Loop
from plangate.wire.catalogue import TO_HOST
from plangate.wire.codec import Decoder, encode
from plangate.wire.greeting import product
from plangate.wire.messages import Message
from plangate.wire.stream import Ack, Input

__all__ = ["warm_up"]

_ROUNDS = 40
_SAMPLE = (
    b"\x1b[2J\x1b[H\x1b[1;31mplangate\x1b[0m\r\n\x1b[38;5;120mwarm\x1b[m \xc3\xa9\x1b[c\x1b[2K\x1b[1A\r\n"
    + b"line\r\n\x1b[32mline\x1b[m\r\n" * 100
)


def warm_up() -> None:
    """Import everything, and run each part often enough."""
    assert birth.begin is not None
    product()
    loop = Loop()
    ours, theirs = socket.socketpair()
    received: list[Message] = []
    connection = Connection(loop, ours, TO_HOST, received.append, lambda: None)
    theirs.setblocking(False)
    for number in range(_ROUNDS):
        emulator = make(120, 40, scrollback=100)
        _use(emulator, connection, number)
        theirs.send(encode(Ack(number)) + encode(Input(0, b"x")))
        loop.run_once(0.0)
        theirs.recv(1 << 20)
    emulator.restore(emulator.snapshot())
    connection.close()
    theirs.close()
    loop.close()


def _use(emulator: Emulator, connection: Connection, number: int) -> None:
    emulator.feed(_SAMPLE)
    for start in range(0, 400, 64):
        emulator.feed(_SAMPLE[start : start + 64])
    emulator.take_replies()
    emulator.take_events()
    view = View(TableMark())
    frame = view.advance(emulator, number)
    if frame is not None:
        connection.send(frame)
    emulator.feed(b"x")
    view.advance(emulator, number)
    screen_text(emulator)
    emulator.history(0, 20)
    Lease().typed("client", "name", 0, float(number)).at(float(number))
    Decoder(TO_HOST)
