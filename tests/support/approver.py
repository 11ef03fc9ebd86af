"""Tries to approve a plan as a program in a session could: `approver.py WAY FILE`, FILE holds the request and the socket."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import socket
import subprocess
import sys
import time
from pathlib import Path


def ask(told: dict[str, str], *, wait: bool = True) -> str:
    """Vote over the people's socket; the answer, or why there is none."""
    request = {"do": "vote_plan", "kind": "approve", "factor": "code"}
    request |= {name: told[name] for name in ("plan", "digest", "proof")}
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(told["socket"])
        with contextlib.suppress(OSError):  # it may be closed already
            connection.sendall(json.dumps(request).encode() + b"\n")
        if not wait:
            os._exit(0)
        answer = b""
        while data := connection.recv(65536):
            answer += data
            if answer.endswith(b"\n"):
                break
    except OSError as error:
        return f"no answer: {error.strerror}"
    return answer.decode(errors="replace") or "no answer"


def main(way: str, file: str) -> None:
    told = json.loads(Path(file).read_text())
    out = Path(told["out"]) / way
    if way == "fork":
        if os.fork():
            os._exit(0)
        os.setsid()
        if os.fork():
            os._exit(0)
        time.sleep(0.5)  # by then everything between us and the host has ended
    if way == "pty":
        pid, master = pty.fork()
        if pid:
            with contextlib.suppress(OSError):
                while os.read(master, 1000):
                    pass
            return
    if way == "bare":
        argv = ["env", "-i", sys.executable, "-S", __file__, "child", file]
        subprocess.run(argv, check=False)
        (out.parent / "child").rename(out)
        return
    if way == "cli":
        argv = [sys.executable, "-m", "plangate", "plan", "approve", told["plan"], "--code", told["proof"]]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        answer = f"{done.returncode} {done.stdout}{done.stderr}"
    else:
        answer = ask(told, wait=way != "exit")
    scratch = out.with_suffix(".part")
    scratch.write_text(answer)
    scratch.rename(out)


main(sys.argv[1], sys.argv[2])
