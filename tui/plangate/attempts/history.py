"""Tasks and attempts, put together from the facts about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from plangate.attempts.facts import (
    AttemptAssigned,
    AttemptBegan,
    AttemptEnded,
    AttemptLinked,
    AttemptMarked,
    AttemptPlanned,
    AttemptRestarted,
    AttemptResumed,
    AttemptUndone,
    AttemptWorked,
    Fact,
    UndoDismissed,
    UndoTakenBack,
)
from plangate.attempts.prompts import title
from plangate.model.attempts import Attempt, AttemptEnd, Confidence, Task

__all__ = ["History"]


class History:
    """All tasks that the ledger knows."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._attempts: dict[str, Attempt] = {}
        self._ends: dict[str, tuple[AttemptEnd, str]] = {}
        """As the attempts' own ends were told; undo, restart and a person's word come on top."""
        self._marks: dict[str, tuple[AttemptEnd, str]] = {}
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact) -> str:
        """Take in one fact; the id of the attempt it is about."""
        if isinstance(fact, AttemptBegan):
            self._attempts[fact.attempt] = _begun(fact)
            return fact.attempt
        id = fact.undo.attempt if isinstance(fact, AttemptUndone) else fact.attempt
        known = self._attempts.get(id)
        if known is not None:
            self._attempts[id] = self._ended(self._with(known, fact))
        if isinstance(fact, AttemptRestarted) and fact.by in self._attempts:
            self._attempts[fact.by] = replace(self._attempts[fact.by], restart_of=fact.attempt)
        return id

    def attempt(self, id: str) -> Attempt | None:
        """One attempt."""
        known = self._attempts.get(id)
        return (
            None
            if known is None
            else next((one for one in self.task(known.task).attempts if one.id == id), None)
        )

    def attempts(self) -> list[Attempt]:
        """All attempts, the oldest first."""
        return [attempt for task in self.tasks() for attempt in task.attempts]

    def redone(self, session: str) -> int:
        """How many attempts at the task that a session was at last were fully undone or begun again."""
        mine = [one for one in self._attempts.values() if one.session == session]
        if not mine:
            return 0
        last = max(mine, key=lambda one: one.began)
        return sum(
            one.fully_undone or bool(one.restarted_by)
            for one in self._attempts.values()
            if one.task == last.task and one.began <= last.began
        )

    def task(self, id: str) -> Task:
        """One task with its attempts."""
        return _task(id, [one for one in self._attempts.values() if one.task == id])

    def tasks(self) -> list[Task]:
        """All tasks, the oldest first."""
        by_task: dict[str, list[Attempt]] = {}
        for attempt in self._attempts.values():
            by_task.setdefault(attempt.task, []).append(attempt)
        return sorted((_task(id, group) for id, group in by_task.items()), key=lambda task: task.began)

    def _with(self, known: Attempt, fact: Fact) -> Attempt:
        match fact:
            case AttemptAssigned():
                return replace(known, assigned=known.assigned or fact.assigned)
            case AttemptPlanned():
                return replace(known, plan=fact.plan, planned=known.planned or fact.before_edit)
            case AttemptWorked():
                tokens = fact.tokens if fact.tokens is not None else known.tokens
                return replace(
                    known, first_edit=fact.first_edit, files=fact.files, lines=fact.lines, tokens=tokens
                )
            case AttemptUndone():
                return replace(known, undos=(*known.undos, fact.undo))
            case UndoTakenBack():
                return _with_undo(known, fact.undo, taken_back=fact.at)
            case UndoDismissed():
                return _with_undo(known, fact.undo, dismissed=fact.by)
            case AttemptRestarted():
                return replace(known, restarted_by=fact.by, confidence=fact.confidence)
            case AttemptLinked():
                return replace(known, task=fact.task, linked=fact.why)
            case AttemptEnded():
                self._ends[known.id] = fact.end, fact.why
                return replace(known, ended=fact.at)
            case AttemptResumed():
                self._ends.pop(known.id, None)
                return replace(known, ended=None, session=fact.session)
            case AttemptMarked():
                self._marks[known.id] = fact.end, fact.reason or f"{fact.by} says so"
                return replace(known, ended=known.ended or fact.at)
            case _:
                return known

    def _ended(self, known: Attempt) -> Attempt:
        """How it ended, all things considered: what a person says, then restart, then undo, then its own end."""
        end, why = self._ends.get(known.id, (AttemptEnd.OPEN, ""))
        last = next((undo for undo in reversed(known.undos) if undo.full and undo.counts), None)
        if known.id in self._marks:
            end, why = self._marks[known.id]
        elif known.restarted_by:
            end, why = AttemptEnd.RESTARTED, "the same task was begun again"
        elif known.ended is not None and last is not None and last.at >= known.ended:
            end, why = AttemptEnd.UNDONE, last.evidence
        elif end is AttemptEnd.UNDONE and last is None:
            end, why = AttemptEnd.ABANDONED, "its work is there again"
        return replace(known, end=end, why=why)


def _begun(fact: AttemptBegan) -> Attempt:
    return Attempt(
        id=fact.attempt,
        task=fact.task,
        number=0,
        session=fact.session,
        agent=fact.agent,
        workspace=fact.workspace,
        conversation=fact.conversation,
        prompt=fact.prompt,
        began=fact.at,
        linked=fact.linked,
        checkpoint=fact.checkpoint,
        enforcement=fact.enforcement,
        assigned=fact.assigned,
        confidence=Confidence.HIGH,
    )


def _with_undo(known: Attempt, id: str, *, taken_back: float | None = None, dismissed: str = "") -> Attempt:
    undos = tuple(
        replace(undo, taken_back=taken_back or undo.taken_back, dismissed=dismissed or undo.dismissed)
        if undo.id == id
        else undo
        for undo in known.undos
    )
    return replace(known, undos=undos)


def _task(id: str, attempts: list[Attempt]) -> Task:
    ordered = sorted(attempts, key=lambda attempt: (attempt.began, attempt.id))
    numbered = tuple(replace(attempt, number=number) for number, attempt in enumerate(ordered, 1))
    first = numbered[0] if numbered else None
    return Task(
        id=id,
        title=title(first.prompt) if first is not None else "",
        workspace=first.workspace if first is not None else "",
        began=first.began if first is not None else 0.0,
        attempts=numbered,
    )
