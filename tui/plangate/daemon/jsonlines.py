"""The daemon's door for scripts and hooks: one JSON object in a line, one line back for each reply; no IO.

    {"do": "ask_sessions"}
    {"is": "sessions", "id": 0, "sessions": [...]}

`do` names a request of `plangate.wire.control` in snake case; the other fields are the message's.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from plangate.errors import BadMessage, UsageError
from plangate.wire.catalogue import TO_DAEMON
from plangate.wire.codec import LIMIT
from plangate.wire.messages import Hello, Message

__all__ = ["JsonLines"]


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_REQUESTS = {_snake(kind.__name__): kind for kind in TO_DAEMON if kind is not Hello}


class JsonLines:
    """Cuts a stream into requests and writes replies."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The requests that are complete now.

        Raises:
            BadMessage: A line is too long or no JSON object.
            UsageError: A line asks for something unknown, or its fields do not fit.
        """
        self._buffer += data
        *lines, rest = self._buffer.split(b"\n")
        self._buffer = rest
        if len(rest) > LIMIT:
            raise BadMessage(f"a line of more than {LIMIT} bytes")
        return [_request(bytes(line)) for line in lines if line.strip()]

    def encode(self, message: Message) -> bytes:
        """A reply as a line."""
        fields = {name: getattr(message, name) for name in message.__struct_fields__}
        return msgspec.json.encode({"is": _snake(type(message).__name__), **fields}) + b"\n"


def _request(line: bytes) -> Message:
    try:
        fields: Any = msgspec.json.decode(line)
    except (ValueError, RecursionError) as error:  # msgspec's own errors, and what is no UTF-8
        raise BadMessage(f"a line is no JSON: {error}") from error
    if not isinstance(fields, dict):
        raise BadMessage("a line must be a JSON object")
    kind = _REQUESTS.get(str(fields.pop("do", "")))
    if kind is None:
        raise UsageError(f"unknown request; known are: {', '.join(sorted(_REQUESTS))}")
    fields.setdefault("id", 0)
    known = {field.name: field.type for field in msgspec.structs.fields(kind)}
    unknown = sorted(fields.keys() - known.keys())
    if unknown:
        raise UsageError(f"{_snake(kind.__name__)} has no field {', '.join(unknown)}")
    try:
        return kind(
            **{name: msgspec.convert(value, known[name], strict=False) for name, value in fields.items()}
        )
    except (msgspec.ValidationError, TypeError) as error:
        raise UsageError(f"{_snake(kind.__name__)}: {error}") from error
