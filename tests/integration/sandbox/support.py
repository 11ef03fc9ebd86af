"""Programs in real sandboxes, started as root and as an ordinary user without any capability."""

from __future__ import annotations

import os
import select
import shutil
import sys
import tempfile
import termios
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.leftovers import end, marks

from plangate.errors import Unavailable
from plangate.model.gate import Strength
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.sandbox import kernel
from plangate.sandbox.launch import Program, SandboxRefused
from plangate.sandbox.start import start

__all__ = [
    "EXPECTED",
    "IDENTITIES",
    "Cell",
    "as_identity",
    "cell",
    "interpreter",
    "needs_kernel_gate",
    "private_place",
    "spec_for",
]

EXPECTED = "PLANGATE_EXPECT_STRENGTH"
"""Names the strength that this machine must have; without it what the machine refuses is skipped."""
_USER = 54321
IDENTITIES = ("root", "user") if os.geteuid() == 0 else ("user",)
_PATIENCE = 120
"""Seconds until a test gives up waiting."""


def spec_for(root: Path, **changes: object) -> SandboxSpec:
    """A specification with a workspace and a private directory below a root; both are made."""
    workspace, private = root / "work", root / "private"
    for path in (workspace, private):
        path.mkdir(exist_ok=True)
    return replace(SandboxSpec(workspace=str(workspace), private_tmp=str(private)), **changes)


def private_place(spec: SandboxSpec) -> str:
    """What the program calls its private directory."""
    return "/tmp" if spec.strength is Strength.KERNEL else spec.private_tmp


def as_identity(
    identity: str, body: Callable[[Path], None], before: Callable[[], None] = lambda: None
) -> None:
    """Run a test's body in a process of its own, as that user, with a directory of its own.

    Args:
        before: Called as the user who runs the tests.
    """
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp")).resolve()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _live(identity, body, root, writer, before)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    end(root)  # where a supervisor holds it there is no namespace that ends with its first process
    shutil.rmtree(root, ignore_errors=True)
    if said.startswith("skip "):
        _refused(said.removeprefix("skip "))
    if said.startswith("lacks "):
        pytest.skip(said.removeprefix("lacks "))
    if said or status:
        raise AssertionError(said or f"the test's process ended with status {status}")


def _live(
    identity: str, body: Callable[[Path], None], root: Path, writer: int, before: Callable[[], None]
) -> None:
    said = ""
    try:
        before()
        if identity == "user" and os.geteuid() == 0:
            _become_ordinary(root)
        os.environ["HOME"] = str(root)
        os.chdir(root)
        body(root)
    except SandboxRefused as error:
        refused = "namespaces" in error.step or "mapping" in error.step
        said = f"skip {error.message}" if refused else traceback.format_exc()
    except Unavailable as error:
        said = f"skip {error.message}"
    except pytest.skip.Exception as error:
        said = f"lacks {error.msg}"
    except BaseException:  # noqa: BLE001 - told to the parent
        said = traceback.format_exc()
    finally:
        os.write(writer, said.encode()[-60000:])
        os._exit(0)


def _become_ordinary(root: Path) -> None:
    """Be a user without any capability from now on."""
    try:
        os.chown(root, _USER, _USER)
        os.setgroups([])
        kernel.drop_bounds()
        os.setresgid(_USER, _USER, _USER)
        os.setresuid(_USER, _USER, _USER)
    except OSError as error:
        raise Unavailable(f"no other user can be had here: {error.strerror}") from error


def _refused(reason: str) -> None:
    """The machine has no such gate: a failure where it was expected."""
    if os.environ.get(EXPECTED) == "kernel":
        raise AssertionError(f"the kernel gate was expected and is not there: {reason}")
    pytest.skip(f"this machine refuses the kernel gate: {reason}")


def needs_kernel_gate() -> None:
    """Skip what this machine refuses, or fail when it was expected."""
    as_identity(IDENTITIES[0], lambda root: _try(spec_for(root)))


def _try(spec: SandboxSpec) -> None:
    with cell(spec):
        pass


def interpreter() -> str:
    """A Python that this user may execute: ours may lie in root's home."""
    for path in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        if os.access(path, os.X_OK):
            return path
    pytest.skip("no Python here can be executed by an ordinary user")


class Cell:
    """A shell in a sandbox, asked line by line."""

    def __init__(self, spec: SandboxSpec, master: int, pid: int, confinement: Confinement) -> None:
        self.spec = spec
        self.master = master
        self.pid = pid
        self.confinement = confinement
        self._asked = 0

    def run(self, command: str) -> str:
        """What a command prints; both streams."""
        self._asked += 1
        end = f"\4{self._asked}\4".encode()
        os.write(self.master, f"{{ {command}\n}} 2>&1; printf '\\004{self._asked}\\004'\n".encode())
        said = b""
        poll = select.poll()
        poll.register(self.master, select.POLLIN)
        while end not in said:
            if not poll.poll(_PATIENCE * 1000):
                raise AssertionError(f"{command!r} has not ended; it printed {said!r}")
            said += os.read(self.master, 65536)
        return said.partition(end)[0].rpartition(b"\4")[2].decode(errors="replace").replace("\r\n", "\n")

    def succeeds(self, command: str) -> bool:
        """Whether a command ends with success; what it prints is shown when the test fails."""
        said = self.run(f"{command}\necho =$?")
        print(command, said)  # noqa: T201
        return said.rstrip().endswith("=0")


@contextmanager
def cell(spec: SandboxSpec, cwd: str = "", env: dict[str, str] | None = None) -> Iterator[Cell]:
    """A shell in a sandbox, and nothing of it afterwards."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "TERM": "dumb",
        "PAGER": "cat",
        **marks(),
        **(env or {}),
    }
    shell = shutil.which("bash") or "/bin/sh"
    program = Program(
        path=shell,
        argv=["sh", "--norc", "--noprofile", "--noediting"] if shell.endswith("bash") else ["sh"],
        cwd=cwd or spec.workspace,
        env={**environment, "PS1": "", "PS2": "", "HISTFILE": ""},
        cols=200,
        rows=50,
        prepare=_silent,
    )
    started = start(program, spec)
    made = Cell(spec, started.master, started.pid, started.confinement)
    try:
        made.run("true")
        yield made
    finally:
        for pid in (started.confinement.pid, started.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        for pid in (started.pid, started.confinement.pid):
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        os.close(started.master)


def _silent() -> None:
    """No echo, so that what is read is what commands print."""
    attributes = termios.tcgetattr(0)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(0, termios.TCSANOW, attributes)
