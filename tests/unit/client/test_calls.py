"""Tests of `plangate.client.calls`."""

from __future__ import annotations

import inspect

import pytest

from plangate.client import attempts, calls, devices, gate, jobs, undo
from plangate.client.call import Call
from plangate.errors import NotFound, PlangateError
from plangate.model.attempts import AttemptEnd
from plangate.model.client import Role
from plangate.model.devices import Front
from plangate.model.plan import VoteKind
from plangate.model.session import NewSession, Session, SessionId
from plangate.wire import control as wire
from plangate.wire.catalogue import TO_DAEMON
from plangate.wire.failures import failure_of
from plangate.wire.messages import Hello

_MODULES = (calls, gate, attempts, undo, devices, jobs)
_SESSION = Session(id=SessionId("s"), name="n", agent="shell")


def _every() -> list[Call[object]]:
    palette = wire.UsePalette(9, (0, 0, 0), (1, 1, 1), (2, 2, 2), [], True)
    values = {
        "key": "k", "session": "s", "environment": {}, "new": NewSession(agent="shell", cwd="/"),
        "name": None, "group": None, "task": None, "role": Role.VIEWER, "palette": palette,
        "plan": "p", "markdown": "m", "text": "t", "digest": "d", "kind": VoteKind.APPROVE, "to": "done", "reason": "r",
        "minutes": 5.0, "question": "q", "allow": True, "pin": "1234", "paths": ("a",),
        "checkpoint": "c", "attempt": "a", "end": AttemptEnd.DONE, "undo": "u",
        "token": "t", "code": "123456", "address": "a", "browser": "b", "item": "i", "when": "idle", "device": "d", "front": Front(urls=()),
    }  # fmt: skip
    made = []
    for function in (value for module in _MODULES for value in vars(module).values()):
        if (
            inspect.isfunction(function)
            and function.__module__ in {module.__name__ for module in _MODULES}
            and function.__name__[0] != "_"
        ):
            parameters = inspect.signature(function).parameters
            words = values | ({"name": "n", "key": "k"} if function.__module__ == devices.__name__ else {})
            made.append(function(**{name: words[name] for name in parameters if name in words}))
    return made


def test_there_is_a_call_for_every_request() -> None:
    """And each carries the number it is given."""
    messages = [call.make(7) for call in _every()]
    assert {type(message) for message in messages} == set(TO_DAEMON) - {Hello}
    assert {getattr(message, "id", None) for message in messages} == {7}


def test_a_failure_is_raised_as_what_it_was() -> None:
    """By every call."""
    for call in _every():
        with pytest.raises(NotFound):
            call.read(failure_of(NotFound("gone"), 7))


def test_a_wrong_reply_is_an_error() -> None:
    """A daemon gone mad does not make a client guess."""
    with pytest.raises(PlangateError):
        calls.sessions().read(wire.Done(1))


def test_results_are_what_was_asked_for() -> None:
    """Unwrapped from their messages."""
    assert calls.sessions().read(wire.Sessions(1, [_SESSION])) == [_SESSION]
    assert (
        calls.start("k", NewSession(agent="a", cwd="/"), {}).read(wire.SessionReply(1, _SESSION)) == _SESSION
    )
    assert calls.stop("s").read(wire.Done(1, "text")) == "text"
    assert calls.subscribe().read(wire.Done(1, "12")) == 12
    assert calls.subscribe().read(wire.Done(1)) == -1
    assert calls.events().read(wire.Events(1, [], 5)).last == 5
