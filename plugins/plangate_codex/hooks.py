"""Codex's hook messages and answers, and the plan it ends a turn with. Seen with 0.169.0."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plangate.plugins.gate import Answer, HookCall, HookKind, HookReply, ToolKind, ToolUse, Typing, Verdict
from plangate.plugins.payload import one_line, text_of

__all__ = ["go_on", "interpret", "plan_at_end", "reply"]

_KINDS = {
    "PreToolUse": HookKind.TOOL,
    "PostToolUse": HookKind.TOOL_ENDED,
    "PermissionRequest": HookKind.PERMISSION,
    "UserPromptSubmit": HookKind.PROMPT,
    "SessionStart": HookKind.SESSION_START,
    "SessionEnd": HookKind.SESSION_END,
    "Stop": HookKind.TURN_END,
}
_TOOLS: dict[str, ToolKind] = {
    "Bash": ToolKind.SHELL,
    "apply_patch": ToolKind.WRITE,
    "view_image": ToolKind.READ,
    "web_search": ToolKind.READ,
    "update_plan": ToolKind.TALK,
    "request_user_input": ToolKind.TALK,
}
_FILE = re.compile(r"^\*\*\* (Update File|Add File|Delete File|Move to): (.+?)\s*$", re.MULTILINE)
_PROPOSED = re.compile(r"<proposed_plan>\s*\n?(.*?)\s*</proposed_plan>", re.DOTALL)
_PLACE = re.compile(r"/sessions/\d{4}/\d\d/\d\d/rollout-[\dT-]{19}-([0-9a-zA-Z-]+)\.jsonl$")
_TAIL = 4 << 20
"""Bytes of the rollout's end that are searched for a turn's plan."""


def interpret(payload: Mapping[str, object]) -> HookCall:
    """What a message means.

    Raises:
        ValueError: It is none of Codex's.
    """
    event = text_of(payload, "hook_event_name")
    if not event:
        raise ValueError("no hook_event_name")
    given = payload.get("tool_input")
    asked: Mapping[str, object] = given if isinstance(given, dict) else {}
    tool = _tool(text_of(payload, "tool_name"), asked) if payload.get("tool_name") else None
    text = text_of(payload, "prompt") or text_of(payload, "last_assistant_message")
    return HookCall(
        kind=_KINDS.get(event, HookKind.OTHER),
        event=event,
        conversation=text_of(payload, "session_id"),
        cwd=text_of(payload, "cwd"),
        call=text_of(payload, "tool_use_id"),
        tool=tool,
        words=_words(tool) if tool else one_line(text),
        text=text,
        mode=text_of(payload, "permission_mode"),
        source=text_of(payload, "source") or text_of(payload, "reason"),
        subagent=text_of(payload, "agent_id"),
        log=text_of(payload, "transcript_path"),
        payload=payload,
    )


def reply(call: HookCall, answer: Answer) -> HookReply:
    """The gate's answer in Codex's words. An "ask" would count as consent, so it is never given."""
    said: dict[str, Any] = {}
    match call.kind:
        case HookKind.TOOL if answer.verdict is Verdict.DENY:
            said = _specific(
                call, permissionDecision="deny", permissionDecisionReason=answer.words or "refused"
            )
        case HookKind.PERMISSION if answer.verdict is Verdict.DENY:
            said = _specific(call, decision={"behavior": "deny", "message": answer.words or "refused"})
        case HookKind.PERMISSION if answer.verdict is Verdict.ALLOW:
            said = _specific(call, decision={"behavior": "allow"})
        case HookKind.PROMPT | HookKind.TURN_END if answer.verdict is Verdict.DENY:
            said = {"decision": "block", "reason": answer.words}
        case HookKind.PROMPT | HookKind.SESSION_START if answer.context:
            said = _specific(call, additionalContext=answer.context)
    return HookReply(stdout=json.dumps(said) if said else "")


def plan_at_end(call: HookCall) -> str:
    """The turn's plan: an item of the rollout in Plan mode, a block of the last message otherwise."""
    in_log = _plan_in_log(call)
    if in_log:
        return in_log
    blocks = _PROPOSED.findall(call.text)
    return str(blocks[-1]).strip() if blocks else ""


def go_on(call: HookCall, answer: Answer) -> Typing:
    """In Plan mode a dialog asks whether to implement the plan; its first choice leaves the mode."""
    dialog = bool(_plan_in_log(call))
    if answer.verdict is not Verdict.DENY:
        return Typing(keys=("enter",)) if dialog else Typing(text="The plan is approved. Implement it.")
    return Typing(keys=("escape",) if dialog else (), text=answer.words)


def _plan_in_log(call: HookCall) -> str:
    """The last Plan item of the turn that has ended."""
    turn = text_of(call.payload, "turn_id")
    plan = ""
    for line in _tail(call.log, call.conversation).splitlines():
        if b'"Plan"' not in line:
            continue
        try:
            payload = json.loads(line)["payload"]
            item = payload["item"]
            if item["type"] == "Plan" and payload["turn_id"] == turn:
                plan = str(item["text"])
        except (ValueError, KeyError, TypeError):
            continue
    return plan.strip()


def _tail(log: str, thread: str) -> bytes:
    """The end of a thread's rollout; nothing when the file is not where its rollout lies, or no plain file."""
    if not log or not thread:
        return b""
    try:
        file = os.open(log, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return b""
    try:
        info = os.fstat(file)
        real = str(Path(f"/proc/self/fd/{file}").readlink())  # whatever links led there
        place = _PLACE.search(real)
        if not stat.S_ISREG(info.st_mode) or info.st_nlink > 1 or place is None or place[1] != thread:
            return b""
        return os.pread(file, _TAIL, max(0, info.st_size - _TAIL))
    except OSError:
        return b""
    finally:
        os.close(file)


def _specific(call: HookCall, **fields: Any) -> dict[str, Any]:
    return {"hookSpecificOutput": {"hookEventName": call.event, **fields}}


def _tool(name: str, asked: Mapping[str, object]) -> ToolUse:
    kind = _TOOLS.get(name, ToolKind.UNKNOWN)
    text = text_of(asked, "command")
    if name != "apply_patch":
        return ToolUse(name=name, kind=kind, command=text if kind is ToolKind.SHELL else "")
    files = _FILE.findall(text)
    lines = [line for line in text.splitlines() if not line.startswith("***")]
    return ToolUse(
        name=name,
        kind=kind,
        paths=tuple(path for _, path in files),
        added=sum(line.startswith("+") for line in lines),
        deleted=sum(line.startswith("-") for line in lines),
        creates=tuple(path for what, path in files if what in ("Add File", "Move to")),
        removes=tuple(path for what, path in files if what == "Delete File"),
    )


def _words(tool: ToolUse) -> str:
    detail = tool.command or ", ".join(tool.paths)
    return one_line(f"{tool.name}: {detail}" if detail else tool.name)
