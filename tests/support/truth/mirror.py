"""What the scripted steps make of the files, in memory: the truth is true only where the real ones are so, too."""

from __future__ import annotations

from pathlib import Path

from tests.support.truth.repo import Repo
from tests.support.truth.steps import Ask, Person, Restore, Rewind, Start, Step

__all__ = ["Mirror"]

_OURS = (".git", ".plangate")


class Mirror:
    """The working trees as the script wants them.

    Args:
        root: The main one; others are named relative to it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._trees: dict[str, Repo] = {}
        self._where: dict[int, str] = {}
        self.reread()

    def reread(self) -> None:
        """Whatever is there now is as it should be, and committed."""
        files = _files(self._root)
        self._trees = {"": Repo(files=files, branches={"main": [dict(files)]})}

    def take(self, step: Step) -> None:
        """Do what a step does to the files."""
        match step:
            case Ask():
                repo = self._of(step.session)
                for act in step.acts:
                    act.effect(repo)
            case Person():
                step.command.effect(self._trees[""])
            case Rewind():
                for path, text in zip(step.writes, step.texts, strict=True):
                    self._of(step.session).put(path, text)
            case Restore():
                step.effect(self._of(step.session))
            case Start():
                self._where[step.session] = step.tree
                if step.tree:
                    self._trees[step.tree] = self._trees[""].branched()

    def differing(self) -> list[str]:
        """Files that are not what the script wants; a tree that was removed is forgotten."""
        self._trees = {tree: repo for tree, repo in self._trees.items() if (self._root / tree).is_dir()}
        found = []
        for tree, repo in self._trees.items():
            now = _files(self._root / tree)
            paths = sorted(now.keys() | repo.files.keys())
            found += [f"{tree}/{path}" for path in paths if now.get(path) != repo.files.get(path)]
        return found

    def _of(self, session: int) -> Repo:
        return self._trees[self._where.get(session, "")]


def _files(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in _OURS
    }
