"""Whatever happens in whatever order, a client that acknowledges ends up with what is on the screen."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from plangate.client.mirror import Mirror
from plangate.emulator import make
from plangate.host.connection import Connection
from plangate.host.guest import Guest
from plangate.host.loop import Loop, Timer
from plangate.host.pacing import CREDIT, HOLD
from plangate.host.painter import Painter
from plangate.wire.catalogue import FROM_HOST
from plangate.wire.codec import Decoder
from plangate.wire.stream import Frame

_SLOWEST = 10.0
"""Seconds between frames at the slowest rate a client can ask for."""
_OUTPUT = st.sampled_from(
    [b"x", b"\r\nline", b"\x1b[3;3Hcell", b"\x1b[?2026h", b"\x1b[?2026l", b"\x1b[2J", b"\x1b[?1049h", b"\x07"]
)


class _Clockwork:
    """The part of a loop that a painter uses, with time that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[Timer] = []
        self.after_each: Callable[[], None] = lambda: None

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        timer = Timer(self.now + seconds, call)
        self.timers.append(timer)
        return timer

    def pass_time(self, seconds: float) -> None:
        """Let timers fire, each when it is due, as the loop does."""
        end = self.now + seconds
        while timers := [timer for timer in self.timers if timer.call is not None and timer.when <= end]:
            timer = min(timers)
            self.timers.remove(timer)
            self.now = max(self.now, timer.when)
            if timer.call is not None:
                timer.call()
            self.after_each()
        self.now = end


class _Link:
    """A connection whose other side reads or does not."""

    def __init__(self) -> None:
        self.backlog = 0
        self.sent: deque[bytes] = deque()
        self.stuck = False

    def send_bytes(self, data: bytes) -> None:
        self.sent.append(data)
        if self.stuck:
            self.backlog += len(data)


class Model(RuleBasedStateMachine):
    """A painter, an emulator, and one client that keeps a copy of the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.clockwork, self.link, self.guest = _Clockwork(), _Link(), Guest()
        self.emulator = make(12, 4, 30)
        self.guest.connection = cast("Connection", self.link)
        self.painter = Painter(
            cast("Loop", self.clockwork), self.emulator, [self.guest], lambda: self.clockwork.now
        )
        self.clockwork.after_each = self.painter.paint
        self.guest.attach(60.0)
        self.mirror, self._decoder = Mirror(), Decoder(FROM_HOST)
        self.unacknowledged: deque[int] = deque()
        self.painter.paint()

    @rule(data=_OUTPUT)
    def output(self, data: bytes) -> None:
        """The program writes."""
        self.emulator.feed(data)
        self.painter.paint()

    @rule(data=_OUTPUT)
    def output_unpainted(self, data: bytes) -> None:
        """Several reads in one round of the loop."""
        self.emulator.feed(data)

    @rule(cols=st.integers(5, 20), rows=st.integers(2, 6))
    def resize(self, cols: int, rows: int) -> None:
        """Everything is sent anew."""
        self.emulator.resize(cols, rows)
        self.painter.paint()

    @rule(seconds=st.sampled_from([0.0, 0.001, 0.01, 0.1, HOLD, 1.0]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.clockwork.pass_time(seconds)

    @rule()
    def type(self) -> None:
        """The client waits for an echo."""
        self.guest.pacer.typed(self.clockwork.now)
        self.painter.paint()

    @rule(rate=st.sampled_from([60.0, 5.0, 0.0]))
    def attach_again(self, rate: float) -> None:
        """With another rate; from the start, or as a change."""
        if rate:
            self.guest.pacer.set_rate(rate)
        else:
            self.guest.attach(60.0)
            self.painter.send_now(self.guest)
        self.painter.paint()

    @rule()
    def get_stuck(self) -> None:
        """The client does not read."""
        self.link.stuck = True

    @rule()
    def read(self) -> None:
        """The client reads everything; the host notices when something had to wait for that."""
        self.link.stuck = False
        waited, self.link.backlog = self.link.backlog, 0
        while self.link.sent:
            for message in self._decoder.feed(self.link.sent.popleft()):
                assert isinstance(message, Frame)
                self.mirror.apply(message)
                self.unacknowledged.append(message.seq)
        if waited:
            self.painter.paint()

    @precondition(lambda self: self.unacknowledged)
    @rule(all_of_them=st.booleans())
    def acknowledge(self, all_of_them: bool) -> None:
        """One frame, or all up to the last."""
        number = self.unacknowledged.pop() if all_of_them else self.unacknowledged.popleft()
        if all_of_them:
            self.unacknowledged.clear()
        self.guest.pacer.acked(number)
        self.painter.paint()

    @rule()
    def come_to_rest(self) -> None:
        """Nothing new happens, the client reads and acknowledges: it has all that there is to see."""
        self.painter.paint()
        for _ in range(2 * CREDIT):
            self.read()
            if self.unacknowledged:
                self.acknowledge(all_of_them=True)
            self.clockwork.pass_time(_SLOWEST + HOLD)
        self.read()
        assert list(self.mirror.rows) == list(self.emulator.screen())
        assert self.mirror.cursor == self.emulator.cursor


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
