"""From observations to facts: which attempts there are, which were undone, which were begun again.

The definitions stand in docs/redo.md. The same observations give the same facts.
"""

from __future__ import annotations

from collections.abc import Callable

from plangate.attempts.again import REMEMBERED, Earlier, carries_on, earlier, replaced, same_beginning
from plangate.attempts.causes import note
from plangate.attempts.coin import given, may_fall
from plangate.attempts.facts import (
    AttemptAssigned,
    AttemptBegan,
    AttemptEnded,
    AttemptLinked,
    AttemptPlanned,
    AttemptRestarted,
    AttemptResumed,
    AttemptUndone,
    Fact,
)
from plangate.attempts.going import NOT_YET, Going, Live, Memory
from plangate.attempts.observations import (
    Approved,
    Assigned,
    Began,
    Cleared,
    Ended,
    Looked,
    Observation,
    Prompted,
    Reversed,
    Rewound,
    Spent,
    TurnEnded,
)
from plangate.attempts.prompts import asks_again
from plangate.attempts.work import files, look, tell, undone_by_stash
from plangate.model.attempts import AttemptEnd, Confidence, Undo, UndoKind

__all__ = ["Book"]

_IDLE = 12 * 3600.0
"""Seconds without anything after which an attempt is over."""
_MOST_REMEMBERED = 200


