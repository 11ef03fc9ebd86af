"""Tests of how Claude Code takes part in the gate; the messages are real ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.plugins.payloads import names, payload

from plangate.errors import Refused, UsageError
from plangate.plugins.api import Launch
from plangate.plugins.argv import value_of
from plangate.plugins.gate import (
    Answer,
    GatedAgent,
    HookCall,
    HookCommand,
    HookKind,
    ListItem,
    Prepared,
    Setting,
    ToolKind,
    Verdict,
)
from plangate_claude.agent import Claude
from plangate_claude.hooks import interpret
from plangate_claude.settings import GUIDE

_YES = Answer(verdict=Verdict.ALLOW, words="approved by Ada")
_NO = Answer(verdict=Verdict.DENY, words="step 2 is too risky")
_PASS = Answer(verdict=Verdict.PASS)


def _setting(home: Path, **changed: Any) -> Setting:
    known: dict[str, Any] = {
        "hook": HookCommand.installed(),
        "home": home,
        "cwd": str(home),
        "env": {},
        "version": "2.1.329",
        "kernel": True,
        "cache": home / "cache",
        "shown": home / "cache",
    }
    return Setting(**known | changed)


def _prepared(home: Path, *args: str, **changed: Any) -> Prepared:
    return Claude().prepare(Launch(argv=("/c", *args), env={"A": "b"}), _setting(home, **changed))


def _settings(prepared: Prepared) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(value_of(prepared.launch.argv, "--settings"))
    return found


def _said(name: str, answer: Answer) -> dict[str, Any]:
    claude = Claude()
    reply = claude.answer(claude.interpret(payload("claude", name)), answer)
    assert (reply.stderr, reply.exit) == ("", 0)
    found: dict[str, Any] = json.loads(reply.stdout) if reply.stdout else {}
    specific: dict[str, Any] = found.get("hookSpecificOutput", found)
    return specific


def test_it_takes_part() -> None:
    """As the contract says."""
    assert isinstance(Claude(), GatedAgent)


@pytest.mark.parametrize("name", names("claude"))
def test_every_message_is_understood(name: str) -> None:
    """Kind, conversation and directory; nothing raises."""
    call = Claude().interpret(payload("claude", name))
    event = name.partition("-")[0]
    assert call.event == event
    assert call.conversation
    assert call.cwd == "/home/dev/src/proj"
    assert (call.tool is not None) == (event in ("PreToolUse", "PermissionRequest"))
    assert bool(call.subagent) == name.endswith("in-subagent")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PreToolUse-ExitPlanMode", HookKind.PLAN),
        ("PermissionRequest-ExitPlanMode", HookKind.PLAN_DIALOG),
        ("PreToolUse-Bash", HookKind.TOOL),
        ("PermissionRequest-Edit", HookKind.PERMISSION),
        ("UserPromptSubmit", HookKind.PROMPT),
        ("SessionStart-clear", HookKind.SESSION_START),
        ("SessionEnd-clear", HookKind.SESSION_END),
        ("Stop", HookKind.TURN_END),
        ("Notification", HookKind.NOTIFICATION),
    ],
)
def test_kinds(name: str, kind: HookKind) -> None:
    """What a message means to the gate."""
    assert Claude().interpret(payload("claude", name)).kind is kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PreToolUse-Read", ToolKind.READ),
        ("PreToolUse-WebFetch", ToolKind.READ),
        ("PreToolUse-Edit", ToolKind.WRITE),
        ("PreToolUse-Edit-in-subagent", ToolKind.WRITE),
        ("PreToolUse-Write", ToolKind.WRITE),
        ("PreToolUse-Bash", ToolKind.SHELL),
        ("PreToolUse-Monitor", ToolKind.SHELL),
        ("PreToolUse-Agent", ToolKind.AGENT),
        ("PreToolUse-ExitPlanMode", ToolKind.TALK),
        ("PreToolUse-Workflow", ToolKind.UNKNOWN),
        ("PreToolUse-Skill", ToolKind.UNKNOWN),
        ("PreToolUse-mcp_tool", ToolKind.UNKNOWN),
        ("PreToolUse-EnterWorktree", ToolKind.UNKNOWN),
        ("PreToolUse-CronCreate", ToolKind.UNKNOWN),
    ],
)
def test_tools_are_known_by_an_allow_list(name: str, kind: ToolKind) -> None:
    """A new tool is unknown; one that runs shell text shows it."""
    tool = Claude().interpret(payload("claude", name)).tool
    assert tool is not None
    assert tool.kind is kind
    assert bool(tool.command) == (kind is ToolKind.SHELL)
    assert bool(tool.paths) == (kind is ToolKind.WRITE or tool.name == "Read")


@pytest.mark.parametrize(
    ("tool", "asked", "added", "deleted"),
    [
        ("Write", {"file_path": "/f", "content": "a\nb\n"}, 2, None),
        ("Edit", {"file_path": "/f", "old_string": "a\nb\nc", "new_string": "a\nX\nY\nc"}, 2, 1),
        ("Edit", {"file_path": "/f", "old_string": "a", "new_string": "b", "replace_all": True}, None, None),
        ("NotebookEdit", {"notebook_path": "/f", "new_source": "x"}, None, None),
    ],
)
def test_the_size_of_a_change_is_told_where_it_can_be(
    tool: str, asked: dict[str, object], added: int | None, deleted: int | None
) -> None:
    """For the budget, before the change is made."""
    told = payload("claude", "PreToolUse-Edit") | {"tool_name": tool, "tool_input": asked}
    use = Claude().interpret(told).tool
    assert use is not None
    assert (use.paths, use.added, use.deleted) == (("/f",), added, deleted)


def test_the_plan_is_taken_from_the_tool() -> None:
    """It stands in the message, read by Claude Code from its plan file."""
    call = Claude().interpret(payload("claude", "PreToolUse-ExitPlanMode"))
    assert call.plan.startswith("# Plan: greet loudly\n\n1. Edit app.py")


@pytest.mark.parametrize("odd", [{}, {"hook_event_name": 3}, {"tool_name": "Bash"}])
def test_what_is_no_message_raises(odd: dict[str, object]) -> None:
    """The gate says no to it then."""
    with pytest.raises(ValueError, match="hook_event_name"):
        Claude().interpret(odd)


def test_odd_fields_do_no_harm() -> None:
    """Tools of the future may be called with anything."""
    told = payload("claude", "PreToolUse-Bash") | {"tool_input": ["x"], "cwd": None, "agent_id": 4}
    call = Claude().interpret(told)
    assert (call.cwd, call.subagent) == ("", "")


def test_a_tool_is_let_pass_allowed_or_denied() -> None:
    """Passing says nothing, so that Claude Code's own rules decide."""
    assert _said("PreToolUse-Bash", _PASS) == {}
    assert _said("PreToolUse-Bash", _YES)["permissionDecision"] == "allow"
    assert _said("PreToolUse-Bash", _NO) == {
        "hookEventName": "PreToolUse",
        "permissionDecision": "deny",
        "permissionDecisionReason": "step 2 is too risky",
    }


