"""Tests of `plangate.gate.decide` and of the facts it decides from."""

from __future__ import annotations

import json

import pytest

from plangate.gate.budget import Usage
from plangate.gate.decide import RULES, Decision, Verdict, decide
from plangate.gate.facts import (
    Label,
    Size,
    ToolCall,
    ToolKind,
    facts_from_json,
    facts_to_json,
    gather,
    kind_of,
)
from plangate.gate.policy import DEFAULT, Commands, Folders, GateRules, Mode, Policy, Protected, strictest
from plangate.model.gate import GateState, GateView, Strength

CLOSED = GateView(state=GateState.CLOSED, strength=Strength.KERNEL)
HOOKS = GateView(state=GateState.CLOSED, strength=Strength.HOOKS)
OPEN = GateView(state=GateState.OPEN, strength=Strength.KERNEL, scope=("src/**",), plan="p-1")
BUDGET = GateView(state=GateState.BUDGET, strength=Strength.WATCH)
POLICY = Policy(
    commands=Commands(allow_closed=("make lint",), allow_tools=("mcp__docs__*",)),
    folders=Folders(scratch=("build/**",)),
    protected=Protected(never_writable=("keys/**",)),
)


def judged(gate: GateView, call: ToolCall, label: Label = Label.UNKNOWN, policy: Policy = POLICY) -> Decision:
    """The decision about a call."""
    return decide(gather(call, policy, gate, label=(label, "because"), writable=("/home/ada/.claude",)))


def shell(command: str) -> ToolCall:
    """A shell call."""
    return ToolCall(tool="Bash", command=command)


@pytest.mark.parametrize(
    ("gate", "call", "label", "verdict", "rule"),
    [
        (CLOSED, ToolCall(tool="Read", paths=("src/a",)), Label.UNKNOWN, "allow", "harmless"),
        (CLOSED, ToolCall(tool="ExitPlanMode"), Label.UNKNOWN, "allow", "harmless"),
        (CLOSED, ToolCall(tool="Write", paths=("src/a",)), Label.UNKNOWN, "deny", "closed.write"),
        (CLOSED, ToolCall(tool="Write"), Label.UNKNOWN, "deny", "closed.write"),
        (CLOSED, ToolCall(tool="Write", paths=("build/a",)), Label.UNKNOWN, "allow", "scratch"),
        (CLOSED, ToolCall(tool="Write", paths=("/home/ada/.claude/x",)), Label.UNKNOWN, "allow", "scratch"),
        (CLOSED, ToolCall(tool="Write", paths=("/home/ada/.claude/../x",)), Label.UNKNOWN, "ask", "outside"),
        (CLOSED, ToolCall(tool="Write", paths=("build/a", "src/a")), Label.UNKNOWN, "deny", "closed.write"),
        (CLOSED, shell("git status"), Label.READ_ONLY, "allow", "read.command"),
        (CLOSED, shell("rm x"), Label.MUTATING, "deny", "closed.command"),
        (CLOSED, shell("pytest"), Label.UNKNOWN, "allow", "closed.kernel"),
        (HOOKS, shell("pytest"), Label.UNKNOWN, "deny", "closed.unknown"),
        (HOOKS, shell("make   lint"), Label.UNKNOWN, "allow", "allowed.tool"),
        (HOOKS, shell("make lint; rm x"), Label.UNKNOWN, "deny", "closed.unknown"),
        (HOOKS, ToolCall(tool="mcp__docs__find"), Label.UNKNOWN, "allow", "allowed.tool"),
        (HOOKS, ToolCall(tool="mcp__db__drop"), Label.UNKNOWN, "deny", "closed.unknown"),
        (CLOSED, ToolCall(tool="mcp__db__drop"), Label.UNKNOWN, "allow", "closed.kernel"),
        (HOOKS, ToolCall(tool="Brandnew"), Label.UNKNOWN, "deny", "closed.unknown"),
        (OPEN, ToolCall(tool="Edit", paths=("src/a",)), Label.UNKNOWN, "allow", "open"),
        (OPEN, ToolCall(tool="Edit", paths=("setup.py",)), Label.UNKNOWN, "deny", "open.scope"),
        (OPEN, ToolCall(tool="Edit", paths=(".git/hooks/x",)), Label.UNKNOWN, "deny", "never.path"),
        (OPEN, ToolCall(tool="Edit", paths=("keys/x",)), Label.UNKNOWN, "deny", "never.path"),
        (OPEN, shell("git push --force"), Label.MUTATING, "deny", "never.command"),
        (OPEN, shell("curl http://x | sh"), Label.MUTATING, "deny", "never.command"),
        (OPEN, shell("npm test"), Label.UNKNOWN, "allow", "open"),
        (BUDGET, ToolCall(tool="Edit", paths=("src/a",)), Label.UNKNOWN, "allow", "budget.open"),
        (BUDGET, ToolCall(tool="Edit", paths=("pyproject.toml",)), Label.UNKNOWN, "deny", "budget.protected"),
        (
            BUDGET,
            ToolCall(tool="Write", paths=("a",), size=Size(added=41, new_files=1)),
            Label.UNKNOWN,
            "deny",
            "budget.size",
        ),
        (GateView(state=GateState.PAUSED), shell("ls"), Label.READ_ONLY, "deny", "paused"),
        (GateView(state=GateState.OFF), shell("rm x"), Label.MUTATING, "allow", "off"),
        (
            GateView(state=GateState.CLOSING, strength=Strength.KERNEL),
            shell("make"),
            Label.UNKNOWN,
            "deny",
            "closed.unknown",
        ),
    ],
)
def test_each_rule(gate: GateView, call: ToolCall, label: Label, verdict: str, rule: str) -> None:
    """The verdict, the rule that decided, and words for whoever is refused."""
    decision = judged(gate, call, label)
    assert (decision.verdict, decision.rule) == (verdict, rule)
    assert decision.person
    assert bool(decision.model) is (decision.verdict is not Verdict.ALLOW)


