"""Plays chapters to a book in memory, as the daemon would tell it of them."""

from __future__ import annotations

import itertools
from functools import cache

from tests.support.truth.repo import Repo
from tests.support.truth.score import Outcome, judge
from tests.support.truth.steps import (
    Act,
    Ask,
    Chapter,
    Clear,
    Person,
    Restart,
    Restore,
    Rewind,
    Start,
    Step,
    Stop,
    Wait,
    Write,
)

from plangate.attempts.again import REMEMBERED
from plangate.attempts.book import Book
from plangate.attempts.commands import reversal
from plangate.attempts.content import digest_of
from plangate.attempts.facts import Fact
from plangate.attempts.going import Going
from plangate.attempts.history import History
from plangate.attempts.observations import (
    Began,
    Cleared,
    Differing,
    Ended,
    Kept,
    Looked,
    Observation,
    Prompted,
    Reversed,
    Rewound,
    TurnEnded,
)
from plangate.model.attempts import UndoKind, Who

__all__ = ["Imagined"]

_DEEDS = {
    "reset": UndoKind.RESET,
    "revert": UndoKind.REVERT,
    "checkout": UndoKind.SWITCH,
    "stash": UndoKind.STASH,
}
_COMPARED = 6
_KEPT = {"": Kept.NOWHERE, "branch": Kept.BRANCH, "stash": Kept.STASH}


