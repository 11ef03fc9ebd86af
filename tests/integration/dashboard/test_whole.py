"""The dashboard as a person runs it: a process on a terminal, bytes in, a glass to look at, a real daemon behind."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest
from tests.support.outer import PATIENCE, Outer, plangate
from tests.support.world import World

DASHBOARD = (sys.executable, "-m", "plangate")
KEYS = (
    ("\x01", "^A"), ("\x03", "^C"), ("\x11", "^Q"), ("\x13", "^S"), ("\x1a", "^Z"), ("\x17", "^W"), ("\x02", "^B"),
    ("\x10", "^P"), ("\x1c", "^\\"), ("\x00", "^@"), ("\t", "^I"), ("\x1b[Z", "^[[Z"), ("\x1bf", "^[f"),
    ("\x1b\r", "^[^M"), ("\x1b.", "^[."), ("\x1b\x7f", "^[^?"), ("\x7f", "^?"), ("\r", "^M"), ("\x1bOP", "^[OP"),
    ("\x1b[15;5~", "^[[15;5~"), ("\x1b[1;2A", "^[[1;2A"), ("\x1b[5~", "^[[5~"), ("ä", "M-CM-$"), ("q", "q"),
)  # fmt: skip
RAW = "stty raw -echo; printf 'ready '; exec cat -vt"


def start(world: World, script: str, name: str) -> str:
    """Start a shell script in a session."""
    done = plangate("run", "-C", str(world.work), "-s", "100x30", "-n", name, "--", "sh", "-c", script)
    return done.stdout.strip()


def typed(outer: Outer) -> str:
    """What the session's part of the glass shows, lines joined."""
    return "".join(line.partition("▕")[2].strip() for line in outer.lines())


def leave(outer: Outer) -> None:
    """Quit, and look whether the terminal is as it was."""
    outer.type("q")
    assert outer.ends() == 0
    assert outer.settings == outer.before


def test_every_key_reaches_the_agent_as_it_was_pressed(world: World) -> None:
    """Through the terminal, Textual, the wire, the host and the PTY, Alt and control keys included."""
    start(world, RAW, "keys")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("ready")
        outer.type("\r")
        outer.sees("you type")
        expected = ""
        for sent, shown in KEYS:
            outer.type(sent)
            expected += shown
            deadline = time.monotonic() + PATIENCE
            while expected not in typed(outer):
                assert time.monotonic() < deadline, f"{sent!r} did not arrive as {shown}: {typed(outer)}"
                outer.read(0.1)
        outer.type("\x1d")
        outer.sees("LIST")
        leave(outer)


def test_the_terminal_knows_its_size_best(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a shell exported: with another size in the environment, Textual resized without end."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    start(world, RAW, "sized")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("ready")
        outer.sees("next waiting")  # what only a wide footer has room for
        leave(outer)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_put_back_when_we_are_ended(world: World, number: int) -> None:
    """Whoever ended us does not leave the last frame, or a terminal that needs `reset`."""
    start(world, f"while :; do seq 1 200; sleep 0.05; done & {RAW}", "busy")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("LIST")
        outer.sees("200")
        os.kill(outer.process.pid, number)
        assert outer.ends() == 0
        assert outer.settings == outer.before
        modes = outer.emulator.modes
        assert (modes.alternate, modes.mouse, modes.kitty_flags, modes.bracketed_paste) == (
            False,
            0,
            0,
            False,
        )
        assert outer.text().strip() == ""


def test_pasted_text_arrives_in_one_piece(world: World) -> None:
    """Bracketed, because the program asked for it."""
    start(world, r"printf '\033[?2004h'; " + RAW, "paste")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("ready")
        outer.type("\r")
        outer.sees("you type")
        outer.type("\x1b[200~one\rtwo\x1b[201~")
        outer.sees("^[[200~one^Mtwo^[[201~")
        outer.type("\x1d")
        outer.sees("LIST")
        leave(outer)


def test_the_daemon_is_killed_and_typing_goes_on(world: World) -> None:
    """The header says that it is away; the session does not notice; afterwards all is well without a key."""
    start(world, RAW, "steady")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("ready")
        outer.type("\r")
        outer.sees("you type")
        before = world.daemon()
        world.kill(before)
        outer.sees("daemon away")
        outer.type("still here")
        outer.sees("still here")
        while "daemon away" in outer.text():
            outer.read(0.1)
        assert world.daemon() != before
        outer.type("\x1d")
        outer.sees("LIST")
        leave(outer)


def test_the_host_is_killed_and_the_screen_comes_back(world: World) -> None:
    """A successor takes the terminal over; the same dashboard types into it."""
    session = start(world, RAW, "healed")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("ready")
        outer.type("\r")
        outer.sees("you type")
        outer.type("before ")
        outer.sees("before")
        old = world.host(session).host_pid
        world.kill(old)
        while world.host(session).host_pid == old:
            outer.read(0.05)
        outer.type("\x1d")
        outer.sees("LIST")
        outer.type("\r")
        outer.sees("you type")
        while "does not answer" in outer.text():
            outer.read(0.05)
        outer.type("after")
        outer.sees("after")
        outer.type("\x1d")
        outer.sees("LIST")
        leave(outer)


def test_it_ends_with_its_terminal(world: World) -> None:
    """A window that is closed, a link that drops: nothing stays behind and waits for a glass that is gone."""
    start(world, "while :; do seq 100; done", "busy")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("busy")
        outer.hang_up()
        outer.process.wait(PATIENCE)


def test_the_window_becomes_a_phones_and_a_desks_again(world: World) -> None:
    """Nothing is lost on the way, and the session keeps its width."""
    session = start(world, RAW, "narrow")
    with Outer(DASHBOARD, (120, 40)) as outer:
        outer.sees("ready")
        outer.resize(49, 31)
        outer.sees("palette")
        outer.type("\r")
        outer.sees("terminal")
        outer.type("\r")
        outer.sees("you type")
        outer.type("typed here")
        outer.sees("typed here")
        outer.type("\x1d")
        outer.resize(120, 40)
        outer.sees("LIST")
        assert world.host(session).cols == 100
        leave(outer)
