"""The demo in a real PTY, from the greeting to the tests it runs."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ptyprocess import PtyProcess

_DEADLINE = 30.0


class Terminal:
    """The demo, its output so far, and what was typed."""

    def __init__(self, directory: Path, *args: str, cols: int = 80) -> None:
        argv = [
            sys.executable,
            "-m",
            "plangate_demo",
            "--speed",
            "instant",
            "--directory",
            str(directory),
            *args,
        ]
        self.process = PtyProcess.spawn(
            argv,
            dimensions=(30, cols),
            env=dict(os.environ, TERM="xterm-256color", TMPDIR=str(directory.parent)),
        )
        self.output = ""
        self._seen = 0

    def wait(self, pattern: str) -> re.Match[str]:
        """Read until something is written that was not looked for before."""
        end = time.monotonic() + _DEADLINE
        while True:
            if found := re.compile(pattern).search(self.output, self._seen):
                self._seen = found.end()
                return found
            assert time.monotonic() < end, f"{pattern} is not in {self.output[self._seen :]!r}"
            self._read()

    def gone(self) -> int:
        """Wait for the end; the exit code."""
        end = time.monotonic() + _DEADLINE
        while self._read():
            assert time.monotonic() < end
        self.process.wait()
        return int(self.process.exitstatus or 0)

    def type(self, text: str) -> None:
        """Send keys."""
        self.process.write(text.encode())

    def _read(self) -> bool:
        if not select.select([self.process.fd], [], [], 1.0)[0]:
            return True
        try:
            data = os.read(self.process.fd, 65536)
        except OSError:
            return False
        self.output += re.sub(r"\x1b\[[0-9;]*m", "", data.decode(errors="replace"))
        return bool(data)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the sample is made."""
    return tmp_path / "sample"


@pytest.fixture
def demo(root: Path) -> Iterator[Terminal]:
    """The demo, greeting."""
    terminal = Terminal(root)
    terminal.wait("I am a scripted demo")
    terminal.wait(r"state=idle:app=plangate-demo")
    yield terminal
    if terminal.process.isalive():
        os.kill(terminal.process.pid, signal.SIGKILL)
    terminal.process.close()


def test_a_plan_is_proposed_changed_approved_and_carried_out(demo: Terminal, root: Path) -> None:
    """Nothing is changed before the approval, everything that was planned after it."""
    original = (root / "shop/cart.py").read_text()
    demo.type("Give the cart discounts\r")
    demo.wait(r"state=working")
    demo.wait(r"state=blocked:app=plangate-demo:kind=question")
    demo.wait("half|Half")
    demo.type("2")
    demo.wait("Plan 1")
    demo.wait(r"kind=plan")
    demo.type("say it in the README\r")
    demo.wait("Plan 2")
    demo.wait("README.md: say it")
    demo.wait(r"kind=plan")
    assert (root / "shop/cart.py").read_text() == original
    demo.type("y\r")
    demo.wait("Ran 3 tests")
    demo.wait(r"state=done")
    assert "percent // 100" in (root / "shop/cart.py").read_text()
    assert "- say it in the README" in (root / "README.md").read_text()
    demo.type("/jobs\r")
    pid = int(demo.wait(r"running · pid (\d+)")[1])
    job = os.pidfd_open(pid)
    demo.type("/quit\r")
    demo.wait(r"state=clear")
    assert demo.gone() == 0
    assert select.select([job], [], [], _DEADLINE)[0], "the job outlived the demo"
    os.close(job)


def test_a_rejected_plan_changes_nothing(demo: Terminal, root: Path) -> None:
    """And the demo waits for the next prompt."""
    demo.type("go\r")
    demo.wait("kind=question")
    demo.type("\r")
    demo.wait("kind=plan")
    demo.type("n\r")
    demo.wait("I leave everything as it is")
    demo.wait("state=done")
    assert "percent" not in (root / "shop/cart.py").read_text()


@pytest.mark.parametrize("key", ["\x1b", "\x03"])
def test_a_turn_can_be_interrupted(demo: Terminal, root: Path, key: str) -> None:
    """With Esc and with Ctrl-C."""
    demo.type("go\r")
    demo.wait("kind=question")
    demo.type(key)
    demo.wait("Interrupted")
    demo.wait("state=done")
    assert "percent" not in (root / "shop/cart.py").read_text()


def test_editing_directly_needs_no_plan(demo: Terminal, root: Path) -> None:
    """Shift+Tab changes the mode; later turns ask for permission."""
    demo.type("\x1b[Z")
    demo.wait("edit directly")
    demo.type("go\r")
    demo.wait("kind=question")
    demo.type("1")
    demo.wait("Ran 3 tests")
    demo.wait("state=done")
    assert "kind=plan" not in demo.output
    demo.type("again\r")
    demo.wait("kind=permission")
    demo.type("1")
    demo.wait("Ran 3 tests")
    demo.wait("state=done")


def test_a_paste_is_one_prompt(demo: Terminal) -> None:
    """Its lines stay together until Enter."""
    demo.type("\x1b[200~first\nsecond\x1b[201~")
    demo.wait("second")
    assert "state=working" not in demo.output
    demo.type("\r")
    demo.wait("> first")
    demo.wait("kind=question")


def test_the_size_is_followed(demo: Terminal) -> None:
    """A narrower window gets narrower lines at once."""
    demo.wait("─{79}")
    demo.process.setwinsize(31, 49)
    demo.wait("─{48}[^─]")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(demo: Terminal, number: int) -> None:
    """As `plangate stop` sends them; the terminal is left as it was."""
    os.kill(demo.process.pid, number)
    demo.wait(r"state=clear")
    assert demo.gone() == 0
    assert "Traceback" not in demo.output


@pytest.mark.parametrize("keys", ["\x04", "\x03\x03", "/quit\r"])
def test_it_can_be_left(demo: Terminal, keys: str) -> None:
    """In the ways that agents know; the terminal is left as it was."""
    demo.type(keys)
    demo.wait(r"\x1b\[\?2004l")
    assert demo.gone() == 0


def test_a_prompt_on_the_command_line_starts_at_once(root: Path) -> None:
    """As a session's first prompt is given."""
    terminal = Terminal(root, "--", "-x please", cols=200)
    try:
        terminal.wait("> -x please")
        terminal.wait("kind=question")
    finally:
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.process.close()
