"""How long plans waited for a person, and how many were left for something else, from the ledger's entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from plangate.errors import PlangateError
from plangate.gate.plan.events import event_from_payload
from plangate.gate.plan.lifecycle import advance
from plangate.gate.plan.state import PlanState
from plangate.model.event import Event
from plangate.model.plan import Phase

__all__ = ["PlanTimes", "plan_times"]

_STANDS = (Phase.APPROVED, Phase.EXECUTING)


class PlanTimes(NamedTuple):
    """Of all plans together."""

    waits: tuple[float, ...]
    """Seconds from the submission of the version that was approved to its approval."""
    drifted: int
    """Approved plans of which something was changed that they do not cover."""
    approved: int


def plan_times(events: Iterable[Event]) -> PlanTimes:
    """Follow every plan through what happened to it.

    Args:
        events: Entries of the kinds `plan.…`, oldest first; others, and what cannot be read, are passed over.
    """
    states: dict[str, PlanState] = {}
    submitted: dict[str, float] = {}
    waits: list[float] = []
    approved: set[str] = set()
    drifted: set[str] = set()
    for entry in events:
        plan, at = str(entry.data.get("plan", "")), float(entry.data.get("at", entry.time))
        try:
            event = event_from_payload(entry.kind, entry.data.get("event"))
            before = states.get(plan)
            state = states[plan] = advance(before, event, now=at)
        except (ValueError, PlangateError):
            continue
        if state.phase is Phase.SUBMITTED and (before is None or before.phase is not Phase.SUBMITTED):
            submitted[plan] = at
        if state.phase in _STANDS and plan in submitted:
            waits.append(at - submitted.pop(plan))
            approved.add(plan)
        if state.phase is Phase.DRIFTED:
            drifted.add(plan)
    return PlanTimes(tuple(waits), len(drifted), len(approved))
