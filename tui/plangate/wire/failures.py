"""Errors on the wire: a `PlangateError` of one process is the same error in another."""

from __future__ import annotations

from plangate.errors import PlangateError
from plangate.wire.messages import Failure

__all__ = ["error_of", "failure_of"]


def failure_of(error: PlangateError, request: int = 0) -> Failure:
    """The message that tells the other side about `error`; `request` is the id of what it answers."""
    return Failure(id=request, code=error.code, message=error.message, hint=error.hint)


def error_of(failure: Failure) -> PlangateError:
    """The error that a message tells of; an unknown code of a newer version is a plain `PlangateError`."""
    kind = _by_code(PlangateError).get(failure.code, PlangateError)
    return kind(failure.message, failure.hint)


def _by_code(root: type[PlangateError]) -> dict[str, type[PlangateError]]:
    found = {root.code: root}
    for child in root.__subclasses__():
        found = _by_code(child) | found  # of two with one code the more general one is meant
    return found
