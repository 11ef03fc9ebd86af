"""Programs that try to change the workspace behind a closed gate, or to reach anything outside."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from tests.integration.sandbox.support import (
    IDENTITIES,
    as_identity,
    cell,
    interpreter,
    private_place,
    spec_for,
)
from tests.integration.sandbox.tree import digest, fill
from tests.support.tools import need, needs

from plangate.model.gate import Strength
from plangate.model.sandbox import Door
from plangate.sandbox import gate
from plangate.sandbox.gate import Standing

pytestmark = pytest.mark.parametrize("identity", IDENTITIES)
either_strength = pytest.mark.parametrize("strength", [Strength.KERNEL, Strength.SYSCALL])

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
_ATTACKS = Path(__file__).with_name("attacks.py").read_text()


def _attack(root: Path, *, opened: bool, door: Door = Door.OWN) -> str:
    """What the attacks print."""
    spec = spec_for(root, door=door)
    work = Path(spec.workspace)
    fill(work)
    (root / "private" / "attacks.py").write_text(_ATTACKS)
    helper = socket.socket(socket.AF_UNIX)
    helper.bind(str(root / "helper"))
    helper.listen()
    subprocess.run(["sh", "-c", "command -v keyctl && keyctl add user plangate-test x @s"], check=False)
    with subprocess.Popen(["sleep", "600"]) as outside, helper, cell(spec) as shell:
        try:
            if opened:
                gate.open_whole(shell.confinement, spec)
                gate.close(shell.confinement, spec)
            before = digest(work)
            said = shell.run(f"{interpreter()} -S /tmp/attacks.py {work} {outside.pid} {root}/helper")
            assert outside.poll() is None, "a process outside was ended"
        finally:
            outside.kill()
        assert gate.state(shell.confinement, spec).standing is Standing.CLOSED
        assert digest(work) == before, said
    return said


@pytest.mark.parametrize("opened", [False, True], ids=["never open", "closed again"])
def test_nothing_gets_out(identity: str, opened: bool) -> None:
    """No attempt succeeds, and the workspace is as before."""

    def body(root: Path) -> None:
        said = _attack(root, opened=opened)
        print(said)  # noqa: T201
        assert "LEAK" not in said, said
        assert "daemons_of_the_machine" in said, said  # the last one: none of them ended the program

    as_identity(identity, body)


@needs("bwrap")
def test_nothing_gets_out_where_bubblewrap_made_the_namespace(identity: str) -> None:
    """Who made the outermost one makes no difference."""

    def body(root: Path) -> None:
        said = _attack(root, opened=True, door=Door.BUBBLEWRAP)
        assert "LEAK" not in said, said
        assert "daemons_of_the_machine" in said, said

    as_identity(identity, body)


_COMMANDS = (
    "echo x > file",
    "echo x >> file",
    "truncate -s 0 file",
    "dd if=/dev/zero of=file bs=1 count=1 conv=notrunc",
    "cp /etc/passwd file",
    "mv file other",
    "rm -rf inner",
    "ln file other; ln -s file other2",
    "chmod 777 file inner",
    "touch -d yesterday file",
    "mkfifo pipe",
    "sed -i s/c/d/ file",
    "git add -A",
    "git stash",
    "git commit --allow-empty -m x",
    "git config user.name evil",
    "git worktree add /tmp/tree",
    "tar cf archive.tar file",
    "find . -type f -delete",
    "setsid sh -c 'echo x > file'",
    "(setsid sh -c 'sleep 0.1; echo x > file' &) ; sleep 0.3",
    "nohup sh -c '(echo x > file) &' ; sleep 0.1",
    "script -qc 'echo x > file' /dev/null",
    "unshare -Ur sh -c 'echo x > file'",
    "unshare -Urm sh -c 'mount -o remount,rw,bind . ; echo x > file'",
    "unshare -Urmpf sh -c 'mount -t tmpfs x /mnt; echo x > file'",
    "mount -o remount,rw,bind $PWD; echo x > file",
    "umount -l $PWD; umount -l /tmp; echo x > $PWD/file",
    "nsenter -t 1 -a sh -c 'echo x > file'",
    "cd /proc/self/cwd && echo x > file",
    "cd /proc/self/root$PWD && echo x > file",
    "sudo -n sh -c 'echo x > file'; su -c 'echo x > file' </dev/null",
    "env -i /bin/sh -c 'echo x > file'",
    "ln -s $PWD /tmp/way; echo x > /tmp/way/file",
    "exec 5<>file",
    "perl -e 'open(F, \">file\")'",
)


@either_strength
def test_commands_behind_a_closed_gate(identity: str, strength: Strength) -> None:
    """None of many ways to change something changes anything, each looked at by itself."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength)
        work = Path(spec.workspace)
        fill(work)
        before = digest(work)
        with cell(spec) as shell:
            for command in _COMMANDS:
                said = shell.run(f"( {command.replace('/tmp', private_place(spec))}\n) </dev/null")
                assert digest(work) == before, f"{command}: {said}"

    as_identity(identity, body)


