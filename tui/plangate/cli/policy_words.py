"""What a policy says about one path, command or decision, as JSON values with words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from plangate.config.policy import PolicyFile
from plangate.gate.classify import classify
from plangate.gate.decide import Decision, decide
from plangate.gate.facts import ToolCall, gather
from plangate.gate.policy import ALWAYS_READ_ONLY
from plangate.gate.scope import in_scope, normalise, protecting
from plangate.model.gate import GateState, GateView, Strength

__all__ = ["about_command", "about_path", "decision_json"]

_NEVER = "no session may write it, with or without a plan"


def about_path(root: Path, loaded: PolicyFile, path: str) -> dict[str, Any]:
    """Which rules of the policy mean a path, and what follows."""
    policy = loaded.policy
    plain = normalise(os.path.relpath(Path.cwd() / path, root))
    if plain is None:
        return {"path": path, "words": "outside of the repository", "rules": []}
    lists = (
        ("always read-only", ALWAYS_READ_ONLY, _NEVER),
        ("protected.never_writable", policy.protected.never_writable, _NEVER),
        ("protected.paths", policy.protected.paths, _protected(loaded)),
        ("dependencies.files", policy.dependencies.files, "needs a plan, however small the change is"),
    )
    rules = [
        _rule(key, pattern, _origin(loaded, key), words)
        for key, patterns, words in lists
        if (pattern := protecting(plain, patterns))
    ]
    usual = (
        f"within the budget without a plan, up to {policy.budget.lines} lines in {policy.budget.files} files"
    )
    if policy.broken or not policy.budget.files:
        usual = "needs a plan"
    if not rules and in_scope(plain, policy.folders.scratch):
        usual = "writable even while the gate is closed"
        found = ", ".join(policy.folders.scratch)
        rules = [_rule("folders.scratch", found, loaded.origin("folders.scratch"), usual)]
    return {"path": plain, "words": rules[0]["words"] if rules else usual, "rules": rules}


def about_command(loaded: PolicyFile, command: str) -> dict[str, Any]:
    """How a shell command is judged, and what is answered while closed at each strength."""
    policy = loaded.policy
    verdict = classify(command, policy.commands.allow_closed)
    closed = {}
    for strength in Strength:
        gate = GateView(state=GateState.CLOSED, strength=strength)
        call = ToolCall(tool="Bash", command=command)
        decision = decide(gather(call, policy, gate, label=(verdict.label, verdict.reason)))
        closed[strength.value] = decision_json(decision)
    return {"label": verdict.label.value, "reason": verdict.reason, "closed": closed}


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision."""
    return {
        "verdict": decision.verdict.value,
        "rule": decision.rule,
        "person": decision.person,
        "model": decision.model,
        "observed": decision.observed.value if decision.observed else None,
    }


def _rule(key: str, pattern: str, origin: str, words: str) -> dict[str, str]:
    return {"key": key, "pattern": pattern, "origin": origin, "words": words}


def _origin(loaded: PolicyFile, key: str) -> str:
    return "cannot be changed" if key == "always read-only" else loaded.origin(key)


def _protected(loaded: PolicyFile) -> str:
    people = loaded.policy.approval.quorum_protected
    return f"needs a plan that names it, approved by {people} {'person' if people == 1 else 'people'}"
