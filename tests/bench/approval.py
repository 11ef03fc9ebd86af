"""How long an approval takes to become a writable directory: vote, ledger, checkpoint, flip."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.daemons import own_daemon

from plangate.cli.bench.figure import Figure
from plangate.client import gate
from plangate.client.blocking import BlockingControl
from plangate.model.plan import VoteKind
from plangate.model.session import NewSession

__all__ = ["measure"]

_ROUNDS = 20
_FILES = 2000
_READING = {"at once": 0.0, "after 1 s": 1.0}
"""Seconds between a plan and its approval: a program's, and the quickest reader's."""
_PATIENCE = 30.0
_WRITER = """
import os, sys, time
while True:
    try:
        with open("src/written", "x") as file:
            file.write(str(time.monotonic_ns()))
    except OSError:
        time.sleep(0.0002)
"""
"""Tries to write all the time; says when it could."""


def measure(folder: Path) -> Iterator[Figure]:
    """A repository of some size, and a program in the gate that tries to write without pause."""
    work = folder / "work"
    _repository(work)
    with own_daemon(folder), BlockingControl() as control:
        argv = (sys.executable, "-S", "-c", _WRITER)
        session = control.start(NewSession(agent="command", cwd=str(work), argv=argv, gate=True))
        for when, reading in _READING.items():
            times = [_approved(control, session.id, work, number, reading) for number in range(_ROUNDS)]
            files = {"files in the work tree": float(_FILES), "most": max(times)}
            yield Figure(
                f"approval {when} until writable, median",
                statistics.median(times),
                unit="ms",
                limit=50.0,
                detail=files,
            )


def _repository(work: Path) -> None:
    for number in range(_FILES):
        path = work / f"d{number % 40}" / f"f{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{number}\n" * 20)
    (work / "src").mkdir()
    (work / "src/kept").write_text("x")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "first")):
        subprocess.run(["git", "-c", "user.name=b", "-c", "user.email=b@b", *command], cwd=work, check=True)


def _approved(control: BlockingControl, session: str, work: Path, number: int, reading: float) -> float:
    """Milliseconds from the request to approve until the program inside has written."""
    written = work / "src/written"
    markdown = f"# Round {number}\n\n## Steps\n1. write\n\n## Files\n- `src/**`\n"
    plan = control.ask(gate.submit(session, markdown))
    head = plan.summary
    time.sleep(reading)
    begin = time.monotonic_ns()
    control.ask(gate.vote(head.id, head.digest, VoteKind.APPROVE, factor="code", proof=plan.code))
    deadline = time.monotonic() + _PATIENCE
    while not written.exists() or not written.read_text():
        if time.monotonic() > deadline:
            raise TimeoutError("the gate did not open")
        time.sleep(0.001)
    took = (int(written.read_text()) - begin) / 1e6
    control.ask(gate.move(head.id, "abandoned"))
    written.unlink()
    return took
