"""The decision about one tool call: a pure function of its facts, with the rule and the words to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from plangate.gate.facts import Facts, Label, PathFact, ToolKind, Zone
from plangate.gate.policy import Mode
from plangate.model.gate import GateState, Strength

__all__ = ["RULES", "Decision", "Rule", "Verdict", "decide"]

_GET_ON = (
    "Reading, searching and read-only commands work. To change files, present a plan: its title, numbered"
    " steps, the files it covers, risks and tests ({how}). A person approves it; then go on in this session."
)


class Verdict(StrEnum):
    """What is answered."""

    ALLOW = "allow"
    """The gate has nothing against it; the agent's own rules still hold."""
    DENY = "deny"
    ASK = "ask"
    """A person is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An answer, the rule it follows, and words."""

    verdict: Verdict
    rule: str
    """Id of the rule, stable: "closed.write"."""
    model: str = ""
    """For the agent's model, with how to get on; empty when it is let through."""
    person: str = ""
    """For people, one line."""
    observed: Verdict | None = None
    """What it would have been if the mode were not observe."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; the first whose condition holds decides."""

    id: str
    verdict: Verdict
    holds: Callable[[Facts], bool]
    person: Callable[[Facts], str]
    model: Callable[[Facts], str] = lambda _: ""


def decide(facts: Facts) -> Decision:
    """The first rule that holds; what no rule knows is refused. In observe mode nothing is."""
    rule = next((rule for rule in RULES if rule.holds(facts)), _LAST)
    made = Decision(
        verdict=rule.verdict,
        rule=rule.id,
        model="" if rule.verdict is Verdict.ALLOW else rule.model(facts) or rule.person(facts),
        person=rule.person(facts),
    )
    if facts.gate is GateState.OBSERVE or facts.mode is Mode.OBSERVE:
        return replace(made, verdict=Verdict.ALLOW, model="", observed=made.verdict)
    return made


def _harmless(facts: Facts) -> bool:
    return facts.kind in (ToolKind.READ, ToolKind.WEB, ToolKind.AGENT, ToolKind.TALK, ToolKind.PLAN)


def _shut(facts: Facts) -> bool:
    """Whether it is to be judged as closed; observing judges so too, to show what would have been."""
    return facts.gate not in (GateState.OPEN, GateState.BUDGET)


def _writes(facts: Facts) -> bool:
    return facts.kind in (ToolKind.EDIT, ToolKind.WRITE)


def _kernel_decides(facts: Facts) -> bool:
    """Whether something below this decision keeps the files as they are."""
    return facts.strength.at_least(Strength.SYSCALL) and facts.gate is not GateState.CLOSING


def _first(facts: Facts, fits: Callable[[PathFact], bool]) -> PathFact | None:
    return next((path for path in facts.paths if fits(path)), None)


def _read_only_path(facts: Facts) -> PathFact | None:
    return _first(facts, lambda path: bool(path.read_only)) if _writes(facts) else None


def _outside_path(facts: Facts) -> PathFact | None:
    return _first(facts, lambda path: path.zone is Zone.OUTSIDE) if _writes(facts) else None


def _stray_path(facts: Facts) -> PathFact | None:
    return _first(facts, lambda path: path.zone is Zone.WORKSPACE and not path.in_scope)


def _protected_path(facts: Facts) -> PathFact | None:
    return _first(facts, lambda path: path.zone is Zone.WORKSPACE and bool(path.protected))


def _named(path: PathFact | None) -> str:
    return path.path if path else ""


def _closed_words(facts: Facts) -> str:
    if facts.broken:
        return f"The plan gate is closed because the repository's policy file is faulty: {facts.broken}."
    if facts.gate is GateState.CLOSING:
        return "The plan gate is closing."
    if facts.phase == "submitted":
        return f"The plan gate is closed; plan {facts.plan} waits for a person."
    if facts.phase == "waiting":
        return f"The plan gate is closed; plan {facts.plan} was set aside."
    if facts.phase == "drifted":
        return f"The plan gate closed because something outside of plan {facts.plan} changed."
    if facts.drawn:
        return (
            "The plan gate is closed: lots were drawn over this task, and it is to be done with a plan, however"
            " small it is."
        )
    return "The plan gate is closed: nothing may change before a person has approved a plan."


def _get_on(facts: Facts) -> str:
    if facts.phase == "submitted":
        return "Wait for the decision about your plan; meanwhile reading and read-only commands work."
    if facts.phase == "waiting":
        return "A person lets the plan go on, or present another one for what is to be done now."
    if facts.phase == "drifted":
        return (
            "Stop changing files. A person decides: present the plan anew with what it also needs, or wait."
        )
    return _GET_ON.format(how="your plan tool, or `plangate plan submit --file PLAN.md`")


def _refuse(facts: Facts, what: str) -> str:
    return f"{_closed_words(facts)} {what} was refused. {_get_on(facts)}"


def _command(facts: Facts) -> str:
    text = " ".join(facts.command.split())
    return text if len(text) <= 60 else text[:59] + "…"


