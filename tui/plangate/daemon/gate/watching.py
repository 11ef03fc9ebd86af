"""Watching workspaces while their gates are open: the budget's meter, and what leaves a plan's scope."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from plangate.aio import spawn
from plangate.checkpoints.ignored import ignored
from plangate.daemon.gate.baselines import Baselines
from plangate.daemon.gate.forged import Forged
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.inotify import Notifier
from plangate.daemon.gate.people import DAEMON
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.readiness import under
from plangate.daemon.gate.review import Review
from plangate.daemon.gate.shelf import Shelf
from plangate.daemon.gate.unkept import since
from plangate.errors import PlangateError
from plangate.gate.budget import Change, Usage, measure, over
from plangate.gate.machine import BudgetPass, Closed, Metered, PlanPass, StrengthFound
from plangate.gate.plan.record import RECORDS, is_record
from plangate.gate.policy import Policy
from plangate.gate.scope import protecting
from plangate.model.gate import GateState, Strength
from plangate.sandbox.layout import below

__all__ = ["Watching"]

_log = logging.getLogger(__name__)

_CALM = 0.03
"""Seconds without a change after which what has changed is looked at."""
_AT_LEAST_EVERY = 0.3
"""Seconds after which it is looked at although changes go on."""
_MOST_TOLD = 200
_ATTEMPTS = 3
"""Comparisons that may fail in a row before what cannot be watched is closed."""


class Watching:
    """One watch for each workspace that may change."""

    def __init__(self, keeper: Gatekeeper, review: Review, shelf: Shelf, baselines: Baselines) -> None:
        self._keeper = keeper
        self._review = review
        self._shelf = shelf
        self._baselines = baselines
        self._forged = Forged(keeper, review)
        self._running: dict[str, _Watch] = {}

    def gate_changed(self, post: Post) -> None:
        """Begin or end watching, as the gate's state asks for."""
        state = post.state(time.time())
        weak = not post.record.strength.at_least(Strength.SYSCALL) and state is not GateState.OFF
        needed = state in (GateState.BUDGET, GateState.OPEN, GateState.OBSERVE) or (
            weak and state is GateState.CLOSED
        )
        if needed and post.watch is None:
            watch = self._running[post.session] = _Watch(self, post)
            post.watch = watch.end
            watch.begin()
        elif not needed and post.watch is not None:
            self._running.pop(post.session).finish()
            post.watch = None
        if post.watch is not None and isinstance(post.gate.grant, PlanPass):
            self._running[post.session].grant = post.gate.grant

    async def skipped(self, post: Post) -> frozenset[str]:
        """Directories of a workspace that are nobody's work: git's own, ignored ones, scratch folders."""
        root = Path(post.workspace)
        metered = isinstance(post.gate.grant, BudgetPass)  # then single files that git ignores count
        try:
            names = await asyncio.to_thread(_ignored, root, directories=metered)
        except (OSError, PlangateError):
            names = set()
        scratch = {folder.strip("/").removesuffix("/**") for folder in post.gate.policy.folders.scratch}
        return frozenset(names | scratch | {".git"})

    async def look(
        self,
        post: Post,
        paths: Iterable[str],
        began: float,
        *,
        whole: bool = False,
        last: PlanPass | None = None,
    ) -> None:
        """Some paths have changed, the first of them at `began` (monotonic).

        Args:
            whole: Others may have changed, too: nobody was told of all.
            last: What the gate was open for until now; it is closed again.
        """
        grant = last or post.gate.grant
        paths = tuple(paths)
        if grant is not None:
            self._forged.look(post, paths)
        paths = [path for path in paths if not below(path, RECORDS)]
        if isinstance(grant, BudgetPass):
            await self._meter(post, began)
        elif isinstance(grant, PlanPass):
            await self._compare(post, grant, set(paths), whole=whole)
        elif post.state(time.time()) is GateState.CLOSED and paths:
            await self._breached(post, sorted(paths), began)

    async def _meter(self, post: Post, began: float) -> None:
        changes = await self._changes(post)
        usage = measure(changes)
        guarded = _guarded([one for one in changes if not _is_locked(post, one.path)], post.gate.policy)
        grant = post.gate.grant
        if not isinstance(grant, BudgetPass):
            return
        if guarded:
            reason = f"{guarded[0]} needs a plan"
            post.spent = True
            await self._keeper.change(post, Closed(by=DAEMON, reason=reason))
            await self._reached(post, usage, (reason,), began)
        elif beyond := over(usage, grant.limit):
            post.spent = True
            await self._keeper.change(post, Metered(usage=usage))
            await self._reached(post, usage, beyond, began)
        elif usage != grant.usage:
            await self._keeper.change(post, Metered(usage=usage))

    async def _changes(self, post: Post) -> list[Change]:
        """What has changed since the pass was given; records of plans are ours."""
        found = await self._shelf.changes(post.workspace, post.record.checkpoint)
        self._forged.look(post, (change.path for change in found))
        return [*(change for change in found if not is_record(change.path)), *await self._unkept(post)]

    @staticmethod
    async def _unkept(post: Post) -> list[Change]:
        """Of them what git ignores, and no checkpoint holds."""
        scratch = post.gate.policy.folders.scratch
        return await asyncio.to_thread(since, post.unkept, Path(post.workspace), scratch)

    async def _reached(self, post: Post, usage: Usage, beyond: tuple[str, ...], began: float) -> None:
        """The budget is used up: how much got through until the gate was closed is measured and told."""
        took = time.monotonic() - began
        final = measure(await self._changes(post))
        await self._keeper.desk.recorded(
            "gate.budget_reached", post.session, beyond=list(beyond),
            files=final.files, lines=final.lines, new_files=final.new_files, deletions=final.deletions,
            ignored=[change.path for change in await self._unkept(post)],
            noticed={"files": usage.files, "lines": usage.lines}, seconds=round(took, 4),
        )  # fmt: skip
        words = "; ".join(beyond)
        self._keeper.desk.feed.notice(
            "warning", f"the budget is used up: {words}", session=post.session,
            hint="Make a plan of it, restore, or extend with a reason.",
        )  # fmt: skip

    async def unlooked(self, post: Post, why: str) -> None:
        """What changes cannot be compared again and again: what nobody can watch is not open."""
        reason, hint = f"what changes cannot be compared: {why}", "The gate is closed."
        if post.gate.grant is not None:
            await self._keeper.change(post, Closed(by=DAEMON, reason=reason))
        else:
            hint = "Its gate is closed; look at what it changed last yourself."
        self._keeper.desk.feed.notice("error", reason, session=post.session, hint=hint)

    async def _compare(self, post: Post, grant: PlanPass, paths: set[str], *, whole: bool) -> None:
        """What changed is noted; what the plan does not cover is looked at closely before it counts."""
        state = grant.state

        def strange(path: str) -> bool:
            return not state.terms.covers(state.plan, path)

        fresh = {path for path in paths if path not in state.touched and path not in state.mine}
        if whole or any(map(strange, fresh)):
            changes = await self._shelf.changes(post.workspace, state.checkpoint)
            self._forged.look(post, (change.path for change in changes))
            real = {change.path for change in changes if _can_write(post, grant, change.path)} - set(
                state.mine
            )
            others = real - post.apart - set(state.touched) if whole else real - post.apart
            fresh = {path for path in fresh if path in real or not strange(path)}
            fresh |= {path for path in others if whole or strange(path)}
        outside = sorted(filter(strange, fresh))
        told = (*outside, *sorted(fresh - set(outside)))[:_MOST_TOLD]
        if told and not await self._review.touched(post, told) and outside:
            await self._late(post, grant, outside)

    async def _late(self, post: Post, grant: PlanPass, paths: list[str]) -> None:
        """The plan has ended, or waits for people, before what lay outside of it was noticed."""
        if paths[0] in post.drift:
            return
        post.drift = tuple(dict.fromkeys((*post.drift, *paths)))[:_MOST_TOLD]
        self._keeper.show(post)
        plan = grant.state.plan.id
        await self._keeper.desk.recorded("gate.breached", post.session, paths=paths[:_MOST_TOLD], plan=plan)
        self._keeper.desk.feed.notice(
            "error", f"{paths[0]} changed outside of plan {plan} before its gate closed", session=post.session,
            hint="Look at it; undo restores.",
        )  # fmt: skip

    async def _breached(self, post: Post, paths: list[str], began: float) -> None:
        """Nothing kept a change from being made although the gate is closed; it is told, loudly."""
        post.drift = tuple(dict.fromkeys((*post.drift, *paths)))[:_MOST_TOLD]
        self._keeper.show(post)
        await self._keeper.desk.recorded("gate.breached", post.session, paths=paths[:_MOST_TOLD])
        kept = self._baselines.before(post, began)
        remedy = (
            "undo restores" if kept else "no checkpoint is older than this change, so look at it yourself"
        )
        self._keeper.desk.feed.notice(
            "error", f"{paths[0]} changed although the gate is closed", session=post.session,
            hint=f"At strength {post.gate.strength} changes are only noticed; {remedy}.",
        )  # fmt: skip


