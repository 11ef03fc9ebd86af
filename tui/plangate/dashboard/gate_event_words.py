"""What the ledger says of gates and plans, as sentences. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["GATE_SENTENCES", "gate_event_color"]

_Data = dict[str, Any]

_BAD = frozenset(
    {
        "access.refused",
        "gate.breached",
        "gate.glass_broken",
        "gate.not_resumed",
        "gate.snare",
        "gate.stuck",
        "plan.refused",
    }
)
_WORTH_A_LOOK = frozenset(
    {"gate.budget_reached", "gate.closing", "gate.paused", "plan.strayed", "plan.unproven"}
)
_GOOD = frozenset({"gate.opened", "plan.finished"})


def gate_event_color(kind: str, data: _Data) -> str:
    """The theme's variable for an event about a gate or a plan; empty when it has no colour of its own."""
    if kind in _BAD:
        return "error"
    denied = kind == "gate.decision" and data.get("verdict") == "deny"
    if kind in _WORTH_A_LOOK or denied:
        return "warning"
    return "success" if kind in _GOOD else ""


def _held(data: _Data) -> str:
    fault = data.get("fault")
    return f"gated, strength {data.get('strength', '?')}" + (f"; {fault}" if fault else "")


def _opened(data: _Data) -> str:
    where = "the whole workspace" if data.get("directories") == ["."] else _listed(data.get("directories"))
    why = data.get("why")
    return f"gate open: {where or 'nothing'}" + (f" ({why})" if why else "")


def _closing(data: _Data) -> str:
    held = _listed(data.get("holders"))
    return "gate closing" + (f", held by {held}" if held else "")


def _because(words: str, key: str = "why") -> Callable[[_Data], str]:
    return lambda data: words + (f": {data[key]}" if data.get(key) else "")


def _decided(data: _Data) -> str:
    verdict = {"deny": "refused", "allow": "let through", "ask": "asked about"}.get(
        str(data.get("verdict")), "?"
    )
    return f"{data.get('tool', '?')} {verdict}" + (f": {data['words']}" if data.get("words") else "")


def _let_through(data: _Data) -> str:
    rows = data.get("allowed")
    times = (
        sum(row.get("times", 0) for row in rows if isinstance(row, Mapping)) if isinstance(rows, list) else 0
    )
    return f"{times} harmless tools let through"


def _reached(data: _Data) -> str:
    return f"budget used up: {data.get('files', 0)} files, {data.get('lines', 0)} lines"


def _restored(data: _Data) -> str:
    left = _listed(data.get("left"))
    return f"restored, {data.get('changes', 0)} changes undone" + (f"; left: {left}" if left else "")


def _voted(data: _Data) -> str:
    vote = _inner(data, "vote")
    verb = {"approve": "approved", "changes": "sent back", "reject": "rejected"}.get(
        str(vote.get("kind")), "?"
    )
    reason = vote.get("reason")
    return f"plan {verb} by {_name(vote)}" + (f": {reason}" if reason else "")


def _planned(verb: str) -> Callable[[_Data], str]:
    def say(data: _Data) -> str:
        plan = _inner(data, "plan")
        return f"plan {verb}: {plan.get('title', data.get('plan', ''))}, version {plan.get('version', '?')}"

    return say


def _touched(data: _Data) -> str:
    return f"plan changed {_listed(_inner(data).get('paths'))}"


def _inner(data: _Data, key: str = "") -> Mapping[str, Any]:
    event = data.get("event")
    found = event.get(key) if key and isinstance(event, Mapping) else event
    return found if isinstance(found, Mapping) else {}


def _name(vote: Mapping[str, Any]) -> str:
    by = vote.get("by")
    return str(by.get("name", "?")) if isinstance(by, Mapping) else "?"


def _budget(data: _Data) -> str:
    opened = "budget opened against the coin" if data.get("despite") else "budget opened"
    return _because(opened, "reason")(data)


def _listed(values: object, most: int = 3) -> str:
    if not isinstance(values, list):
        return ""
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(str(value) for value in values[:most]) + more


GATE_SENTENCES: dict[str, Callable[[_Data], str]] = {
    "access.refused": _because("refused to a program of a session"),
    "gate.breached": lambda data: f"changed although the gate is closed: {_listed(data.get('paths'))}",
    "gate.budget_extended": _because("budget extended", "reason"),
    "gate.budget_given": _budget,
    "gate.budget_reached": _reached,
    "gate.claimed": lambda data: f"changed by a person: {_listed(data.get('paths'))}",
    "gate.close_asked": _because("gate to be closed"),
    "gate.closed": _because("gate closed"),
    "gate.closing": _closing,
    "gate.coin_tossed": lambda data: (
        f"the coin says: {'with a plan' if data.get('says') == 'plan' else 'no plan is needed'}"
    ),
    "gate.decision": _decided,
    "gate.decisions": _let_through,
    "gate.glass_broken": lambda data: (
        f"glass broken for {data.get('minutes', '?')} minutes: {data.get('reason', '')}"
    ),
    "gate.observe_began": lambda _: "the gate only observes",
    "gate.observe_ended": lambda _: "the gate holds again",
    "gate.observed": lambda _: "nothing is refused, everything recorded",
    "gate.opened": _opened,
    "gate.pause_asked": _because("to be paused"),
    "gate.paused": _because("paused"),
    "gate.policy_changed": lambda data: (
        f"the policy changed{': ' + data['fault'] if data.get('fault') else ''}"
    ),
    "gate.recovered": lambda data: (
        f"gate found {data.get('found', '?')} by a new daemon, now {data.get('state', '?')}"
    ),
    "gate.restored": _restored,
    "gate.resumed": _because("goes on"),
    "gate.stationed": _held,
    "gate.snare": lambda data: f"taken away: {data.get('path', '?')}",
    "gate.not_resumed": _because("its agent could not be resumed"),
    "gate.stuck": _because("the gate does not move"),
    "plan.abandoned": lambda _: "plan abandoned",
    "plan.conversed": lambda data: (
        "the conversation goes on under another id"
        if _inner(data).get("keeps")
        else "another conversation began; the plan does not go along"
    ),
    "plan.reopened": lambda _: "plan goes on",
    "plan.set_aside": lambda data: f"plan set aside: {_inner(data).get('reason', '')}",
    "plan.steps_done": lambda data: f"steps carried out: {_listed(_inner(data).get('steps'))}",
    "plan.claimed": lambda _: "what drifted was a person's, the plan goes on",
    "plan.commented": lambda data: f"remark: {_inner(data, 'comment').get('text', '')}",
    "plan.drafted": _planned("written"),
    "plan.edited": _planned("rewritten"),
    "plan.finished": lambda _: "plan carried out",
    "plan.refused": lambda data: f"{data.get('tried', '?')} refused: {data.get('why', '')}",
    "plan.started": lambda _: "plan begins",
    "plan.submitted": lambda _: "plan waits for a person",
    "plan.superseded": lambda _: "another plan took its place",
    "plan.touched": _touched,
    "plan.unproven": _because("the plan's record is not in the repository"),
    "plan.voted": _voted,
}
"""By kind of event."""
