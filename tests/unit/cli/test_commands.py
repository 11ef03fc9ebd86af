"""Tests of the commands that ask the daemon, against one in memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.fake_blocking import FakeBlocking, session
from tests.unit.cli.conftest import Captured

from plangate.errors import ExitCode, Exited, NotFocusHolder, NotFound, TimedOut, UsageError
from plangate.model.event import Event
from plangate.model.input import Key, Mod
from plangate.model.session import Exit, HostState, NewSession, Reason, State, WorktreeRequest
from plangate.model.status import AgentInfo
from plangate.wire.control import EventAppended

Command = Callable[..., int]


def started(daemon: FakeBlocking) -> NewSession:
    """What a session was started with."""
    (new,) = [call[1] for call in daemon.calls if call[0] == "start"]
    assert isinstance(new, NewSession)
    return new


class TestLs:
    def test_it_lists_what_the_daemon_knows(
        self, command: Command, daemon: FakeBlocking, captured: Captured
    ) -> None:
        """One line for each session below the headings."""
        daemon.listing = [session("aaaa2222", state=State.BLOCKED, reason=Reason.PLAN), session("bbbb2222")]
        assert command("ls") == ExitCode.OK
        assert captured.lines[0].startswith("ID")
        assert "blocked plan" in captured.lines[1]
        assert len(captured.lines) == 3

    def test_without_sessions_nothing_is_data(
        self, command: Command, daemon: FakeBlocking, captured: Captured
    ) -> None:
        """The person is told on standard error."""
        command("ls")
        assert captured.lines == []
        assert "plangate run" in captured.said

    def test_filters_add_up(self, command: Command, daemon: FakeBlocking, captured: Captured) -> None:
        """State, group and whether the program runs."""
        daemon.listing = [
            session("aaaa2222", group="g"),
            session("bbbb2222", group="g", state=State.IDLE),
            session("cccc2222", group="g", state=State.STOPPED, exit=Exit(0), host=HostState.GONE),
        ]
        command("ls", "-q", "--group", "g", "--running", "--state", "working", "--state", "stopped")
        assert captured.lines == ["aaaa2222"]


class TestRun:
    def test_a_command_line_needs_no_agent(
        self, command: Command, daemon: FakeBlocking, captured: Captured, tmp_path: Path
    ) -> None:
        """What follows the dashes is run as it is, and the id is printed."""
        command("run", "-C", str(tmp_path), "--", "make", "-k")
        new = started(daemon)
        assert (new.agent, new.argv, new.cwd) == ("command", ("make", "-k"), str(tmp_path))
        assert captured.lines == ["newone22"]

    def test_options_reach_the_daemon(self, command: Command, daemon: FakeBlocking) -> None:
        """Every one of them."""
        command(
            "run", "claude", "-p", "do it", "-n", "n", "-g", "g", "-s", "100x30", "-e", "A=b=c",
            "-w", "topic", "--base", "main", "--carry", "--no-record", "--", "--model", "x",
        )  # fmt: skip
        new = started(daemon)
        assert (new.agent, new.argv, new.prompt, new.task) == ("claude", ("--model", "x"), "do it", "do it")
        assert (new.name, new.group, new.cols, new.rows, new.env) == ("n", "g", 100, 30, {"A": "b=c"})
        assert new.worktree == WorktreeRequest(branch="topic", base="main", carry_changes=True)
        assert new.record is False

    def test_alone_it_starts_the_first_agent(self, command: Command, daemon: FakeBlocking) -> None:
        """The shell is always there and is not what people mean."""
        daemon.known = [
            AgentInfo(name="shell", title="Shell", path="/bin/sh"),
            AgentInfo(name="codex", title="Codex", path="/bin/codex"),
        ]
        command("run")
        assert started(daemon).agent == "codex"

    def test_without_any_agent_it_offers_the_demo(self, command: Command, daemon: FakeBlocking) -> None:
        """Nobody is left with nothing to try."""
        with pytest.raises(NotFound) as raised:
            command("run")
        assert "plangate demo" in raised.value.hint

    @pytest.mark.parametrize(
        "words", [["--"], ["shell", "--carry"], ["shell", "-e", "=x"], ["shell", "-e", "SURELY_NOT_SET"]]
    )
    def test_nonsense_is_refused(self, words: list[str], command: Command, daemon: FakeBlocking) -> None:
        """Before the daemon is asked."""
        with pytest.raises(UsageError):
            command("run", *words)
        assert not [call for call in daemon.calls if call[0] == "start"]

    def test_a_missing_directory_is_named(self, command: Command, daemon: FakeBlocking) -> None:
        """With its full path."""
        with pytest.raises(NotFound):
            command("run", "shell", "-C", "/surely/not/here")


class TestSend:
    def test_text_then_keys_to_several_sessions(self, command: Command, daemon: FakeBlocking) -> None:
        """In the order they were named."""
        daemon.listing = [session("aaaa2222"), session("bbbb2222")]
        assert command("send", "bbbb,aaaa", "go on", "--no-enter", "-k", "ctrl+c") == ExitCode.OK
        assert [call for call in daemon.calls if call[0] != "close"] == [
            ("send_line", "bbbb2222", "go on", False, False),
            ("send_keys", "bbbb2222", [Key("c", Mod.CTRL)], False),
            ("send_line", "aaaa2222", "go on", False, False),
            ("send_keys", "aaaa2222", [Key("c", Mod.CTRL)], False),
        ]

    def test_text_comes_from_standard_input(
        self, command: Command, daemon: FakeBlocking, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without the line break at its end, which Enter stands for."""
        daemon.listing = [session("aaaa2222")]
        monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))
        command("send", "aaaa", "-")
        assert daemon.calls[0] == ("send_line", "aaaa2222", "one\ntwo", True, False)

    def test_one_refusal_does_not_spare_the_others(
        self, command: Command, daemon: FakeBlocking, captured: Captured
    ) -> None:
        """The exit code is the refusal's, and the refusing session is named."""
        daemon.listing = [session("aaaa2222"), session("bbbb2222")]
        daemon.failures["aaaa2222"] = NotFocusHolder("phone is typing")
        assert command("send", "aaaa,bbbb", "x") == ExitCode.REFUSED
        assert "aaaa2222: phone is typing" in captured.said
        assert ("send_line", "bbbb2222", "x", True, False) in daemon.calls

    def test_nothing_is_not_sent(self, command: Command, daemon: FakeBlocking) -> None:
        """An empty text would press Enter and approve something."""
        with pytest.raises(UsageError):
            command("send", "aaaa")


