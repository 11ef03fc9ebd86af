"""Tests of `plangate.host.connection`."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from plangate.host.connection import QUEUE_LIMIT, Connection
from plangate.host.loop import Loop
from plangate.wire.catalogue import TO_HOST
from plangate.wire.codec import Decoder, encode
from plangate.wire.messages import Failure, Message
from plangate.wire.stream import Ack, Input


class _Pair:
    """A connection, the other end of its socket, and what happened."""

    def __init__(self, *, descriptors: list[int] | None = None) -> None:
        self.loop = Loop()
        ours, self.other = socket.socketpair()
        self.other.settimeout(5.0)
        self.arrived: list[Message] = []
        self.closed = 0
        self.connection = Connection(
            self.loop, ours, TO_HOST, self.arrived.append, self._closed, descriptors=descriptors
        )

    def _closed(self) -> None:
        self.closed += 1

    def end(self) -> None:
        self.connection.close()
        self.other.close()
        self.loop.close()


@pytest.fixture
def pair() -> Iterator[_Pair]:
    """One of them."""
    made = _Pair()
    yield made
    made.end()


def test_messages_go_both_ways(pair: _Pair) -> None:
    """However they arrive."""
    data = encode(Ack(1)) + encode(Ack(2))
    pair.other.sendall(data[:7])
    pair.loop.run_once()
    pair.other.sendall(data[7:])
    pair.loop.run_once()
    assert pair.arrived == [Ack(1), Ack(2)]
    pair.connection.send(Ack(3))
    assert Decoder().feed(pair.other.recv(100)) == [Ack(3)]


def test_the_other_sides_end_is_noticed_once(pair: _Pair) -> None:
    """And closing again is harmless."""
    pair.other.close()
    pair.loop.run_once()
    assert pair.closed == 1
    pair.connection.close()
    pair.connection.send(Ack(1))
    assert pair.closed == 1


def test_garbage_is_answered_and_closed(pair: _Pair) -> None:
    """With a failure that says so."""
    pair.other.sendall(b"\xff" * 20)
    pair.loop.run_once()
    (answer,) = Decoder().feed(pair.other.recv(4096))
    assert isinstance(answer, Failure)
    assert answer.code == "protocol"
    assert pair.closed == 1


def test_what_is_not_read_is_queued_and_sent_later(pair: _Pair) -> None:
    """In order, and `on_drained` tells when."""
    drained: list[bool] = []
    pair.connection.on_drained = lambda: drained.append(True)
    big = Input(0, os.urandom(1_000_000))
    for _ in range(3):
        pair.connection.send(big)
    assert pair.connection.backlog > 0
    decoder = Decoder()
    received: list[Message] = []
    while len(received) < 3:
        pair.loop.run_once(0.0)
        received += decoder.feed(pair.other.recv(1 << 20))
    pair.loop.run_once(0.0)
    assert received == [big] * 3
    assert drained == [True]
    assert pair.connection.backlog == 0


def test_who_never_reads_is_dropped(pair: _Pair) -> None:
    """Rather than kept in memory."""
    big = encode(Input(0, bytes(4_000_000)))
    for _ in range(QUEUE_LIMIT // len(big) + 2):
        pair.connection.send_bytes(big)
    assert pair.closed == 1
    assert not pair.connection.open


def test_a_refused_connection_is_read_no_more(pair: _Pair) -> None:
    """What it sent with the refused message does not count."""
    pair.connection.on_message = lambda _: pair.connection.refuse(Failure(0, "refused", "no"))
    pair.other.sendall(encode(Ack(1)) + encode(Ack(2)))
    pair.loop.run_once()
    assert len(Decoder().feed(pair.other.recv(4096))) == 1
    assert pair.closed == 1


def test_descriptors_come_along() -> None:
    """Where they are taken."""
    taken: list[int] = []
    pair = _Pair(descriptors=taken)
    reader, writer = os.pipe()
    socket.send_fds(pair.other, [encode(Ack(1))], [writer])
    os.close(writer)
    pair.loop.run_once()
    assert pair.arrived == [Ack(1)]
    os.write(taken[0], b"through")
    assert os.read(reader, 10) == b"through"
    os.close(taken[0])
    os.close(reader)
    pair.end()
