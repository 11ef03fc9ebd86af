"""Claude Code's hook messages and answers. Seen with 2.1.329."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from plangate.plugins.gate import Answer, HookCall, HookKind, HookReply, ListItem, ToolKind, ToolUse, Verdict
from plangate.plugins.payload import one_line, text_of

__all__ = ["interpret", "reply"]

_PLAN_TOOL = "ExitPlanMode"
_QUESTION_TOOL = "AskUserQuestion"
_DID = "PostToolUse"
_WAKES = "<task-notification>"
"""Begins what Claude Code sends itself when a command or a subagent in the background has ended."""
_KINDS = {
    "UserPromptSubmit": HookKind.PROMPT,
    "SessionStart": HookKind.SESSION_START,
    "SessionEnd": HookKind.SESSION_END,
    "Stop": HookKind.TURN_END,
    "Notification": HookKind.NOTIFICATION,
    _DID: HookKind.TOOL_ENDED,
    "PostToolUseFailure": HookKind.TOOL_ENDED,
}
_MOST_COMPARED = 100_000
"""Pairs of lines; beyond that all of them count as changed, as comparing takes seconds."""
_TOOLS: dict[str, ToolKind] = {
    **dict.fromkeys(
        (
            *("Read", "Glob", "Grep", "LS", "NotebookRead", "LSP", "WebFetch", "WebSearch", "ToolSearch"),
            *("BashOutput", "TaskOutput", "TaskList", "TaskGet", "ListAgents"),
            *("ListMcpResourcesTool", "ReadMcpResourceTool"),
        ),
        ToolKind.READ,
    ),
    **dict.fromkeys(("Write", "Edit", "MultiEdit", "NotebookEdit"), ToolKind.WRITE),
    **dict.fromkeys(("Bash", "Monitor"), ToolKind.SHELL),
    **dict.fromkeys(("Agent", "Task"), ToolKind.AGENT),
    **dict.fromkeys(
        (
            *(_PLAN_TOOL, _QUESTION_TOOL, "EnterPlanMode", "TodoWrite", "TaskCreate", "TaskUpdate"),
            *("TaskStop", "KillShell"),
        ),
        ToolKind.TALK,
    ),
}
"""An allow-list: every other tool is unknown."""


def interpret(payload: Mapping[str, object]) -> HookCall:
    """What a message means.

    Raises:
        ValueError: It is none of Claude Code's.
    """
    event = text_of(payload, "hook_event_name")
    if not event:
        raise ValueError("no hook_event_name")
    given = payload.get("tool_input")
    asked: Mapping[str, object] = given if isinstance(given, dict) else {}
    kind = _kind(event, text_of(payload, "tool_name"))
    if kind is HookKind.PROMPT and text_of(payload, "prompt").lstrip().startswith(_WAKES):
        kind = HookKind.WOKEN
    tool = _tool(text_of(payload, "tool_name"), asked) if payload.get("tool_name") else None
    text = (
        text_of(payload, "prompt")
        or text_of(payload, "last_assistant_message")
        or text_of(payload, "message")
    )
    return HookCall(
        kind=kind,
        event=event,
        conversation=text_of(payload, "session_id"),
        cwd=text_of(payload, "cwd"),
        call=text_of(payload, "tool_use_id"),
        tool=tool,
        plan=text_of(asked, "plan") if kind in (HookKind.PLAN, HookKind.PLAN_DIALOG) else "",
        words=_words(tool, asked) if tool else one_line(text),
        text=text,
        mode=text_of(payload, "permission_mode"),
        source=text_of(payload, "source")
        or text_of(payload, "reason")
        or text_of(payload, "notification_type"),
        subagent=text_of(payload, "agent_id"),
        log=text_of(payload, "transcript_path"),
        items=_items(tool.name, asked) if tool and event == _DID else (),
        items_whole=tool is not None and tool.name == "TodoWrite",
        jobs=_jobs(payload),
        failed=event == "PostToolUseFailure" if kind is HookKind.TOOL_ENDED else None,
        payload=payload,
    )


def reply(call: HookCall, answer: Answer, mode: str) -> HookReply:
    """The gate's answer in Claude Code's words.

    Args:
        call: What is answered.
        answer: The answer.
        mode: What an approved plan is carried out in.
    """
    said: dict[str, Any] = {}
    match call.kind:
        case HookKind.TOOL | HookKind.PLAN:
            said = _before_tool(call, answer)
        case HookKind.PERMISSION | HookKind.PLAN_DIALOG:
            said = _permission(call, answer, mode)
        case HookKind.PROMPT | HookKind.TURN_END if answer.verdict is Verdict.DENY:
            said = {"decision": "block", "reason": answer.words}
        case HookKind.PROMPT | HookKind.SESSION_START if answer.context:
            said = _specific(call, additionalContext=answer.context)
    return HookReply(stdout=json.dumps(said) if said else "")


def _kind(event: str, tool: str) -> HookKind:
    if event == "PreToolUse":
        return HookKind.PLAN if tool == _PLAN_TOOL else HookKind.TOOL
    if event == "PermissionRequest":
        # a question is asked by the agent itself: only the person can answer it, on the screen
        others = {_PLAN_TOOL: HookKind.PLAN_DIALOG, _QUESTION_TOOL: HookKind.OTHER}
        return others.get(tool, HookKind.PERMISSION)
    return _KINDS.get(event, HookKind.OTHER)


def _before_tool(call: HookCall, answer: Answer) -> dict[str, Any]:
    context = {"additionalContext": answer.context} if answer.context else {}
    if answer.verdict is Verdict.DENY:
        return _specific(
            call, permissionDecision="deny", permissionDecisionReason=answer.words or "refused", **context
        )
    if answer.verdict is Verdict.ALLOW and call.kind is HookKind.TOOL:
        return _specific(
            call, permissionDecision="allow", permissionDecisionReason=answer.words or "allowed", **context
        )
    # an approved plan passes here, and is approved where Claude Code asks: there the mode can be set
    return _specific(call, **context) if context else {}


def _permission(call: HookCall, answer: Answer, mode: str) -> dict[str, Any]:
    match answer.verdict:
        case Verdict.PASS:
            return {}
        case Verdict.DENY:
            return _specific(call, decision={"behavior": "deny", "message": answer.words or "refused"})
        case Verdict.ALLOW:
            decision: dict[str, Any] = {"behavior": "allow"}
            if call.kind is HookKind.PLAN_DIALOG:
                # without updatedInput the approval is ignored
                told = {"type": "setMode", "mode": mode, "destination": "session"}
                asked = call.payload.get("tool_input")
                decision |= {
                    "updatedInput": asked if isinstance(asked, dict) else {},
                    "updatedPermissions": [told],
                }
            return _specific(call, decision=decision)


def _specific(call: HookCall, **fields: Any) -> dict[str, Any]:
    return {"hookSpecificOutput": {"hookEventName": call.event, **fields}}


def _tool(name: str, asked: Mapping[str, object]) -> ToolUse:
    kind = _TOOLS.get(name, ToolKind.UNKNOWN)
    path = text_of(asked, "file_path") or text_of(asked, "notebook_path") or text_of(asked, "path")
    added, deleted = _size(name, asked)
    return ToolUse(
        name=name,
        kind=kind,
        paths=(path,) if path and kind in (ToolKind.READ, ToolKind.WRITE) else (),
        command=text_of(asked, "command") if kind is ToolKind.SHELL else "",
        added=added,
        deleted=deleted,
    )


def _items(name: str, asked: Mapping[str, object]) -> tuple[ListItem, ...]:
    """What a tool does to the list: TodoWrite writes it anew; a task gets its id only when it is made."""
    if name == "TodoWrite":
        todos = asked.get("todos")
        return tuple(
            ListItem(str(number), todo.get("status") == "completed")
            for number, todo in enumerate(todos if isinstance(todos, list) else (), 1)
            if isinstance(todo, dict)
        )
    if name == "TaskCreate":
        return (ListItem(""),)
    if name == "TaskUpdate" and text_of(asked, "status"):
        return (ListItem(text_of(asked, "taskId"), text_of(asked, "status") in ("completed", "deleted")),)
    return ()


def _size(name: str, asked: Mapping[str, object]) -> tuple[int | None, int | None]:
    """Lines added and deleted; what a file holds that is written over, the agent does not say."""
    if name == "Write":
        return len(text_of(asked, "content").splitlines()), None
    if name == "Edit" and not asked.get("replace_all"):
        before, after = text_of(asked, "old_string").splitlines(), text_of(asked, "new_string").splitlines()
        if len(before) * len(after) > _MOST_COMPARED:
            return len(after), len(before)
        blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        same = sum(block.size for block in blocks)
        return len(after) - same, len(before) - same
    return None, None


def _words(tool: ToolUse, asked: Mapping[str, object]) -> str:
    detail = (
        tool.command
        or "".join(tool.paths)
        or text_of(asked, "description")
        or text_of(asked, "url")
        or text_of(asked, "query")
    )
    return one_line(f"{tool.name}: {detail}" if detail else tool.name)


def _jobs(payload: Mapping[str, object]) -> tuple[str, ...] | None:
    """Background tasks that still run, by what they are for or the command."""
    tasks = payload.get("background_tasks")
    if not isinstance(tasks, list):
        return None
    running = [
        task for task in tasks if isinstance(task, dict) and task.get("status", "running") == "running"
    ]
    return tuple(
        one_line(text_of(task, "description") or text_of(task, "command") or text_of(task, "id") or "?")
        for task in running
    )
