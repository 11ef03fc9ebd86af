"""A coin that decides about borderline tasks: for which attempts it may fall, and how it did.

It falls once for an attempt, before the attempt has edited anything and before a plan was approved for it. What
came later could otherwise decide which side an attempt is counted on.
"""

from __future__ import annotations

from plangate.attempts.going import Going, Live, Memory

__all__ = ["fallen", "given", "may_fall"]


def fallen(memory: Memory, session: str) -> str:
    """How it fell for what a session is at, or does next: a value of `plangate.model.attempts.Side`, or nothing."""
    live, present = memory.sessions.get(session), memory.current(session)
    if live is not None and live.assigned:
        return live.assigned
    return present.assigned if present is not None and not _over(present) else ""


def may_fall(memory: Memory, session: str) -> bool:
    """Whether it can fall now for what a session is at, or does next."""
    live, present = memory.sessions.get(session), memory.current(session)
    if live is None or live.plan or fallen(memory, session):
        return False
    return present is None or _over(present) or _untouched(present)


def given(live: Live, going: Going) -> str:
    """Give an attempt what fell for the session's next one; how that was, or nothing."""
    if not live.assigned or going.assigned or not _untouched(going):
        return ""
    going.assigned, live.assigned = live.assigned, ""
    return going.assigned


def _untouched(going: Going) -> bool:
    return going.first_edit is None and not going.plan


def _over(going: Going) -> bool:
    """Whether what the person lets through now is no more for this one."""
    return going.ended is not None and not _untouched(going)