class _Watch:
    """One workspace."""

    def __init__(self, watching: Watching, post: Post) -> None:
        self._watching = watching
        self._post = post
        self._notifier: Notifier | None = None
        self._paths: set[str] = set()
        self._began = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._looking = False
        self._ended = False
        self._whole = True
        """Whether more may have changed than was told."""
        self._failed = 0
        self.grant: PlanPass | None = None
        """The plan that it was open for last."""

    def begin(self) -> None:
        """Watch from now on; what has changed since the gate opened is looked at first."""
        spawn(self._begin(), name=f"watch {self._post.session}")

    def finish(self) -> None:
        """The gate is closed: what changed until then is looked at once more."""
        if self.grant is not None:
            found, missed = self._notifier.changed() if self._notifier is not None else (set(), True)
            paths, whole = self._paths | found, self._whole or missed
            if paths or whole:
                spawn(self._last(paths, whole, self.grant), name=f"last look {self._post.session}")
        self.end()

    def end(self) -> None:
        """Watch no more."""
        self._ended = True
        if self._timer is not None:
            self._timer.cancel()
        if self._notifier is not None:
            asyncio.get_running_loop().remove_reader(self._notifier.fd)
            self._notifier.close()
            self._notifier = None

    async def _begin(self) -> None:
        skipped = await self._watching.skipped(self._post)
        root = Path(self._post.workspace)
        try:
            made = await asyncio.to_thread(Notifier, root, lambda path: under(path, skipped))
        except (OSError, PlangateError) as error:
            self._watching._keeper.desk.feed.notice(
                "warning", f"the workspace cannot be watched: {error}", session=self._post.session
            )
            await self._found(Strength.ADVISORY)
            return
        if self._ended:
            made.close()
            return
        self._notifier = made
        asyncio.get_running_loop().add_reader(made.fd, self._changed)
        self._began = time.monotonic()
        await self._found(Strength.WATCH)
        self._soon(0.0)

    async def _found(self, strength: Strength) -> None:
        """What was to hold by watching holds so, or not at all."""
        post = self._post
        if post.record.strength is Strength.WATCH and post.gate.strength is not strength and not self._ended:
            with suppress(PlangateError):
                await self._watching._keeper.change(post, StrengthFound(strength=strength))

    def _changed(self) -> None:
        if self._notifier is None:
            return
        found, missed = self._notifier.changed()
        if not found and not missed:
            return
        self._whole = self._whole or missed
        if not self._paths:
            self._began = time.monotonic()
        self._paths |= found
        waited = time.monotonic() - self._began
        self._soon(0.0 if waited >= _AT_LEAST_EVERY else _CALM)

    def _soon(self, delay: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self._look)

    def _look(self) -> None:
        self._timer = None
        if not self._looking and not self._ended:
            spawn(self._looked(), name=f"look {self._post.session}")

    async def _looked(self) -> None:
        self._looking = True
        paths, self._paths = self._paths, set()
        whole, self._whole = self._whole, False
        try:
            await self._watching.look(self._post, paths, self._began, whole=whole)
            self._failed = 0
        except (PlangateError, OSError) as error:
            _log.warning("the workspace of %s could not be compared: %s", self._post.session, error)
            if self._ended:
                if self.grant is not None:  # the gate was closed meanwhile: nobody else looks at these
                    spawn(self._last(paths, whole, self.grant), name=f"last look {self._post.session}")
                return
            self._paths |= paths
            self._whole = self._whole or whole
            self._failed += 1
            if self._failed == _ATTEMPTS:
                await self._watching.unlooked(self._post, str(error))
        finally:
            self._looking = False
        if (self._paths or self._whole) and not self._ended:
            self._soon(_AT_LEAST_EVERY if self._failed else _CALM)

    async def _last(self, paths: set[str], whole: bool, grant: PlanPass) -> None:
        why = ""
        for _ in range(_ATTEMPTS):
            try:
                await self._watching.look(self._post, paths, self._began, whole=whole, last=grant)
            except (PlangateError, OSError) as error:
                why = str(error)
                _log.warning("the workspace of %s could not be compared: %s", self._post.session, why)
                await asyncio.sleep(_AT_LEAST_EVERY)
            else:
                return
        await self._watching.unlooked(self._post, why)


def _can_write(post: Post, grant: PlanPass, path: str) -> bool:
    """Whether the session could have changed a path; where nothing confines it, it could have any."""
    if not post.gate.strength.at_least(Strength.SYSCALL):
        return True
    return _within(path, grant.directories) and not _is_locked(post, path)


def _is_locked(post: Post, path: str) -> bool:
    """Whether a path was read-only for the session all the time, so that only people can have changed it."""
    return any(below(f"{post.workspace}/{path}", locked) for locked in post.unwritable)


def _ignored(root: Path, *, directories: bool) -> set[str]:
    names = (os.fsdecode(path) for path in ignored(root))
    return {name for name in names if not directories or (root / name).is_dir()}


def _within(path: str, directories: Iterable[str]) -> bool:
    return any(place == "." or path == place or path.startswith(place + "/") for place in directories)


def _guarded(changes: Iterable[Change], policy: Policy) -> list[str]:
    return [change.path for change in changes if protecting(change.path, policy.need_plan)]
