"""What a program inside a session can say: submit a plan, ask how it stands. Blocks; stdlib sockets only."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from typing import Any

import msgspec

from plangate.errors import PlangateError, Refused, Unavailable

__all__ = ["ask", "inside"]

_SOCKET, _TOKEN = "PLANGATE_AGENT_SOCKET", "PLANGATE_AGENT_TOKEN"
_CHUNK = 65536
_COMES_BACK = 30.0
"""Seconds in which a daemon that went away while a person was asked has to be there again."""


def inside(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this process belongs to a gated session."""
    return bool(environment.get(_SOCKET) and environment.get(_TOKEN))


def ask(what: str, **fields: object) -> dict[str, Any]:
    """One request on the agents' socket; waits as long as a person takes.

    Raises:
        Refused: The daemon says no.
        Unavailable: There is none.
    """
    path, token = os.environ.get(_SOCKET, ""), os.environ.get(_TOKEN, "")
    line = msgspec.json.encode({"do": what, "token": token, **fields}) + b"\n"
    waited, deadline = False, 0.0
    while True:
        try:
            answer, heard = _exchange(path, line)
        except OSError as error:
            answer, heard = None, False
            if not waited:
                raise Unavailable(
                    f"the daemon does not answer at {path}: {error.strerror or error}"
                ) from error
        if answer is not None:
            break
        if heard:
            waited, deadline = True, time.monotonic() + _COMES_BACK
        if not waited or time.monotonic() > deadline:
            raise Unavailable("the daemon went away before it answered")
        time.sleep(0.2)
    if "error" in answer:
        raise Refused(str(answer["error"]), str(answer.get("hint", "")))
    return answer


def _exchange(path: str, line: bytes) -> tuple[dict[str, Any] | None, bool]:
    """The answer, if one came, and whether a person was being asked."""
    heard, buffer = False, b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        connection.sendall(line)
        while chunk := connection.recv(_CHUNK):
            buffer += chunk
            while b"\n" in buffer:
                said, _, buffer = buffer.partition(b"\n")
                answer = _decoded(said)
                if "wait" not in answer:
                    return answer, heard
                heard = True
    return None, heard


def _decoded(line: bytes) -> dict[str, Any]:
    try:
        answer = msgspec.json.decode(line)
    except ValueError as error:
        raise PlangateError("the daemon's answer cannot be understood") from error
    if not isinstance(answer, dict):
        raise PlangateError("the daemon's answer cannot be understood")
    return answer
