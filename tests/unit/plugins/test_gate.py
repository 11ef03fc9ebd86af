"""Tests of `plangate.plugins.gate`."""

from __future__ import annotations

import subprocess

import pytest

from plangate.plugins.gate import HookCommand


def _code(line: str) -> int:
    return subprocess.run(["/bin/sh", "-c", line], stdin=subprocess.DEVNULL, check=False).returncode


@pytest.mark.parametrize(
    ("observe", "code"),
    [(False, 2), (True, 0)],
)
def test_a_hook_that_fails_says_no_unless_it_only_observes(observe: bool, code: int) -> None:
    """Agents take every exit code but 2 for consent: crash, missing program, signal."""
    for argv in (("/no/such/program",), ("/bin/sh", "-c", "exit 1"), ("/bin/sh", "-c", "kill -9 $$")):
        assert _code(HookCommand(argv=argv, observe=observe).gate("claude")) == code, argv


def test_a_hook_that_only_tells_never_stops_the_agent() -> None:
    """A turn's end that answers 2 would have the agent go on for ever."""
    assert _code(HookCommand(argv=("/no/such/program",)).tell("claude")) == 0


def test_the_program_gives_up_before_the_agent_does() -> None:
    """A hook that an agent cuts off counts as consent."""
    line = HookCommand(argv=("python", "with space/hook.py"), within=600).gate("claude")
    assert line == "python 'with space/hook.py' claude --within 590 || exit 2"
