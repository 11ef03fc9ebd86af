"""Tests of `plangate.daemon.shells`."""

from __future__ import annotations

import os

import pytest

from plangate.daemon.shells import is_interactive_shell, runs_shell


@pytest.mark.parametrize(
    "command",
    ["bash", "/usr/bin/zsh", "-bash", "bash -il", "bash --login --rcfile x -o vi", "sh -i", "fish --private"],
)
def test_interactive_shells(command: str) -> None:
    """With or without options."""
    assert is_interactive_shell(command.split())


@pytest.mark.parametrize(
    "command",
    ["", "bash -c true", "sh script.sh", "bash -lc true", "bash -x ./run", "fish --command true", "vim"],
)
def test_everything_else(command: str) -> None:
    """A script and a command end by themselves, and take INT as people mean it."""
    assert not is_interactive_shell(command.split())


def test_a_process_is_asked_what_it_is_now() -> None:
    """This one is no shell, and one that is not there is none either."""
    assert not runs_shell(os.getpid())
    assert not runs_shell(0)
