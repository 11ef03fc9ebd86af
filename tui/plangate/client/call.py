"""A request of the daemon as a value: how it is put, and what its answer means; no IO."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from plangate.errors import PlangateError
from plangate.wire.control import Done
from plangate.wire.failures import error_of
from plangate.wire.messages import Failure, Message

__all__ = ["Call", "done", "expect"]

_T = TypeVar("_T")
_M = TypeVar("_M", bound=Message)

_PATIENCE = 30.0


class Call(msgspec.Struct, Generic[_T], frozen=True):
    """One request and the reading of its reply."""

    make: Callable[[int], Message]
    """The message, given the request's number."""
    read: Callable[[Message], _T]
    """The result; raises the `PlangateError` that the reply tells of."""
    patience: float = _PATIENCE
    """Seconds to wait for the reply."""
    repeatable: bool = True
    """Whether asking again after a lost connection does no harm."""


def expect(reply: Message, kind: type[_M]) -> _M:
    """The reply, if it is of this kind; else the error that it tells of is raised."""
    if isinstance(reply, Failure):
        raise error_of(reply)
    if not isinstance(reply, kind):
        raise PlangateError(f"the daemon answered with {type(reply).__name__} instead of {kind.__name__}")
    return reply


def done(reply: Message) -> str:
    """What came of a request that is answered by `Done`."""
    return expect(reply, Done).text
