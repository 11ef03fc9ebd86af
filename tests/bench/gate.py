"""The kernel gate: how long a flip takes, what a start costs, and what an open gate costs every file."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from plangate.cli.bench.figure import Figure
from plangate.host.confined import spawn_confined
from plangate.host.pty import spawn
from plangate.model.sandbox import SandboxSpec
from plangate.sandbox import gate
from plangate.sandbox.launch import Launched, Program, launch

__all__ = ["measure"]

_FLIPS = 100
_STARTS = 40
_ROUNDS = 300
_FILES = """
import os, sys, time
from time import process_time_ns as clock
data = b"x" * 4096
def work():
    begun = clock()
    for number in range(100):
        name = f"f{number}"
        f = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC); os.write(f, data); os.close(f)
        f = os.open(name, os.O_RDONLY); os.read(f, 4096); os.close(f)
        os.stat(name)
    return clock() - begun
work()
for line in sys.stdin:
    print(work(), flush=True)
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Everything in the same run, by turns where two things are compared."""
    root = folder.resolve()
    spec = SandboxSpec(workspace=f"{root}/work", private_tmp=f"{root}/tmp")
    for path in (spec.workspace, spec.private_tmp):
        Path(path).mkdir()
    started = _start("while read line; do echo x > written && echo done; done", spec)
    try:
        yield from _flips(started, spec)
    finally:
        _end(started)
    yield _starts(spec)
    yield _files(spec, root)


def _flips(started: Launched, spec: SandboxSpec) -> Iterator[Figure]:
    opened, closed, waited = [], [], []
    for _ in range(_FLIPS):
        begun = time.perf_counter()
        opened.append(gate.open_whole(started.confinement, spec).kernel_ns / 1000)
        os.write(started.master, b"write\n")
        said = b""
        while b"done" not in said:
            said += os.read(started.master, 4096)
        waited.append(1000 * (time.perf_counter() - begun))
        closed.append(_close(started, spec))
    for name, samples in (("opening", opened), ("closing", closed)):
        yield Figure(
            f"system calls of {name} a gate",
            statistics.median(samples),
            unit="us",
            limit=1000.0,
            detail={"least": min(samples), "most": max(samples)},
        )
    yield Figure(
        "from opening to a file written inside",
        statistics.median(waited),
        unit="ms",
        limit=50.0,
        detail={"least": min(waited), "most": max(waited)},
    )


def _close(started: Launched, spec: SandboxSpec) -> float:
    while True:
        flip = gate.close(started.confinement, spec)
        if not flip.closing:
            return flip.kernel_ns / 1000


def _starts(spec: SandboxSpec) -> Figure:
    """Until the program has been executed, in a process as small as a host's."""
    confined, bare = [], []
    env = {"PATH": os.environ["PATH"]}
    for _ in range(_STARTS):
        begun = time.perf_counter()
        pty, pid, made = spawn_confined(["true"], spec.workspace, env, 80, 24, spec)
        confined.append(1000 * (time.perf_counter() - begun))
        pty.close()
        _collect(pid, made.pid)
        begun = time.perf_counter()
        pty, pid = spawn(["true"], spec.workspace, env, 80, 24)
        bare.append(1000 * (time.perf_counter() - begun))
        pty.close()
        _collect(pid)
    return Figure(
        "start of a program in a sandbox",
        statistics.median(confined),
        statistics.median(bare),
        unit="ms",
        other="without",
        detail={"least": min(confined), "least without": min(bare)},
    )


def _files(spec: SandboxSpec, root: Path) -> Figure:
    """The same work on files in the open workspace, inside and outside by turns; processor time, for all is in memory."""
    script = root / "tmp" / "files.py"
    script.write_text(_FILES)
    outside = Path(spec.workspace, "outside")
    outside.mkdir()
    inner = Path(spec.workspace, "inside")
    inner.mkdir()
    bare = subprocess.Popen(
        [sys.executable, "-S", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=outside
    )
    started = _start(f"cd inside && exec {sys.executable} -S /tmp/files.py", spec, closed=False)
    assert bare.stdin is not None
    assert bare.stdout is not None
    ours, theirs = [], []
    try:
        with os.fdopen(os.dup(started.master), "rb") as terminal:
            for _ in range(_ROUNDS):
                os.write(started.master, b"go\n")
                ours.append(int(terminal.readline()) / 1e6)
                bare.stdin.write(b"go\n")
                bare.stdin.flush()
                theirs.append(int(bare.stdout.readline()) / 1e6)
    finally:
        _end(started)
        bare.kill()
        bare.wait()
        bare.stdin.close()
        bare.stdout.close()
    return Figure(
        "100 files written, read and looked at, processor",
        statistics.median(ours),
        statistics.median(theirs),
        unit="ms",
        other="without",
        most=1.02,
        detail={"least": min(ours), "least without": min(theirs)},
    )


def _start(script: str, spec: SandboxSpec, *, closed: bool = True) -> Launched:
    program = Program(
        path="/bin/sh",
        argv=["sh", "-c", f"stty -echo; echo ready; {script}"],
        cwd=spec.workspace,
        env={"PATH": os.environ["PATH"]},
        cols=80,
        rows=24,
    )
    started = launch(program, replace(spec, closed=closed))
    said = b""
    while b"ready\r\n" not in said:
        said += os.read(started.master, 4096)
    return started


def _end(started: Launched) -> None:
    with suppress(ProcessLookupError):
        os.kill(started.confinement.pid, 9)
    _collect(started.pid, started.confinement.pid)
    os.close(started.master)


def _collect(*pids: int) -> None:
    for pid in pids:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)
