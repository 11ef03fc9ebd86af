"""The kernel gate: started closed, opened, scoped and closed while the program runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.integration.sandbox.support import IDENTITIES, as_identity, cell, spec_for

from plangate.errors import NotFound, Refused
from plangate.sandbox import gate
from plangate.sandbox.gate import Access, Standing
from plangate.sandbox.repository import look_at_repository

pytestmark = pytest.mark.parametrize("identity", IDENTITIES)


def test_closed_from_the_start(identity: str) -> None:
    """Nothing in the workspace can be changed; the private /tmp, the state and the terminal can be used."""

    def body(root: Path) -> None:
        spec = spec_for(root, writable=(str(root / "state"),))
        Path(spec.workspace, "file").write_text("before")
        with cell(spec) as shell:
            assert gate.state(shell.confinement, spec).standing is Standing.CLOSED
            assert not shell.succeeds("echo after > file")
            assert not shell.succeeds("touch new")
            assert not shell.succeeds("touch /usr/x || touch /etc/x || touch /x")
            assert shell.succeeds("touch /tmp/x /var/tmp/y /dev/shm/z")
            assert shell.succeeds(f"touch {root}/state/s")
            assert shell.run("tty").strip() == "/dev/pts/0"
            assert shell.run("cat file").strip() == "before"
        assert [path.name for path in Path(spec.workspace).iterdir()] == ["file"]
        assert (root / "state" / "s").exists()
        assert (root / "private" / "x").exists()

    as_identity(identity, body)


def test_open_and_close(identity: str) -> None:
    """Opened from outside the running shell writes, closed it writes no more; read-only paths stay so."""

    def body(root: Path) -> None:
        spec = spec_for(root)
        subprocess.run(["git", "init", "-q", spec.workspace], check=True)
        git = f"{spec.workspace}/.git"
        spec = spec_for(root, read_only=(f"{git}/hooks", f"{git}/config"))
        with cell(spec) as shell:
            opened = gate.open_whole(shell.confinement, spec)
            assert opened.access.standing is Standing.OPEN
            assert not opened.closing
            assert shell.succeeds(
                "touch new && git add -A && git -c user.name=a -c user.email=b@c commit -qm x"
            )
            assert not shell.succeeds("touch .git/hooks/pre-commit")
            assert not shell.succeeds("git config core.fsmonitor evil")
            assert not shell.succeeds("mv .git/hooks .git/hooks2")
            assert not shell.succeeds("mv .git .git2")
            assert gate.close(shell.confinement, spec).access.standing is Standing.CLOSED
            assert not shell.succeeds("touch other")
            assert shell.succeeds("git status && git log && git diff")

    as_identity(identity, body)


def test_scoped(identity: str) -> None:
    """Only the directories that were named can be written to, also those that had to be made."""

    def body(root: Path) -> None:
        spec = spec_for(root)
        work = Path(spec.workspace)
        (work / "src" / "sub").mkdir(parents=True)
        (work / "tests").mkdir()
        with cell(spec) as shell:
            flip = gate.open_directories(shell.confinement, spec, ["src", "fresh/deep"])
            assert flip.access.standing is Standing.SCOPED
            assert flip.access.directories == (f"{work}/fresh/deep", f"{work}/src")
            assert flip.made == (f"{work}/fresh", f"{work}/fresh/deep")
            assert shell.succeeds("touch src/a src/sub/b fresh/deep/c")
            for command in ("touch top", "touch tests/t", "touch fresh/x", "mv src src2", "ln src/a tests/a"):
                assert not shell.succeeds(command)
            flip = gate.open_directories(shell.confinement, spec, ["src/sub"])
            assert flip.access.directories == (f"{work}/src/sub",)
            assert shell.succeeds("touch src/sub/c")
            assert not shell.succeeds("touch src/c")
            gate.close(shell.confinement, spec)
            assert not shell.succeeds("touch src/sub/d")
            assert gate.open_whole(shell.confinement, spec).access.standing is Standing.OPEN
            assert shell.succeeds("touch top src/d src/sub/d")
            gate.close(shell.confinement, spec)
            assert not shell.succeeds("touch src/sub/e")

    as_identity(identity, body)


def test_directories_outside_are_refused(identity: str) -> None:
    """Neither dots nor links lead out of the workspace; links inside it are followed."""

    def body(root: Path) -> None:
        spec = spec_for(root)
        work = Path(spec.workspace)
        (root / "outside").mkdir()
        (work / "out").symlink_to("../outside")
        (work / "absolute").symlink_to(root / "outside")
        (work / "real").mkdir()
        (work / "within").symlink_to("real")
        with cell(spec) as shell:
            for path in ("..", "../outside", "out", "absolute", "out/new", "/etc"):
                with pytest.raises(Refused):
                    gate.open_directories(shell.confinement, spec, [path])
            assert gate.open_directories(shell.confinement, spec, ["within"]).access.directories == (
                f"{work}/real",
            )
        assert not (root / "outside" / "new").exists()

    as_identity(identity, body)


def test_what_needs_no_opening_and_what_gets_none(identity: str) -> None:
    """A scratch folder in a scope is writable anyway; what is never writable refuses the scope."""

    def body(root: Path) -> None:
        work = root / "work"
        (work / "build").mkdir(parents=True)
        (work / "locked" / "sub").mkdir(parents=True)
        (work / "src").mkdir()
        spec = spec_for(root, writable=(f"{work}/build",), read_only=(f"{work}/locked",))
        with cell(spec) as shell:
            flip = gate.open_directories(shell.confinement, spec, ["build", "src"])
            assert flip.access == Access(Standing.SCOPED, (f"{work}/build", f"{work}/src"))
            assert shell.succeeds("touch build/a src/a")
            assert gate.open_directories(shell.confinement, spec, ["build"]).access.directories == (
                f"{work}/build",
            )
            assert not shell.succeeds("touch src/b")
            with pytest.raises(Refused, match="never writable"):
                gate.open_directories(shell.confinement, spec, ["locked/sub"])

    as_identity(identity, body)


def test_closing_names_the_holders(identity: str) -> None:
    """While a file is open for writing the gate is closing, and who has it open is told."""

    def body(root: Path) -> None:
        spec = spec_for(root)
        with cell(spec) as shell:
            gate.open_whole(shell.confinement, spec)
            shell.run("exec 7>held")
            flip = gate.close(shell.confinement, spec)
            assert flip.closing
            assert flip.access.standing is Standing.OPEN
            assert [(holder.pid, holder.path) for holder in flip.holders] == [
                (shell.pid, f"{spec.workspace}/held")
            ]
            shell.run("exec 7>&-")
            flip = gate.close(shell.confinement, spec)
            assert not flip.closing
            assert flip.holders == ()
            assert not shell.succeeds("touch x")

    as_identity(identity, body)


def test_no_copy_of_an_open_gate(identity: str) -> None:
    """A session cannot keep a mount namespace that was copied while the gate was open."""

    def body(root: Path) -> None:
        spec = spec_for(root)
        with cell(spec) as shell:
            gate.open_whole(shell.confinement, spec)
            assert not shell.succeeds("unshare --user --map-root-user --mount true")
            assert shell.succeeds("unshare --user true")

    as_identity(identity, body)


def test_scratch_stays_writable(identity: str) -> None:
    """A writable folder in the workspace is so in every state of the gate."""

    def body(root: Path) -> None:
        spec = spec_for(root, writable=(str(root / "work" / "build"),))
        with cell(spec) as shell:
            assert shell.succeeds("touch build/a")
            gate.open_whole(shell.confinement, spec)
            assert shell.succeeds("touch build/b b")
            shell.run("exec 7>build/held")
            assert not gate.close(shell.confinement, spec).closing
            assert shell.succeeds("touch build/c && echo x >&7")
            assert not shell.succeeds("touch c")
            assert not shell.succeeds("mv build build2")

    as_identity(identity, body)


def test_what_is_read_only_stays_so(identity: str) -> None:
    """Control files in writable places: not written, not replaced, and neither are the links to them."""

    def body(root: Path) -> None:
        state = root / "state"
        (state / "deep").mkdir(parents=True)
        (state / "deep" / "settings").write_text("{}")
        (state / "dotfiles").write_text("{}")
        (state / "linked").symlink_to("dotfiles")
        (state / "hidden").symlink_to(root / "dotfiles")
        (root / "dotfiles").write_text("{}")
        (state / "dangling").symlink_to(root / "nowhere")
        names = ("deep/settings", "linked", "dangling", "absent", "hidden")
        spec = spec_for(root, writable=(str(state),), read_only=tuple(f"{state}/{name}" for name in names))
        with cell(spec, cwd=str(state)) as shell:
            missing = {f"{state}/{name}" for name in ("dangling", "absent", "hidden")}
            assert set(shell.confinement.missing) == missing
            for name in ("deep/settings", "linked"):
                for command in (
                    "echo evil > {}",
                    "rm -f {}",
                    "mv {} other",
                    "echo evil > new && mv -f new {}",
                ):
                    assert not shell.succeeds(command.format(name))
            assert not shell.succeeds("mv deep deep2")
            assert shell.succeeds("touch deep/other")
            flip = gate.open_whole(shell.confinement, spec)
            assert set(flip.missing) == missing
        assert (state / "linked").is_symlink()

    as_identity(identity, body)


def test_protected_when_it_appears(identity: str) -> None:
    """A read-only path that was made while the gate was open is protected from the next opening on."""

    def body(root: Path) -> None:
        spec = spec_for(root, read_only=(f"{root}/work/a/hooks",))
        with cell(spec) as shell:
            assert gate.open_whole(shell.confinement, spec).missing == spec.read_only
            assert shell.succeeds("mkdir -p a/hooks && touch a/hooks/x")
            gate.close(shell.confinement, spec)
            assert gate.open_whole(shell.confinement, spec).missing == ()
            assert not shell.succeeds("touch a/hooks/y")
            assert not shell.succeeds("mv a b")
            assert shell.succeeds("touch a/z")
            gate.close(shell.confinement, spec)
            assert not shell.succeeds("touch a/zz")

    as_identity(identity, body)


def test_a_worktree_commits(identity: str) -> None:
    """A linked worktree opens with its repository, whose hooks and configuration stay read-only."""

    def body(root: Path) -> None:
        main, work = root / "main", root / "tree"
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C"]
        subprocess.run(["git", "init", "-q", str(main)], check=True)
        subprocess.run([*git, str(main), "commit", "-q", "--allow-empty", "-m", "x"], check=True)
        subprocess.run([*git, str(main), "worktree", "add", "-q", str(work)], check=True)
        found = look_at_repository(str(work))
        spec = spec_for(root, workspace=str(work), companions=found.companions, read_only=found.read_only)
        commit = "touch x && git add -A && git -c user.name=a -c user.email=a@b commit -qm x"
        with cell(spec) as shell:
            assert not shell.succeeds(f"touch {main}/.git/x")
            assert shell.succeeds("git status")
            gate.open_whole(shell.confinement, spec)
            assert shell.succeeds(commit)
            for path in (f"{main}/.git/hooks/pre-commit", f"{main}/.git/config", ".git"):
                assert not shell.succeeds(f"echo x >> {path}")
            assert not gate.close(shell.confinement, spec).closing
            assert not shell.succeeds(f"touch {main}/.git/x")
            gate.open_directories(shell.confinement, spec, ["."], companions=True)
            assert shell.succeeds("git -c user.name=a -c user.email=a@b commit -q --allow-empty -m y")
            gate.close(shell.confinement, spec)
            assert not shell.succeeds(f"touch {main}/.git/x")

    as_identity(identity, body)


def test_a_foreign_sandbox_is_refused(identity: str) -> None:
    """What is recorded must be what is there: start time and namespaces."""

    def body(root: Path) -> None:
        spec = spec_for(root)
        with cell(spec) as shell:
            with pytest.raises(NotFound):
                gate.open_whole(replace(shell.confinement, started=1.0), spec)
            with pytest.raises(Refused):
                gate.open_whole(replace(shell.confinement, mnt_ns=1), spec)
            assert gate.state(shell.confinement, spec).standing is Standing.CLOSED
        with pytest.raises(NotFound):
            gate.close(shell.confinement, spec)

    as_identity(identity, body)