class Imagined:
    """A workspace, its sessions, and the book that is told of them."""

    def __init__(self) -> None:
        numbers = itertools.count(1)
        self.book = Book(lambda: f"i{next(numbers)}")
        self.repo = Repo()
        """The working tree that a step is about."""
        self._trees = {"": self.repo}
        self._where: dict[int, str] = {}
        self.now = 1_000_000.0
        self.facts: list[Fact] = []
        self._starts: dict[str, dict[str, str]] = {}
        self._sessions: dict[int, str] = {}
        self._begin(0)

    def play(self, chapter: Chapter) -> list[Outcome]:
        """Tell a chapter, and say what was concluded."""
        self.now += 60.0
        times: list[float] = []
        for step in chapter.steps:
            if isinstance(step, Ask) and step.begins:
                times.append(self.now)
            self._step(step)
        return judge(chapter, times, self.now, History(self.facts).attempts())

    def _step(self, step: Step) -> None:
        session = -1 if isinstance(step, Person) else getattr(step, "session", 0)
        self.repo = self._trees.get(self._where.get(session, ""), self._trees[""])
        match step:
            case Ask():
                self._ask(step)
            case Person():
                step.command.effect(self.repo)
                self._look(None, Who.PERSON, settled=True)
                if step.removes:
                    self._gone(step.removes)
            case Clear():
                self._see(Cleared(at=self._tick(), session=self._sessions[step.session]))
            case Rewind():
                for path, text in zip(step.writes, step.texts, strict=True):
                    self.repo.put(path, text)
                self._look(None, Who.PERSON, settled=True)
                self._see(Rewound(at=self._tick(), session=self._sessions[step.session]))
            case Stop():
                self._see(Ended(at=self._tick(), session=self._sessions[step.session], stopped=True))
            case Start():
                if step.tree:
                    self._trees[step.tree] = self._trees[""].branched()
                self._where[step.session] = step.tree
                self.repo = self._trees[step.tree]
                self._begin(step.session)
            case Restart():
                old = self._sessions[step.session]
                self._see(Ended(at=self._tick(), session=old, stopped=True))
                self._begin(step.session, of=old)
            case Restore():
                step.effect(self.repo)
                session = self._sessions[step.session]
                words = "Plangate restored a checkpoint"
                self._see(
                    Reversed(
                        at=self._tick(),
                        session=session,
                        kind=UndoKind.CHECKPOINT,
                        who=Who.PERSON,
                        words=words,
                    )
                )
                self._look(None, Who.PERSON, settled=True)
            case Wait():
                self.now += step.hours * 3600

    def _begin(self, number: int, of: str = "") -> None:
        session = f"s{number}.{int(self.now)}"
        self._sessions[number] = session
        workspace = f"/w/{self._where.get(number, '')}"
        began = Began(
            at=self._tick(),
            session=session,
            agent="claude",
            workspace=workspace,
            repository="/w/.git",
            of=of,
            again=bool(of),
        )
        self._see(began)

    def _gone(self, tree: str) -> None:
        """It was removed, and with it all that is nowhere else."""
        del self._trees[tree]
        for going in self.book.memory.newest():
            if going.workspace == f"/w/{tree}" and going.work:
                wanted = {path: track.seen[-1] for path, track in going.work.items()}
                held = any(_holds(commits[-1], wanted) for commits in self.repo.branches.values())
                kept = Kept.BRANCH if held else Kept.NOWHERE
                self._see(
                    Looked(
                        at=self._tick(),
                        attempt=going.id,
                        differing=(),
                        settled=True,
                        who=Who.PERSON,
                        kept=kept,
                    )
                )

    def _ask(self, ask: Ask) -> None:
        session = self._sessions[ask.session]
        self._see(Prompted(at=self._tick(), session=session, text=ask.text, branch=self.repo.branch))
        for act in ask.acts:
            self._act(act, session)
        self._look(session, Who.AGENT, settled=True)
        self._see(TurnEnded(at=self._tick(), session=session, interrupted=ask.cut))

    def _act(self, act: Act, session: str) -> None:
        if isinstance(act, Write):
            act.effect(self.repo)
            self._look(session, Who.AGENT, settled=True, only=(act.path,))
            return
        found = reversal(act.shell)
        if found is not None:
            kind, words = found
            self._see(Reversed(at=self._tick(), session=session, kind=kind, who=Who.AGENT, words=words))
        if act.passing is not None:
            before = dict(self.repo.files)
            act.passing(self.repo)
            self._look(session, Who.AGENT, settled=False)
            self.repo.files = before
        act.effect(self.repo)
        self._look(session, Who.AGENT, settled=True)

    def _look(
        self, session: str | None, who: Who, *, settled: bool, only: tuple[str, ...] | None = None
    ) -> None:
        for deed, words in self.repo.take_deeds():
            by = session or self._sessions[0]
            self._see(Reversed(at=self._tick(), session=by, kind=_DEEDS[deed], who=who, words=words))
        over = [
            going
            for going in self.book.memory.newest()
            if self._trees.get(going.workspace.removeprefix("/w/")) is self.repo
            and self.now - (going.ended or self.now) < REMEMBERED
            and (only is None or going.session == session)
        ]
        for going in over[: 1 if only else _COMPARED]:
            self._compare(going, session, who, settled=settled, only=only)

    def _compare(
        self, going: Going, session: str | None, who: Who, *, settled: bool, only: tuple[str, ...] | None
    ) -> None:
        start = self._starts[going.id]
        self._see(
            Looked(
                at=self._tick(),
                attempt=going.id,
                differing=tuple(self._differing(start, only)),
                only=only,
                settled=settled,
                reported=only is not None,
                who=who if session in (None, going.session) else Who.PERSON,
                kept=self._kept(going),
            )
        )

    def _differing(self, start: dict[str, str], only: tuple[str, ...] | None) -> list[Differing]:
        now = self.repo.files
        found = []
        for path in sorted(start.keys() | now.keys() if only is None else only):
            before, after = _digest(start.get(path)), _digest(now.get(path))
            if before != after:
                lines = (start.get(path) or "").count("\n") + (now.get(path) or "").count("\n")
                found.append(Differing(path, before, after, lines))
        return found

    def _kept(self, going: Going) -> Kept:
        """As the daemon finds it, by digests."""
        wanted = {path: track.seen[-1] for path, track in going.work.items()}
        if not wanted or any(_digest(self.repo.files.get(path)) == digest for path, digest in wanted.items()):
            return Kept.NOWHERE
        trees = {branch: commits[-1] for branch, commits in self.repo.branches.items()}
        for branch, tree in trees.items():
            if branch != self.repo.branch and _holds(tree, wanted):
                return Kept.BRANCH
        return Kept.STASH if any(_holds(tree, wanted) for tree in self.repo.stashes[-3:]) else Kept.NOWHERE

    def _see(self, observation: Observation) -> None:
        self.facts += self.book.see(observation)
        for going in self.book.memory.attempts.values():
            if going.id not in self._starts:
                self._starts[going.id] = dict(self.repo.files)

    def _tick(self) -> float:
        self.now += 1.0
        return self.now


def _holds(tree: dict[str, str], wanted: dict[str, str]) -> bool:
    return all(_digest(tree.get(path)) == digest for path, digest in wanted.items())


@cache
def _digest(text: str | None) -> str:
    return "" if text is None else digest_of(text.encode())
