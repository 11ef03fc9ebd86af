"""The commands against a real daemon: what a script would do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.outer import Outer, plangate
from tests.support.world import World

from plangate.config import paths
from plangate.errors import ExitCode


def run(world: World, *words: str) -> str:
    """Start a session in the world's directory, and return its id."""
    return plangate("run", "-C", str(world.work), *words).stdout.strip()


def test_a_session_from_start_to_removal(world: World) -> None:
    """Started, typed into, read, waited for, looked up in the ledger, removed."""
    id = run(
        world, "-n", "talk", "-e", "GREETING=hello", "--", "sh", "-c", "read x; echo $GREETING $x; exit 5"
    )
    assert plangate("ls", "-q").stdout.split() == [id]
    plangate("send", "talk", "world")
    plangate("wait", "talk", "--text", "hello world", "--timeout", "30s")
    assert plangate("wait", "talk", "--exit-code", "--timeout", "30s", check=False).returncode == 5
    assert plangate("screen", "talk").stdout.splitlines() == ["world", "hello world"]
    kinds = [
        json.loads(line)["event"]["kind"] for line in plangate("events", "talk", "--json").stdout.splitlines()
    ]
    assert kinds[0] == "session.started"
    assert "session.ended" in kinds
    plangate("rm", "talk")
    assert plangate("ls", "--json").stdout == '{\n  "version": 1,\n  "sessions": []\n}\n'


def test_nobody_waits_for_the_dead(world: World) -> None:
    """Waiting for what cannot come any more ends with a code of its own."""
    id = run(world, "--", "true")
    plangate("wait", id, "--timeout", "30s")
    assert plangate("wait", id, "--for", "done", check=False).returncode == ExitCode.REFUSED
    assert plangate("wait", id, "--text", "never", check=False).returncode == ExitCode.REFUSED
    assert plangate("send", id, "x", check=False).returncode == ExitCode.REFUSED


def test_waiting_has_an_end(world: World) -> None:
    """With the code for it."""
    id = run(world, "--", "cat")
    assert (
        plangate("wait", id, "--text", "never", "--timeout", "200ms", check=False).returncode
        == ExitCode.TIMEOUT
    )
    assert plangate("wait", id, "--timeout", "200ms", check=False).returncode == ExitCode.TIMEOUT
    plangate("stop", "-f", id)
    assert plangate("wait", id, "--exit-code", "--timeout", "30s", check=False).returncode == 128 + 9


def test_keys_have_names(world: World) -> None:
    """And arrive as the bytes that programs expect."""
    id = run(world, "--", "sh", "-c", "stty raw -echo; echo ready; od -An -tx1 -N6")
    plangate("wait", id, "--text", "ready", "--timeout", "30s")
    plangate("send", id, "-k", "up", "-k", "ctrl+c", "-k", "a", "-k", "enter")
    plangate("wait", id, "--text", "1b 5b 41 03 61 0d", "--timeout", "30s")


def test_the_daemon_comes_and_goes_and_sessions_stay(world: World) -> None:
    """Stop, start, restart; and an end to everything when that is asked for."""
    id = run(world, "--", "sh", "-c", "while read x; do echo got:$x; done")
    before = json.loads(plangate("daemon", "status", "--json").stdout)["daemon"]
    plangate("daemon", "stop")
    assert plangate("daemon", "status", check=False).returncode == ExitCode.UNAVAILABLE
    plangate("daemon", "start")
    plangate("send", id, "one")
    plangate("daemon", "restart")
    plangate("send", id, "two")
    plangate("wait", id, "--text", "got:two", "--timeout", "30s")
    after = json.loads(plangate("daemon", "status", "--json").stdout)["daemon"]
    assert before["keeper_pid"] == after["keeper_pid"]
    assert before["pid"] != after["pid"]
    plangate("daemon", "stop", "--sessions")