class TestScreen:
    def test_text_of_history_and_screen(
        self, command: Command, daemon: FakeBlocking, captured: Captured
    ) -> None:
        """Without the blank rows at the end."""
        daemon.listing = [session("aaaa2222")]
        daemon.lines = ["one", "", "two  ", "", ""]
        command("screen", "aaaa", "-H", "1")
        assert captured.lines == ["old", "one", "", "two"]

    def test_json_has_runs_with_styles(
        self, command: Command, daemon: FakeBlocking, captured: Captured
    ) -> None:
        """What differs from the default style is named, the rest is left out."""
        daemon.listing = [session("aaaa2222")]
        command("screen", "aaaa", "--json")
        screen = captured.json["screen"]
        assert screen["lines"][0] == {
            "text": "hello",
            "wrapped": False,
            "runs": [{"text": "hello", "cells": 5, "fg": 1, "flags": ["bold"]}],
        }
        assert screen["cursor"] == {"row": 0, "col": 1, "visible": True, "shape": 0}

    def test_ansi_begins_and_ends_plain(
        self, command: Command, daemon: FakeBlocking, captured: Captured
    ) -> None:
        """Lines can be cut and joined."""
        daemon.listing = [session("aaaa2222")]
        command("screen", "aaaa", "--ansi")
        assert captured.lines == ["\x1b[;1;31mhello\x1b[m"]


class TestWait:
    def test_a_state_that_holds_already(self, command: Command, daemon: FakeBlocking) -> None:
        """Nothing is waited for."""
        daemon.listing = [session("aaaa2222", state=State.IDLE)]
        assert command("wait", "aaaa", "--for", "idle") == ExitCode.OK
        assert daemon.calls == [("close",)]

    def test_a_state_that_comes(self, command: Command, daemon: FakeBlocking) -> None:
        """Told by the daemon."""
        daemon.listing = [session("aaaa2222"), session("bbbb2222")]
        daemon.change("bbbb2222", state=State.DONE)
        daemon.change("aaaa2222", state=State.DONE)
        assert command("wait", "aaaa", "--for", "done", "--timeout", "5s") == ExitCode.OK

    def test_an_end_without_the_state_is_an_error(self, command: Command, daemon: FakeBlocking) -> None:
        """A script that waits for `done` must not wait for ever for the dead."""
        daemon.listing = [session("aaaa2222")]
        daemon.change("aaaa2222", state=State.FAILED, exit=Exit(1), ended=1.0)
        with pytest.raises(Exited):
            command("wait", "aaaa", "--for", "done")

    def test_the_time_is_over(self, command: Command, daemon: FakeBlocking) -> None:
        """The error says how it stands."""
        daemon.listing = [session("aaaa2222")]
        with pytest.raises(TimedOut, match="still working"):
            command("wait", "aaaa", "--timeout", "1ms")

    @pytest.mark.parametrize(
        ("exit", "code"), [(Exit(0), 0), (Exit(3), 3), (Exit(signal=9), 137), (Exit(), 1)]
    )
    def test_the_programs_own_code(
        self, exit: Exit, code: int, command: Command, daemon: FakeBlocking
    ) -> None:
        """As a shell would give it."""
        daemon.listing = [session("aaaa2222", state=State.STOPPED, exit=exit, ended=1.0)]
        assert command("wait", "aaaa", "--exit-code") == code


