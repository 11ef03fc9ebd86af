"""One session from start to end, over real sockets and with a real PTY."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.integration.host.support import World, alive, until

from plangate.config import paths
from plangate.errors import ExitCode, NotFound, PlangateError, UsageError
from plangate.model.client import Role
from plangate.model.input import Key
from plangate.model.session import Exit
from plangate.wire import spawn, stream


def test_spawn_attach_type_and_exit(kept: World) -> None:
    """What is typed is echoed into frames, and the exit code arrives."""
    session = kept.spawn("/bin/sh", env={"PS1": "ready> "})
    client = kept.connect(session.session)
    client.attach()
    client.wait_text("ready>")
    client.enter("echo $((6*7)); exit 3\r")
    client.wait_text("42")
    client.wait(lambda: client.exit)
    assert client.exit == Exit(code=3)


def test_the_other_emulator_can_be_chosen(kept: World) -> None:
    """The settings name it; frames and exit code are the same."""
    session = kept.spawn("/bin/sh", env={"PS1": "ready> "}, backend="ghostty")
    maps = Path(f"/proc/{session.host_pid}/maps").read_text()
    assert "ghostty" in maps
    client = kept.connect(session.session)
    client.attach()
    client.wait_text("ready>")
    client.enter("echo $((6*7)); exit 3\r")
    client.wait_text("42")
    client.wait(lambda: client.exit)
    assert client.exit == Exit(code=3)


def test_keys_and_paste_are_encoded_by_the_host(kept: World) -> None:
    """A key is what the program's modes make of it."""
    session = kept.spawn("/bin/cat", "-v")
    client = kept.connect(session.session)
    client.attach()
    for key in (Key("up"), Key("x", text="x"), Key("enter")):
        client.send(stream.KeyInput(0, key))
    client.wait_text("^[[Ax")
    client.send(stream.Paste(0, "pasted\n"))
    client.wait_text("pasted")


def test_the_environment_is_exactly_what_was_given(kept: World) -> None:
    """Nothing of the keeper's environment reaches the program."""
    session = kept.spawn("/usr/bin/env", env={"ONLY": "this"})
    client = kept.connect(session.session)
    client.attach()
    client.wait(lambda: client.exit)
    names = {line.partition("=")[0] for line in client.lines() if "=" in line}
    assert names == kept.request("/usr/bin/env", env={"ONLY": "this"}).env.keys()
    assert "XDG_RUNTIME_DIR" not in names


def test_signals_are_as_a_program_expects_them(kept: World) -> None:
    """Python ignores SIGPIPE and SIGXFSZ; a program started by it must not."""
    session = kept.spawn("/bin/sh", "-c", "grep SigIgn /proc/self/status; ulimit -n")
    client = kept.connect(session.session)
    client.attach()
    client.wait(lambda: client.exit)
    ignored = int(next(line for line in client.lines() if "SigIgn" in line).split()[1], 16)
    assert ignored & 0x7FFFFFFF == 0  # 32 and 33 are glibc's own and come from whoever started us


def test_only_the_terminal_is_open_in_the_program(kept: World) -> None:
    """No socket, no master, no other session leaks."""
    kept.spawn("/bin/cat")
    session = kept.spawn("/bin/ls", "-1", "/proc/self/fd")
    client = kept.connect(session.session)
    client.attach()
    client.wait(lambda: client.exit)
    listed = [line for line in client.lines() if line]
    assert listed == ["0", "1", "2", "3"], "3 is the directory that it lists"


@pytest.mark.parametrize(
    ("argv", "cwd", "error"),
    [
        (["no-such-program"], "/", NotFound),
        (["/no/such/program"], "/", NotFound),
        (["/bin/sh"], "/no/such/directory", NotFound),
        (["/etc/passwd"], "/", PlangateError),
        ([], "/", UsageError),
    ],
)
def test_what_cannot_be_started_is_said(
    kept: World, argv: list[str], cwd: str, error: type[Exception]
) -> None:
    """The keeper answers with the reason, leaves nothing behind and goes on."""
    with pytest.raises(error):
        kept.spawn(*argv, cwd=cwd)
    until(lambda: not list(paths.hosts_dir().iterdir()), "the host to clean up")
    kept.spawn("/bin/cat")


