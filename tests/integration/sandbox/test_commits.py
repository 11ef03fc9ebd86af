"""Committing what a scoped plan changed: git's store opens with the scope, what makes git run programs never does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.integration.sandbox.support import IDENTITIES, as_identity, cell, spec_for

from plangate.model.sandbox import SandboxSpec
from plangate.sandbox import gate
from plangate.sandbox.gate import Standing
from plangate.sandbox.repository import look_at_repository, make_lockable

pytestmark = pytest.mark.parametrize("identity", IDENTITIES)

_WHO = ["-c", "user.name=a", "-c", "user.email=a@b"]
_GIT = "git -c user.name=a -c user.email=a@b"
_WORK = (
    f"echo two > src/a && git add -A && {_GIT} commit -qm two",
    f"echo three > src/a && {_GIT} stash -q && {_GIT} stash pop -q",
    f"git checkout -q -b side && {_GIT} commit -qam three && git branch other && git tag mark",
    f"{_GIT} commit -q --amend -m four && git reset -q --soft HEAD~1 && {_GIT} commit -qm five",
)
_SNARES = (
    "echo x > {git}/hooks/pre-commit",
    "mv {git}/hooks {git}/hooks2",
    "mkdir {git}/evil && mv -f -T {git}/evil {git}/hooks",
    "git config core.fsmonitor evil",
    "echo x >> {git}/config",
    "cp {git}/config {git}/c2 && mv -f {git}/c2 {git}/config",
    "echo x > {git}/config.worktree",
    "rm -f {git}/config.worktree",
    "echo '* filter=evil' > {git}/info/attributes",
    "echo '*' > {git}/info/exclude",
    "rm -rf {git}/info",
    "mv {git}/info {git}/info2",
    "mv {git} {git}2",
    "ln {git}/config {git}/linked && echo x > {git}/linked",
)


def _git(directory: Path, *arguments: str) -> None:
    subprocess.run(["git", *_WHO, "-C", str(directory), *arguments], check=True, capture_output=True)


def _repository(path: Path) -> None:
    (path / "src").mkdir(parents=True)
    (path / "docs").mkdir()
    (path / "src" / "a").write_text("one\n")
    (path / "docs" / "b").write_text("one\n")
    _git(path, "init", "-q", "-b", "main")
    _git(path, "add", "-A")
    _git(path, "commit", "-qm", "one")


def _spec(root: Path, work: Path) -> SandboxSpec:
    make_lockable(str(work))
    found = look_at_repository(str(work))
    return spec_for(root, workspace=str(work), companions=found.companions, read_only=found.read_only)


def _try_everything(spec: SandboxSpec, git: Path) -> None:
    """Closed, scoped, closed again."""
    before = {name: (git / name).read_bytes() for name in ("config", "config.worktree")}
    with cell(spec) as shell:
        assert not shell.succeeds("git add -A -f src")
        opened = gate.open_directories(shell.confinement, spec, ["src"], companions=True)
        assert opened.access.standing is Standing.SCOPED
        assert opened.access.directories == (f"{spec.workspace}/src",)
        assert opened.access.stores == (str(git),)
        for command in _WORK:
            assert shell.succeeds(command), command
        for command in ("touch top", "echo x > docs/b", f"git rm -q docs/b && {_GIT} commit -qm x"):
            assert not shell.succeeds(command), command
        for command in _SNARES:
            assert not shell.succeeds(command.format(git=git)), command
        assert gate.state(shell.confinement, spec) == opened.access
        closed = gate.close(shell.confinement, spec)
        assert (closed.closing, closed.access.standing) == (False, Standing.CLOSED)
        assert not shell.succeeds(f"{_GIT} commit -q --allow-empty -m x")
    assert {name: (git / name).read_bytes() for name in before} == before
    assert list((git / "info").iterdir()) == [git / "info" / "exclude"]


def test_the_main_checkout(identity: str) -> None:
    """Add, commit, stash, branch and amend work under a scope; hooks, configuration and the rest are as before."""

    def body(root: Path) -> None:
        work = root / "repository"
        _repository(work)
        (work / ".git" / "info" / "exclude").write_text("")
        _try_everything(_spec(root, work), work / ".git")
        _git(work, "commit", "-q", "--allow-empty", "-m", "by the person, while it is closed")

    as_identity(identity, body)


def test_a_linked_worktree(identity: str) -> None:
    """Its store lies in another directory, and the main checkout beside that stays as it is."""

    def body(root: Path) -> None:
        main, work = root / "main", root / "tree"
        _repository(main)
        _git(main, "worktree", "add", "-q", str(work))
        _git(main, "worktree", "add", "-q", str(root / "third"))
        spec = _spec(root, work)
        _try_everything(spec, main / ".git")
        with cell(spec) as shell:
            gate.open_directories(shell.confinement, spec, ["src"], companions=True)
            for path in ("src/a", ".git/worktrees/third/HEAD", ".git/worktrees/tree/commondir"):
                assert not shell.succeeds(f"echo x > {main}/{path}"), path
            assert not shell.succeeds("echo x > .git")

    as_identity(identity, body)


def test_other_worktrees_of_the_main_checkout(identity: str) -> None:
    """What makes them what they are cannot be written to, also of one that was made after the session began."""

    def body(root: Path) -> None:
        work = root / "repository"
        _repository(work)
        spec = _spec(root, work)
        with cell(spec) as shell:
            _git(work, "worktree", "add", "-q", str(root / "tree"))
            later = _spec(root, work)
            gate.open_directories(shell.confinement, later, ["src"], companions=True)
            for name in ("HEAD", "index", "commondir", "gitdir", "config.worktree"):
                assert not shell.succeeds(f"echo x > .git/worktrees/tree/{name}"), name
            assert not shell.succeeds("mv .git/worktrees .git/w2")
            assert shell.succeeds(_WORK[0])

    as_identity(identity, body)


def test_a_file_that_a_person_replaced_is_locked_again(identity: str) -> None:
    """Git renames a new configuration over the old one; the next flip finds that, and closes nothing for it."""

    def body(root: Path) -> None:
        work = root / "repository"
        _repository(work)
        spec = _spec(root, work)
        with cell(spec) as shell:
            gate.open_directories(shell.confinement, spec, ["src"], companions=True)
            shell.run("exec 7>src/held")
            _git(work, "config", "user.name", "person")
            flip = gate.open_directories(shell.confinement, spec, ["src"], companions=True)
            assert not flip.closing
            assert f"{work}/.git/config" in flip.locked
            assert not shell.succeeds("git config user.name agent")
            assert shell.succeeds("echo more >&7 && " + _WORK[0])

    as_identity(identity, body)
