"""`plangate attach` on a real terminal, against a real daemon, host and program."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from tests.support.outer import PATIENCE, Outer, plangate
from tests.support.world import World

from plangate.model.terminal import TerminalEventKind

ATTACH = [sys.executable, "-m", "plangate", "attach"]
CHORD = "\x1d"


def start(world: World, script: str, *words: str) -> str:
    """Start a session that runs a shell script, and return its id."""
    done = plangate("run", "-C", str(world.work), "-s", "80x24", *words, "--", "sh", "-c", script)
    return done.stdout.strip()


def screen(session: str) -> dict[str, object]:
    """What the session itself has on its screen."""
    found: dict[str, object] = json.loads(plangate("screen", session, "--json").stdout)["screen"]
    return found


def test_what_the_program_shows_is_on_the_glass_and_what_is_typed_reaches_it(world: World) -> None:
    """There, with its colours, and back; then the end of the program ends the command."""
    session = start(world, "printf '\\033[31mred\\033[m ready\\n'; read x; echo got:$x; read y; exit 4")
    with Outer([*ATTACH, session]) as outer:
        before = outer.before
        outer.sees("red ready")
        row, tables = outer.emulator.screen()[0], outer.emulator.tables
        assert next(iter(tables.runs(row))).style.fg == 1
        outer.type("abc\r")
        outer.sees("got:abc")
        outer.type("\r")
        assert outer.ends() == 0
        outer.sees(f"session {session} ended: exit 4")
        assert outer.settings == before
        assert not outer.emulator.modes.alternate


def test_the_menu_detaches_and_the_session_goes_on(world: World) -> None:
    """And the terminal is as it was."""
    session = start(world, "echo ready; read x")
    with Outer([*ATTACH, session]) as outer:
        outer.sees("ready")
        outer.type(CHORD)
        outer.sees("d detach")
        outer.type("q")
        outer.sees("ready")
        outer.type(CHORD)
        outer.sees("d detach")
        outer.type("d")
        assert outer.ends() == 0
        outer.sees("it goes on")
        assert outer.settings == outer.before
    assert json.loads(plangate("show", session, "--json").stdout)["session"]["exit"] is None


def test_modes_of_the_program_are_those_of_the_terminal(world: World) -> None:
    """So that paste, arrows, mouse and kitty keys arrive as the program asked for them."""
    session = start(
        world,
        "printf '\\033[?2004h\\033[?1h\\033[?1002h\\033[?1006h\\033[>5u'; echo set; read x; printf '\\033[?1l'; echo un; read x",
    )
    with Outer([*ATTACH, session]) as outer:
        outer.sees("set")
        modes = outer.emulator.modes
        assert (modes.bracketed_paste, modes.app_cursor, modes.mouse, modes.mouse_encoding) == (
            True,
            True,
            1002,
            1006,
        )
        assert modes.kitty_flags == 5
        outer.type("\r")
        outer.sees("un")
        assert not outer.emulator.modes.app_cursor
        outer.type("\x1b[93;5u")
        outer.sees("d detach")
        assert outer.emulator.modes.mouse == 0
        outer.type("d")
        outer.ends()
        assert not outer.emulator.modes.bracketed_paste
        assert outer.emulator.modes.kitty_flags == 0


def test_a_paste_arrives_whole(world: World) -> None:
    """Also when it holds the escape chord."""
    session = start(
        world,
        "stty -echo; printf '\\033[?2004h'; echo ready; read x; printf '%s' \"$x\" | od -c | head -3; read y",
    )
    with Outer([*ATTACH, session]) as outer:
        outer.sees("ready")
        outer.type(b"\x1b[200~a\x1db\x1b[201~\r")
        outer.sees("035   b")
        assert "d detach" not in outer.text()


def test_rows_follow_the_window_and_columns_do_not(world: World) -> None:
    """A changed width damages what agents have written; fitting it is a choice."""
    session = start(world, "trap 'stty size' WINCH; echo ready; while :; do read x; done")
    with Outer([*ATTACH, session], size=(100, 30)) as outer:
        outer.sees("30 80")
        outer.resize(100, 20)
        outer.sees("20 80")
        outer.type(CHORD)
        outer.sees("f fit")
        outer.type("f")
        outer.sees("20 100")


def test_whoever_only_looks_changes_nothing(world: World) -> None:
    """Neither keys nor sizes reach the session."""
    session = start(world, "echo ready; read x; echo got:$x; read y")
    with Outer([*ATTACH, "--view", session], size=(60, 10)) as outer:
        outer.sees("ready")
        outer.type("zzz\r")
        plangate("send", session, "abc")
        outer.sees("got:abc")
        assert screen(session)["rows"] == 24
        assert "zzz" not in outer.text()


def test_somebody_else_is_typing(world: World) -> None:
    """The second one is told, and can take over; the first one is told then."""
    session = start(world, "echo ready; while read x; do echo got:$x; done")
    with Outer([*ATTACH, session]) as first, Outer([*ATTACH, session]) as second:
        first.sees("ready")
        first.type("one\r")
        first.sees("got:one")
        second.sees("is typing here")
        second.type("two\r")
        second.type(CHORD)
        second.sees("t take focus")
        second.type("t")
        first.sees("is typing here")
        second.type("three\r")
        second.sees("got:three")
        assert "got:two" not in second.text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_put_back_when_we_are_ended(world: World, number: int) -> None:
    """Whoever ended us does not leave a terminal that needs `reset`."""
    session = start(world, "printf '\\033[?1003h\\033[?1006h'; echo ready; read x")
    with Outer([*ATTACH, session]) as outer:
        outer.sees("ready")
        os.kill(outer.process.pid, number)
        assert outer.ends() == 0
        assert outer.settings == outer.before
        assert outer.emulator.modes.mouse == 0
        assert not outer.emulator.modes.alternate


def test_bells_and_notifications_reach_the_terminal(world: World) -> None:
    """Somebody who waits for the program hears it."""
    session = start(world, "echo ready; read x; printf '\\a\\033]9;all green\\033\\\\'; echo told; read y")
    with Outer([*ATTACH, session]) as outer:
        outer.sees("ready")
        outer.emulator.take_events()
        outer.type("\r")
        outer.sees("told")
        heard = set[tuple[str, str]]()
        wanted = {(TerminalEventKind.BELL, ""), (TerminalEventKind.NOTIFICATION, "all green")}
        deadline = time.monotonic() + PATIENCE
        while not wanted <= heard:
            assert time.monotonic() < deadline, heard
            outer.read(0.1)
            heard |= {(event.kind, event.text) for event in outer.emulator.take_events()}


def test_keys_get_through_while_nobody_reads_the_picture(world: World) -> None:
    """Behind a slow line the picture waits, the keys do not."""
    session = start(world, "stty -echo; echo ready; read x; echo $x > heard; seq 200000; read y")
    with Outer([*ATTACH, session]) as outer:
        outer.sees("ready")
        outer.type("abc\r")
        heard = Path(world.work, "heard")
        wait_until(lambda: heard.exists() and heard.read_text() == "abc\n")
        outer.sees("200000")


def test_a_flood_is_shown_in_pictures_not_in_bytes(world: World) -> None:
    """What scrolled by unseen is not sent: the line carries a small part of what was printed."""
    session = start(world, "echo ready; read x; seq 100000; echo fin; read y")
    with Outer([*ATTACH, session]) as outer:
        outer.sees("ready")
        before = outer.bytes
        outer.type("\r")
        outer.sees("fin")
        assert outer.bytes - before < 588_895 / 2  # what `seq 100000` writes


def test_the_host_and_the_daemon_may_die(world: World) -> None:
    """The view comes back by itself, and the program has noticed nothing."""
    session = start(world, "echo ready; while read x; do echo got:$x; done")
    with Outer([*ATTACH, session]) as outer:
        outer.sees("ready")
        world.kill(world.daemon())
        outer.type("one\r")
        outer.sees("got:one")
        world.kill(world.host(session).host_pid)
        deadline = time.monotonic() + PATIENCE
        while "got:two" not in outer.text():
            assert time.monotonic() < deadline, outer.text()
            assert outer.process.poll() is None, outer.text()
            outer.type("two\r")
            outer.read(0.5)


def wait_until(what: object) -> None:
    """Wait for something that announces itself by no event."""
    assert callable(what)
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)