def test_following_events_begins_with_the_past(world: World) -> None:
    """And goes on with what happens, each once and in order."""
    run(world, "--", "true")
    with subprocess.Popen(
        [sys.executable, "-m", "plangate", "events", "--since", "0", "--follow", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    ) as follower:
        assert follower.stdout is not None
        numbers: list[int] = []
        begun = ""
        for line in follower.stdout:
            event = json.loads(line)["event"]
            numbers.append(event["seq"])
            if event["kind"] == "session.ended" and not begun:
                begun = run(world, "--", "cat")
            if event["kind"] == "session.started" and event["session"] == begun:
                break
        follower.terminate()
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("stopped", [False, True])
def test_following_events_survives_the_daemon(world: World, stopped: bool) -> None:
    """Killed, or restarted by a person: what happened meanwhile is told too, each event once and in order."""
    numbers: list[int] = []
    kinds: list[str] = []
    run(world, "--", "true")
    with subprocess.Popen(
        [sys.executable, "-m", "plangate", "events", "--since", "0", "--follow", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as follower:
        assert follower.stdout is not None
        deaths, last = 0, ""
        for line in follower.stdout:
            event = json.loads(line)["event"]
            numbers.append(event["seq"])
            kinds.append(event["kind"])
            if event["kind"] == "session.ended" and deaths < 2:
                deaths += 1
                if stopped:
                    plangate("daemon", "restart")
                else:
                    world.kill(world.daemon())
                last = run(world, "--", "true")
            elif event["kind"] == "session.ended" and event["session"] == last:
                break
        follower.terminate()
    assert numbers == list(range(1, len(numbers) + 1))
    assert kinds.count("daemon.started") == 3


def test_a_recording_is_exported_and_deleted(world: World) -> None:
    """As asciinema reads it; nobody's input is in it."""
    id = run(world, "--", "sh", "-c", "stty -echo; echo begin; read x; echo end")
    plangate("wait", id, "--text", "begin", "--timeout", "30s")
    plangate("send", id, "a secret")
    plangate("wait", id, "--timeout", "30s")
    target = world.root / "session.cast"
    plangate("recordings", "export", id, str(target))
    head, *events = map(json.loads, target.read_text().splitlines())
    assert head["version"] == 2
    shown = "".join(event[2] for event in events if event[1] == "o")
    assert "begin" in shown
    assert "end" in shown
    assert "secret" not in target.read_text()
    assert id in plangate("recordings", "ls").stdout
    plangate("recordings", "purge")
    assert id not in plangate("recordings", "ls").stdout


def test_the_demo_asks_for_a_plan(world: World) -> None:
    """It is seen working and blocked like a real agent."""
    done = plangate("demo", "--detach", "--speed", "fast")
    assert "scripted" in done.stderr
    id = done.stdout.strip()
    plangate("wait", id, "--for", "idle", "--for", "done", "--for", "blocked", "--timeout", "60s")
    assert json.loads(plangate("show", id, "--json").stdout)["session"]["agent"] == "demo"
    for folder in Path("/tmp").glob("plangate-demo-*"):
        if str(folder) in done.stderr:
            plangate("stop", "-f", id)
            plangate("wait", id, "--timeout", "30s")
            subprocess.run(["rm", "-r", str(folder)], check=True)


def test_a_session_can_be_started_on_this_terminal(world: World) -> None:
    """With the terminal's own size, because it is new."""
    command = [
        sys.executable,
        "-m",
        "plangate",
        "run",
        "-a",
        "-C",
        str(world.work),
        "--",
        "sh",
        "-c",
        "stty size; read x",
    ]
    with Outer(command, size=(91, 27)) as outer:
        outer.sees("27 91")
        outer.type("\r")
        assert outer.ends() == 0


def test_without_a_terminal_there_is_no_dashboard(world: World) -> None:
    """And no traceback."""
    done = plangate(check=False)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("error: the dashboard needs a terminal")


def test_names_are_completed_from_the_running_daemon(world: World) -> None:
    """And no daemon is started for it."""
    assert plangate("completion", "--words", "session").stdout == ""
    assert plangate("daemon", "status", check=False).returncode == ExitCode.UNAVAILABLE
    id = run(world, "-n", "api", "--", "cat")
    words = [line.split("\t")[0] for line in plangate("completion", "--words", "session").stdout.splitlines()]
    assert words == [id, "api"]


def test_the_doctor_asks_the_terminal(world: World) -> None:
    """What it can do is what it answers, not what its name promises."""
    with Outer([sys.executable, "-m", "plangate", "doctor"], size=(120, 60)) as outer:
        outer.sees("kitty keyboard protocol")
        outer.sees("synchronized output")
        assert outer.ends() in (ExitCode.OK, ExitCode.FAILED)
        assert outer.settings == outer.before


def test_the_doctor_notices_a_changed_ledger(world: World) -> None:
    """Every entry is checked, with and without a running daemon."""
    run(world, "--", "true")
    found = {each["name"]: each for each in json.loads(plangate("doctor", "--json").stdout)["findings"]}
    assert found["ledger"]["level"] == "ok"
    plangate("daemon", "stop", "--sessions")
    twin = paths.ledger_twin()
    twin.write_bytes(twin.read_bytes().replace(b"session.started", b"session.stopped"))
    done = plangate("doctor", "--json", "--quiet", check=False)
    assert done.returncode == ExitCode.FAILED
    assert [each["level"] for each in json.loads(done.stdout)["findings"] if each["name"] == "ledger"] == [
        "fail"
    ]
