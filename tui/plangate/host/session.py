"""The host of one session: a program in a PTY, its emulated terminal, and everybody who looks at it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from plangate.config import paths
from plangate.emulator.api import Emulator
from plangate.errors import Exited, PlangateError
from plangate.host.activity import Activity
from plangate.host.admission import Gatekeeper
from plangate.host.agent import Agent
from plangate.host.composed import ComposedLines
from plangate.host.confined import Sandbox, collect_from
from plangate.host.describe import describe, withdraw
from plangate.host.door import Door
from plangate.host.focus import Lease
from plangate.host.guest import Guest
from plangate.host.intake import Intake
from plangate.host.listener import listen, owns
from plangate.host.loop import Loop, Timer
from plangate.host.moments import Moments
from plangate.host.painter import Painter
from plangate.host.process import collect, start_time
from plangate.host.pty import Pty
from plangate.host.recording import Recorder
from plangate.host.stop import StopLadder
from plangate.host.turns import LONG, SHORT, ask_for_turns
from plangate.model.gate import Strength
from plangate.model.sandbox import Confinement
from plangate.model.session import Exit, Focus
from plangate.wire.description import HostDescription
from plangate.wire.greeting import product
from plangate.wire.messages import OLDEST, VERSION, Message, Welcome
from plangate.wire.spawn import Spawn
from plangate.wire.stream import Ended, FocusChanged

__all__ = ["UNACKNOWLEDGED", "SessionHost"]

UNACKNOWLEDGED = 7 * 24 * 3600.0
"""Seconds a host waits after its program's end for a daemon to take note."""
_LOOK_AROUND = 10.0
"""Seconds between two looks at whether the socket is still there."""
_ATTENTION = 2.0
"""Seconds after input or a query for which output is read at once even when nobody is attached."""


