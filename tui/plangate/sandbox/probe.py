"""Which strength this machine gives to a gate, found out by trying, and what would raise it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plangate.errors import PlangateError
from plangate.model.gate import Strength
from plangate.model.sandbox import Door, SandboxSpec
from plangate.sandbox import gate, landlock
from plangate.sandbox.bubblewrap import installed
from plangate.sandbox.launch import Launched, Program, SandboxRefused
from plangate.sandbox.start import start

__all__ = ["LIMIT", "ONLY_DOOR", "Probe", "advice", "probe"]

LIMIT = "PLANGATE_STRONGEST"
"""Names a strength that nothing stronger is tried than: for trying out what a lesser machine gives."""

ONLY_DOOR = "PLANGATE_DOOR"
"""Names the only way into namespaces that is tried: `own`, or `bubblewrap` as if nobody else were let."""

_LOOP = 'while read line; do if (eval "$line") 2>/dev/null; then echo yes; else echo no; fi; done'
_SETTINGS = (
    "/proc/sys/user/max_user_namespaces",
    "/proc/sys/user/max_mnt_namespaces",
    "/proc/sys/kernel/unprivileged_userns_clone",
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
)
_TRIES = (
    ("echo a > file", False),
    ("open", True),
    ("echo b > file", True),
    ("close", True),
    ("echo c > file", False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What was found."""

    strength: Strength
    """The best that holds here."""
    kernel: str = ""
    """Why there is no gate at strength kernel; empty when there is."""
    advice: str = ""
    """What would raise the strength."""
    door: Door = Door.OWN
    """Which way into namespaces works."""
    bubblewrap: str = ""
    """Why bwrap is no way into namespaces; empty when it is, or when it was not tried."""
    landlock: int = 0
    """Version of Landlock's interface, 0 for none."""
    watches: int = 0
    """How many directories may be watched for changes, 0 for none."""
    gaps: tuple[str, ...] = ()
    """What the gate, at the strength that was found, cannot keep from a session here."""
    syscall: str = ""
    """Why there is no gate at strength syscall; empty when there is, or when it was not tried."""


def probe() -> Probe:
    """Start a program behind a closed gate, let it write, open, close, and see what happens each time."""
    limit = _limit()
    door = Door.OWN
    reason, hint, gaps = _try(Strength.KERNEL, limit, door)
    other = bwrap = ""
    if reason and limit is Strength.KERNEL:
        bwrap, _, found = _try(Strength.KERNEL, limit, Door.BUBBLEWRAP)
        if not bwrap:
            door, reason, hint, gaps = Door.BUBBLEWRAP, "", "", found
    if reason:
        other, _, gaps = _try(Strength.SYSCALL, limit)
    watches = _number("/proc/sys/fs/inotify/max_user_watches")
    below = Strength.WATCH if watches else Strength.ADVISORY
    return Probe(
        strength=Strength.KERNEL if not reason else Strength.SYSCALL if not other else below,
        kernel=reason,
        syscall=other,
        advice=hint,
        door=door,
        bubblewrap=bwrap,
        landlock=landlock.abi(),
        watches=watches,
        gaps=gaps,
    )


def advice(step: str, settings: Mapping[str, str]) -> str:
    """What a person could do about a refused step.

    Args:
        settings: Values of the kernel's settings that exist, by path.
    """
    if settings.get("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        way = "" if installed() else "install bubblewrap and try again, or "
        return (
            f"AppArmor restricts user namespaces: {way}sysctl kernel.apparmor_restrict_unprivileged_userns=0."
        )
    if settings.get("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        return "User namespaces are switched off: sysctl kernel.unprivileged_userns_clone=1."
    for name in ("max_user_namespaces", "max_mnt_namespaces"):
        if settings.get(f"/proc/sys/user/{name}") == "0":
            return f"User namespaces are switched off: sysctl user.{name}=1000."
    if "namespaces" in step or "mapping" in step or "borrowing" in step:
        return "If this is a container, start it with --security-opt seccomp=unconfined."
    if "/proc" in step:
        return "If this is a container, start it with --security-opt systempaths=unconfined."
    return ""


def _limit() -> Strength:
    """The strongest that is to be tried; what is no strength limits nothing."""
    try:
        return Strength(os.environ.get(LIMIT, ""))
    except ValueError:
        return Strength.KERNEL


def _try(strength: Strength, limit: Strength, door: Door = Door.OWN) -> tuple[str, str, tuple[str, ...]]:
    """Why it does not work, what to do, and the gaps it has if it does."""
    if not limit.at_least(strength):
        return f"{LIMIT} asks for no more than {limit}", f"Take {LIMIT} out of the environment.", ()
    only = os.environ.get(ONLY_DOOR, "")
    if strength is Strength.KERNEL and only not in ("", door):
        return f"{ONLY_DOOR} asks for {only}", f"Take {ONLY_DOOR} out of the environment.", ()
    settings = {path: text for path in _SETTINGS if (text := _text(path))}
    with tempfile.TemporaryDirectory(prefix="plangate-") as made:
        root = os.path.realpath(made)
        for name in ("work", "tmp"):
            Path(root, name).mkdir()
        spec = SandboxSpec(workspace=f"{root}/work", private_tmp=f"{root}/tmp", strength=strength, door=door)
        program = Program(
            path="/bin/sh",
            argv=["sh", "-c", f"stty -echo 2>/dev/null; {_LOOP}"],
            cwd=spec.workspace,
            env={"PATH": os.environ.get("PATH", os.defpath)},
            cols=80,
            rows=24,
        )
        try:
            started = start(program, spec)
        except SandboxRefused as error:
            return f"{error.step}: {error.reason}", advice(error.step, settings), ()
        except PlangateError as error:
            return error.message, error.hint, ()
        try:
            return _use(started, spec), "", started.confinement.gaps
        except (PlangateError, OSError) as error:
            return f"it cannot be used: {error}", "", ()
        finally:
            _end(started)


def _use(started: Launched, spec: SandboxSpec) -> str:
    """What goes wrong in a sandbox that runs; empty when all is as it should be."""
    with os.fdopen(os.dup(started.master), "rb", buffering=0) as terminal:
        for line, expected in _TRIES:
            if line == "open":
                gate.open_whole(started.confinement, spec)
            elif line == "close":
                if gate.close(started.confinement, spec).closing:
                    return "it does not close"
            elif _ask(terminal.fileno(), line) is not expected:
                return f"with the gate {'open' if expected else 'closed'}, a write was {'refused' if expected else 'done'}"
    return ""


def _ask(terminal: int, line: str) -> bool:
    """Whether a command succeeded inside."""
    os.write(terminal, line.encode() + b"\n")
    said = b""
    while not said.endswith((b"yes\r\n", b"no\r\n")):
        said += os.read(terminal, 4096)
    return said.endswith(b"yes\r\n")


def _end(started: Launched) -> None:
    for pid in (started.confinement.pid, started.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, 9)
    for pid in (started.pid, started.confinement.pid):
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
    os.close(started.master)


def _number(path: str) -> int:
    text = _text(path)
    return int(text) if text.isdigit() else 0


def _text(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""
