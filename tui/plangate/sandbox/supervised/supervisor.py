"""The process that makes a session's changes for it, or refuses them: one call at a time.

It is the parent of everything in the session, lives until the last of it has ended, and needs neither
host nor daemon. When it dies, the kernel refuses each call that it would have been asked about.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from plangate.sandbox.supervised.calls import Calls
from plangate.sandbox.supervised.changes import Changes
from plangate.sandbox.supervised.filter import SIGNALS
from plangate.sandbox.supervised.holding import holding
from plangate.sandbox.supervised.kin import end_all, kin, let_go_on, stop_all
from plangate.sandbox.supervised.numbers import Machine
from plangate.sandbox.supervised.opening import Opening, Waits
from plangate.sandbox.supervised.protocol import Answer, Ask, accept, answer
from plangate.sandbox.supervised.rules import Rules
from plangate.sandbox.supervised.seccomp import Call, Listener
from plangate.sandbox.supervised.signals import may_signal
from plangate.sandbox.supervised.sockets import Sockets
from plangate.sandbox.supervised.task import Task
from plangate.sandbox.supervised.terminals import Terminals
from plangate.sandbox.supervised.walk import Walker
from plangate.sandbox.supervised.writers import Writers

__all__ = ["Supervisor"]

_PATIENCE = 60.0
"""Seconds in which a host, or its successor, asks how the program ended."""


class Supervisor:
    """Serves one session.

    Args:
        agent: Pid of its program, our child.
        terminal: A descriptor of its terminal.
        door: Where those who may open and close connect.
        filters: How many filters those are under who run outside.
    """

    def __init__(
        self,
        machine: Machine,
        listener: Listener,
        rules: Rules,
        agent: int,
        terminal: int,
        door: socket.socket,
        filters: int,
    ) -> None:
        self._listener = listener
        self._rules = rules
        self._lingering: tuple[str, ...] = ()
        self._agent = agent
        self._door = door
        self._filters = filters
        self._exit: int | None = None
        self._exit_known = False
        self._us = os.getpid()
        self._writers = Writers()
        self._names = {number: name for name, number in machine.numbers.items()}
        terminals, walker = Terminals(terminal), Walker()
        opening = Opening(self._current, walker, self._writers, terminals)
        numbers = machine.numbers
        self._calls = Calls.over(
            opening,
            Changes(self._current, walker, terminals),
            Sockets(self._current, walker, numbers["bind"], numbers["connect"]),
        )

    def serve(self) -> None:
        """Until nothing of the session is left and somebody knows how its program ended."""
        self._serve()
        poll = select.poll()
        poll.register(self._door, select.POLLIN)
        until = time.monotonic() + _PATIENCE
        while not self._exit_known and poll.poll(max(0.0, until - time.monotonic()) * 1000):
            self._asked()

    def _serve(self) -> None:
        woken = _wake_on(signal.SIGCHLD, signal.SIGTERM)
        poll = select.epoll()
        for source in (self._listener.fd, woken.fileno(), self._door.fileno()):
            poll.register(source, select.EPOLLIN)
        while True:
            for source, events in poll.poll():
                if source == self._listener.fd:
                    if events & select.EPOLLIN:
                        self._told()
                    elif events & select.EPOLLHUP:
                        poll.unregister(source)  # nobody is under the filter any more
                elif source == self._door.fileno():
                    self._asked()
                elif self._woken(woken):
                    return

    def _current(self) -> Rules:
        return self._rules

    def _told(self) -> None:
        call = self._listener.receive()
        if call is None:
            return
        name = self._names.get(call.number, "")
        task = Task(call, self._us)
        try:
            if name in SIGNALS:
                self._signal(call, task, name)
            elif name in self._calls.opening:
                self._hand_over(call, self._calls.opening[name](task))
            elif name in self._calls.others:
                self._listener.succeed(call, self._calls.others[name](task))
            else:
                self._listener.fail(call, errno.ENOSYS)
        except Waits as waits:
            self._later(call, name, waits.work)
        except OSError as error:
            self._listener.fail(call, error.errno or errno.EIO)
        except Exception:  # noqa: BLE001 - whatever it was: refused
            self._listener.fail(call, errno.EIO)

    def _hand_over(self, call: Call, file: int) -> None:
        try:
            flags = call.signed(1 if self._names[call.number] == "open" else 2)
            cloexec = bool(flags & os.O_CLOEXEC) and self._names[call.number] != "creat"
            self._listener.hand_over(call, file, close_on_exec=cloexec)
        finally:
            os.close(file)

    def _later(self, call: Call, name: str, work: Callable[[], int]) -> None:
        """Let it wait in a thread of its own; it has been decided already."""

        def do() -> None:
            try:
                result = work()
                if name in self._calls.opening:
                    self._hand_over(call, result)
                else:
                    self._listener.succeed(call, result)
            except OSError as error:
                self._listener.fail(call, error.errno or errno.EIO)

        threading.Thread(target=do, daemon=True).start()

    def _signal(self, call: Call, task: Task, name: str) -> None:
        if may_signal(task, name, self._us):
            self._listener.let_pass(call)
        else:
            self._listener.fail(call, errno.EPERM)

    def _woken(self, woken: socket.socket) -> bool:
        """A child has ended, or we are told to end; True when nothing is left."""
        with suppress(BlockingIOError):
            if signal.SIGTERM in woken.recv(4096):
                end_all(self._us)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return True
            if pid == 0:
                return False
            if pid == self._agent:
                self._exit = status

    def _asked(self) -> None:
        connection = accept(self._door, self._us, self._filters)
        if connection is None:
            return
        with connection, suppress(Exception):  # nobody who asks ends us
            answer(connection, self._do)

    def _do(self, ask: Ask) -> Answer:
        match ask.do:
            case "flip":
                self._flip(ask)
            case "stop":
                stop_all(self._us)
            case "go on":
                let_go_on(self._us)
            case "exit":
                self._collect()
                self._exit_known = self._exit is not None
        busy = self._writers.busy(self._rules, lambda: kin(self._us))
        if not busy:
            self._lingering = ()
        holders = holding(kin(self._us), busy) if busy and ask.do == "flip" else ()
        opened = self._rules.opened
        return Answer(
            opened=opened, lingering=self._lingering, busy=tuple(busy), holders=holders, exit=self._exit
        )

    def _flip(self, ask: Ask) -> None:
        before = (*self._lingering, *self._rules.opened)
        self._rules = self._rules.with_open(ask.opened, ask.read_only)
        self._lingering = tuple(dict.fromkeys(before))

    def _collect(self) -> None:
        """The program has ended: know how, if that was not seen yet."""
        if self._exit is None:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(self._agent, os.WNOHANG)
                if pid:
                    self._exit = status


def _wake_on(*numbers: signal.Signals) -> socket.socket:
    """A socket that becomes readable with each of these signals."""
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    for number in numbers:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(writer.detach(), warn_on_full_buffer=False)
    return reader