class Book:
    """All that is known of attempts that can still change.

    Args:
        make_id: Gives a new id each time.
        memory: What an earlier book remembered.
    """

    def __init__(self, make_id: Callable[[], str], memory: Memory | None = None) -> None:
        self.memory = memory if memory is not None else Memory()
        self._make_id = make_id
        self._facts: list[Fact] = []

    def see(self, observation: Observation) -> list[Fact]:
        """Take in one observation and say what follows from it."""
        self._facts = []
        self._let_go(observation.at)
        match observation:
            case Began():
                self._began(observation)
            case Assigned():
                self._assigned(observation)
            case Prompted():
                self._prompted(observation)
            case Cleared():
                self._cleared(observation)
            case Looked():
                self._looked(observation)
            case Reversed():
                self._reversed(observation)
            case Rewound():
                self._rewound(observation)
            case Approved():
                self._approved(observation)
            case TurnEnded():
                self._turn_ended(observation)
            case Spent():
                self._spent(observation)
            case Ended():
                self._session_ended(observation)
        return self._facts

    def would_begin(self, session: str, text: str) -> bool:
        """Whether this prompt would begin an attempt, so that the tree should be kept as it is now."""
        live = self.memory.sessions.get(session)
        present = self.memory.current(session)
        return live is not None and (present is None or not carries_on(live, present, text))

    # ---- sessions and prompts

    def _began(self, seen: Began) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is None:
            live = Live(
                id=seen.session,
                agent=seen.agent,
                workspace=seen.workspace,
                repository=seen.repository or seen.workspace,
                again_of=seen.of if seen.again else "",
            )
            self.memory.sessions[seen.session] = live
            before = self.memory.sessions.get(seen.of)
            if before is not None and not seen.again:  # the same conversation goes on, and what it was at
                live.conversation, live.attempt = before.conversation, before.attempt
        live.enforcement, live.ended = seen.enforcement, None

    def _prompted(self, seen: Prompted) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is None:
            return
        present = self.memory.attempts.get(live.attempt)
        live.conversation = seen.conversation or live.conversation
        if present is not None:
            if carries_on(live, present, seen.text):
                self._go_on(live, present, seen.at)
                return
            self._close(present, seen.at, "another task was asked for")
        self._give_up_stashes(live.workspace, seen.at)
        before = earlier(self.memory, live, seen)
        self._open(live, seen, before)
        if before is not None and before.anew is not None:
            self._restart(before.attempt, live.attempt, seen.at, before.why, before.anew)
        live.again_of, live.cleared, live.rewound = "", False, 0

    def _go_on(self, live: Live, present: Going, at: float) -> None:
        present.session, present.last = live.id, at
        present.unfinished, present.interrupted = NOT_YET, False
        if present.ended is not None:
            present.ended, present.end = None, AttemptEnd.OPEN
            self._facts.append(AttemptResumed(attempt=present.id, session=live.id, at=at))
        self._assign(live, present, at)

    def _open(self, live: Live, seen: Prompted, before: Earlier | None) -> None:
        prompt = before.attempt.prompt if before is not None and asks_again(seen.text) else seen.text
        going = Going(
            id=self._make_id(),
            task=before.attempt.task if before is not None else self._make_id(),
            session=live.id,
            workspace=live.workspace,
            repository=live.repository,
            prompt=prompt,
            began=seen.at,
            last=seen.at,
            conversation=live.conversation,
            checkpoint=seen.checkpoint,
            branch=seen.branch,
        )
        given(live, going)
        self.memory.attempts[going.id] = going
        live.attempt, live.tokens_before = going.id, live.tokens
        self.memory.vocabulary.learn(prompt)
        self._facts.append(
            AttemptBegan(
                attempt=going.id,
                task=going.task,
                session=live.id,
                at=seen.at,
                prompt=seen.text,
                agent=live.agent,
                workspace=live.workspace,
                conversation=going.conversation,
                checkpoint=seen.checkpoint,
                linked=before.why if before is not None else "",
                enforcement=live.enforcement,
                assigned=going.assigned,
            )
        )
        if live.plan:
            plan, live.plan = live.plan, ""
            self._plan(going, plan, seen.at)

    def _restart(self, before: Going, by: str, at: float, why: str, sure: Confidence) -> None:
        before.restarted_by = by
        self._facts.append(AttemptRestarted(attempt=before.id, by=by, at=at, why=why, confidence=sure))

    def _cleared(self, seen: Cleared) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is None:
            return
        live.conversation, live.cleared = seen.conversation, True
        present = self.memory.attempts.get(live.attempt)
        if present is not None:
            present.cut_off = True
            self._close(present, seen.at, "its conversation was cleared")

    def _session_ended(self, seen: Ended) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is None:
            return
        live.ended = seen.at
        self._give_up_stashes(live.workspace, seen.at)
        present = self.memory.attempts.get(live.attempt)
        if present is not None and present.session == live.id:
            present.cut_off = present.cut_off or seen.stopped or bool(present.unfinished)
            self._close(
                present, seen.at, "a person ended its session" if seen.stopped else "its session ended"
            )

    # ---- turns, plans, tokens

    def _turn_ended(self, seen: TurnEnded) -> None:
        present = self.memory.current(seen.session)
        if present is None or present.session != seen.session:
            return
        present.last, present.interrupted = seen.at, seen.interrupted
        present.unfinished = "it was interrupted" if seen.interrupted else seen.unfinished
        self._begun_alike(present, seen.at)
        self._facts += tell(self.memory, present, seen.at)
        if not present.unfinished:
            self._close(present, seen.at, "the agent ended its turn, and nothing of it is left")

    def _approved(self, seen: Approved) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is None:
            return
        present = self.memory.attempts.get(live.attempt)
        if present is None or present.ended is not None:
            live.plan = seen.plan
        else:
            self._plan(present, seen.plan, seen.at)

    def _plan(self, going: Going, plan: str, at: float) -> None:
        if going.plan != plan:
            going.plan = plan
            before = going.first_edit is None
            self._facts.append(AttemptPlanned(attempt=going.id, at=at, plan=plan, before_edit=before))

    def _assigned(self, seen: Assigned) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is None or not may_fall(self.memory, seen.session):
            return
        live.assigned = seen.side.value
        present = self.memory.current(seen.session)
        if present is not None and present.ended is None:
            self._assign(live, present, seen.at)

    def _assign(self, live: Live, going: Going, at: float) -> None:
        if side := given(live, going):
            self._facts.append(AttemptAssigned(attempt=going.id, at=at, assigned=side))

    def _spent(self, seen: Spent) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is not None:
            live.tokens = max(live.tokens, seen.tokens)

    # ---- work, and what takes it back

    def _looked(self, seen: Looked) -> None:
        going = self.memory.attempts.get(seen.attempt)
        if going is None:
            return
        going.last = max(going.last, seen.at)
        fresh = going.first_edit is None
        self._facts += look(self.memory, going, seen)
        if fresh and going.first_edit is not None:
            self._begun_alike(going, seen.at)

    def _begun_alike(self, going: Going, at: float) -> None:
        """An attempt that starts from the same contents as one that was undone begins its task again."""
        found = same_beginning(self.memory, going)
        if found is None:
            return
        other, common = found
        why = f"it edits {files(common)} from where the undone attempt had begun"
        if other.task != going.task:
            going.task = other.task
            self._facts.append(AttemptLinked(attempt=going.id, task=other.task, why=why))
        self._restart(other, going.id, at, why, Confidence.HIGH)

    def _reversed(self, seen: Reversed) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is not None:
            note(self.memory, live.workspace, seen)

    def _rewound(self, seen: Rewound) -> None:
        live = self.memory.sessions.get(seen.session)
        if live is None:
            return
        words = f"the conversation went back by {seen.prompts} message{'' if seen.prompts == 1 else 's'}"
        deed = Reversed(at=seen.at, session=seen.session, kind=UndoKind.REWIND, who=seen.who, words=words)
        note(self.memory, live.workspace, deed)
        present = self.memory.attempts.get(live.attempt)
        live.rewound = 0 if seen.replaced else seen.prompts
        if seen.replaced and present is not None:
            self._replaced(live, present, seen, words)
        elif present is not None:
            self._cut_off(present, seen, words)

    def _replaced(self, live: Live, by: Going, seen: Rewound, words: str) -> None:
        """The present attempt's prompt took the place of an earlier one's: much the same is asked for once more."""
        mine = [going for going in self.memory.newest() if going.session == live.id and going.id != by.id]
        for before in mine[: seen.prompts]:
            self._cut_off(before, seen, words)
        found = replaced(self.memory, by, seen.prompts, by.prompt)
        if found is None or found.attempt.restarted_by:
            return
        if found.attempt.task != by.task:
            by.task = found.attempt.task
            self._facts.append(AttemptLinked(attempt=by.id, task=by.task, why=found.why))
        self._restart(found.attempt, by.id, seen.at, found.why, Confidence.HIGH)

    def _cut_off(self, present: Going, seen: Rewound, words: str) -> None:
        present.cut_off = True
        if present.work and present.undo is None:
            present.undos += 1
            undo = Undo(
                id=f"{present.id}.{present.undos}",
                attempt=present.id,
                at=seen.at,
                kind=UndoKind.REWIND,
                full=False,
                who=seen.who,
                evidence=f"{words}; the files are as they were",
                confidence=Confidence.MEDIUM,
            )
            self._facts.append(AttemptUndone(undo=undo))

    def _give_up_stashes(self, workspace: str, at: float) -> None:
        """Something else is begun while work lies in a stash: it was taken back, unless it is brought back."""
        for going in self.memory.newest():
            if going.workspace == workspace and going.ended is not None:
                self._facts += undone_by_stash(self.memory, going, at)

    # ---- ends

    def _close(self, going: Going, at: float, why: str) -> None:
        """It is over, unless something still changes that."""
        if going.ended is not None:
            return
        self._facts += undone_by_stash(self.memory, going, at)
        self._facts += tell(self.memory, going, at)
        if going.fully_undone:
            end, why = AttemptEnd.UNDONE, "all of its work was taken back"
        elif going.unfinished:
            end, why = AttemptEnd.ABANDONED, f"{why}; {going.unfinished}"
        else:
            end = AttemptEnd.DONE
        going.ended, going.end = at, end
        self._facts.append(AttemptEnded(attempt=going.id, at=at, end=end, why=why))

    def _let_go(self, now: float) -> None:
        """What is idle for long is over; what is over for long is forgotten."""
        memory = self.memory
        present = {live.attempt for live in memory.sessions.values() if live.ended is None}
        for going in memory.newest():
            if going.ended is None and now - going.last > _IDLE:
                self._close(going, going.last + _IDLE, "nothing happened for twelve hours")
        over = [going for going in memory.newest() if going.ended is not None and going.id not in present]
        for rank, going in enumerate(over):
            if rank >= _MOST_REMEMBERED or now - (going.ended or now) > REMEMBERED:
                del memory.attempts[going.id]
        for live in list(memory.sessions.values()):
            if live.ended is not None and now - live.ended > REMEMBERED:
                del memory.sessions[live.id]
