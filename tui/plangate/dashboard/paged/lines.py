"""Lines composed on the page, each brought to where its name says, once, and answered when it is there.

    s/SESSION/…            a line for a session: pasted, then Enter
    k/SESSION/…            keys for a session: an answer to its menu
    q/SESSION/QUESTION/…   yes or no to what an agent asks to be allowed
    d/FORM/…               text for the field of a dialog
    a/ACTION/…             something that the dashboard is to do

The last part of a name makes it unique. A session's host remembers names, so a line that is sent
again, by this process or by the next, is written once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from plangate.aio import spawn
from plangate.client import gate
from plangate.client.api import Control
from plangate.dashboard.remote import LineComposed
from plangate.errors import PlangateError, Refused, TimedOut, Unavailable
from plangate.model.session import SessionId

__all__ = ["Fields", "Lines"]

_FIRST_DELAY, _LONGEST_DELAY = 0.25, 3.0
_REMEMBERED = 256


class Fields(Protocol):
    """The fields of dialogs."""

    def write(self, name: str, text: str, submit: bool) -> None:
        """Put text into one of them."""


class Lines:
    """Takes lines and tells what became of them.

    Args:
        tell: Called with received or refused and the values of that message.
        acts: What can be asked of the dashboard, by name.
    """

    def __init__(
        self,
        control: Control,
        fields: Fields,
        acts: Mapping[str, Callable[[], Awaitable[None]]],
        tell: Callable[..., None],
    ) -> None:
        self._control = control
        self._fields = fields
        self._acts = acts
        self._tell = tell
        self._under_way: set[str] = set()
        self._done: dict[str, None] = {}
        """Names of what was done here and is not remembered by a host, the oldest first."""
        self._turns: dict[str, asyncio.Lock] = {}

    def take(self, line: LineComposed) -> None:
        """A line has come, or has come again."""
        if line.id not in self._under_way:
            self._under_way.add(line.id)
            spawn(self._bring(line), name=f"line {line.id}")

    async def _bring(self, line: LineComposed) -> None:
        try:
            await self._by_name(line)
        except PlangateError as error:
            self._tell("refused", id=line.id, words=error.message, hint=error.hint)
        else:
            self._tell("received", id=line.id)
        finally:
            self._under_way.discard(line.id)

    async def _by_name(self, line: LineComposed) -> None:
        match line.id.split("/"):
            case ["s" | "k" as kind, session, _]:
                async with self._turns.setdefault(session, asyncio.Lock()):
                    await self._write(session, line, keys=kind == "k")
            case ["q", session, question, _]:
                await self._control.ask(gate.answer(SessionId(session), question, allow=line.text == "yes"))
            case ["d", form, _]:
                if line.id not in self._done:
                    self._fields.write(form, line.text, line.submit)
                    self._remember(line.id)
            case ["a", action, _] if action in self._acts:
                if line.id not in self._done:
                    self._remember(line.id)
                    await self._acts[action]()
            case _:
                raise Refused("nobody knows where this should go", "Load the page again.")

    async def _write(self, session: str, line: LineComposed, *, keys: bool) -> None:
        """Until it is there or refused: a host that is being replaced, or is slow, is asked again."""
        delay = _FIRST_DELAY
        while True:
            try:
                await self._control.compose(
                    SessionId(session), line.id, line.text, submit=line.submit, keys=keys
                )
            except (Unavailable, TimedOut):
                await asyncio.sleep(delay)
                delay = min(_LONGEST_DELAY, delay * 2)
            else:
                return

    def _remember(self, name: str) -> None:
        self._done[name] = None
        while len(self._done) > _REMEMBERED:
            del self._done[next(iter(self._done))]
