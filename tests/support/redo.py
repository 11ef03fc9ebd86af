"""A workspace in memory whose story is told to a book of attempts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from plangate.attempts.book import Book
from plangate.attempts.content import digest_of
from plangate.attempts.facts import Fact
from plangate.attempts.history import History
from plangate.attempts.observations import (
    Approved,
    Assigned,
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
from plangate.model.attempts import Attempt, Side, UndoKind, Who

__all__ = ["OTHER", "TASK", "Story", "working"]

TASK = "Add a retry with exponential backoff to the fetcher"
OTHER = "Write a changelog entry for version two"


class Story:
    """Sessions work on files; everything that happens is observed at once."""

    def __init__(self) -> None:
        numbers = itertools.count(1)
        self.book = Book(lambda: f"i{next(numbers)}")
        self.files: dict[str, str] = {"a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "c = 1\n"}
        self.now = 1000.0
        self.facts: list[Fact] = []
        self._starts: dict[str, dict[str, str]] = {}

    # ---- what happens

    def see(self, observation: Observation) -> None:
        """Tell the book."""
        self.facts += self.book.see(observation)
        for going in self.book.memory.newest():
            self._starts.setdefault(going.id, dict(self.files))

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def begin(self, session: str = "s1", *, of: str = "", again: bool = False, workspace: str = "/w") -> None:
        """A session begins."""
        self.see(
            Began(at=self._tick(), session=session, agent="claude", workspace=workspace, of=of, again=again)
        )

    def ask(self, text: str, session: str = "s1") -> None:
        """A person sends a prompt."""
        self.see(Prompted(at=self._tick(), session=session, text=text))

    def edit(self, who: Who = Who.AGENT, *, settled: bool = True, **contents: str | None) -> None:
        """Files get contents; None removes one. `a` stands for `a.py`."""
        for name, content in contents.items():
            self._write(name, content)
        self.look(who, settled=settled)

    def step(self, name: str, content: str, *, settled: bool) -> None:
        """One file gets a content."""
        self._write(name, content)
        self.look(Who.AGENT, settled=settled)

    def _write(self, name: str, content: str | None) -> None:
        if content is None:
            self.files.pop(f"{name}.py", None)
        else:
            self.files[f"{name}.py"] = content

    def look(self, who: Who = Who.UNKNOWN, *, settled: bool = True, kept: Kept = Kept.NOWHERE) -> None:
        """The files are compared with the beginnings of all attempts."""
        for going in self.book.memory.newest():
            differing = tuple(_differing(self._starts[going.id], self.files))
            self.see(
                Looked(
                    at=self._tick(),
                    attempt=going.id,
                    differing=differing,
                    settled=settled,
                    who=who,
                    kept=kept,
                )
            )

    def command(self, kind: UndoKind, words: str, session: str = "s1", who: Who = Who.AGENT) -> None:
        """Something is run that takes changes back."""
        self.see(Reversed(at=self._tick(), session=session, kind=kind, who=who, words=words))

    def turn_ends(self, session: str = "s1", *, unfinished: str = "", interrupted: bool = False) -> None:
        """The agent ends its turn."""
        self.see(TurnEnded(at=self._tick(), session=session, unfinished=unfinished, interrupted=interrupted))

    def clear(self, session: str = "s1") -> None:
        """The conversation is put away."""
        self.see(Cleared(at=self._tick(), session=session))

    def rewind(self, session: str = "s1") -> None:
        """The conversation goes back."""
        self.see(Rewound(at=self._tick(), session=session))

    def approve(self, session: str = "s1", plan: str = "p1") -> None:
        """A plan is approved."""
        self.see(Approved(at=self._tick(), session=session, plan=plan))

    def toss(self, side: Side, session: str = "s1") -> None:
        """A coin falls."""
        self.see(Assigned(at=self._tick(), session=session, side=side))

    def end(self, session: str = "s1", *, stopped: bool = True) -> None:
        """The session's process ends."""
        self.see(Ended(at=self._tick(), session=session, stopped=stopped))

    # ---- what is concluded

    @property
    def attempts(self) -> list[Attempt]:
        """All attempts, the oldest first."""
        return sorted(History(self.facts).attempts(), key=lambda attempt: attempt.began)

    def _tick(self) -> float:
        self.now += 1.0
        return self.now


def _differing(start: dict[str, str], now: dict[str, str]) -> Iterable[Differing]:
    for path in sorted(start.keys() | now.keys()):
        before, after = (_digest(files.get(path)) for files in (start, now))
        if before != after:
            lines = (start.get(path) or "").count("\n") + (now.get(path) or "").count("\n")
            yield Differing(path, before, after, lines)


def _digest(content: str | None) -> str:
    return "" if content is None else digest_of(content.encode())


def working() -> Story:
    """An agent that has edited two files for a task."""
    story = Story()
    story.begin()
    story.ask(TASK)
    story.edit(a="a = 2\n")
    story.edit(b="b = 2\n")
    return story