@either_strength
def test_a_terminal_server_outside(identity: str, strength: Strength) -> None:
    """tmux outside cannot be asked to write, wherever its socket is."""
    need("tmux")

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength)
        work = Path(spec.workspace)
        sockets = [root / "socket", work / "socket"]
        for path in sockets:
            subprocess.run(
                ["tmux", "-S", str(path), "-f", "/dev/null", "new-session", "-d", "sleep 600"], check=True
            )
        try:
            with cell(spec) as shell:
                for path in sockets:
                    assert not shell.succeeds(f"tmux -S {path} new-window 'touch {work}/escaped'")
            assert not (work / "escaped").exists()
        finally:
            for path in sockets:
                subprocess.run(["tmux", "-S", str(path), "kill-server"], check=True)

    as_identity(identity, body)


@either_strength
def test_no_write_after_closed(identity: str, strength: Strength) -> None:
    """While writers run, a close that says closed is the last moment at which anything changed."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength)
        work = Path(spec.workspace)
        loop = "while :; do echo $i > f$(( i = (i + 1) % 50 )); sleep 0.002; done"
        with cell(spec) as shell:
            shell.run(f"({loop}) 2>/dev/null & ({loop}) 2>/dev/null & setsid sh -c '{loop}' 2>/dev/null &")
            for _ in range(10):
                gate.open_whole(shell.confinement, spec)
                while gate.close(shell.confinement, spec).closing:
                    pass
                before = digest(work)
                shell.run("sleep 0.02")
                assert digest(work) == before

    as_identity(identity, body)


@either_strength
def test_a_shared_mapping_keeps_it_closing(identity: str, strength: Strength) -> None:
    """Memory that is shared with a file counts as open for writing, though no descriptor is."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength)
        with cell(spec) as shell:
            gate.open_whole(shell.confinement, spec)
            (root / "private" / "map.py").write_text(
                "import mmap,os,time\nf=os.open('mapped',os.O_RDWR|os.O_CREAT)\nos.ftruncate(f,4096)\n"
                "m=mmap.mmap(f,4096)\nos.close(f)\nprint('mapped',flush=True)\ntime.sleep(600)\n"
            )
            place = private_place(spec)
            shell.run(f"{interpreter()} -S {place}/map.py > {place}/said &")
            shell.run(f"until grep -q mapped {place}/said; do sleep 0.01; done")
            flip = gate.close(shell.confinement, spec)
            assert flip.closing
            assert f"{spec.workspace}/mapped" in [holder.path for holder in flip.holders]
            shell.run("kill %1; wait %1 2>/dev/null")
            assert not gate.close(shell.confinement, spec).closing

    as_identity(identity, body)


def test_directories_that_move_while_it_opens(identity: str) -> None:
    """A directory that is swapped for a link again and again opens nothing but what lies in the workspace."""

    def body(root: Path) -> None:
        spec = spec_for(root)
        work = Path(spec.workspace)
        (work / "target").mkdir()
        (root / "outside").mkdir()
        (work / "link").symlink_to(root / "outside")
        swapper = os.fork()
        if swapper == 0:
            libc = ctypes.CDLL(None)
            while True:
                libc.renameat2(_HERE, bytes(work / "target"), _HERE, bytes(work / "link"), _EXCHANGE)
        try:
            with cell(spec) as shell:
                for _ in range(50):
                    try:
                        flip = gate.open_directories(shell.confinement, spec, ["target"])
                    except Exception:  # noqa: BLE001 - refused in whatever way
                        gate.close(shell.confinement, spec)
                        continue
                    assert all(path.startswith(f"{work}/") for path in flip.access.directories)
                    shell.run(f"touch {root}/outside/escaped")
                    gate.close(shell.confinement, spec)
        finally:
            os.kill(swapper, 9)
            os.waitpid(swapper, 0)
        assert list((root / "outside").iterdir()) == []

    as_identity(identity, body)


_HARMLESS = (
    "git status",
    "git log --oneline",
    "git diff",
    "git show HEAD",
    "git grep content",
    "tty",
    "echo x > /tmp/x && cat /tmp/x",
    "mktemp",
    "cat <<E\nx\nE",
    "ps aux",
    "ls -la / /etc",
    "getent passwd $(id -u) || true",
    "df . && mount | head -1",
    "( cd inner && cat deep/file )",
    "sh -c 'sleep 0 & wait'",
    "echo x > /dev/null && head -c 1 /dev/urandom > /dev/shm/plangate-$$",
    "rm /dev/shm/plangate-$$",
    "true < /dev/tty",
    "stty size",
)


@either_strength
def test_what_works_behind_a_closed_gate(identity: str, strength: Strength) -> None:
    """Reading, looking around, temporary files, terminals, and programs with scratch folders."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength, writable=(f"{root}/work/build", f"{root}/state"))
        work = Path(spec.workspace)
        fill(work)
        git = ["git", "-C", str(work), "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run([*git, "add", "file", "inner"], check=True)
        subprocess.run([*git, "commit", "-qm", "x"], check=True)
        (work / "Makefile").write_text("build/out: file\n\tcp file build/out\n")
        (work / "test_it.py").write_text("def test_it():\n    assert open('file').read() == 'content'\n")
        (work / "it.test.js").write_text("require('node:test')('it', () => {})\n")
        with cell(spec) as shell:
            for command in _HARMLESS:
                assert shell.succeeds(command.replace("/tmp", private_place(spec))), command
            if shutil.which("make"):
                assert shell.succeeds("make")
            if shutil.which("node"):
                assert shell.succeeds("node --test it.test.js")
            if shell.succeeds(f"{interpreter()} -m pytest --version"):
                assert shell.succeeds(f"{interpreter()} -m pytest -q -p no:cacheprovider test_it.py")

    as_identity(identity, body)
