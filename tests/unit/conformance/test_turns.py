"""Tests of `plangate.conformance.turns`."""

from __future__ import annotations

from typing import Any

import pytest

from plangate.conformance.said import Turn
from plangate.conformance.turns import read_turn

_ANTHROPIC: dict[str, Any] = {
    "tools": [{"name": "Bash"}],
    "messages": [
        {"role": "user", "content": "old"},
        {"role": "assistant", "content": [{"type": "text", "text": "hm"}]},
        {
            "role": "user",
            "content": [
                {
                    "type": "text",
                    "text": "<system-reminder>the plan goes to /h/.claude/plans/a-b.md</system-reminder>",
                },
                {"type": "text", "text": "go on"},
            ],
        },
        {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "Bash", "input": {}}]},
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "1",
                    "content": [{"type": "text", "text": "refused"}],
                },
                {"type": "text", "text": "<system-reminder>x</system-reminder>"},
            ],
        },
        {"role": "system", "content": [{"type": "text", "text": "Plan mode is on."}]},
    ],
}
_RESPONSES: dict[str, Any] = {
    "tools": [{"name": "exec_command"}],
    "input": [
        {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "# AGENTS.md instructions"}],
        },
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "go on"}]},
        {"type": "reasoning"},
        {"type": "function_call", "call_id": "1", "name": "exec_command"},
        {"type": "function_call_output", "call_id": "1", "output": "refused"},
    ],
}
_COMPLETIONS: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "be kind"},
        {"role": "user", "content": "go on"},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "refused"},
    ]
}
_GEMINI: dict[str, Any] = {
    "tools": [{"functionDeclarations": []}],
    "contents": [
        {"role": "user", "parts": [{"text": "go on"}]},
        {"role": "model", "parts": [{"functionCall": {}}]},
        {"role": "user", "parts": [{"functionResponse": {"response": "refused"}}]},
    ],
}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/messages", _ANTHROPIC),
        ("/v1/responses", _RESPONSES),
        ("/v1/chat/completions", _COMPLETIONS),
        ("/v1beta/models/m:streamGenerateContent", _GEMINI),
    ],
)
def test_prompt_turn_and_results_are_found(path: str, body: dict[str, Any]) -> None:
    """In each protocol, without what agents put around a person's words."""
    turn = read_turn(path, body)
    assert (turn.prompt, turn.index, turn.side) == ("go on", 1, False)
    assert "refused" in turn.results


def test_the_plan_file_is_the_one_named_last() -> None:
    """Claude Code says where it wants it."""
    assert read_turn("/v1/messages", _ANTHROPIC).plan_file == "/h/.claude/plans/a-b.md"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/messages", {"messages": [{"role": "user", "content": "quota"}]}),
        ("/v1/responses", {"tools": [{}], "input": "Do not answer the request. Title: go on"}),
        ("/m:streamGenerateContent", {"contents": []}),
    ],
)
def test_side_requests_are_told_apart(path: str, body: dict[str, Any]) -> None:
    """They offer no tools, or ask for a title."""
    assert read_turn(path, body).side


def test_an_interruption_is_no_prompt() -> None:
    """The script goes on where it was."""
    body = {
        "tools": [{}],
        "messages": [
            {"role": "user", "content": "go on"},
            {"role": "assistant", "content": "x"},
            {"role": "user", "content": "[Request interrupted by user]"},
        ],
    }
    assert read_turn("/v1/messages", body) == Turn(prompt="go on", index=1, results="")
