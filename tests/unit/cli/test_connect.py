"""Tests of `plangate.cli.connect`, and of the tests here: none of them has a daemon but the one in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.support.fake_blocking import FakeBlocking

from plangate.cli.connect import connect, end_daemon
from plangate.errors import Unavailable

pytestmark = pytest.mark.usefixtures("scratch")


def test_a_test_that_would_start_a_daemon_fails() -> None:
    """Instead of leaving a process behind."""
    with pytest.raises(pytest.fail.Exception, match=r"plangate\.daemon"):
        connect()


def test_no_command_gets_past_that(command: Callable[..., int]) -> None:
    """A command whose test has forgotten the daemon in memory fails like the test itself."""
    with pytest.raises(pytest.fail.Exception):
        command("ls")


def test_every_command_reaches_the_daemon_in_memory(
    daemon: FakeBlocking, command: Callable[..., int]
) -> None:
    """Without a list of commands that could be forgotten."""
    assert command("ls") == 0


def test_without_a_daemon_there_is_none_to_end() -> None:
    """And none is started for it."""
    assert not end_daemon(sessions=False)
    with pytest.raises(Unavailable):
        connect(launch=False)
