"""What a plan leaves in its repository: the record of who approved it, and trailers on the session's commits."""

from __future__ import annotations

import asyncio
from pathlib import Path

from plangate.daemon.desk import Desk
from plangate.daemon.gate.post import Post
from plangate.errors import PlangateError
from plangate.gate.plan.state import PlanState
from plangate.proof.evidence import leave_evidence
from plangate.proof.record import Enforcement

__all__ = ["tell_repository"]


async def tell_repository(desk: Desk, post: Post, state: PlanState, directories: tuple[str, ...]) -> None:
    """After each step of a plan. Where it cannot be written the plan goes on, and people are told."""
    told = (state.approved, state.phase.value)
    if not post.gate.policy.proof.records or post.evidence == told:
        return
    post.evidence = told
    confined = post.record.confinement
    held = Enforcement(
        strength=post.gate.strength.value,
        agent=post.entry.record.new.agent,
        session=post.session,
        directories=directories,
        namespace=f"mnt:{confined.mnt_ns}" if confined and confined.mnt_ns else "",
        started=state.since,
    )
    try:
        await asyncio.to_thread(leave_evidence, Path(post.workspace), state, held)
    except PlangateError as error:
        await desk.recorded("plan.unproven", post.session, plan=state.plan.id, why=error.message)
        desk.feed.notice("warning", error.message, session=post.session, hint=error.hint)
