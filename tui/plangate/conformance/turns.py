"""Reads what agents send to model services: four protocols; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from plangate.conformance.said import Turn

__all__ = ["read_turn"]

_NOISE = re.compile(
    r"<(system-reminder|environment_context|user_instructions|permissions instructions|local-command-[a-z]+"
    r"|command-[a-z]+|skills_instructions|apps_instructions|collaboration_mode|plugins_instructions"
    r"|hook_prompt|hook_context)\b[^>]*>.*?</\1>",
    re.DOTALL,
)
"""What agents put around a person's words."""
_INTERRUPTED = re.compile(r"^\[Request interrupted[^\]]*\]\s*")
"""Stands before the next prompt, or alone."""
_PLAN_FILE = re.compile(r"(/[^\s\"'`\\]*/plans/[\w.-]+\.md)")
_TITLE = "Do not answer the request"
"""How Codex asks for a title."""
_Message = tuple[str, str, str]
"""Who ("user", "model", "tool"), a person's text, a tool's result."""


def read_turn(path: str, body: Mapping[str, Any]) -> Turn:
    """The turn that a request asks for."""
    if path.endswith("/messages"):
        messages, tools = _anthropic(body), body.get("tools")
    elif path.endswith("/responses"):
        messages, tools = _responses(body), body.get("tools") or _in_input(body)
    elif path.endswith("/chat/completions"):
        messages, tools = _completions(body), True  # aider uses none
    else:
        messages, tools = _gemini(body), body.get("tools")
    prompt, index, results = "", 0, ""
    last = ""
    for who, text, result in messages:
        if who == "user" and text:
            prompt, index, results = text, 0, ""
        elif who == "model":
            index += last != "model"
        elif who == "tool":
            results = result if last != "tool" else f"{results}\n{result}"
        last = who
    found = _PLAN_FILE.findall(json.dumps(body)) if path.endswith("/messages") else []
    return Turn(
        prompt=prompt,
        index=index,
        results=results,
        plan_file=found[-1] if found else "",
        side=not tools or _TITLE in prompt,
    )


def _anthropic(body: Mapping[str, Any]) -> Iterable[_Message]:
    for message in body.get("messages", []):
        content = message.get("content")
        blocks = content if isinstance(content, list) else [{"type": "text", "text": content}]
        if message.get("role") == "assistant":
            yield "model", "", ""
        elif message.get("role") != "user":
            continue  # reminders of the agent's own
        elif any(block.get("type") == "tool_result" for block in blocks):
            yield "tool", "", "\n".join(_text(block.get("content")) for block in blocks)
        else:
            own = _clean("\n".join(_text(block) for block in blocks))
            yield "user", _INTERRUPTED.sub("", own), ""


def _responses(body: Mapping[str, Any]) -> Iterable[_Message]:
    given = body.get("input", [])
    items = given if isinstance(given, list) else [{"role": "user", "content": given}]
    for item in items:
        kind = item.get("type", "message")
        if kind == "message" and item.get("role") == "user":
            own = _clean(_text(item.get("content")))
            yield "user", "" if own.startswith(("# AGENTS.md", "<")) else own, ""
        elif kind.endswith("_output"):
            yield "tool", "", _text(item.get("output"))
        elif kind in ("function_call", "custom_tool_call", "reasoning") or item.get("role") == "assistant":
            yield "model", "", ""


def _in_input(body: Mapping[str, Any]) -> bool:
    given = body.get("input", [])
    return isinstance(given, list) and any(item.get("type") == "additional_tools" for item in given)


def _completions(body: Mapping[str, Any]) -> Iterable[_Message]:
    for message in body.get("messages", []):
        match message.get("role"):
            case "user":
                yield "user", _clean(_text(message.get("content"))), ""
            case "assistant":
                yield "model", "", ""
            case "tool":
                yield "tool", "", _text(message.get("content"))


def _gemini(body: Mapping[str, Any]) -> Iterable[_Message]:
    for message in body.get("contents", []):
        parts = message.get("parts", [])
        returned = [part["functionResponse"] for part in parts if "functionResponse" in part]
        if message.get("role") == "model":
            yield "model", "", ""
        elif returned:
            yield "tool", "", json.dumps(returned)
        else:
            yield "user", _clean("\n".join(part.get("text", "") for part in parts)), ""


def _text(content: Any) -> str:
    """All plain text in a content value of any of the protocols."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        inner = content.get("text")
        return inner if isinstance(inner, str) else _text(content.get("content"))
    return "\n".join(_text(part) for part in content) if isinstance(content, list) else ""


def _clean(text: str) -> str:
    return _NOISE.sub("", text).strip()
