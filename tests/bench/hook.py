"""What a hook costs an agent, from the start of its process to the answer, beside a bare interpreter."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from plangate.cli.bench.figure import Figure, percentile
from plangate.plugins.gate import HookCommand

__all__ = ["measure"]

_ROUNDS = 200
_ANSWER = b'{"stdout":"","stderr":"","exit":0}\n'
_PAYLOAD = b'{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git status"}}'


def measure(folder: Path) -> Iterator[Figure]:
    """Both by turns in the same run, so that a busy machine slows both; the daemon answers at once."""
    path = folder / "agents.sock"
    hook = (*HookCommand.installed().argv, "claude")
    bare = (hook[0], "-S", "-c", "pass")
    variables = {"PLANGATE_AGENT_SOCKET": str(path), "PLANGATE_AGENT_TOKEN": "token"}
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen(8)
        threading.Thread(target=_answer, args=(door, _ROUNDS), daemon=True).start()
        times = [(_seconds(hook, variables), _seconds(bare, variables)) for _ in range(_ROUNDS)]
    ours, theirs = [pair[0] for pair in times], [pair[1] for pair in times]
    yield Figure(
        "hook round trip, median",
        percentile(ours, 0.5) * 1000,
        percentile(theirs, 0.5) * 1000,
        unit="ms",
        other="python3 -S -c pass",
        most=2.5,
        detail={"least": min(ours) * 1000, "least of the other": min(theirs) * 1000},
    )


def _seconds(argv: Sequence[str], variables: dict[str, str]) -> float:
    begin = time.perf_counter()
    subprocess.run(argv, input=_PAYLOAD, env=variables, check=True, capture_output=True)
    return time.perf_counter() - begin


def _answer(door: socket.socket, count: int) -> None:
    for _ in range(count):
        caller, _address = door.accept()
        with caller:
            line = b""
            while not line.endswith(b"\n"):
                line += caller.recv(1 << 16)
            caller.sendall(_ANSWER)
