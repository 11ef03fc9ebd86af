"""Tests of `plangate.client.hook`: a real process against a real socket, and everything that can go wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from plangate.plugins.gate import HookCommand

PAYLOAD = b'{\n "tool_name": "Bash",\r\n "tool_input": {"command": "echo \\"\xc3\xa9\\n\\" > f"}\n}\n'
ANSWER = {"stdout": '{"decision": "dény\n"}', "stderr": "wörds", "exit": 0}
_DEADLINE = 30.0


class Door:
    """A daemon's socket, played by the test."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX)
        self.open()

    def open(self) -> None:
        """Listen, as a daemon does that has just started."""
        with suppress(FileNotFoundError):
            self.path.unlink()
        self._socket.close()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_DEADLINE)
        self._socket.bind(str(self.path))
        self._socket.listen(8)

    def take(self) -> tuple[socket.socket, bytes]:
        """The next caller and its line."""
        caller, _ = self._socket.accept()
        caller.settimeout(_DEADLINE)
        line = b""
        while not line.endswith(b"\n"):
            more = caller.recv(1 << 20)
            assert more, line
            line += more
        return caller, line

    def close(self) -> None:
        """Stop listening; the file stays, as after kill -9."""
        self._socket.close()


class Hook:
    """A hook that runs."""

    def __init__(
        self, path: object, *options: str, payload: bytes = PAYLOAD, **variables: str | None
    ) -> None:
        environment = {"PLANGATE_AGENT_SOCKET": str(path), "PLANGATE_AGENT_TOKEN": "token"}
        wanted = {name: value for name, value in {**environment, **variables}.items() if value is not None}
        self.process = subprocess.Popen(
            [*HookCommand.installed().argv, "claude", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=wanted,
        )
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(payload)
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdin = None

    def ends(self) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        stdout, stderr = self.process.communicate(timeout=_DEADLINE)
        return self.process.returncode, stdout.decode(), stderr.decode()


@pytest.fixture
def path() -> Iterator[Path]:
    """Where the daemon's socket is."""
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        yield Path(folder) / "agents.sock"


@pytest.fixture
def door(path: Path) -> Iterator[Door]:
    """A daemon that listens."""
    door = Door(path)
    yield door
    door.close()


def _say(caller: socket.socket, *lines: object) -> None:
    for line in lines:
        caller.sendall(json.dumps(line).encode() + b"\n")


def test_the_message_is_passed_on_and_the_answer_is_given(door: Door) -> None:
    """The payload stays what it was, in one line; output and exit code are the daemon's."""
    hook = Hook(door.path)
    caller, line = door.take()
    asked = json.loads(line)
    assert asked.pop("id")
    assert asked == {
        "do": "hook",
        "token": "token",
        "agent": "claude",
        "observe": False,
        "payload": json.loads(PAYLOAD),
    }
    _say(caller, {**ANSWER, "exit": 3})
    assert hook.ends() == (3, ANSWER["stdout"], ANSWER["stderr"])
    caller.close()


@pytest.mark.parametrize(("options", "code"), [((), 2), (("--observe",), 0), (("--tell",), 0)])
def test_without_a_daemon_the_gate_is_closed(path: Path, options: tuple[str, ...], code: int) -> None:
    """No socket, no variables, nobody behind the socket, a path that is none; watching hooks let go on."""
    abandoned = path.with_name("abandoned")
    Door(abandoned).close()
    hooks = {
        "no socket": Hook(path, *options),
        "nobody": Hook(abandoned, *options),
        "not set": Hook(path, *options, PLANGATE_AGENT_SOCKET=None),
        "no token": Hook(path, *options, PLANGATE_AGENT_TOKEN=None),
        "a file": Hook(__file__, *options),
        "too long": Hook("/" + 200 * "x", *options),
    }
    for name, hook in hooks.items():
        ended, stdout, stderr = hook.ends()
        assert (name, ended, stdout) == (name, code, "")
        assert stderr.startswith("Plangate: the gate is closed, because "), (name, stderr)


@pytest.mark.parametrize(
    "answer",
    [
        b"\n",
        b"nonsense\n",
        b"[1]\n",
        b"{}\n",
        b"\xff\xfe\n",
        b'{"stdout":"","stderr":"","exit":"0"}\n',
        b'{"stdout":"","stderr":"","exit":true}\n',
        b'{"stdout":"","stderr":"","exit":256}\n',
        b'{"stdout":null,"stderr":"","exit":0}\n',
        b'{"error":"no such session","hint":""}\n',
        b"[" * 100_000 + b"\n",
    ],
    ids=lambda answer: repr(answer[:40]),
)
def test_an_answer_that_is_none_closes_the_gate(door: Door, answer: bytes) -> None:
    """At once, for the daemon is there and would say the same again."""
    hook = Hook(door.path)
    caller, _ = door.take()
    caller.sendall(answer)
    code, stdout, stderr = hook.ends()
    assert (code, stdout) == (2, "")
    assert "the gate is closed" in stderr
    caller.close()


def test_half_an_answer_closes_the_gate(door: Door) -> None:
    """A daemon that broke off without asking anybody is tried again for a while, with the same message."""
    hook = Hook(door.path)
    first, line = door.take()
    first.sendall(b'{"stdout":"","std')
    first.close()
    second, again = door.take()
    assert again == line
    second.close()
    door.close()
    code, stdout, stderr = hook.ends()
    assert (code, stdout) == (2, "")
    assert "the gate is closed" in stderr


def test_a_daemon_killed_while_a_person_is_asked_is_waited_for(door: Door) -> None:
    """The next one gets the same message and its answer counts."""
    hook = Hook(door.path)
    caller, line = door.take()
    _say(caller, {"wait": True}, {"wait": True})
    caller.close()
    door.close()
    with pytest.raises(subprocess.TimeoutExpired):
        hook.process.wait(5.0)  # longer than a daemon is waited for that was asking nobody
    door.open()
    caller, again = door.take()
    assert again == line
    _say(caller, {"wait": True}, ANSWER)
    assert hook.ends() == (0, ANSWER["stdout"], ANSWER["stderr"])
    caller.close()


@pytest.mark.parametrize(("options", "code"), [((), 2), (("--observe",), 0)])
def test_nobody_decides_in_time(door: Door, options: tuple[str, ...], code: int) -> None:
    """It ends before the agent would cut it off, silent daemon or heartbeats."""
    hook = Hook(door.path, *options, "--within", "1")
    caller, _ = door.take()
    _say(caller, {"wait": True})
    ended, stdout, stderr = hook.ends()
    assert (ended, stdout) == (code, "")
    assert "in time" in stderr
    caller.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_closes_the_gate(door: Door, number: int) -> None:
    """Esc in the agent ends its hooks so."""
    hook = Hook(door.path)
    caller, _ = door.take()
    os.kill(hook.process.pid, number)
    code, stdout, stderr = hook.ends()
    assert (code, stdout) == (2, "")
    assert "told to stop" in stderr
    caller.close()


@pytest.mark.parametrize(
    "payload",
    [b"", b"  \n", b"no json", b'{"a": "' + 8_000_000 * b"x" + b'"}'],
    ids=["empty", "blank", "text", "huge"],
)
def test_a_message_that_cannot_be_judged_closes_the_gate(door: Door, payload: bytes) -> None:
    """Nothing, something else than an object, or more than the daemon takes."""
    code, stdout, stderr = Hook(door.path, payload=payload).ends()
    assert (code, stdout) == (2, "")
    assert "the gate is closed" in stderr


def test_a_large_message_is_passed_on(door: Door) -> None:
    """Agents write large files."""
    text = 6_000_000 * "x"
    hook = Hook(door.path, payload=json.dumps({"content": text}).encode())
    caller, line = door.take()
    assert json.loads(line)["payload"] == {"content": text}
    _say(caller, ANSWER)
    assert hook.ends()[0] == 0
    caller.close()


def test_an_answer_that_nobody_reads_closes_the_gate(door: Door) -> None:
    """An agent that lost its end of the pipe has not heard the daemon's yes."""
    hook = Hook(door.path)
    caller, _ = door.take()
    assert hook.process.stdout is not None
    hook.process.stdout.close()
    _say(caller, ANSWER)
    assert hook.process.wait(_DEADLINE) == 2
    assert hook.process.stderr is not None
    hook.process.stderr.close()
    caller.close()


def test_it_loads_next_to_nothing() -> None:
    """It is started before every tool an agent uses; each package would double what it costs."""
    done = subprocess.run(
        [*HookCommand.installed().argv[:-1], "-X", "importtime", HookCommand.installed().argv[-1]],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "_socket" in loaded, done.stderr
    assert loaded & {"socket", "json", "re", "enum", "os", "asyncio", "site", "plangate"} == set()


def test_it_runs_on_the_interpreter_itself() -> None:
    """Not on the virtual environment's, which would look for its home first."""
    python = HookCommand.installed().argv[0]
    assert Path(python).exists()
    assert Path(python).resolve() == Path(sys.executable).resolve()
