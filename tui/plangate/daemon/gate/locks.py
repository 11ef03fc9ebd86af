"""Sees to it that what stays read-only in an open gate does stay so.

A mount on a file is gone as soon as somebody outside the session renames another file over it, as
git does with its configuration and editors do with what they save. The kernel tells of it (proc(5),
mountinfo), and the file is mounted again. What git would obey and nobody can hold the place of is
taken away when it appears, and the gate closes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from plangate.aio import spawn
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.inotify import Notifier
from plangate.daemon.gate.people import DAEMON
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.review import Review
from plangate.errors import PlangateError
from plangate.gate.machine import Closed, PlanPass
from plangate.model.gate import GateState, Strength
from plangate.sandbox.mounts import parse
from plangate.sandbox.repository import SNARES, stores

__all__ = ["Locks"]

_log = logging.getLogger(__name__)

_LOOSE = (GateState.BUDGET, GateState.OPEN, GateState.CLOSING, GateState.OBSERVE)


class Locks:
    """One watch for each confined session whose gate is not closed."""

    def __init__(self, keeper: Gatekeeper, review: Review) -> None:
        self._keeper = keeper
        self._review = review

    def gate_changed(self, post: Post) -> None:
        """Begin or end watching, as the gate's state asks for."""
        needed = post.record.confinement is not None and post.state(time.time()) in _LOOSE
        if needed and post.locks is None:
            post.locks = self._begin(post)
        elif not needed and post.locks is not None:
            post.locks()
            post.locks = None

    def _begin(self, post: Post) -> Callable[[], None]:
        """Watch; gives back what ends it."""
        assert post.record.confinement is not None
        watched: list[int] = []
        notifiers: list[Notifier] = []
        loop = asyncio.get_running_loop()
        if post.record.confinement.strength is Strength.KERNEL:  # a supervisor looks at paths
            with suppress(OSError):  # the sandbox has ended
                mounts = _Mounts(post.record.confinement.pid)
                loop.add_reader(mounts.fd, self._mounts_changed, post, mounts)
                watched.append(mounts.fd)
        for store in stores(post.workspace):
            try:
                notifier = Notifier(Path(store), lambda name: name not in SNARES)
            except (OSError, PlangateError) as error:
                self._keeper.desk.feed.notice(
                    "warning", f"{store} cannot be watched: {error}", session=post.session
                )
                continue
            notifiers.append(notifier)
            loop.add_reader(notifier.fd, self._store_changed, post, notifier, store)
            watched.append(notifier.fd)
            self._look_for_snares(post, store)

        def end() -> None:
            for descriptor in watched:
                loop.remove_reader(descriptor)
            for notifier in notifiers:
                notifier.close()
            if len(watched) > len(notifiers):
                mounts.close()

        return end

    def _mounts_changed(self, post: Post, mounts: _Mounts) -> None:
        points = mounts.changed()
        if points is not None and any(path not in points for path in post.locked):
            spawn(self._lock_again(post), name=f"lock {post.session}")

    async def _lock_again(self, post: Post) -> None:
        with suppress(PlangateError):
            await self._keeper.renew(post)

    def _store_changed(self, post: Post, notifier: Notifier, store: str) -> None:
        found, missed = notifier.changed()
        if found or missed:
            self._look_for_snares(post, store)

    def _look_for_snares(self, post: Post, store: str) -> None:
        """Take away what somebody inside must have put there; people's own git makes none."""
        for name in SNARES:
            path = f"{store}/{name}"
            if path in post.locked or not os.path.lexists(path):
                continue
            away = f"{path}.refused-{time.time_ns()}"
            try:
                os.rename(path, away)  # noqa: PTH104 - only the name is looked at
            except OSError as error:
                _log.error("%s cannot be taken away: %s", path, error)
            relative = os.path.relpath(path, post.workspace)
            spawn(self._snare(post, relative, away), name=f"snare {post.session}")

    async def _snare(self, post: Post, path: str, away: str) -> None:
        """Close, and tell everybody."""
        words = f"{path} would make git read another configuration"
        await self._keeper.desk.recorded("gate.snare", post.session, path=path, moved_to=away)
        self._keeper.desk.feed.notice(
            "error", words, session=post.session, hint=f"It was moved to {away}, and the gate is closed."
        )
        if isinstance(post.gate.grant, PlanPass):
            await self._review.strayed(post, (path,), words)
        elif post.gate.grant is not None:
            await self._keeper.change(post, Closed(by=DAEMON, reason=words))


class _Mounts:
    """Tells when mounts of a namespace have changed."""

    def __init__(self, pid: int) -> None:
        self._file = os.open(f"/proc/{pid}/mountinfo", os.O_RDONLY | os.O_CLOEXEC)
        self._poll = select.epoll()
        self._poll.register(self._file, select.EPOLLPRI)  # EPOLLIN is always set
        self.fd = self._poll.fileno()

    def changed(self) -> frozenset[str] | None:
        """Where something is mounted now; None when the namespace is gone."""
        self._poll.poll(0)
        try:
            os.lseek(self._file, 0, os.SEEK_SET)
            text = b""
            while data := os.read(self._file, 65536):
                text += data
        except OSError:
            return None
        return frozenset(mount.point for mount in parse(text.decode(errors="surrogateescape")))

    def close(self) -> None:
        """Watch no more."""
        self._poll.close()
        os.close(self._file)
