"""Tests of `plangate.daemon.gate.bounds`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plangate.daemon.gate.bounds import within_bounds
from plangate.errors import UsageError
from plangate.plugins.gate import HookCall, HookKind, ToolKind, ToolUse

_CALL = HookCall(kind=HookKind.TOOL, tool=ToolUse(name="mcp__lab__poke", kind=ToolKind.UNKNOWN))


@pytest.mark.parametrize(
    "name", ["", "3f1db227-f270-4a95-9c47-42229bed712b", "ses_5fK2", "one", "a.b:c@d+e-f"]
)
def test_conversations_of_agents_pass(name: str) -> None:
    """Their ids are words."""
    call = replace(_CALL, conversation=name, cwd="/tmp", log="/home/x/.codex/a b.jsonl")
    assert within_bounds(call) is call


@pytest.mark.parametrize("name", ["-", "--resume", "a/b", ".", "x" * 201, "a\n", "ü" * 300])
def test_what_could_be_an_option_or_a_path_does_not(name: str) -> None:
    """Resuming passes it to the agent."""
    with pytest.raises(UsageError):
        within_bounds(replace(_CALL, conversation=name))


@pytest.mark.parametrize("field", ["event", "call", "mode", "source", "subagent"])
def test_long_names_do_not(field: str) -> None:
    """They go to everybody and into the ledger."""
    with pytest.raises(UsageError):
        within_bounds(replace(_CALL, **{field: "x" * 301}))  # type: ignore[arg-type]
