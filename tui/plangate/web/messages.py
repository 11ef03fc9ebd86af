"""What a page says over its socket, checked before anything acts upon it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import msgspec

__all__ = [
    "LONGEST",
    "Ack",
    "Close",
    "Focus",
    "Greeting",
    "Line",
    "Malformed",
    "PageMessage",
    "Ping",
    "Resize",
    "Stdin",
    "parse",
]

LONGEST = 256 * 1024
"""Bytes of one message."""
_STDIN_LIMIT = 64 * 1024
_ID_LIMIT = 64
_WORD_LIMIT = 200
_COLUMNS = (20, 400)
_ROWS = (5, 200)


class Close(IntEnum):
    """Why a front closed a socket; 4000 to 4999 are an application's own (RFC 6455, 7.4.2)."""

    ENDED = 4000
    TAKEN_OVER = 4001
    REVOKED = 4003
    MALFORMED = 4400
    TOO_MUCH = 4429
    LATER = 1013


class Malformed(Exception):
    """A message that no page of ours sends."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first message."""

    columns: int
    rows: int
    resume: str
    key: str


@dataclass(frozen=True, slots=True)
class Stdin:
    """What the terminal sends."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the composer; the same id is the same line."""

    id: str
    text: str
    submit: bool


@dataclass(frozen=True, slots=True)
class Resize:
    """The terminal has another size."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Ack:
    """So many bytes of output have been taken, from the beginning of this socket."""

    total: int


@dataclass(frozen=True, slots=True)
class Ping:
    """To be sent back."""

    stamp: float


@dataclass(frozen=True, slots=True)
class Focus:
    """The page has the keyboard, or has not."""

    gained: bool


PageMessage = Greeting | Stdin | Line | Resize | Ack | Ping | Focus


def parse(text: str) -> PageMessage:
    """The message in a text frame.

    Raises:
        Malformed: It is none.
    """
    try:
        kind, *rest = msgspec.json.decode(text.encode("utf-8", "surrogatepass"), type=list[Any])
    except (ValueError, RecursionError) as error:
        raise Malformed("no list") from error
    match kind, rest:
        case "stdin", [str() as data] if len(data) <= _STDIN_LIMIT:
            return Stdin(data.encode("utf-8", "replace")[:_STDIN_LIMIT])
        case "line", [str() as id, str() as line, bool() as submit] if id and len(id) <= _ID_LIMIT:
            return Line(id, line, submit)
        case "resize", [{"width": columns, "height": rows}]:
            return Resize(_within(columns, _COLUMNS), _within(rows, _ROWS))
        case "ack", [int() as total] if not isinstance(total, bool) and total >= 0:
            return Ack(total)
        case "ping", [int() | float() as stamp]:
            return Ping(stamp)
        case (("focus" | "blur"), []):
            return Focus(kind == "focus")
        case "hello", [dict() as told]:
            return Greeting(
                _within(told.get("cols"), _COLUMNS),
                _within(told.get("rows"), _ROWS),
                _word(told.get("resume")),
                _word(told.get("key")),
            )
        case _:
            raise Malformed("no message that is known")


def _within(value: object, limits: tuple[int, int]) -> int:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise Malformed("no number")
    return int(min(max(value, limits[0]), limits[1]))


def _word(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _WORD_LIMIT:
        raise Malformed("no word")
    return value
