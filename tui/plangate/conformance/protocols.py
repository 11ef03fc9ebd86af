"""One answer as the streams that model services send: server-sent events of four protocols. Pure."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from plangate.conformance.said import Call, Said

__all__ = ["PROTOCOLS", "Answer", "whole_gemini"]

Answer = Callable[[Said, dict[str, Any]], Iterator[str]]
_CHUNK = 8
_numbers = itertools.count(1)
"""Ids differ over the life of the process: agents keep what they were told by id."""


def _event(data: dict[str, Any], name: str = "") -> str:
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(data)}\n\n"


def _pieces(text: str) -> list[str]:
    return [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]


def _id(prefix: str) -> str:
    return f"{prefix}_{next(_numbers):024d}"


def messages(said: Said, asked: dict[str, Any]) -> Iterator[str]:
    """Anthropic Messages."""

    def event(kind: str, **fields: Any) -> str:
        return _event({"type": kind, **fields}, kind)

    yield event(
        "message_start",
        message={
            "id": _id("msg"),
            "type": "message",
            "role": "assistant",
            "model": asked.get("model", ""),
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 10, "output_tokens": 1},
        },
    )
    blocks: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    if said.text or not said.tools:
        deltas = [{"type": "text_delta", "text": piece} for piece in _pieces(said.text)]
        blocks.append(({"type": "text", "text": ""}, deltas))
    for call in said.tools:
        block = {"type": "tool_use", "id": _id("toolu"), "name": call.name, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(dict(call.input))}
        blocks.append((block, [delta]))
    for index, (block, parts) in enumerate(blocks):
        yield event("content_block_start", index=index, content_block=block)
        for part in parts:
            yield event("content_block_delta", index=index, delta=part)
        yield event("content_block_stop", index=index)
    reason = "tool_use" if said.tools else "end_turn"
    yield event(
        "message_delta", delta={"stop_reason": reason, "stop_sequence": None}, usage={"output_tokens": 9}
    )
    yield event("message_stop")


def responses(said: Said, asked: dict[str, Any]) -> Iterator[str]:
    """OpenAI Responses."""
    usage = {
        "input_tokens": 10,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 9,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 19,
    }
    items = [_spoken(said.text)] if said.text or not said.tools else []
    items += [_called(call) for call in said.tools]
    response = {
        "id": _id("resp"),
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": asked.get("model", ""),
        "output": items,
        "usage": usage,
        "error": None,
    }
    begun = response | {"status": "in_progress", "output": [], "usage": None}
    events: list[tuple[str, dict[str, Any]]] = [("response.created", {"response": begun})]
    for place, item in enumerate(items):
        events += _item_events(place, item)
    events.append(("response.completed", {"response": response}))
    for number, (kind, fields) in enumerate(events):
        yield _event({"type": kind, "sequence_number": number, **fields}, kind)


def _spoken(text: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": []}
    return {
        "type": "message",
        "id": _id("msg"),
        "role": "assistant",
        "status": "completed",
        "content": [part],
    }


def _called(call: Call) -> dict[str, Any]:
    common = {"id": _id("fc"), "call_id": _id("call"), "name": call.name, "status": "completed"}
    if call.namespace:
        common["namespace"] = call.namespace
    if call.custom:
        return common | {"type": "custom_tool_call", "input": call.custom}
    return common | {"type": "function_call", "arguments": json.dumps(dict(call.input))}


def _item_events(place: int, item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    begun = item | {"status": "in_progress"} | ({"content": []} if "content" in item else {})
    yield "response.output_item.added", {"output_index": place, "item": begun}
    if "content" in item:
        part = item["content"][0]
        where = {"item_id": item["id"], "output_index": place, "content_index": 0}
        yield "response.content_part.added", where | {"part": part | {"text": ""}}
        for piece in _pieces(part["text"]):
            yield "response.output_text.delta", where | {"delta": piece}
        yield "response.output_text.done", where | {"text": part["text"]}
    yield "response.output_item.done", {"output_index": place, "item": item}


def completions(said: Said, asked: dict[str, Any]) -> Iterator[str]:
    """OpenAI Chat Completions."""

    def chunk(delta: dict[str, Any], reason: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return _event(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": asked.get("model", ""),
                "choices": [choice],
            }
        )

    yield chunk({"role": "assistant", "content": ""})
    for piece in _pieces(said.text):
        yield chunk({"content": piece})
    for index, call in enumerate(said.tools):
        function = {"name": call.name, "arguments": json.dumps(dict(call.input))}
        called = {"index": index, "id": _id("call"), "type": "function", "function": function}
        yield chunk({"tool_calls": [called]})
    yield chunk({}, "tool_calls" if said.tools else "stop")
    yield "data: [DONE]\n\n"


def generate(said: Said, asked: dict[str, Any]) -> Iterator[str]:
    """Gemini's streamGenerateContent."""
    parts: list[dict[str, Any]] = [{"text": piece} for piece in _pieces(said.text)]
    parts += [{"functionCall": {"name": call.name, "args": dict(call.input)}} for call in said.tools]
    for number, part in enumerate(parts, 1):
        candidate: dict[str, Any] = {"content": {"role": "model", "parts": [part]}, "index": 0}
        if number == len(parts):
            candidate["finishReason"] = "STOP"
        usage = {"promptTokenCount": 10, "candidatesTokenCount": 9, "totalTokenCount": 19}
        yield _event({"candidates": [candidate], "usageMetadata": usage, "responseId": "1"})


def whole_gemini(text: str) -> dict[str, Any]:
    """An answer of Gemini in one piece."""
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"content": content, "index": 0, "finishReason": "STOP"}], "responseId": "1"}


PROTOCOLS: dict[str, Answer] = {
    "/messages": messages,
    "/responses": responses,
    "/chat/completions": completions,
    ":streamGenerateContent": generate,
}
"""By how the path ends."""
