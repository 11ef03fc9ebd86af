"""A repository in memory: as much of git as the scripted sessions use."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Repo"]

_Tree = dict[str, str]


@dataclass(slots=True)
class Repo:
    """A working tree with branches and stashes; every commit is a whole tree."""

    files: _Tree = field(default_factory=dict)
    branches: dict[str, list[_Tree]] = field(default_factory=lambda: {"main": [{}]})
    branch: str = "main"
    stashes: list[_Tree] = field(default_factory=list)
    patch: _Tree = field(default_factory=dict)
    """What the working tree held when its changes were last saved as a patch."""
    deeds: list[tuple[str, str]] = field(default_factory=list)
    """What git wrote into its journals since they were read: deed and words."""

    @property
    def head(self) -> _Tree:
        """The tree of the commit that is checked out."""
        return self.branches[self.branch][-1]

    def restore(self, *paths: str) -> None:
        """Tracked files as in HEAD; all of them, or some."""
        self.files.update({path: text for path, text in self.head.items() if not paths or path in paths})

    def clean(self) -> None:
        """No untracked files."""
        self.files = {path: text for path, text in self.files.items() if path in self.head}

    def reset(self, back: int = 0) -> None:
        """`git reset --hard HEAD~back`."""
        tracked, commits = self.head, self.branches[self.branch]
        self.branches[self.branch] = commits[: len(commits) - back]
        self._check_out(tracked)
        self.deeds.append(("reset", f"reset: moving to HEAD~{back}"))

    def commit(self) -> None:
        """Everything."""
        self.branches[self.branch].append(dict(self.files))

    def amend(self) -> None:
        """Everything into the last commit."""
        self.branches[self.branch][-1] = dict(self.files)

    def revert(self) -> None:
        """The last commit taken back by another one."""
        before, last = self.branches[self.branch][-2:]
        for path in last.keys() | before.keys():
            if last.get(path) != before.get(path):
                self._put(path, before.get(path))
        self.commit()
        self.deeds.append(("revert", 'revert: Revert "work"'))

    def stash(self) -> None:
        """Everything, untracked files too."""
        self.stashes.append(dict(self.files))
        self.files = dict(self.head)
        self.deeds.append(("stash", "stash: WIP"))

    def pop(self) -> None:
        """The last stash into the working tree."""
        self.files = self.stashes.pop()

    def switch(self, branch: str) -> None:
        """To a branch, made here when it is missing; changes of tracked files are discarded on the way to another."""
        if branch not in self.branches:
            self.branches[branch] = list(self.branches[self.branch])
            self.branch = branch
            return
        tracked, self.branch = self.head, branch
        self._check_out(tracked)
        self.deeds.append(("checkout", f"checkout: moving to {branch}"))

    def merge(self, branch: str) -> None:
        """Fast forward."""
        tracked = self.head
        self.branches[self.branch] = list(self.branches[branch])
        self._check_out(tracked)

    def rebase(self, onto: str) -> None:
        """The last commit of this branch onto another one; they touch different files."""
        mine = self.branches[self.branch]
        changed = {path: text for path, text in mine[-1].items() if mine[-2].get(path) != text}
        base = self.branches[onto]
        self.branches[self.branch] = [*base, {**base[-1], **changed}]
        self.files = dict(self.head)

    def branched(self) -> Repo:
        """Another working tree of what is committed here."""
        return Repo(files=dict(self.head), branches={"main": [dict(self.head)]})

    def put(self, path: str, text: str | None) -> None:
        """Write or remove a file."""
        self._put(path, text)

    def move(self, source: str, target: str) -> None:
        """Rename a file."""
        self.files[target] = self.files.pop(source)

    def holds(self, wanted: dict[str, str | None]) -> str:
        """Where all of these files are, if not here: "branch", "stash" or nowhere (empty)."""
        for branch, commits in self.branches.items():
            if branch != self.branch and _has(commits[-1], wanted):
                return "branch"
        return "stash" if any(_has(saved, wanted) for saved in self.stashes) else ""

    def take_deeds(self) -> list[tuple[str, str]]:
        """What the journals say since the last call."""
        found, self.deeds = self.deeds, []
        return found

    def _check_out(self, tracked: _Tree) -> None:
        for path in tracked:
            self.files.pop(path, None)
        self.files.update(self.head)

    def _put(self, path: str, text: str | None) -> None:
        if text is None:
            self.files.pop(path, None)
        else:
            self.files[path] = text


def _has(tree: _Tree, wanted: dict[str, str | None]) -> bool:
    return all(tree.get(path) == text for path, text in wanted.items())
