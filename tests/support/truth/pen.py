"""Writes the parts that chapters are made of."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.support.truth.repo import Repo
from tests.support.truth.steps import Act, Ask, Chapter, Command, Person, Step, Write
from tests.support.truth.words import source

__all__ = ["TREE", "Pen", "commit"]

TREE = "../beside"
"""Another working tree of the repository, which a chapter makes and removes."""

_NAMES = ("api", "core", "util", "model", "views", "store")


class Pen:
    """Writes one chapter.

    Args:
        number: Names its directory, which no other chapter uses.
        tell: Gives a prompt that was not given before.
    """

    def __init__(self, number: int, random: random.Random, tell: Callable[[], str]) -> None:
        self.number = number
        self.random = random
        self.tell = tell
        self.prompt = tell()
        self.folder = f"c{number:03}"
        self.base = {self.path(name): source(random, name) for name in random.sample(_NAMES, 3)}
        self.work = self._works()
        self.tools_only = False
        """Whether the agent writes everything with its own tool, as rewinding needs it."""

    def path(self, name: str) -> str:
        """Of a module."""
        return f"{self.folder}/{name}.py"

    def _works(self) -> dict[str, str]:
        """New contents of two or three files, one of them perhaps new."""
        chosen = self.random.sample(sorted(self.base), self.random.choice((1, 2, 3)))
        work = {path: self.changed(self.base[path]) for path in chosen}
        if self.random.random() < 0.5:
            work[self.path("fresh")] = source(self.random, "fresh")
        return work

    def changed(self, text: str) -> str:
        """The same module with more in it."""
        return text + source(self.random, f"more{self.random.randrange(1000)}", 2)

    @property
    def created(self) -> list[str]:
        """Files that the work adds."""
        return [path for path in self.work if path not in self.base]

    def setup(self) -> Person:
        """The chapter's files, committed."""
        made = [Command.writing(path, text) for path, text in self.base.items()]
        whole = made[0]
        for one in made[1:]:
            whole = whole.then(one)
        return Person(whole.then(commit()))

    def acts(self, work: dict[str, str] | None = None) -> tuple[Act, ...]:
        """The work, some of it by commands."""
        given = self.work if work is None else work
        return tuple(
            Write(path, text)
            if self.tools_only or self.random.random() < 0.7
            else Command.writing(path, text)
            for path, text in given.items()
        )

    def again(self) -> tuple[Act, ...]:
        """Another go at the same files."""
        return self.acts({path: self.changed(self.base.get(path, "")) for path in self.work})

    def ask(self, text: str = "", acts: tuple[Act, ...] | None = None, **truth: bool) -> Ask:
        """The chapter's prompt, with its work."""
        return Ask(text=text or self.prompt, acts=self.acts() if acts is None else acts, **truth)

    def other(self) -> Ask:
        """Another task, in a file of its own."""
        path = self.path(f"other{self.random.randrange(1000)}")
        return Ask(text=self.tell(), acts=(Write(path, source(self.random, "other")),))

    def tree(self) -> Person:
        """Make another working tree."""
        return Person(Command(f"git worktree add -q -b tree-{self.number} {TREE}", lambda repo: None))

    def merged(self, ask: Ask) -> Person:
        """Bring home what was done there, and remove it."""

        def home(repo: Repo) -> None:
            kept = dict(repo.files)
            for act in ask.acts:
                act.effect(repo)
            changed = {path: text for path, text in repo.files.items() if kept.get(path) != text}
            repo.branches[repo.branch].append({**repo.head, **changed})

        there = f"git -C {TREE} add -A && git -C {TREE} commit -q -m work"
        merge = Command(f"{there} && git merge -q --ff-only tree-{self.number}", home)
        return replace(self.no_tree(), command=merge.then(self.no_tree().command))

    def no_tree(self) -> Person:
        """Throw it away, with all that was not committed there."""
        remove = f"git worktree remove --force {TREE} && git branch -q -D tree-{self.number}"
        return Person(Command(remove, lambda repo: None), removes=TREE)

    def chapter(self, name: str, *steps: Step, only: str = "") -> Chapter:
        """All of it."""
        return Chapter(self.number, name, (self.setup(), *steps), only)


def commit() -> Command:
    """Commit everything."""
    return Command("git add -A && git commit -q --allow-empty -m work", Repo.commit)
