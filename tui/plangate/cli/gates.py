"""A session's gate on the command line. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from plangate.cli.text import age
from plangate.model.attempts import Side
from plangate.model.gate import GateState, GateView, Meter
from plangate.model.holding import held_words, prevents

__all__ = ["gate_json", "told"]

_OFFERS = {
    "done": "the plan looks carried out; plangate plan done ends it",
    "reopen": "the plan was set aside; plangate gate open lets it go on",
}
_COIN = {Side.PLAN.value: "with a plan", Side.NO_PLAN.value: "no plan is needed"}


def gate_json(gate: GateView) -> dict[str, Any]:
    """The gate; times are Unix seconds."""
    fields: dict[str, Any] = msgspec.to_builtins(gate)
    return fields


def told(gate: GateView, now: float) -> Iterator[str]:
    """A gate for people, line by line."""
    since = f" for {age(now - gate.since)}" if gate.since else ""
    yield f"gate:       {gate.state}{since}, strength {gate.strength}"
    if gate.possible is not gate.strength:
        yield f"closed:     at strength {gate.possible}"
    if gate.state is not GateState.OFF:
        yield f"holds:      {held_words(gate)}"
    values = {
        "why": gate.reason,
        "workspace": gate.workspace,
        "plan": f"{gate.plan} {gate.phase}: {gate.title}" if gate.plan else "",
        "scope": ", ".join(gate.scope),
        "writable" if prevents(gate.possible) else "covered": ", ".join(gate.directories),
        "used": _amount(gate.used, gate.limit),
        "until": f"{age(gate.until - now)} from now" if gate.until is not None else "",
        "drift": ", ".join(gate.drift),
        "watched": "; ".join(gate.gaps),
        "evidence": gate.evidence,
        "coin": _COIN.get(gate.coin, ""),
        "policy": gate.policy[:12],
        "fault": gate.fault,
    }
    for name, value in values.items():
        if value:
            yield f"{name}:".ljust(12) + value
    if gate.offer in _OFFERS:
        yield f"offered:    {_OFFERS[gate.offer]}"
    for holder in gate.holders:
        yield f"held open:  {holder.name} ({holder.pid}) {holder.path}"
    for question in gate.questions:
        yield f"asks:       {question.id} {question.tool}: {question.words}"


def _amount(used: Meter | None, limit: Meter | None) -> str:
    if used is None or limit is None:
        return ""
    return (
        f"{used.files} of {limit.files} files, {used.lines} of {limit.lines} lines,"
        f" {used.minutes:.0f} of {limit.minutes:.0f} minutes"
    )
