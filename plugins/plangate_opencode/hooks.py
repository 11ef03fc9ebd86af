"""What `gate.js` says for opencode, and how it is answered. Seen with 1.18.33."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from plangate.plugins.gate import Answer, HookCall, HookKind, HookReply, ToolKind, ToolUse, Verdict
from plangate.plugins.payload import one_line, text_of

__all__ = ["interpret", "reply"]

_KINDS = {"tool": HookKind.TOOL, "prompt": HookKind.PROMPT, "idle": HookKind.TURN_END}
_TOOLS: dict[str, ToolKind] = {
    **dict.fromkeys(
        ("read", "glob", "grep", "list", "lsp", "webfetch", "websearch", "codesearch", "skill", "todoread"),
        ToolKind.READ,
    ),
    **dict.fromkeys(("write", "edit", "multiedit", "patch", "apply_patch"), ToolKind.WRITE),
    "bash": ToolKind.SHELL,
    "task": ToolKind.AGENT,
    **dict.fromkeys(("todowrite", "question", "plan_enter", "plan_exit", "invalid"), ToolKind.TALK),
}
"""An allow-list: every other tool is unknown."""
_FILE = re.compile(r"^\*\*\* (Update File|Add File|Delete File|Move to): (.+?)\s*$", re.MULTILINE)


def interpret(payload: Mapping[str, object]) -> HookCall:
    """What a message means.

    Raises:
        ValueError: It is none of opencode's.
    """
    event = text_of(payload, "event")
    if event not in _KINDS:
        raise ValueError("no event that is known")
    given = payload.get("args")
    asked: Mapping[str, object] = given if isinstance(given, dict) else {}
    tool = _tool(text_of(payload, "tool"), asked) if event == "tool" else None
    text = text_of(payload, "text")
    session = text_of(payload, "session")
    return HookCall(
        kind=_KINDS[event],
        event=event,
        conversation=session,
        cwd=text_of(payload, "cwd"),
        call=text_of(payload, "call"),
        tool=tool,
        words=_words(tool, asked) if tool else one_line(text),
        text=text,
        subagent=session if payload.get("child") else "",
        payload=payload,
    )


def reply(call: HookCall, answer: Answer) -> HookReply:
    """The gate's answer as `gate.js` reads it; only before a tool does it wait for one."""
    if call.kind is HookKind.TOOL and answer.verdict is Verdict.DENY:
        return HookReply(stdout=json.dumps({"decision": "deny", "reason": answer.words or "refused"}))
    return HookReply()


def _tool(name: str, asked: Mapping[str, object]) -> ToolUse:
    kind = _TOOLS.get(name, ToolKind.UNKNOWN)
    files: list[tuple[str, str]] = _FILE.findall(text_of(asked, "patchText"))
    path = text_of(asked, "filePath") or text_of(asked, "path")
    paths = tuple(place for _, place in files) or ((path,) if path else ())
    added, deleted = _size(name, asked)
    return ToolUse(
        name=name,
        kind=kind,
        paths=paths if kind in (ToolKind.READ, ToolKind.WRITE) else (),
        command=text_of(asked, "command") if kind is ToolKind.SHELL else "",
        added=added,
        deleted=deleted,
        creates=tuple(place for what, place in files if what in ("Add File", "Move to")),
        removes=tuple(place for what, place in files if what == "Delete File"),
    )


def _size(name: str, asked: Mapping[str, Any]) -> tuple[int | None, int | None]:
    if name == "write":
        return len(text_of(asked, "content").splitlines()), None
    if name == "edit" and not asked.get("replaceAll"):
        return len(text_of(asked, "newString").splitlines()), len(text_of(asked, "oldString").splitlines())
    if text := text_of(asked, "patchText"):
        lines = [line for line in text.splitlines() if not line.startswith("***")]
        return sum(line.startswith("+") for line in lines), sum(line.startswith("-") for line in lines)
    return None, None


def _words(tool: ToolUse, asked: Mapping[str, object]) -> str:
    detail = tool.command or ", ".join(tool.paths) or text_of(asked, "description") or text_of(asked, "url")
    return one_line(f"{tool.name}: {detail}" if detail else tool.name)