def test_an_approved_plan_passes_and_sets_the_mode_at_the_dialog() -> None:
    """Without updatedInput Claude Code ignores the approval."""
    assert _said("PreToolUse-ExitPlanMode", _YES) == {}
    decision = _said("PermissionRequest-ExitPlanMode", _YES)["decision"]
    assert decision["behavior"] == "allow"
    assert decision["updatedInput"] == payload("claude", "PermissionRequest-ExitPlanMode")["tool_input"]
    assert decision["updatedPermissions"][0]["mode"] == "acceptEdits"


def test_a_session_that_bypassed_permissions_does_so_again_once_its_plan_is_approved() -> None:
    """Until it is seen in another mode; of very many conversations the oldest are forgotten."""
    claude = Claude()
    dialog = claude.interpret(payload("claude", "PermissionRequest-ExitPlanMode"))

    def mode() -> str:
        said = json.loads(claude.answer(dialog, _YES).stdout)["hookSpecificOutput"]
        return str(said["decision"]["updatedPermissions"][0]["mode"])

    def seen(mode: str, conversation: str = dialog.conversation) -> None:
        told = {"permission_mode": mode, "session_id": conversation}
        claude.interpret(payload("claude", "PreToolUse-Bash") | told)

    seen("bypassPermissions")
    seen("plan")
    assert mode() == "bypassPermissions"
    seen("default")
    seen("plan")
    assert mode() == "acceptEdits"
    seen("bypassPermissions")
    for number in range(500):
        seen("bypassPermissions", f"c{number}")
    assert mode() == "acceptEdits"


def test_comments_on_a_plan_reach_the_model() -> None:
    """As the reason of the refusal; the session stays in plan mode."""
    assert _said("PreToolUse-ExitPlanMode", _NO)["permissionDecisionReason"] == _NO.words


def test_permissions_are_answered_or_left_to_the_screen() -> None:
    """The dialog is on the screen at the same time; the first answer counts."""
    assert _said("PermissionRequest-Bash", _YES)["decision"] == {"behavior": "allow"}
    assert _said("PermissionRequest-Bash", _NO)["decision"] == {"behavior": "deny", "message": _NO.words}
    assert _said("PermissionRequest-Bash", _PASS) == {}


