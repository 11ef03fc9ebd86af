"""Gates in the words and signs that every screen uses."""

from __future__ import annotations

from plangate.dashboard.wording import age, clean
from plangate.model.attempts import Side
from plangate.model.gate import GateState, GateView, Offer, Strength
from plangate.model.holding import held_words, prevents
from plangate.model.plan import Phase

__all__ = [
    "budget_words",
    "gate_asks",
    "gate_chip",
    "gate_facts",
    "gate_sign",
    "gate_variable",
    "offered",
    "plan_waits",
]

_SIGNS = {
    GateState.OFF: "·",
    GateState.OBSERVE: "◌",
    GateState.CLOSED: "▮",
    GateState.BUDGET: "◫",
    GateState.OPEN: "▯",
    GateState.CLOSING: "◧",
    GateState.PAUSED: "‖",
}
"""One cell each: a door that is shut, half open, open."""

_VARIABLES = {
    GateState.OFF: "muted",
    GateState.OBSERVE: "muted",
    GateState.CLOSED: "foreground",
    GateState.BUDGET: "warning",
    GateState.OPEN: "accent",
    GateState.CLOSING: "warning",
    GateState.PAUSED: "warning",
}


def gate_sign(view: GateView) -> str:
    """Two cells for a row: the state's sign, and the first letter of the strength."""
    return _SIGNS[view.state] + (" " if view.state is GateState.OFF else view.strength.value[0])


def gate_chip(view: GateView) -> str:
    """State and strength in two words: "closed, kernel"; for a session without a gate, that it has none."""
    if view.state is GateState.OFF:
        return "no gate"
    state = "glass broken" if view.glass and view.state is GateState.OPEN else view.state.value
    return f"{state}, {view.strength}"


def gate_variable(view: GateView) -> str:
    """The theme's variable with the colour of a gate."""
    if view.fault or view.drift or (view.glass and view.state is GateState.OPEN):
        return "error"
    weak = view.state is GateState.CLOSED and view.strength in (Strength.WATCH, Strength.ADVISORY)
    return "warning" if weak else _VARIABLES[view.state]


def gate_facts(view: GateView, now: float) -> list[tuple[str, str]]:
    """Labelled lines about a gate; what is not known, or goes without saying, is left out."""
    facts = [("gate", gate_chip(view) + (f" · {clean(view.reason)}" if view.reason else ""))]
    if view.state is GateState.OFF:
        return facts
    facts.append(("holds", held_words(view)))
    if view.directories:
        everything = view.directories == (".",)
        label = "writable" if prevents(view.possible) else "covered"
        facts.append((label, "the whole workspace" if everything else _listed(view.directories)))
    if view.scope:
        facts.append(("scope", _listed(view.scope)))
    if view.until is not None and view.until > now:
        facts.append(("closes in", age(view.until - now)))
    if words := budget_words(view):
        facts.append(("budget", words))
    if view.coin:
        facts.append(("coin", "with a plan" if view.coin == Side.PLAN else "no plan is needed"))
    if view.holders:
        held = tuple(f"{one.name} {one.pid} {one.path}".strip() for one in view.holders)
        facts.append(("held by", _listed(held)))
    if words := offered(view):
        facts.append(("plan", words))
    if view.drift:
        facts.append(("drift", _listed(view.drift)))
    if view.gaps:
        facts.append(("watched", clean("; ".join(view.gaps))))
    if view.fault:
        facts.append(("policy", clean(view.fault)))
    return facts


def budget_words(view: GateView) -> str:
    """How much of a budget is used: "2 of 3 files, 31 of 40 lines"; empty where there is none."""
    used, limit = view.used, view.limit
    if used is None or limit is None:
        return ""
    pairs = (
        (used.files, limit.files, "files"),
        (used.lines, limit.lines, "lines"),
        (used.new_files, limit.new_files, "new"),
        (used.deletions, limit.deletions, "deleted"),
        (round(used.minutes), round(limit.minutes), "minutes"),
    )
    parts = [f"{some} of {most} {what}" for some, most, what in pairs if some or most]
    return ", ".join([*parts, "used up"] if view.spent else parts)


def plan_waits(view: GateView) -> bool:
    """Whether a plan of the session waits for a person."""
    return view.phase in (Phase.SUBMITTED, Phase.DRIFTED)


def gate_asks(view: GateView) -> bool:
    """Whether a person can answer something without going to the session."""
    return plan_waits(view) or bool(view.questions) or bool(view.offer)


def offered(view: GateView) -> str:
    """What a person can do with one key about the session's plan, as a sentence; empty when nothing is offered."""
    if view.offer == Offer.DONE:
        return f"Plan {view.plan} looks carried out: {view.evidence}. Is it done?"
    if view.offer == Offer.REOPEN:
        return f"Plan {view.plan} was set aside ({clean(view.reason)}). Let it go on?"
    return ""


def _listed(items: tuple[str, ...], most: int = 4) -> str:
    shown = ", ".join(clean(item) for item in items[:most])
    return shown + (f" and {len(items) - most} more" if len(items) > most else "")
