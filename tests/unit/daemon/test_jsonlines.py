"""Tests of `plangate.daemon.jsonlines`."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.jsonlines import JsonLines
from plangate.errors import BadMessage, PlangateError, UsageError
from plangate.model.event import Event
from plangate.model.session import NewSession
from plangate.wire.control import AskEvents, AskSessions, Events, Start


def test_lines_are_requests() -> None:
    """In any pieces; `id` may be left away, and nested values are objects."""
    door = JsonLines()
    assert door.feed(b'{"do": "ask_ses') == []
    assert door.feed(b'sions"}\n\n{"do": "ask_events", "id": 3, "kinds": ["a.b"]}\n') == [
        AskSessions(0),
        AskEvents(3, kinds=("a.b",)),
    ]
    line = {"do": "start", "key": "k", "new": {"agent": "shell", "cwd": "/"}}
    assert door.feed(json.dumps(line).encode() + b"\n") == [Start(0, "k", NewSession(agent="shell", cwd="/"))]


def test_replies_are_lines() -> None:
    """One object with the reply's name and its fields."""
    line = JsonLines().encode(Events(1, [Event(1, 2.0, "a.b")], 1))
    assert line.endswith(b"\n")
    assert json.loads(line)["is"] == "events"
    assert json.loads(line)["events"][0]["kind"] == "a.b"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{nonsense\n", BadMessage),
        (b'{"do": "\xff"}\n', BadMessage),
        (b"[1]\n", BadMessage),
        (b'{"do": "fly"}\n', UsageError),
        (b'{"do": "hello"}\n', UsageError),
        (b'{"do": ["ask_sessions"]}\n', UsageError),
        (b'{"do": "ask_sessions", "wings": 2}\n', UsageError),
        (b'{"do": "ask_grant", "session": 5, "role": "king"}\n', UsageError),
        (b'{"do": "ask_grant"}\n', UsageError),
    ],
)
def test_what_does_not_fit_is_named(line: bytes, error: type[PlangateError]) -> None:
    """Scripts are written by people."""
    with pytest.raises(error):
        JsonLines().feed(line)


@given(st.binary(max_size=100))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    """The peer may be anybody."""
    try:
        JsonLines().feed(b"{" + data + b"\n")
    except PlangateError:
        return
