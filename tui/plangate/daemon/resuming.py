"""Agents that hold themselves: resumed in the same conversation whenever their gate lets something else through.

The sandbox of such an agent is settled when its program starts. So it begins without any right to
write; once its plan is approved the program is stopped and started again, in the same conversation,
with what the plan opens; and when the gate closes it is stopped at once and goes on without.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from pathlib import Path

from plangate.aio import spawn
from plangate.daemon.desk import Desk
from plangate.daemon.entry import Entry
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.locked import locked_paths
from plangate.daemon.gate.office import GateOffice
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.verdicts import outcome_of
from plangate.daemon.starting import Starter
from plangate.errors import PlangateError, Unavailable
from plangate.gate.machine import PlanPass, wanted
from plangate.gate.mounts import CLOSED
from plangate.model.session import Session
from plangate.plugins.gate import Answer, HookCall, HookKind, Verdict, Writable
from plangate.sandbox.repository import look_at_repository, stores

__all__ = ["Resuming"]

_log = logging.getLogger(__name__)


class Resuming:
    """Looks at every gate that is not as it was."""

    def __init__(self, desk: Desk, gates: GateOffice, starter: Starter) -> None:
        self._desk = desk
        self._gates = gates
        self._keeper: Gatekeeper = gates.keeper
        self._starter = starter
        self._under_way: set[str] = set()
        gates.keeper.opened.append(self.gate_changed)

    def gate_changed(self, post: Post) -> None:
        """See whether its agent may write what its gate lets through, and nothing else."""
        if _differs(post) and post.session not in self._under_way:
            self._under_way.add(post.session)
            spawn(self._change_over(post), name=f"resume {post.session}")

    async def _change_over(self, post: Post) -> None:
        session = post.session
        try:
            after = await self._resumed(post)
        finally:
            self._under_way.discard(session)
        if after is not None:
            self._gates.wait_on(after.id)

    async def _resumed(self, post: Post) -> Session | None:
        old = post.entry
        try:
            writable = await asyncio.to_thread(_writable, post)
            opens = bool(set(writable.open) - set(post.record.begun_with))
            self._tell(old, resuming=True)
            environment = old.environment or await asyncio.to_thread(_environment_of, old.pid)
            after = await self._starter.go_on(old, environment, writable, _go_on(post) if opens else "")
        except PlangateError as error:
            self._tell(old, resuming=False)
            await self._failed(post, error.message)
            return None
        except Exception as error:  # noqa: BLE001  # a stranger's plugin may raise anything
            _log.exception("session %s is not resumed", post.session)
            self._tell(old, resuming=False)
            await self._failed(post, f"{type(error).__name__}: {error}")
            return None
        old.record.goes_on = after.id
        old.seen()
        self._tell(old, resuming=False)
        return after

    def _tell(self, old: Entry, *, resuming: bool) -> None:
        """Whoever looks at it waits for the one that takes its place."""
        old.resuming = resuming
        self._desk.refresh(old)

    async def _failed(self, post: Post, why: str) -> None:
        """Nothing may be written then: the plan is set aside, and a program that still could write is ended."""
        entry = post.entry
        reason = f"{entry.record.new.agent} could not be resumed: {why}"
        _log.warning("session %s: %s", post.session, reason)
        await self._desk.recorded("gate.not_resumed", post.session, why=why)
        await self._gates.give_up(post, reason)
        if post.record.begun_with and not entry.ended:
            try:
                await self._starter.end(entry)
            except PlangateError as failed:
                reason += f"; and it could not be ended: {failed.message}"
        hint = (
            f"plangate resume {entry.record.name}, then open the gate again."
            if entry.ended
            else "Open the gate again once it has had a prompt."
        )
        self._desk.feed.notice("error", reason, session=post.session, hint=hint)


def _directories(post: Post) -> tuple[str, ...]:
    """What its agent should be able to write now, relative to the workspace."""
    grant = post.gate.grant
    if not isinstance(grant, PlanPass) or wanted(post.gate, time.time()) == CLOSED:
        return ()
    return grant.directories


def _open(post: Post) -> tuple[str, ...]:
    directories = _directories(post)
    if not directories:
        return ()
    root = Path(post.workspace)
    more = stores(post.workspace) if "." not in directories else ()
    return tuple(dict.fromkeys([*(str((root / path).resolve()) for path in directories), *more]))


def _differs(post: Post) -> bool:
    """Whether its agent has to be started again; one that is stopped can wait, and budgets open nothing for it."""
    if not post.record.holds_itself or post.entry.ended or post.gate.paused:
        return False
    by_plan = isinstance(post.gate.grant, PlanPass)
    if not by_plan and wanted(post.gate, time.time()) != CLOSED:
        return False
    return set(_open(post)) != set(post.record.begun_with)


def _writable(post: Post) -> Writable:
    """With what stays read-only of the repository and by the policy, as far as it exists. Blocks."""
    opened = _open(post)
    if not opened:
        return Writable(workspace=post.workspace)
    root = Path(post.workspace)
    locked = locked_paths(post.gate, root, post.skipped or frozenset()).paths
    shut = [
        path for path in (*look_at_repository(post.workspace).read_only, *locked) if os.path.lexists(path)
    ]
    return Writable(workspace=post.workspace, open=opened, shut=tuple(dict.fromkeys(shut)))


def _go_on(post: Post) -> str:
    """What an agent is told with whose plan the gate opens."""
    plan = post.gate.plan
    found = outcome_of(plan, plan.plan.version, post.state(time.time())) if plan is not None else None
    if post.agent is None or found is None or not found.approved:
        return ""
    answer = Answer(verdict=Verdict.ALLOW, words=found.words)
    return post.agent.go_on(HookCall(kind=HookKind.TURN_END), answer).text


def _environment_of(pid: int) -> dict[str, str]:
    """The environment that a program was started with, for a daemon that did not start it.

    Raises:
        Unavailable: It cannot be read.
    """
    try:
        found = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError as error:
        raise Unavailable(f"the environment of process {pid} cannot be read: {error.strerror}") from error
    pairs = (part.decode(errors="surrogateescape").partition("=") for part in found.split(b"\0") if part)
    environment = {name: value for name, _, value in pairs if name}
    if "PLANGATE_SESSION" not in environment:
        raise Unavailable(f"the environment of process {pid} is not the one that it was started with")
    return environment
