"""The program of a session as a process: noticing its end, collecting how it ended, signalling it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress

from plangate.host.loop import READ, Loop, Timer
from plangate.host.process import collect, open_pidfd, signal_group, start_time
from plangate.host.pty import Pty
from plangate.model.session import Exit

__all__ = ["Agent"]

_KEEPER_PATIENCE = 3.0
"""Seconds a keeper has to tell the exit of a program that is its child."""
_POLL = 1.0


class Agent:
    """A running or ended program.

    Args:
        ours: Whether it is our child; else the keeper's, which tells us how it ended.
        on_exit: Called once, with how it ended.
        collect: Says how it ended, where we can find out; None while it runs.
    """

    def __init__(
        self,
        loop: Loop,
        pid: int,
        *,
        ours: bool,
        on_exit: Callable[[Exit], None],
        collect: Callable[[int], Exit | None] = collect,
    ) -> None:
        self.pid = pid
        self.started = start_time(pid)
        self.exit: Exit | None = None
        self.ours = ours
        self._loop = loop
        self._on_exit = on_exit
        self._collect = collect
        self._timer: Timer | None = None
        self._pidfd: int | None = None

    def watch(self) -> None:
        """Notice its end from now on, unless that is known already."""
        if self.exit is not None:
            return
        self._pidfd = open_pidfd(self.pid)
        if self._pidfd is not None:
            self._loop.watch(self._pidfd, READ, lambda _: self._ended())
        elif not self.ours and not self.started:
            self._ended()
        else:
            self._poll()

    @property
    def pidfd(self) -> int | None:
        """The descriptor that names the process; None once it has ended."""
        return self._pidfd

    def told(self, exit: Exit) -> None:
        """The keeper collected the exit."""
        self._finish(exit)

    def signal(self, number: signal.Signals, pty: Pty) -> None:
        """Signal its process group, and the one in the foreground of its terminal."""
        if self.exit is not None:
            return
        groups = {self.pid}  # it leads its own session, so that its pid names its group
        foreground = pty.foreground_group()
        if foreground > 1:
            groups.add(foreground)
        for group in groups:
            signal_group(group, number)

    def forget(self) -> None:
        """Watch it no longer."""
        if self._timer is not None:
            self._timer.cancel()
        if self._pidfd is not None:
            self._loop.forget(self._pidfd)
            with suppress(OSError):
                os.close(self._pidfd)
            self._pidfd = None

    def _ended(self) -> None:
        if self.ours:
            exit = self._collect(self.pid)
            if exit is not None:
                self._finish(exit)
        elif self._timer is None:
            if self._pidfd is not None:
                self._loop.forget(self._pidfd)
            self._timer = self._loop.after(_KEEPER_PATIENCE, lambda: self._finish(Exit()))

    def _poll(self) -> None:
        """Without pidfds: look from time to time."""
        if self.exit is not None:
            return
        if self.ours:
            exit = self._collect(self.pid)
            if exit is not None:
                self._finish(exit)
                return
        elif start_time(self.pid) != self.started:
            self._ended()
            return
        self._timer = self._loop.after(_POLL, self._poll)

    def _finish(self, exit: Exit) -> None:
        if self.exit is not None:
            return
        self.exit = exit
        self.forget()
        self._on_exit(exit)
