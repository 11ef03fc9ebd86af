"""Tests of the agents' status rules, on what real agents wrote and on screens that could mislead."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest

from plangate.plugins.api import Agent
from plangate.plugins.loader import registry
from plangate.plugins.rules import recognise
from plangate.testing import terminal

_RECORDINGS = Path(__file__).parents[2] / "fixtures" / "recordings"
_AGENTS = registry(Path("/nonexistent")).agents

IDLE, WORKING = "idle", "working"
PLAN, PERMISSION = "blocked plan", "blocked permission"


def _told(agent: Agent, rows: list[str], title: str = "") -> str:
    """State and reason in words; "?" when nothing is recognised."""
    rule = recognise(agent.status_rules, rows, title)
    return "?" if rule is None else " ".join(filter(None, (rule.state, rule.reason)))


@pytest.mark.parametrize(
    ("name", "states"),
    [
        (
            "claude-120x40",
            [IDLE, WORKING, PLAN, WORKING, PERMISSION, WORKING, PERMISSION, WORKING, IDLE],
        ),
        (
            "claude-45x30",
            [IDLE, WORKING, PLAN, WORKING, PERMISSION, WORKING, PERMISSION, WORKING, IDLE],
        ),
        ("codex-80x24", [IDLE, WORKING, IDLE, WORKING, PLAN, IDLE, WORKING, PERMISSION, WORKING, IDLE]),
        ("gemini-80x24", [IDLE, WORKING, PERMISSION, WORKING, IDLE]),
        ("opencode-80x24", [IDLE, WORKING, PERMISSION, WORKING, PERMISSION, WORKING, IDLE]),
    ],
)
def test_a_recording_is_read_from_start_to_end(name: str, states: list[str]) -> None:
    """Every dialog, in order, and what lies between; screens without any sign are left out."""
    cols, rows = map(int, re.findall(r"\d+", name))
    agent = _AGENTS[name.partition("-")[0]]
    term = terminal(cols, rows)
    told = []
    for part in _frames((_RECORDINGS / f"{name}.bin").read_bytes()):
        term.feed(part)
        told.append(_told(agent, term.lines(), term.title()))
    assert [state for state, _ in groupby(state for state in told if state != "?")] == states


def _frames(data: bytes) -> list[bytes]:
    """Cut where a synchronized update ends, as a viewer sees it; Gemini's has none, so by length."""
    parts = re.split(rb"(?<=\x1b\[\?2026l)", data)
    return parts if len(parts) > 1 else [data[start : start + 256] for start in range(0, len(data), 256)]


_CLAUDE_BOX = ["", "─" * 40, "❯ ", "─" * 40, "  ⏵⏵ accept edits on (shift+tab to cycle)"]


@pytest.mark.parametrize(
    "said",
    [
        ["● Do you want to keep the old file?"],
        ["● I can do it.", "  Do you want to proceed?"],
        ["❯ 1. first do this"],
        ["● Claude has written up a plan in plan.md."],
        ["  Esc to cancel · Tab to amend"],
    ],
)
def test_what_claude_writes_is_no_dialog(said: list[str]) -> None:
    """The agent's own words and the person's stand in other columns than a dialog."""
    assert _told(_AGENTS["claude"], ["text", *said, *_CLAUDE_BOX], "✳ Claude Code") == IDLE


def test_claude_asks_a_question() -> None:
    """Trust and choice dialogs share their footer."""
    rows = [" Which one?", "", " ❯ 1. this", "   2. that", "", "Enter to select · Esc to cancel"]
    assert _told(_AGENTS["claude"], rows) == "blocked question"


def test_codex_asks_whether_to_trust_the_folder() -> None:
    """A selection looks like the prompt line, but for the footer."""
    rows = [
        "  Trust this folder? …",
        "",
        "› 1. Trust and continue",
        "  2. Back",
        "",
        "  enter continue · esc back",
    ]
    assert _told(_AGENTS["codex"], rows) == "blocked question"


def test_gemini_asks_whether_to_trust_the_folder() -> None:
    """The title speaks of work meanwhile."""
    rows = [
        " │ Do you trust the files in this folder? │",
        " │ ● 1. Trust folder (proj) │",
        " │   2. Don't │",
        " ╰──╯",
    ]
    assert _told(_AGENTS["gemini"], rows, "✦  Working… (proj)") == "blocked question"


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        (["─" * 20, "app.py", "diff> "], IDLE),
        (["app.py", "ask> "], IDLE),
        (["> "], IDLE),
        (["Applied edit to app.py", "Run shell command? (Y)es/(N)o/(D)on't ask again [Yes]: "], PERMISSION),
        (["diff> Please change it", "", "Waiting for openai/mock"], WORKING),
        (["diff> Please change it", "", "I will change"], "?"),
    ],
)
def test_aider_is_read_by_its_last_line(rows: list[str], state: str) -> None:
    """It has no title and no box."""
    assert _told(_AGENTS["aider"], [*rows, "", ""]) == state


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        (
            ["", "  Approve this plan?  y, n, or what to change", "─", ">", "─", "  plan first (shift+tab)"],
            PLAN,
        ),
        (["  May I run this?", "    x", "  1. Yes", "  2. No", "─", ">", "─", "  p (shift+tab)"], PERMISSION),
        (["◐ Reading… (esc to interrupt)", "─", ">", "─", "  plan first (shift+tab) · /help"], WORKING),
        (["", "─", ">", "─", "  plan first (shift+tab) · /help"], IDLE),
    ],
)
def test_the_demo_is_read_like_any_agent(rows: list[str], state: str) -> None:
    """Should it not report its status itself."""
    assert _told(_AGENTS["demo"], rows) == state