def test_a_question_is_left_to_the_person() -> None:
    """An allow would answer it with nothing."""
    asked = payload("claude", "PermissionRequest-Bash") | {"tool_name": "AskUserQuestion"}
    claude = Claude()
    call = claude.interpret(asked)
    assert call.kind is HookKind.OTHER
    assert claude.answer(call, _YES).stdout == ""


def test_prompts_and_turns_can_be_sent_back() -> None:
    """A blocked turn's end has the model go on with the words."""
    assert _said("UserPromptSubmit", _NO) == {"decision": "block", "reason": _NO.words}
    assert _said("Stop", _NO) == {"decision": "block", "reason": _NO.words}
    assert _said("Stop", _PASS) == {}
    told = Answer(verdict=Verdict.PASS, context="the gate is closed")
    assert _said("UserPromptSubmit", told)["additionalContext"] == "the gate is closed"
    assert _said("SessionStart-startup", told)["additionalContext"] == "the gate is closed"


def test_the_settings_hold_and_fail_closed(tmp_path: Path) -> None:
    """Inline, catch-all, with a long time-out; events that only tell never stop the agent."""
    prepared = _prepared(tmp_path, "--session-id", "X", "--", "--bare is a word of the prompt")
    settings = _settings(prepared)
    assert prepared.launch.argv[-4:] == ("--session-id", "X", "--", "--bare is a word of the prompt")
    assert settings["disableAllHooks"] is False
    assert settings["permissions"]["disableAutoMode"] == "disable"
    assert "WorktreeCreate" not in settings["hooks"]
    (group,) = settings["hooks"]["PreToolUse"]
    assert "matcher" not in group
    (hook,) = group["hooks"]
    assert hook["command"].endswith("|| exit 2")
    assert (hook["onFailure"], hook["timeout"]) == ("block", 86_400)
    stop = settings["hooks"]["Stop"][0]["hooks"][0]
    assert "--tell" in stop["command"]
    assert "onFailure" not in stop
    assert prepared.hooks
    assert prepared.scrub == ("CLAUDE_CODE_SIMPLE", "CLAUDE_CODE_SAFE_MODE")


@pytest.mark.parametrize("inline", [True, False])
def test_the_users_settings_are_merged(tmp_path: Path, inline: bool) -> None:
    """Their hooks run after ours, and cannot switch ours off."""
    own = {
        "model": "opus",
        "disableAllHooks": True,
        "hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "mine"}]}], "Other": []},
        "permissions": {"allow": ["Bash(ls:*)"]},
    }
    (tmp_path / "s.json").write_text(json.dumps(own))
    given = json.dumps(own) if inline else "s.json"
    prepared = _prepared(tmp_path, "--settings", given, "--append-system-prompt=Be kind.", "-c")
    settings = _settings(prepared)
    assert settings["model"] == "opus"
    assert settings["disableAllHooks"] is False
    assert [group["hooks"][0]["command"] for group in settings["hooks"]["PreToolUse"]][1:] == ["mine"]
    assert settings["permissions"] == {"allow": ["Bash(ls:*)"], "disableAutoMode": "disable"}
    assert value_of(prepared.launch.argv, "--append-system-prompt") == f"Be kind.\n\n{GUIDE}"
    assert prepared.launch.argv.count("--settings") == 1
    assert prepared.launch.argv[-1] == "-c"


def test_a_session_that_is_resumed_gets_them_once(tmp_path: Path) -> None:
    """Its old arguments hold them already."""
    first = _prepared(tmp_path, "-c", "--append-system-prompt", "Be kind.")
    assert _prepared(tmp_path, *first.launch.argv[1:]).launch.argv == first.launch.argv


@pytest.mark.parametrize(
    "arg", ["--bare", "--safe-mode", "--bg", "--teleport=x", "--tmux", "attach", "agents"]
)
def test_arguments_that_would_silence_the_gate_are_refused(tmp_path: Path, arg: str) -> None:
    """With the reason."""
    with pytest.raises(Refused, match=arg.partition("=")[0]):
        _prepared(tmp_path, arg)


@pytest.mark.parametrize("given", ["missing.json", "{broken", "[1]"])
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, given: str) -> None:
    """Half of them could be meant to forbid something."""
    with pytest.raises(UsageError):
        _prepared(tmp_path, "--settings", given)


@pytest.mark.parametrize(("version", "counts"), [("2.1.329", True), ("2.1.197", False), ("", False)])
def test_hooks_of_old_versions_do_not_count(tmp_path: Path, version: str, counts: bool) -> None:
    """They fail open; a person is told."""
    prepared = _prepared(tmp_path, version=version)
    assert prepared.hooks is counts
    assert bool(prepared.words) is not counts
    assert _settings(prepared)["hooks"]


