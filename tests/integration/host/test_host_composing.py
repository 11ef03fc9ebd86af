"""Composed lines reach a real program exactly once: sent twice, refused, killed in between."""

from __future__ import annotations

import os
import signal

import pytest
from tests.integration.host.support import HostClient, World, alive, until

from plangate.errors import Exited, NotFocusHolder, Unauthorised
from plangate.model.client import Role
from plangate.wire import spawn, stream
from plangate.wire.composing import Compose, Composed

_COUNTER = 'stty -echo; echo ready; i=0; while read -r line; do i=$((i+1)); echo "$i: $line"; done'
_BRACKETED = 'stty -echo raw; printf "\\033[?2004hready\\r\\n"; od -v -An -c -w1'


def start(world: World, script: str) -> tuple[spawn.Spawned, HostClient]:
    """A session whose program is ready to be written to, and a client that looks."""
    session = world.spawn("/bin/sh", "-c", script, record=True)
    client = world.connect(session.session)
    client.attach()
    client.wait_text("ready")
    return session, client


def test_a_line_sent_twice_is_typed_once(kept: World) -> None:
    """The second answer says that it was there already."""
    _, client = start(kept, _COUNTER)
    client.send(Compose(1, "s/x/1", "hello"))
    assert client.answer(Composed) == Composed(1, "s/x/1", again=False)
    client.send(Compose(2, "s/x/1", "hello"))
    assert client.answer(Composed) == Composed(2, "s/x/1", again=True)
    client.send(Compose(3, "s/x/2", "world"))
    assert not client.answer(Composed).again
    client.wait_text("2: world")
    assert [line for line in client.lines() if ": " in line] == ["1: hello", "2: world"]


def test_a_line_is_a_paste_where_the_program_asked_for_one_and_keys_where_it_is_an_answer(
    kept: World,
) -> None:
    """And Enter follows outside of the bracket."""
    _, client = start(kept, _BRACKETED)
    client.send(Compose(1, "a", "ab"))
    client.answer(Composed)
    client.wait(lambda: any("\\r" in line for line in client.lines()))
    typed = "".join(line.strip() for line in client.lines()).partition("ready")[2]
    assert typed == "033[200~ab033[201~\\r"
    client.send(Compose(2, "b", "y", submit=False, keys=True))
    client.answer(Composed)
    client.wait(lambda: any(line.strip() == "y" for line in client.lines()))


def test_a_line_survives_the_host_that_typed_it(kept: World) -> None:
    """The successor knows it, and types what came later."""
    session, client = start(kept, _COUNTER)
    client.send(Compose(1, "before", "one"))
    client.answer(Composed)
    client.wait_text("1: one")
    for round in range(2):
        host = kept.description(session.session).host_pid
        os.kill(host, signal.SIGKILL)
        until(lambda host=host: not alive(host), "the host to die")  # type: ignore[misc]  # mypy cannot infer it
        until(lambda host=host: kept.description(session.session).host_pid != host, "a successor")  # type: ignore[misc]  # the same
        back = kept.reconnect(session.session)
        back.attach()
        back.send(Compose(1, "before", "one"))
        assert back.answer(Composed).again
        back.send(Compose(2, f"after {round}", "more"))
        assert not back.answer(Composed).again
        back.wait_text(f"{round + 2}: more")
        assert sum("one" in line for line in back.lines()) <= 1


def test_whoever_types_keeps_the_focus_and_the_line_is_refused_with_their_name(kept: World) -> None:
    """Refused is not written: the same line may be sent again."""
    session, desk = start(kept, _COUNTER)
    desk.send(stream.FocusRequest())
    desk.wait(lambda: desk.mine)
    phone = kept.connect(session.session, client="phone")
    phone.send(Compose(1, "a", "from the phone"))
    error = phone.refusal()
    assert isinstance(error, NotFocusHolder)
    assert desk.focus.name in error.message
    desk.send(Compose(1, "b", "from the desk"))
    desk.answer(Composed)
    desk.wait_text("1: from the desk")
    assert desk.mine
    desk.send(stream.FocusRelease(desk.focus.epoch))
    phone.wait(lambda: not phone.focus.holder)
    phone.send(Compose(2, "a", "from the phone"))
    assert not phone.answer(Composed).again
    desk.wait_text("2: from the phone")


def test_a_free_focus_is_only_borrowed(kept: World) -> None:
    """Nobody holds it afterwards."""
    _, client = start(kept, _COUNTER)
    client.send(Compose(1, "a", "x"))
    client.answer(Composed)
    client.send(stream.AskSnapshot(2))
    client.answer(stream.Snapshot)
    assert client.focus.holder == ""


def test_a_viewer_composes_nothing(kept: World) -> None:
    """The host refuses it, whatever a page may say."""
    session, _ = start(kept, _COUNTER)
    viewer = kept.connect(session.session, role=Role.VIEWER)
    viewer.send(Compose(1, "a", "x"))
    assert isinstance(viewer.refusal(), Unauthorised)


def test_a_line_for_a_program_that_has_ended_is_refused_unless_it_was_written(kept: World) -> None:
    """What arrived has arrived."""
    _, client = start(kept, "stty -echo; echo ready; read -r line; echo got $line")
    client.send(Compose(1, "a", "the last"))
    client.answer(Composed)
    client.wait(lambda: client.exit)
    client.send(Compose(2, "a", "the last"))
    assert client.answer(Composed).again
    client.send(Compose(3, "b", "too late"))
    assert isinstance(client.refusal(), Exited)


@pytest.mark.parametrize("size", [200_000])
def test_a_long_line_counts_once_all_of_it_has_arrived(kept: World, size: int) -> None:
    """A program that reads slowly gets the answer later, and the line whole."""
    _, client = start(
        kept, f"stty -echo raw; echo ready; read -r go </dev/null; sleep 0.3; head -c {size} | wc -c"
    )
    client.send(Compose(1, "a", "x" * size, submit=False))
    client.answer(Composed)
    client.wait_text(str(size))