RULES: tuple[Rule, ...] = (
    Rule(
        "off",
        Verdict.ALLOW,
        lambda facts: facts.gate is GateState.OFF,
        lambda _: "this session is not gated",
    ),
    Rule("harmless", Verdict.ALLOW, _harmless, lambda facts: f"{facts.tool} changes no files"),
    Rule(
        "never.path",
        Verdict.DENY,
        lambda facts: _read_only_path(facts) is not None,
        lambda facts: f"{_named(_read_only_path(facts))} is not for sessions to change",
        lambda facts: (
            f"{_named(_read_only_path(facts))} may never be changed from this session, with or without"
            " a plan. Leave it as it is, or ask the person to change it."
        ),
    ),
    Rule(
        "never.command",
        Verdict.DENY,
        lambda facts: bool(facts.denied),
        lambda facts: f"the policy forbids {facts.denied}: {_command(facts)}",
        lambda facts: (
            f"The repository's policy forbids this command always ({facts.denied}). Ask the person to run it."
        ),
    ),
    Rule(
        "paused",
        Verdict.DENY,
        lambda facts: facts.gate is GateState.PAUSED,
        lambda facts: f"paused: {facts.tool}",
        lambda _: "The session is paused until a person has decided. Stop and wait.",
    ),
    Rule(
        "allowed.tool",
        Verdict.ALLOW,
        lambda facts: facts.allowed,
        lambda facts: "named by the policy as changing nothing",
    ),
    Rule(
        "read.command",
        Verdict.ALLOW,
        lambda facts: facts.kind is ToolKind.SHELL and facts.label is Label.READ_ONLY,
        lambda facts: f"read-only: {_command(facts)}",
    ),
    Rule(
        "outside",
        Verdict.ASK,
        lambda facts: _outside_path(facts) is not None,
        lambda facts: f"{_named(_outside_path(facts))} lies outside of the workspace",
        lambda facts: f"{_named(_outside_path(facts))} lies outside of the workspace; a person is asked.",
    ),
    Rule(
        "scratch",
        Verdict.ALLOW,
        lambda facts: (
            _writes(facts)
            and bool(facts.paths)
            and all(path.zone in (Zone.SCRATCH, Zone.WRITABLE) for path in facts.paths)
        ),
        lambda facts: f"scratch: {_named(facts.paths[0])}",
    ),
    Rule(
        "closed.write",
        Verdict.DENY,
        lambda facts: _shut(facts) and _writes(facts),
        lambda facts: f"closed: {facts.tool} {_named(facts.paths[0]) if facts.paths else ''}".rstrip(),
        lambda facts: _refuse(facts, f"{facts.tool} {_named(facts.paths[0]) if facts.paths else ''}".strip()),
    ),
    Rule(
        "closed.command",
        Verdict.DENY,
        lambda facts: _shut(facts) and facts.kind is ToolKind.SHELL and facts.label is Label.MUTATING,
        lambda facts: f"closed: {_command(facts)} ({facts.label_reason or 'it changes something'})",
        lambda facts: _refuse(
            facts, f"The command ({facts.label_reason})" if facts.label_reason else "The command"
        ),
    ),
    Rule(
        "closed.kernel",
        Verdict.ALLOW,
        lambda facts: _shut(facts) and _kernel_decides(facts),
        lambda facts: (
            f"closed at strength {facts.strength}: {_command(facts) or facts.tool} cannot change files"
        ),
    ),
    Rule(
        "closed.unknown",
        Verdict.DENY,
        _shut,
        lambda facts: f"closed: nobody knows what {_command(facts) or facts.tool} changes",
        lambda facts: _refuse(
            facts,
            "The command is not one that is known to change nothing, and it"
            if facts.kind is ToolKind.SHELL
            else f"The tool {facts.tool} is not one that is known to change nothing, and it",
        ),
    ),
    Rule(
        "budget.protected",
        Verdict.DENY,
        lambda facts: facts.gate is GateState.BUDGET and _protected_path(facts) is not None,
        lambda facts: f"{_named(_protected_path(facts))} needs a plan",
        lambda facts: (
            f"{_named(_protected_path(facts))} is protected and needs an approved plan, however small the"
            f" change. {_get_on(facts)}"
        ),
    ),
    Rule(
        "budget.size",
        Verdict.DENY,
        lambda facts: facts.gate is GateState.BUDGET and bool(facts.over_budget),
        lambda facts: f"over the budget: {', '.join(facts.over_budget)}",
        lambda facts: (
            f"This would be more than a small change may be ({', '.join(facts.over_budget)})."
            f" Present a plan. {_get_on(facts)}"
        ),
    ),
    Rule(
        "open.scope",
        Verdict.DENY,
        lambda facts: facts.gate is GateState.OPEN and _writes(facts) and _stray_path(facts) is not None,
        lambda facts: f"{_named(_stray_path(facts))} is outside of plan {facts.plan}",
        lambda facts: (
            f"{_named(_stray_path(facts))} is outside of the approved plan's scope. Keep to the plan, or"
            " present it anew with the files it also needs and wait for approval."
        ),
    ),
    Rule(
        "budget.open",
        Verdict.ALLOW,
        lambda facts: facts.gate is GateState.BUDGET,
        lambda facts: f"within the budget: {_command(facts) or facts.tool}",
    ),
    Rule(
        "open",
        Verdict.ALLOW,
        lambda facts: facts.gate is GateState.OPEN,
        lambda facts: f"open: {_command(facts) or facts.tool}",
    ),
)
"""In order."""

_LAST = Rule("nothing", Verdict.DENY, lambda _: True, lambda facts: f"no rule knows {facts.tool}")