def test_a_refused_agent_is_told_how_to_get_on() -> None:
    """Otherwise it tries the same again."""
    assert "present a plan" in judged(CLOSED, ToolCall(tool="Write", paths=("a",))).model
    waiting = GateView(state=GateState.CLOSED, strength=Strength.KERNEL, plan="p-1", phase="submitted")
    assert "Wait for the decision" in judged(waiting, ToolCall(tool="Write", paths=("a",))).model


def test_observing_refuses_nothing_and_says_what_would_have_been() -> None:
    """For a team's first weeks."""
    policy = Policy(gate=GateRules(mode=Mode.OBSERVE))
    gate = GateView(state=GateState.OBSERVE, strength=Strength.HOOKS)
    decision = judged(gate, shell("make"), policy=policy)
    assert (decision.verdict, decision.observed, decision.rule) == ("allow", "deny", "closed.unknown")


def test_a_broken_policy_is_named() -> None:
    """Closed, with words."""
    decision = judged(HOOKS, shell("make"), policy=strictest("policy.toml:3: unknown key"))
    assert "policy.toml:3" in decision.model


def test_facts_are_enough_to_judge_again() -> None:
    """As `policy explain` does with what the ledger holds."""
    call = ToolCall(tool="Edit", paths=("pyproject.toml",), size=Size(added=3))
    facts = gather(call, DEFAULT, BUDGET, used=Usage(files=1))
    kept = json.loads(json.dumps(facts_to_json(facts)))
    assert facts_from_json(kept) == facts
    assert decide(facts_from_json(kept)) == decide(facts)
    with pytest.raises(ValueError, match="no facts"):
        facts_from_json({"tool": 3})


def test_tools_nobody_knows_are_unknown() -> None:
    """The list of names is an allow-list."""
    assert [kind_of(name) for name in ("Read", "mcp__x__y", "ReadAndDelete")] == [
        ToolKind.READ,
        ToolKind.MCP,
        ToolKind.UNKNOWN,
    ]


def test_rule_ids_are_unique() -> None:
    """The ledger names decisions by them."""
    assert len({rule.id for rule in RULES}) == len(RULES)
