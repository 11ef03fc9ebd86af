"""Gemini CLI's hook messages and answers. Seen with 0.61.0.

Its hooks run before its own rules and dialogs. A tool can be refused there but not allowed: what its
own rules would ask, it asks on its screen.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plangate.plugins.gate import Answer, HookCall, HookKind, HookReply, ToolKind, ToolUse, Verdict
from plangate.plugins.payload import one_line, text_of

__all__ = ["interpret", "reply"]

_PLAN_TOOL = "exit_plan_mode"
_KINDS = {
    "BeforeAgent": HookKind.PROMPT,
    "SessionStart": HookKind.SESSION_START,
    "SessionEnd": HookKind.SESSION_END,
    "AfterAgent": HookKind.TURN_END,
    "Notification": HookKind.NOTIFICATION,
}
_TOOLS: dict[str, ToolKind] = {
    **dict.fromkeys(
        (
            *("read_file", "read_many_files", "list_directory", "glob", "grep_search", "get_internal_docs"),
            *("google_web_search", "web_fetch", "list_mcp_resources", "read_mcp_resource", "activate_skill"),
            *("tracker_get_task", "tracker_list_tasks", "tracker_visualize"),
        ),
        ToolKind.READ,
    ),
    **dict.fromkeys(("write_file", "replace"), ToolKind.WRITE),
    "run_shell_command": ToolKind.SHELL,
    "invoke_agent": ToolKind.AGENT,
    **dict.fromkeys(
        (
            *(_PLAN_TOOL, "enter_plan_mode", "ask_user", "write_todos", "update_topic", "complete_task"),
            *("tracker_create_task", "tracker_update_task", "tracker_add_dependency"),
        ),
        ToolKind.TALK,
    ),
}
"""An allow-list: every other tool is unknown."""
_PLACE = re.compile(r"/\.gemini/tmp/[^/]+/[^/]+/plans/[^/]+\.md")
"""Where plans lie; a message could name any other file."""
_LIMIT = 512 * 1024


def interpret(payload: Mapping[str, object]) -> HookCall:
    """What a message means; of a plan that is presented the file is read.

    Raises:
        ValueError: It is none of Gemini CLI's.
    """
    event = text_of(payload, "hook_event_name")
    if not event:
        raise ValueError("no hook_event_name")
    given = payload.get("tool_input")
    asked: Mapping[str, object] = given if isinstance(given, dict) else {}
    name = text_of(payload, "tool_name")
    kind = _KINDS.get(event, HookKind.OTHER)
    if event == "BeforeTool":
        kind = HookKind.PLAN if name == _PLAN_TOOL else HookKind.TOOL
    plans, cwd = _plans(payload), text_of(payload, "cwd")
    tool = _tool(name, asked, plans, cwd) if name else None
    text = text_of(payload, "prompt_response") or text_of(payload, "prompt") or text_of(payload, "message")
    return HookCall(
        kind=kind,
        event=event,
        conversation=text_of(payload, "session_id"),
        cwd=cwd,
        tool=tool,
        plan=_read(plans, text_of(asked, "plan_filename")) if kind is HookKind.PLAN else "",
        words=_words(tool, asked) if tool else one_line(text),
        text=text,
        source=text_of(payload, "source")
        or text_of(payload, "reason")
        or text_of(payload, "notification_type"),
        log=text_of(payload, "transcript_path"),
        payload=payload,
    )


def reply(call: HookCall, answer: Answer) -> HookReply:
    """The gate's answer in Gemini CLI's words."""
    said: dict[str, Any] = {}
    refusable = (HookKind.TOOL, HookKind.PLAN, HookKind.PROMPT, HookKind.TURN_END)
    if answer.verdict is Verdict.DENY and call.kind in refusable:
        said = {"decision": "deny", "reason": answer.words or "refused"}
    elif answer.context and call.kind in (HookKind.PROMPT, HookKind.SESSION_START):
        said = {"hookSpecificOutput": {"hookEventName": call.event, "additionalContext": answer.context}}
    return HookReply(stdout=json.dumps(said) if said else "")


def _plans(payload: Mapping[str, object]) -> Path | None:
    """The conversation's folder of plans, which lies beside the one with the logs."""
    log, conversation = text_of(payload, "transcript_path"), text_of(payload, "session_id")
    return Path(log).parent.parent / conversation / "plans" if log and conversation else None


def _read(plans: Path | None, name: str) -> str:
    """The plan in a file; empty when it is not where plans lie, or no plain file of text.

    Raises:
        ValueError: It cannot be read.
    """
    if plans is None or not name:
        raise ValueError("the plan's file is not named")
    try:
        file = os.open(plans / Path(name).name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            info = os.fstat(file)
            real = str(Path(f"/proc/self/fd/{file}").readlink())  # whatever links led there
            if not stat.S_ISREG(info.st_mode) or info.st_nlink > 1 or not _PLACE.search(real):
                raise ValueError("the plan's file is not where plans lie")
            return os.pread(file, _LIMIT, 0).decode()
        finally:
            os.close(file)
    except OSError as error:
        raise ValueError(f"the plan's file cannot be read: {error.strerror}") from error


def _tool(name: str, asked: Mapping[str, object], plans: Path | None, cwd: str) -> ToolUse:
    kind = _TOOLS.get(name, ToolKind.UNKNOWN)
    path = text_of(asked, "file_path") or text_of(asked, "dir_path")
    if kind is ToolKind.WRITE and plans is not None and _is_plan(path, cwd):
        path = str(plans / path)
    added, deleted = _size(name, asked)
    return ToolUse(
        name=name,
        kind=kind,
        paths=(path,) if path and kind in (ToolKind.READ, ToolKind.WRITE) else (),
        command=text_of(asked, "command") if kind is ToolKind.SHELL else "",
        added=added,
        deleted=deleted,
    )


def _is_plan(path: str, cwd: str) -> bool:
    """Whether a bare name is taken as a new plan's: in plan mode it is, and messages do not tell the mode."""
    return "/" not in path and path.endswith(".md") and not Path(cwd, path).exists()


def _size(name: str, asked: Mapping[str, object]) -> tuple[int | None, int | None]:
    if name == "write_file":
        return len(text_of(asked, "content").splitlines()), None
    if name == "replace":
        return len(text_of(asked, "new_string").splitlines()), len(text_of(asked, "old_string").splitlines())
    return None, None


def _words(tool: ToolUse, asked: Mapping[str, object]) -> str:
    detail = tool.command or "".join(tool.paths) or text_of(asked, "description") or text_of(asked, "query")
    return one_line(f"{tool.name}: {detail}" if detail else tool.name)