class TestEvents:
    def test_the_last_ones(self, command: Command, daemon: FakeBlocking, captured: Captured) -> None:
        """Oldest first."""
        daemon.ledger = [Event(n, float(n), "session.started", "aaaa2222") for n in range(1, 6)]
        command("events", "-n", "2", "--json")
        assert [line.count('"seq":') for line in captured.lines] == [1, 1]
        assert '"seq":4' in captured.lines[0]

    def test_all_since(self, command: Command, daemon: FakeBlocking, captured: Captured) -> None:
        """Over as many pages as it takes."""
        daemon.ledger = [Event(n, float(n), "a.b", "") for n in range(1, 1203)]
        command("events", "--since", "0")
        assert len(captured.lines) == 1202

    def test_following_leaves_no_gap_and_repeats_nothing(
        self, command: Command, daemon: FakeBlocking, captured: Captured
    ) -> None:
        """What the daemon sends anew is shown once."""
        daemon.ledger = [Event(1, 1.0, "session.started", "s"), Event(2, 2.0, "session.ended", "s")]
        daemon.coming = [
            EventAppended(daemon.ledger[1]),
            EventAppended(Event(3, 3.0, "session.started", "t")),
        ]
        with pytest.raises(TimedOut):
            command("events", "--follow", "-k", "session.")
        assert [line.split()[0] for line in captured.lines] == ["1", "2", "3"]
        assert ("subscribe", 2) in daemon.calls


def test_show_names_what_there_is(command: Command, daemon: FakeBlocking, captured: Captured) -> None:
    """And leaves out what there is not."""
    daemon.listing = [session("aaaa2222", name="api", cwd="/tmp", argv=("make",))]
    command("show", "api")
    assert "directory   /tmp" in captured.lines
    assert not [line for line in captured.lines if line.startswith("branch")]


@pytest.mark.parametrize(("verb", "id"), [("restart", "again222"), ("resume", "going222")])
def test_a_session_begun_anew_tells_its_id(
    verb: str, id: str, command: Command, daemon: FakeBlocking, captured: Captured
) -> None:
    """It is another one."""
    daemon.listing = [session("aaaa2222")]
    command(verb, "aaaa")
    assert captured.lines == [id]


def test_stopping_several(command: Command, daemon: FakeBlocking) -> None:
    """Each once."""
    daemon.listing = [session("aaaa2222"), session("bbbb2222")]
    command("stop", "-f", "aaaa", "bbbb", "aaaa2222")
    assert [call for call in daemon.calls if call[0] == "stop"] == [
        ("stop", "aaaa2222", True),
        ("stop", "bbbb2222", True),
    ]


def test_removing_says_what_became_of_the_worktree(
    command: Command, daemon: FakeBlocking, captured: Captured
) -> None:
    """Kept work is not kept silently."""
    daemon.listing = [session("aaaa2222")]
    command("rm", "--worktree", "aaaa")
    assert "the worktree was kept" in captured.said


def test_renaming_leaves_the_rest(command: Command, daemon: FakeBlocking) -> None:
    """What was not given stays."""
    daemon.listing = [session("aaaa2222")]
    command("rename", "aaaa", "-g", "")
    assert daemon.calls[0] == ("rename", "aaaa2222", None, "", None)


def test_agents_that_are_missing_say_how_to_get_them(
    command: Command, daemon: FakeBlocking, captured: Captured
) -> None:
    """In the place of the program."""
    daemon.known = [AgentInfo(name="x", title="X", hint="npm i x")]
    command("agents")
    assert "not installed: npm i x" in captured.lines[1]


def test_the_daemons_account(command: Command, daemon: FakeBlocking, captured: Captured) -> None:
    """For people and for scripts."""
    command("daemon", "status")
    assert "sessions    0" in captured.lines
