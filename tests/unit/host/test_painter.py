"""Tests of `plangate.host.painter` and `plangate.host.activity`, with a clock that is set by hand."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.support.plain_emulator import PlainEmulator

from plangate.host.activity import Activity, screen_text
from plangate.host.connection import Connection
from plangate.host.guest import Guest
from plangate.host.loop import Loop
from plangate.host.painter import Painter
from plangate.wire.catalogue import TO_HOST
from plangate.wire.codec import Decoder
from plangate.wire.messages import Message
from plangate.wire.stream import Frame, HostEvents


class _Stage:
    """An emulator, one guest and its socket's other end."""

    def __init__(self) -> None:
        self.now = 100.0
        self.loop = Loop()
        self.emulator = PlainEmulator(20, 4)
        ours, self.other = socket.socketpair()
        self.other.setblocking(False)
        self.guest = Guest()
        self.guest.connection = Connection(self.loop, ours, TO_HOST, lambda _: None, lambda: None)
        self.painter = Painter(self.loop, self.emulator, [self.guest], self.clock)
        self.activity = Activity(self.loop, self.emulator, [self.guest], self.clock)
        self._decoder = Decoder()

    def clock(self) -> float:
        return self.now

    def received(self) -> list[Message]:
        try:
            return self._decoder.feed(self.other.recv(1 << 20))
        except BlockingIOError:
            return []

    def close(self) -> None:
        self.guest.connection.close()
        self.other.close()
        self.loop.close()


@pytest.fixture
def stage() -> Iterator[_Stage]:
    """With a guest that is attached."""
    made = _Stage()
    made.guest.attach(60.0)
    yield made
    made.close()


def _frames(stage: _Stage) -> list[int]:
    return [message.seq for message in stage.received() if isinstance(message, Frame)]


def test_a_change_is_painted_at_once_and_the_next_in_time(stage: _Stage) -> None:
    """The leading edge first, then 60 a second."""
    stage.painter.paint()
    assert _frames(stage) == [1]
    stage.guest.pacer.acked(1)
    stage.emulator.feed(b"x")
    stage.painter.paint()
    assert _frames(stage) == []
    stage.now += 0.017
    stage.painter.paint()
    assert _frames(stage) == [2]


def test_who_does_not_acknowledge_gets_two_frames(stage: _Stage) -> None:
    """And then one that holds everything since."""
    for text in (b"a", b"b", b"c", b"d"):
        stage.emulator.feed(text)
        stage.now += 1
        stage.painter.paint()
    assert _frames(stage) == [1, 2]
    stage.guest.pacer.acked(2)
    stage.painter.paint()
    assert _frames(stage) == [3]
    stage.painter.paint()
    assert _frames(stage) == []


def test_synchronized_output_is_held_for_half_a_second(stage: _Stage) -> None:
    """Then it is shown as it is."""
    stage.painter.paint()
    stage.received()
    stage.guest.pacer.acked(1)
    stage.now += 1
    stage.emulator.feed(b"half")
    stage.emulator.modes = replace(stage.emulator.modes, synchronized=True)
    stage.painter.paint()
    assert _frames(stage) == []
    stage.now += 0.51
    stage.painter.paint()
    assert _frames(stage) == [2]


def test_a_detached_guest_gets_nothing(stage: _Stage) -> None:
    """Until it attaches again, and then everything, under the next number."""
    stage.painter.paint()
    stage.guest.detach()
    stage.emulator.feed(b"x")
    stage.now += 1
    stage.painter.paint()
    assert _frames(stage) == [1]
    stage.guest.attach(60.0)
    stage.painter.paint()
    (frame,) = stage.received()
    assert isinstance(frame, Frame)
    assert frame.full
    assert frame.seq == 2


def test_events_go_out_at_once_and_screens_when_they_changed(stage: _Stage) -> None:
    """A subscriber hears first how things are."""
    stage.activity.subscribe(stage.guest)
    (first,) = stage.received()
    assert isinstance(first, HostEvents)
    stage.emulator.feed(b"hello\x07")
    stage.activity.happened(stage.emulator.take_events())
    (second,) = stage.received()
    assert isinstance(second, HostEvents)
    assert [event.kind for event in second.events] == ["bell"]
    assert second.screen_tail == ["hello"]
    assert second.last_line == "hello"
    assert second.last_output > 0
    stage.activity.flush()
    assert stage.received() == [], "nothing is new"


def test_the_tail_ends_with_the_last_line_that_says_something() -> None:
    """Blank rows below are no news."""
    emulator = PlainEmulator(20, 10)
    emulator.feed(b"one\r\n\r\nthree\r\n  \r\n")
    assert screen_text(emulator) == ["one", "", "three"]
    assert screen_text(emulator, 2) == ["", "three"]
