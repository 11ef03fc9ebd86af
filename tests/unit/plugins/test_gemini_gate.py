"""Tests of how Gemini CLI takes part in the gate; the messages are real ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.plugins.payloads import names, payload

from plangate.errors import Refused
from plangate.plugins.api import Launch
from plangate.plugins.gate import Answer, HookCommand, HookKind, Prepared, Setting, ToolKind, Verdict
from plangate_gemini.agent import Gemini
from plangate_gemini.settings import DEFAULTS, SETTINGS

_NO = Answer(verdict=Verdict.DENY, words="name the tests")


def _prepared(home: Path, *args: str, **changed: Any) -> Prepared:
    shown = home / "shown"
    shown.mkdir(exist_ok=True)
    known: dict[str, Any] = {
        "hook": HookCommand.installed(),
        "home": home,
        "cwd": str(home),
        "env": {SETTINGS: str(home / "machine.json")},
        "version": "0.61.0",
        "kernel": True,
        "cache": home,
        "shown": shown,
    }
    return Gemini().prepare(Launch(argv=("/gemini", *args), env={"A": "1"}), Setting(**known | changed))


def test_its_hooks_come_beside_the_machines_settings(tmp_path: Path) -> None:
    """In a file that the session cannot write, the same for all."""
    (tmp_path / "machine.json").write_text(
        json.dumps(
            {"ui": {"x": 1}, "hooks": {"BeforeTool": [{"hooks": []}]}, "hooksConfig": {"enabled": False}}
        )
    )
    made = _prepared(tmp_path)
    assert (made.hooks, made.words, made.launch.env["A"]) == (True, (), "1")
    assert made.launch.env[DEFAULTS] == str(tmp_path / "system-defaults.json")
    file = Path(made.launch.env[SETTINGS])
    assert file.parent == tmp_path / "shown"
    told = json.loads(file.read_text())
    assert told["ui"] == {"x": 1}
    assert told["hooksConfig"]["enabled"] is True
    first, theirs = told["hooks"]["BeforeTool"]
    assert theirs == {"hooks": []}
    assert first["hooks"][0]["command"].endswith("|| exit 2")
    assert first["hooks"][0]["timeout"] == 86_400_000  # milliseconds
    (policy,) = told["adminPolicyPaths"]
    assert "exit_plan_mode" in Path(policy).read_text()
    assert _prepared(tmp_path).launch == made.launch


def test_what_keeps_the_hooks_from_counting_is_said(tmp_path: Path) -> None:
    """An old version, settings that cannot be read, no kernel below."""
    assert "0.50.0" in _prepared(tmp_path, version="0.50.0").words[0]
    assert not _prepared(tmp_path, kernel=False).hooks
    (tmp_path / "machine.json").write_text("{ // a remark\n}")
    made = _prepared(tmp_path)
    assert not made.hooks
    assert "is not plain JSON" in made.words[0]
    assert SETTINGS not in made.launch.env


def test_being_driven_by_another_program_is_refused(tmp_path: Path) -> None:
    """It would not ask its hooks as it does on a terminal."""
    with pytest.raises(Refused, match="--acp"):
        _prepared(tmp_path, "--acp")


@pytest.mark.parametrize("name", names("gemini"))
def test_every_message_is_understood(name: str) -> None:
    """As what it is, with its conversation."""
    call = Gemini().interpret(payload("gemini", name))
    kinds = {
        "BeforeTool": HookKind.TOOL,
        "BeforeAgent": HookKind.PROMPT,
        "AfterAgent": HookKind.TURN_END,
        "SessionStart": HookKind.SESSION_START,
        "SessionEnd": HookKind.SESSION_END,
    }
    assert call.kind is kinds[name.partition("-")[0]]
    assert call.conversation
    assert call.words or call.kind in (HookKind.SESSION_START, HookKind.SESSION_END)


def test_tools_are_told_apart() -> None:
    """By an allow-list."""
    gemini = Gemini()
    write = gemini.interpret(payload("gemini", "BeforeTool-write_file")).tool
    assert write is not None
    assert (write.kind, write.paths, write.added) == (ToolKind.WRITE, ("/home/dev/src/proj/new.txt",), 1)
    shell = gemini.interpret(payload("gemini", "BeforeTool-run_shell_command")).tool
    assert shell is not None
    assert shell.kind is ToolKind.SHELL
    assert shell.command
    other = gemini.interpret(payload("gemini", "BeforeTool-write_file") | {"tool_name": "mcp_a_b"}).tool
    assert other is not None
    assert other.kind is ToolKind.UNKNOWN


def test_no_is_said_with_its_reason() -> None:
    """Nothing can be allowed past its own rules; what is not refused passes."""
    gemini = Gemini()
    call = gemini.interpret(payload("gemini", "BeforeTool-write_file"))
    said = json.loads(gemini.answer(call, _NO).stdout)
    assert said == {"decision": "deny", "reason": "name the tests"}
    assert gemini.answer(call, Answer(verdict=Verdict.ALLOW)).stdout == ""
    start = gemini.interpret(payload("gemini", "SessionStart-startup"))
    told = json.loads(gemini.answer(start, Answer(verdict=Verdict.PASS, context="hello")).stdout)
    assert told["hookSpecificOutput"]["additionalContext"] == "hello"
    with pytest.raises(ValueError, match="hook_event_name"):
        gemini.interpret({})


def _presented(home: Path, name: str = "greet.md") -> dict[str, Any]:
    return payload("gemini", "BeforeTool-write_file") | {
        "tool_name": "exit_plan_mode",
        "tool_input": {"plan_filename": name},
        "transcript_path": str(home / ".gemini/tmp/proj/chats/x.jsonl"),
        "session_id": "s",
        "cwd": str(home),
    }


def test_a_plan_is_read_from_where_its_plans_lie(tmp_path: Path) -> None:
    """And from nowhere else, whatever a message or a link names."""
    plans = tmp_path / ".gemini/tmp/proj/s/plans"
    plans.mkdir(parents=True)
    (plans / "greet.md").write_text("# Greet\n")
    (tmp_path / "secret.md").write_text("secret")
    call = Gemini().interpret(_presented(tmp_path))
    assert (call.kind, call.plan) == (HookKind.PLAN, "# Greet\n")
    (plans / "link.md").symlink_to(tmp_path / "secret.md")
    (plans / "name.md").hardlink_to(tmp_path / "secret.md")
    for name in ("link.md", "name.md", "gone.md", "", "../../../../secret.md"):
        with pytest.raises(ValueError, match="plan"):
            Gemini().interpret(_presented(tmp_path, name))
    elsewhere = tmp_path / "elsewhere/s"
    elsewhere.mkdir(parents=True)
    (elsewhere / "plans").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="not where plans lie"):
        Gemini().interpret(
            _presented(tmp_path, "secret.md") | {"transcript_path": str(elsewhere.parent / "chats/x")}
        )


def test_a_bare_name_is_a_plans(tmp_path: Path) -> None:
    """Unless there is such a file in the project: in plan mode it writes nothing else."""
    written = _presented(tmp_path) | {"tool_name": "write_file", "tool_input": {"file_path": "plan.md"}}
    tool = Gemini().interpret(written).tool
    assert tool is not None
    assert tool.paths == (str(tmp_path / ".gemini/tmp/proj/s/plans/plan.md"),)
    (tmp_path / "plan.md").touch()
    tool = Gemini().interpret(written).tool
    assert tool is not None
    assert tool.paths == ("plan.md",)