@pytest.mark.parametrize(
    ("content", "mode", "why", "hint"),
    [
        (None, 0o755, "it is a directory", "Name a program in it."),
        ("#!/bin/sh\n", 0o644, "its mode does not allow it", "chmod +x"),
        ("#!/no/such/shell -e\n", 0o755, "/no/such/shell", "Mend that line"),
        ("echo hello\n", 0o755, "neither a program nor a script", "Try: sh "),
        ("\x7fELF?", 0o755, "cannot be executed", "made for another machine"),
    ],
)
def test_a_file_that_cannot_be_executed(
    kept: World, content: str | None, mode: int, why: str, hint: str
) -> None:
    """What is wrong with it, what can be done, and no code that blames the settings."""
    file = kept.root / "program"
    if content is None:
        file.mkdir()
    else:
        file.write_text(content)
        file.chmod(mode)
    with pytest.raises(PlangateError, match=why) as caught:
        kept.spawn(str(file))
    assert hint in caught.value.hint
    assert caught.value.exit_code == ExitCode.FAILED


def test_a_signal_is_told_as_a_signal(kept: World) -> None:
    """A killed program did not exit with a code."""
    session = kept.spawn("/bin/sh", "-c", "kill -9 $$")
    client = kept.connect(session.session)
    client.attach()
    client.wait(lambda: client.exit)
    assert client.exit == Exit(signal=9)


def test_a_background_child_does_not_delay_the_end(kept: World) -> None:
    """The leader's end is the end, even while somebody holds the terminal open."""
    session = kept.spawn("/bin/sh", "-c", "trap '' HUP; (sleep 1000; echo never) & echo started $!; exit 5")
    client = kept.connect(session.session)
    client.attach()
    client.wait(lambda: client.exit)
    assert client.exit == Exit(code=5)
    client.wait_text("started")
    kept.pids.add(int(next(line for line in client.lines() if "started" in line).split()[1]))


def test_the_last_output_is_there_after_the_end(kept: World) -> None:
    """What was written just before the exit is drained, and can be read by whoever comes later."""
    session = kept.spawn("/bin/sh", "-c", "seq 1 5000; echo the very end")
    first = kept.connect(session.session)
    first.attach()
    first.wait(lambda: first.exit)
    later = kept.connect(session.session, client="later")
    later.attach()
    assert "the very end" in later.lines()
    later.wait(lambda: later.exit)
    history = later.mirror
    later.send(stream.AskHistory(1, 0, history.top))
    rows = later.answer(stream.HistoryRows)
    assert len(rows.rows) == history.top - history.base


def test_a_stop_climbs_the_ladder(kept: World) -> None:
    """A program that ignores INT and TERM is killed; meanwhile the host answers."""
    session = kept.spawn(
        "/bin/sh", "-c", "trap 'echo int' INT; trap 'echo term' TERM; echo up; while :; do sleep 0.05; done"
    )
    client = kept.connect(session.session, Role.OWNER)
    client.attach()
    client.wait_text("up")
    client.send(spawn.Stop(grace=0.4))
    client.wait_text("int")
    client.wait_text("term")
    client.wait(lambda: client.exit)
    assert client.exit == Exit(signal=9)


def test_an_acknowledged_host_goes_and_leaves_nothing(kept: World) -> None:
    """After the linger the process, its socket and its description are gone."""
    session = kept.spawn("/bin/true")
    client = kept.connect(session.session, Role.OWNER)
    client.attach()
    client.wait(lambda: client.exit)
    client.send(spawn.Acknowledge(0.0))
    until(lambda: not alive(session.host_pid), "the host to go")
    assert list(paths.hosts_dir().iterdir()) == []
    keeper = kept.keeper()
    keeper.send(spawn.StatusQuery(1))
    status = keeper.receive(5.0)
    assert isinstance(status, spawn.KeeperStatus)
    assert status.hosts == []


def test_a_host_describes_itself(kept: World) -> None:
    """The file tells all that a new daemon needs, and is private."""
    session = kept.spawn("/bin/cat", cols=100, rows=30)
    found = kept.description(session.session)
    assert (found.host_pid, found.agent_pid) == (session.host_pid, session.agent_pid)
    assert (found.cols, found.rows, found.argv) == (100, 30, ["/bin/cat"])
    path = paths.host_info(session.session)
    assert path.stat().st_mode & 0o777 == 0o600
    assert paths.host_socket(session.session).stat().st_mode & 0o777 == 0o600
    assert Path(f"/proc/{found.agent_pid}").exists()
    assert os.getsid(found.host_pid) == found.host_pid