class SessionHost:
    """Joins the parts; `plangate.host.requests` acts on it for its guests."""

    def __init__(
        self,
        loop: Loop,
        spec: Spawn,
        pty: Pty,
        agent: int,
        emulator: Emulator,
        listener: socket.socket,
        recorder: Recorder,
        *,
        handle: Callable[[SessionHost, Guest, Message], None],
        ours: bool = True,
        created: float = 0.0,
        confinement: Confinement | None = None,
    ) -> None:
        self.loop = loop
        self.spec = spec
        self.pty = pty
        self.emulator = emulator
        self.recorder = recorder
        self.lease = Lease()
        self.moments = Moments()
        self.created = created or time.time()
        self.instance = os.urandom(8).hex()
        self.product = product()
        self.keeper_pid = 0
        self.on_leaving: Callable[[], None] | None = None
        """Called when the host ends on purpose."""
        self.on_news: Callable[[], None] | None = None
        """Called when something changed that a successor must know: size, recording, the exit."""
        self.upgrade: object | None = None
        """An attempt to replace this program that is under way."""
        self.keeper_socket: Callable[[], int] = lambda: -1
        """Descriptor of the link to the keeper; -1 while there is none."""
        self.gatekeeper = Gatekeeper(spec.session, spec.key, self.product)
        self._watched = False
        self.door = Door(
            loop,
            listener,
            self.gatekeeper,
            self._welcome,
            partial(handle, self),
            self._left,
        )
        self.intake = Intake(loop, pty, self.take_output, self.attentive, self.compact)
        self.painter = Painter(loop, emulator, self.door.guests)
        self.lines = ComposedLines(paths.host_lines(spec.session))
        pty.on_drained = self.lines.drained
        self.activity = Activity(loop, emulator, self.door.guests)
        supervised = confinement is not None and confinement.strength is Strength.SYSCALL
        self.agent = Agent(
            loop,
            agent,
            ours=ours or supervised,
            on_exit=self._ended,
            collect=partial(collect_from, confinement) if confinement is not None and supervised else collect,
        )
        self.confinement = confinement
        """The sandbox the program runs in."""
        self._sandbox = None if confinement is None else Sandbox(loop, confinement, ours=ours)
        self.ladder = StopLadder(loop, self._signal)
        self._attentive_until = 0.0
        self._lease_timer: Timer | None = None
        self._linger: Timer | None = None
        self._path = paths.host_socket(spec.session)
        self._socket_identity = _identity(self._path)

    def start(self) -> None:
        """Begin to serve; the loop does the rest."""
        self.describe()
        self.intake.start()
        self.agent.watch()
        self.loop.before_waiting = self.painter.paint
        ask_for_turns(LONG)  # until somebody looks; the program, which got the usual ones, has been started
        self.loop.after(_LOOK_AROUND, self._look_again)

    def take_output(self, data: bytes) -> None:
        """Output of the program: show it, answer its queries, record it."""
        self.recorder.prepare()
        emulator = self.emulator
        emulator.feed(data)
        replies = emulator.take_replies()
        if replies:
            self._attentive_until = time.monotonic() + _ATTENTION
            self.answer(replies)
        self.painter.paint()
        self.recorder.output(data)  # nobody waits for this and what follows
        self.activity.happened(emulator.take_events())
        self.moments.saw(self.activity.last_output, emulator)

    def compact(self) -> None:
        """Nothing happens for the moment: write what is to be written, and free what is not needed."""
        self.recorder.flush()
        self.emulator.compact()

    def answer(self, replies: bytes) -> None:
        """Write what the terminal itself has to say; a program that never reads loses answers, not keys."""
        try:
            self.pty.write(replies)
        except PlangateError:
            return

    def type(self, data: bytes) -> None:
        """Input for the program, which has not ended.

        Raises:
            LimitReached: It does not read.
        """
        self.pty.write(data)
        self._attentive_until = time.monotonic() + _ATTENTION
        self.intake.hurry()

    def refuse_when_ended(self) -> None:
        """Raise `Exited` when there is no program any more that could be typed to."""
        if self.agent.exit is not None:
            raise Exited(f"the session has ended ({self.agent.exit})")

    def attentive(self) -> bool:
        """Whether somebody would notice that output is read later."""
        return self._watched or time.monotonic() < self._attentive_until

    def resize(self, cols: int, rows: int) -> None:
        """Change the size of terminal and emulator."""
        if (cols, rows) == (self.emulator.columns, self.emulator.lines):
            return
        self.intake.drain()  # what was written for the old size is laid out in it
        emulator = self.emulator
        columns, before = emulator.columns, (emulator.base, emulator.top)
        emulator.resize(cols, rows)
        if cols != columns:
            self.moments.reflowed(before, (emulator.base, emulator.top))
        self.pty.resize(cols, rows)
        self.recorder.resized(cols, rows)
        replies = self.emulator.take_replies()
        if replies:
            self.answer(replies)
        self.activity.flush()
        self.redescribe()
        self.tell_keeper()

    def set_lease(self, lease: Lease, *, answer: Guest | None = None) -> None:
        """Take over a state of the focus; everybody is told of a change, `answer` in any case."""
        before, self.lease = self.lease, lease
        if (before.holder, before.epoch, before.asker) != (lease.holder, lease.epoch, lease.asker):
            for guest in list(self.door.admitted()):
                guest.connection.send(self.focus_for(guest))
        elif answer is not None:
            answer.connection.send(self.focus_for(answer))
        if lease.holder and self._lease_timer is None:
            self._lease_timer = self.loop.after(max(0.0, lease.ends() - time.monotonic()), self._check_lease)

    def focus_for(self, guest: Guest) -> FocusChanged:
        """Who holds the focus, as one guest is told."""
        lease = self.lease
        left = max(0.0, lease.ends() - time.monotonic()) if lease.holder else 0.0
        return FocusChanged(
            focus=Focus(lease.holder, lease.name, lease.epoch, lease.wish(time.monotonic())),
            mine=bool(lease.holder) and lease.holder == guest.client,
            expires_in=left,
        )

    @property
    def lingers_until(self) -> float | None:
        """Monotonic time at which the host goes; None while the program runs."""
        return None if self._linger is None else self._linger.when

    def acknowledge(self, linger: float) -> None:
        """The exit is on record; end after that many seconds."""
        if self.agent.exit is not None:
            self._end_in(max(0.0, linger))

    def redescribe(self) -> None:
        """Write the description anew; a disk that is full leaves the old one and harms nobody."""
        try:
            self.describe()
        except OSError as error:
            sys.stderr.write(f"session {self.spec.session} cannot describe itself: {error}\n")

    def describe(self) -> None:
        """Write the file that tells a new daemon of this host."""
        spec, agent = self.spec, self.agent
        pid = os.getpid()
        describe(
            paths.host_info(spec.session),
            HostDescription(
                session=spec.session,
                host_pid=pid,
                host_started=start_time(pid),
                agent_pid=agent.pid,
                agent_started=agent.started,
                argv=spec.argv,
                cwd=spec.cwd,
                cols=self.emulator.columns,
                rows=self.emulator.lines,
                created=self.created,
                newest=VERSION,
                oldest=OLDEST,
                product=self.product,
                instance=self.instance,
                keeper_pid=self.keeper_pid,
                recording=self.recorder.on,
                confinement=self.confinement,
            ),
        )

    def tell_keeper(self) -> None:
        """Say what a successor must know."""
        if self.on_news is not None:
            self.on_news()

    def leave(self) -> None:
        """End on purpose; files that a newer host has put in place of ours stay."""
        if self.on_leaving is not None:
            self.on_leaving()
        self.door.close()
        self.intake.close()
        self.recorder.close()
        if owns(self._path, self._socket_identity):
            session = self.spec.session
            withdraw(self._path, paths.host_info(session), paths.host_lines(session))
        self.loop.stop()

    def look_around(self) -> None:
        """Put socket and description back when something has removed them, such as a cleaner of old files.

        A session that has ended is not worth that: nobody can reach it, so it goes.
        """
        if self._path.exists():
            return
        if self.agent.exit is not None:
            self.leave()
            return
        try:
            self.door.listen_at(listen(paths.host_socket(self.spec.session)))
            self._socket_identity = _identity(self._path)
            self.describe()
        except (PlangateError, OSError) as error:
            sys.stderr.write(f"host {self.spec.session}: the socket cannot be put back: {error}\n")

    def _signal(self, number: signal.Signals) -> None:
        """Signal the program; the last signal of all ends its sandbox with everything in it."""
        self.agent.signal(number, self.pty)
        if number is signal.SIGKILL and self._sandbox is not None:
            self._sandbox.kill()

    def _look_again(self) -> None:
        self.loop.after(_LOOK_AROUND, self._look_again)
        self.look_around()

    def _welcome(self, version: int, guest: Guest) -> Welcome:
        assert guest.capability is not None
        return Welcome(
            product=self.product,
            version=version,
            instance=self.instance,
            role=guest.capability.role,
            session=self.spec.session,
        )

    def watch_changed(self) -> None:
        """Somebody looks now, or nobody does any more: who looks waits for echoes, who does not can wait."""
        watched = self.door.attached()
        if watched is not self._watched:
            self._watched = watched
            ask_for_turns(SHORT if watched else LONG)

    def _left(self, guest: Guest) -> None:
        self.watch_changed()
        if not any(other.client == guest.client for other in self.door.admitted()):
            self.set_lease(self.lease.left(guest.client, time.monotonic()))

    def _check_lease(self) -> None:
        self._lease_timer = None
        self.set_lease(self.lease.at(time.monotonic()))

    def _ended(self, exit: Exit) -> None:
        self.ladder.cancel()
        self.intake.hurry()
        self.intake.drain()
        self.recorder.ended(exit)
        self.set_lease(self.lease.over(time.monotonic()))
        self.tell_keeper()  # before anybody else, so that it is not lost with us
        self.activity.flush()
        for guest in list(self.door.admitted()):
            if guest.view is not None or guest.subscribed:
                self.painter.send_now(guest)
                guest.connection.send(Ended(exit=exit))
        self._end_in(UNACKNOWLEDGED)

    def _end_in(self, seconds: float) -> None:
        if self._linger is not None:
            self._linger.cancel()
        self._linger = self.loop.after(seconds, self.leave)


def _identity(path: Path) -> tuple[int, int]:
    """Device and inode number of a file of ours."""
    status = path.lstat()
    return (status.st_dev, status.st_ino)