def test_observing_refuses_nothing(tmp_path: Path) -> None:
    """A hook that fails lets the agent go on."""
    prepared = _prepared(tmp_path, hook=HookCommand.installed(observe=True))
    hook = _settings(prepared)["hooks"]["PreToolUse"][0]["hooks"][0]
    assert hook["command"].endswith("|| true")
    assert "onFailure" not in hook
    assert not prepared.hooks


def test_its_main_file_moves_into_its_directory(tmp_path: Path) -> None:
    """A home that is read-only cannot hold it; what the outer one says comes along at each start."""
    outside, inside = tmp_path / ".claude.json", tmp_path / ".claude/.claude.json"
    outside.write_text(json.dumps({"theme": "dark", "projects": {"/a": {"x": 1}}}))
    prepared = _prepared(tmp_path)
    assert prepared.launch.env == {
        "A": "b",
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CONFIG_DIR": str(tmp_path / ".claude"),
    }
    assert json.loads(inside.read_text())["theme"] == "dark"
    assert inside.stat().st_mode & 0o777 == 0o600
    inside.write_text(
        json.dumps({"theme": "light", "tips": 3, "projects": {"/a": {"hasTrustDialogAccepted": True}}})
    )
    _prepared(tmp_path)
    assert json.loads(inside.read_text()) == {
        "theme": "dark",
        "tips": 3,
        "projects": {"/a": {"x": 1, "hasTrustDialogAccepted": True}},
    }


@pytest.mark.parametrize("text", ["", "{broken", "[]"])
def test_a_main_file_that_cannot_be_read_is_left_alone(tmp_path: Path, text: str) -> None:
    """It is being written, or broken; Claude Code says so itself."""
    (tmp_path / ".claude.json").write_text(text)
    _prepared(tmp_path)
    assert not (tmp_path / ".claude/.claude.json").exists()


def test_a_config_directory_of_the_users_own_is_kept(tmp_path: Path) -> None:
    """There the main file lies in it anyway."""
    chosen = {"CLAUDE_CONFIG_DIR": "/elsewhere"}
    prepared = _prepared(tmp_path, env=chosen)
    assert "CLAUDE_CONFIG_DIR" not in prepared.launch.env
    assert not (tmp_path / ".claude").exists()
    assert Path("/elsewhere") in [state.path for state in Claude().state_paths(tmp_path, chosen)]


def test_without_a_kernel_gate_the_home_stays_as_it_is(tmp_path: Path) -> None:
    """Nothing is read-only then."""
    assert _prepared(tmp_path, kernel=False).launch.env == {"A": "b"}


def test_what_it_may_write_and_what_never(tmp_path: Path) -> None:
    """Its own directory, without the settings and hooks in it and in the workspace."""
    claude = Claude()
    own = tmp_path / ".claude"
    assert own in [state.path for state in claude.state_paths(tmp_path, {})]
    never = [control.path for control in claude.control_paths(tmp_path, {}, Path("/w"))]
    for path in (
        own / "settings.json",
        own / "hooks",
        Path("/w/.claude/settings.local.json"),
        Path("/w/.mcp.json"),
    ):
        assert path in never


def test_the_agents_own_list_is_told() -> None:
    """TodoWrite writes it anew; tasks are made without an id, then updated by it; each once, when it was done."""

    def told(name: str, event: str = "PostToolUse", **asked: object) -> HookCall:
        return interpret({"hook_event_name": event, "tool_name": name, "tool_input": asked})

    whole = told(
        "TodoWrite", todos=[{"content": "a", "status": "completed"}, {"content": "b", "status": "pending"}]
    )
    assert (whole.items, whole.items_whole) == ((ListItem("1", True), ListItem("2")), True)
    assert told("TaskCreate", subject="a").items == (ListItem(""),)
    for event in ("PreToolUse", "PermissionRequest", "PostToolUseFailure"):
        assert told("TaskCreate", event, subject="a").items == ()
    assert told("TaskUpdate", taskId="7", status="completed").items == (ListItem("7", True),)
    assert told("TaskUpdate", taskId="7", subject="b").items == ()
    assert interpret({"hook_event_name": "Stop", "background_tasks": [{"command": "make"}, {}]}).jobs == (
        "make",
        "?",
    )


def test_what_wakes_the_agent_is_no_prompt() -> None:
    """A job of its own that has ended is told as one, and nobody has asked for anything."""
    woken = "<task-notification>\n<task-id>b1</task-id>\n<status>completed</status>\n</task-notification>"

    def kind(prompt: str) -> HookKind:
        return interpret({"hook_event_name": "UserPromptSubmit", "prompt": prompt}).kind

    assert kind(woken) is HookKind.WOKEN
    assert kind(f"what does {woken} mean?") is HookKind.PROMPT
