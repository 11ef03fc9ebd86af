"""All plans: kept in the ledger alone, so that what was decided and what is believed are the same thing."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable

from plangate.daemon.desk import Desk
from plangate.errors import NotFound, PlangateError, UsageError
from plangate.gate.plan.events import PLAN_KINDS, PlanEvent, event_from_payload, event_kind, event_payload
from plangate.gate.plan.lifecycle import advance
from plangate.gate.plan.record import PlanId
from plangate.gate.plan.state import ENDED, PlanState

__all__ = ["PlanBook"]

_log = logging.getLogger(__name__)

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 8
_PAGE = 2000


class PlanBook:
    """Plans by id. An event counts once it is on the disk, never before.

    Args:
        changed: Told of every plan that is new or not as it was.
    """

    def __init__(self, desk: Desk, changed: Callable[[PlanState], None]) -> None:
        self._desk = desk
        self._changed = changed
        self._states: dict[str, PlanState] = {}
        self._homes: dict[str, str] = {}
        self._loaded: set[str] = set()
        self._lock = asyncio.Lock()
        self._loading = asyncio.Lock()

    async def load(self, session: str) -> list[PlanState]:
        """Read the plans that a session has written; those that are known already stay as they are."""
        async with self._loading:  # who comes second must not find half of them
            if session not in self._loaded:
                await self._load(session)
        return self._of(session)

    async def _load(self, session: str) -> None:
        since = 0
        stories: dict[str, PlanState | None] = {}
        torn: set[str] = set()
        while True:
            page = await self._desk.journal.page(
                since=since, limit=_PAGE, session=session, kinds=PLAN_KINDS, newest=False
            )
            for entry in page:
                plan = str(entry.data.get("plan", ""))
                if plan in self._states:
                    continue
                if plan not in torn:
                    try:
                        event = event_from_payload(entry.kind, entry.data.get("event"))
                        stories[plan] = advance(stories.get(plan), event, now=float(entry.data["at"]))
                    except (PlangateError, ValueError, KeyError, TypeError) as error:
                        _log.error("plan %s cannot be read back from event %d: %s", plan, entry.seq, error)
                        torn.add(plan)  # what it allowed is not known, so it allows nothing
            if len(page) < _PAGE:
                break
            since = page[-1].seq
        self._loaded.add(session)
        for plan, state in stories.items():
            if state is not None and plan not in torn and plan not in self._states:
                self._states[plan] = state
                self._homes[plan] = session

    def _of(self, session: str) -> list[PlanState]:
        return [self._states[plan] for plan, home in self._homes.items() if home == session]

    def get(self, plan: str) -> PlanState:
        """A plan by its id, or by a beginning of it that fits no other.

        Raises:
            NotFound: There is none.
            UsageError: There are several.
        """
        if plan in self._states:
            return self._states[plan]
        found = [id for id in self._states if plan and id.startswith(plan)]
        if len(found) > 1:
            raise UsageError(f'"{plan}" fits {len(found)} plans: {", ".join(sorted(found)[:8])}')
        if not found:
            raise NotFound(f"there is no plan {plan}", "plangate plan ls lists them.")
        return self._states[found[0]]

    def home(self, plan: str) -> str:
        """The session that wrote it, under which the ledger keeps its story."""
        return self._homes[plan]

    def all(self) -> list[PlanState]:
        """Every plan that is known."""
        return list(self._states.values())

    def live(self, plan: str) -> PlanState | None:
        """A plan unless it has ended."""
        state = self._states.get(plan)
        return state if state is not None and state.phase not in ENDED else None

    def new_id(self) -> PlanId:
        """An id that no plan has."""
        while True:
            made = "p-" + "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))
            if made not in self._states:
                return PlanId(made)

    async def happen(self, plan: str, session: str, event: PlanEvent, actor: str) -> PlanState:
        """Let something happen to a plan; it is in the ledger when this returns.

        Two people who decide at once are served one after the other, so the second one decides
        about what the first has made of it.

        Raises:
            Refused: It may not happen; that it was tried is in the ledger.
            LedgerError: It cannot be recorded, and so has not happened.
        """
        async with self._lock:
            now = time.time()
            before = self._states.get(plan)
            home = self._homes.get(plan, session)
            try:
                after = advance(before, event, now=now)
            except PlangateError as error:
                self._desk.record(
                    "plan.refused", home, actor, plan=plan, tried=event_kind(event), why=error.message
                )
                raise
            if after is before:
                return after  # it was said already
            made = await self._desk.journal.record(
                event_kind(event), home, actor, plan=plan, at=now, event=event_payload(event)
            )
            self._desk.feed.event(made)
            self._states[plan], self._homes[plan] = after, home
        self._changed(after)
        return after
