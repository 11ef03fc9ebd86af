"""How the demo talks to the plan gate: as every program in a session can, by the agents' socket."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Decision", "Gate", "refusal"]

_LIMIT = 8 << 20
_AGAIN = 0.5
"""Seconds between tries while the daemon is being started anew."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided about a plan."""

    approved: bool
    rejected: bool
    words: str


class Gate:
    """The gate of this session, if it has one."""

    def __init__(self, env: Mapping[str, str] = os.environ) -> None:
        self._path = env.get("PLANGATE_AGENT_SOCKET", "")
        self._token = env.get("PLANGATE_AGENT_TOKEN", "")

    async def holds(self, root: Path) -> bool:
        """Whether it decides about changes in a directory."""
        if not self._path:
            return False
        try:
            status = await self._ask({"do": "status"})
        except (OSError, ValueError):
            return True  # it is there and does not answer: then it is closed
        return status.get("state") not in ("off", "observe") and _lies_in(root, status.get("workspace"))

    async def submit(self, plan: str) -> Decision:
        """Present a plan and wait for people; survives a daemon that is started anew meanwhile.

        Raises:
            ValueError: The plan was not taken; says why.
        """
        while True:
            try:
                reply = await self._ask({"do": "submit", "plan": plan, "wait": True})
            except OSError:
                await asyncio.sleep(_AGAIN)
                continue
            return Decision(
                approved=bool(reply.get("approved")),
                rejected=reply.get("phase") == "rejected",
                words=str(reply.get("words", "")),
            )

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        reader, writer = await asyncio.open_unix_connection(self._path, limit=_LIMIT)
        try:
            writer.write(json.dumps({**request, "token": self._token}).encode() + b"\n")
            await writer.drain()
            while line := await reader.readline():
                reply = json.loads(line)
                if not isinstance(reply, dict):
                    raise ValueError("the gate's answer is none")
                if "error" in reply:
                    raise ValueError(f"{reply['error']}")
                if "wait" not in reply:
                    return reply
            raise ConnectionResetError("the gate broke off")
        finally:
            writer.close()


def _lies_in(root: Path, workspace: object) -> bool:
    """Whether the gate's workspace holds a directory; one that names none holds everything."""
    return not workspace or root.resolve().is_relative_to(str(workspace))


def refusal(path: Path) -> str:
    """Why a file cannot be written, in the system's words; empty when it can. Changes nothing."""
    try:
        with path.open("r+b"):
            return ""
    except OSError as error:
        return error.strerror or str(error)
