"""The gate at strength syscall: what its supervisor costs programs, beside the same programs without one."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from plangate.cli.bench.figure import Figure
from plangate.model.gate import Strength
from plangate.model.sandbox import SandboxSpec
from plangate.sandbox import gate
from plangate.sandbox.launch import Launched, Program
from plangate.sandbox.start import start

__all__ = ["measure"]

_ROUNDS = 60
_FLIPS = 100
_WORK = """
import os, sys, time
os.chdir(sys.argv[1])
def write():
    try: os.close(os.open("file", os.O_WRONLY))
    except OSError: pass
def read():
    f = os.open("file", os.O_RDONLY); os.read(f, 100); os.close(f); os.stat("file")
def spawn():
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)
ways = {"write": (write, 200), "read": (read, 500), "spawn": (spawn, 5)}
for line in sys.stdin:
    way, times = ways[line.strip()]
    begun = time.perf_counter_ns()
    for _ in range(times): way()
    print((time.perf_counter_ns() - begun) / times / 1000, flush=True)
"""
_WAYS = (
    ("open", "write", "a file opened for writing, gate open"),
    ("close", "write", "a file opened for writing, gate closed"),
    ("close", "read", "a file opened, read and looked at"),
    ("close", "spawn", "a program started"),
)


class _Pair:
    """The same program inside and outside, asked by turns."""

    def __init__(self, root: Path, spec: SandboxSpec) -> None:
        script = root / "tmp" / "work.py"
        script.write_text(_WORK)
        argv = [sys.executable, "-S", str(script), spec.workspace]
        self.inside = _start(argv, spec)
        self._terminal = os.fdopen(os.dup(self.inside.master), "rb")
        self._outside = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, way: str) -> tuple[float, float]:
        """Microseconds inside and outside."""
        os.write(self.inside.master, f"{way}\n".encode())
        ours = float(self._terminal.readline())
        assert self._outside.stdin is not None
        assert self._outside.stdout is not None
        self._outside.stdin.write(f"{way}\n".encode())
        self._outside.stdin.flush()
        return ours, float(self._outside.stdout.readline())

    def end(self) -> None:
        """Leave nothing."""
        self._terminal.close()
        self._outside.kill()
        self._outside.communicate()
        for pid in (self.inside.confinement.pid, self.inside.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        os.waitpid(self.inside.confinement.pid, 0)
        os.close(self.inside.master)


def measure(folder: Path) -> Iterator[Figure]:
    """By turns, in the same run."""
    root = folder.resolve()
    spec = SandboxSpec(workspace=f"{root}/work", private_tmp=f"{root}/tmp", strength=Strength.SYSCALL)
    for path in (spec.workspace, spec.private_tmp):
        Path(path).mkdir()
    Path(spec.workspace, "file").write_text("content")
    pair = _Pair(root, spec)
    try:
        yield from _flips(pair.inside, spec)
        for state, way, name in _WAYS:
            flip = gate.open_whole if state == "open" else gate.close
            flip(pair.inside.confinement, spec)
            pairs = [pair.ask(way) for _ in range(_ROUNDS)]
            ours, theirs = [one for one, _ in pairs], [other for _, other in pairs]
            yield Figure(
                name,
                statistics.median(ours),
                statistics.median(theirs),
                unit="us",
                other="without",
                detail={"least": min(ours), "least without": min(theirs)},
            )
    finally:
        pair.end()


def _flips(started: Launched, spec: SandboxSpec) -> Iterator[Figure]:
    samples = []
    for _ in range(_FLIPS):
        for flip in (gate.open_whole, gate.close):
            begun = time.perf_counter()
            flip(started.confinement, spec)
            samples.append(1e6 * (time.perf_counter() - begun))
    yield Figure(
        "a flip of a supervised gate", statistics.median(samples), unit="us", detail={"most": max(samples)}
    )


def _start(argv: list[str], spec: SandboxSpec) -> Launched:
    program = Program(
        path="/bin/sh",
        argv=["sh", "-c", 'stty -echo -onlcr; echo ready; exec "$@"', "sh", *argv],
        cwd=spec.workspace,
        env={"PATH": os.environ["PATH"]},
        cols=80,
        rows=24,
    )
    started = start(program, spec)
    said = b""
    while b"ready\n" not in said:
        said += os.read(started.master, 1)
    return started
