"""Records of plans that are neither ours nor git's are taken away, and the gate closes.

The directory is not locked in an open workspace: git has to bring and take what others' commits hold
there. What nobody but git or the daemon can have put there is looked for instead.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from plangate.aio import spawn
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.people import DAEMON
from plangate.daemon.gate.plans import PlanBook
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.review import Review
from plangate.errors import GitFailed, NotFound, PlangateError
from plangate.gate.machine import BudgetPass, Closed, PlanPass
from plangate.gate.plan.record import is_record
from plangate.git import git
from plangate.model.plan import VoteKind
from plangate.proof.keeping import NOTES
from plangate.proof.record import from_text

__all__ = ["Forged"]

_SETTLES = 0.2
"""Seconds after which a second look counts: git writes files before it says which commit they belong to."""
_LOOKS = 25
"""At most, while git holds its index."""
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "FETCH_HEAD", "ORIG_HEAD")


class Forged:
    """Looks at records that have changed while a gate was open."""

    def __init__(self, keeper: Gatekeeper, review: Review) -> None:
        self._keeper = keeper
        self._review = review
        self._waiting: dict[str, set[str]] = {}

    def look(self, post: Post, paths: Iterable[str]) -> None:
        """Some paths have changed; those of records are judged once git has come to rest."""
        found = {path for path in paths if is_record(path)}
        if not found:
            return
        waiting = self._waiting.get(post.session)
        if waiting is not None:
            waiting |= found
            return
        self._waiting[post.session] = found
        spawn(self._looked(post), name=f"records {post.session}")

    async def _looked(self, post: Post) -> None:
        seen: set[str] = set()
        root = Path(post.workspace)
        try:
            for _ in range(_LOOKS):
                asked = frozenset(self._waiting[post.session])
                found, busy = await asyncio.to_thread(_strange, root, asked, self._keeper.plans)
                certain = found & seen
                if not found or (certain == found and not busy):
                    break
                seen = found
                await asyncio.sleep(_SETTLES)
        finally:
            del self._waiting[post.session]
        if found:
            await self._refuse(post, root, sorted(found))

    async def _refuse(self, post: Post, root: Path, paths: list[str]) -> None:
        for path in paths:
            away = await asyncio.to_thread(_take_away, root, path)
            await self._keeper.desk.recorded("gate.snare", post.session, path=path, moved_to=away)
            self._keeper.desk.feed.notice(
                "error", f"{path} is no record of a plan that was approved here", session=post.session,
                hint=f"It was moved to {away}, and the gate is closed.",
            )  # fmt: skip
        words = f"{paths[0]} is forged"
        if isinstance(post.gate.grant, PlanPass):
            await self._review.strayed(post, tuple(paths), words)
        elif isinstance(post.gate.grant, BudgetPass):
            await self._keeper.change(post, Closed(by=DAEMON, reason=words))


def _strange(root: Path, paths: Iterable[str], plans: PlanBook) -> tuple[set[str], bool]:
    """The records that neither the daemon nor git has put there, and whether git is at work."""
    found = {
        path
        for path in paths
        if os.path.lexists(root / path) and not _ours(root / path, plans) and not _in_git(root, path)
    }
    busy = False
    if found:
        with suppress(PlangateError):
            busy = Path(git("rev-parse", "--absolute-git-dir", cwd=root), "index.lock").exists()
    return found, busy


def _ours(path: Path, plans: PlanBook) -> bool:
    """Whether a file says of a plan only what the ledger knows."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        record = from_text(path.read_bytes())
        state = plans.get(record.plan.id)
    except (OSError, ValueError, NotFound):
        return False
    given = {(approval.by, approval.at) for approval in record.approvals}
    known = {(vote.by.name, vote.at) for vote in state.votes if vote.kind is VoteKind.APPROVE}
    return record.plan == state.plan and record.unaltered and given <= known


def _in_git(root: Path, path: str) -> bool:
    """Whether a commit that the repository knows, or that is being merged, holds exactly this file."""
    try:
        if not stat.S_ISREG((root / path).lstat().st_mode):
            return False
        blob = git("hash-object", "--no-filters", "--", path, cwd=root)
        heads = [head for head in _UNDER_WAY if _known(root, head)]
        holding = f"--find-object={blob}"
        return bool(git("log", "-1", "--all", "HEAD", *heads, "--format=%H", holding, "--", path, cwd=root))
    except (GitFailed, OSError):
        return False


def _known(root: Path, head: str) -> bool:
    try:
        return bool(git("rev-parse", "--verify", "--quiet", f"{head}^{{commit}}", cwd=root))
    except GitFailed:
        return False


def _take_away(root: Path, path: str) -> str:
    """Where it lies now: with what is ours in git's directory; its old place when it cannot be moved."""
    try:
        place = Path(git("rev-parse", "--absolute-git-dir", cwd=root), NOTES)
        place.mkdir(exist_ok=True)
        away = place / f"refused-{time.time_ns()}-{Path(path).name}"
        (root / path).rename(away)
    except (OSError, PlangateError):
        return path
    return str(away)
