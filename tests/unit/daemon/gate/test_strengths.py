"""Tests of `plangate.daemon.gate.strengths`."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from plangate.daemon.gate.strengths import Best, Strengths, strongest
from plangate.model.gate import Strength
from plangate.model.sandbox import Door


class _Probe:
    """Finds what it is told, and counts how often it was asked."""

    def __init__(self, *found: Strength) -> None:
        self.found = list(found)
        self.asked = 0
        self.now = 100.0

    def __call__(self) -> Best:
        self.asked += 1
        return Best(self.found.pop(0))


async def test_the_kernel_is_found_once() -> None:
    """Also by several sessions that start together."""
    probe = _Probe(Strength.KERNEL)
    strengths = Strengths(probe, lambda: probe.now)
    found = await asyncio.gather(*(strengths.best() for _ in range(5)))
    probe.now += 1e6
    assert {one.strength for one in (*found, await strengths.best())} == {Strength.KERNEL}
    assert probe.asked == 1


async def test_a_supervisor_is_trusted_for_a_while() -> None:
    """Then more is tried again: a session does not pay for a machine that was busy once."""
    probe = _Probe(Strength.SYSCALL, Strength.KERNEL)
    strengths = Strengths(probe, lambda: probe.now)
    assert [(await strengths.best()).strength for _ in range(3)] == [Strength.SYSCALL] * 3
    assert probe.asked == 1
    probe.now += 601.0
    assert (await strengths.best()).strength is Strength.KERNEL


async def test_what_holds_nothing_is_never_taken_for_granted() -> None:
    """The next session asks again."""
    probe = _Probe(Strength.WATCH, Strength.WATCH, Strength.KERNEL)
    strengths = Strengths(probe, lambda: probe.now)
    found = []
    for _ in range(3):
        found.append((await strengths.best()).strength)
        probe.now += 1.0
    assert found == [Strength.WATCH, Strength.WATCH, Strength.KERNEL]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("syscall own", Best(Strength.SYSCALL, Door.OWN)),
        ("kernel bubblewrap", Best(Strength.KERNEL, Door.BUBBLEWRAP)),
        ("what", Best(Strength.WATCH)),
        ("iron own", Best(Strength.WATCH)),
        (None, Best(Strength.WATCH)),
    ],
)
def test_what_the_trial_says_is_believed_only_when_it_makes_sense(
    monkeypatch: pytest.MonkeyPatch, said: str | None, found: Best
) -> None:
    """One that fails or babbles has found nothing that holds."""

    def run(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        if said is None:
            raise subprocess.TimeoutExpired(sys.executable, 30.0)
        return subprocess.CompletedProcess([], 0, said, "")

    monkeypatch.setattr(subprocess, "run", run)
    assert strongest() == found
