"""Many clients of one host: focus, size, history, search, refusals, and clients that misbehave."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest
from tests.integration.host.support import PATIENCE, World, until

from plangate.config import paths
from plangate.errors import (
    Exited,
    LimitReached,
    NotFocusHolder,
    PlangateError,
    StaleLease,
    Unauthorised,
    Unavailable,
    UsageError,
    VersionMismatch,
)
from plangate.host.turns import LONG, SHORT
from plangate.model.client import ClientInfo, Role
from plangate.model.session import Exit
from plangate.wire import spawn, stream
from plangate.wire.codec import encode
from plangate.wire.messages import Hello


def test_a_capability_is_needed_and_must_be_good(kept: World) -> None:
    """Missing, forged, foreign, expired and revoked ones open nothing; the session goes on."""
    session = kept.spawn("/bin/cat").session
    good = kept.capability(session)
    bad = [
        b"",
        b"x" * 80,
        good[:-1],
        bytes([good[0] ^ 1]) + good[1:],
        kept.capability("zzzzzzzz"),
        kept.capability(session, lifetime=-1.0),
    ]
    for capability in bad:
        with pytest.raises(Unauthorised):
            kept.connect(session, capability=capability)
    owner = kept.connect(session, Role.OWNER)
    owner.send(spawn.Revoke([kept.serial(good)]))
    owner.attach()
    with pytest.raises(Unauthorised, match="revoked"):
        kept.connect(session, capability=good)


def test_revocation_closes_what_is_open(kept: World) -> None:
    """A connection that came with a revoked capability hears why and is closed; others stay."""
    session = kept.spawn("/bin/cat").session
    owner = kept.connect(session, Role.OWNER)
    victim = kept.connect(session, client="phone")
    victim.attach()
    other = kept.connect(session, client="web")
    other.attach()
    owner.send(spawn.Revoke([kept.serial_of(victim)]))
    assert isinstance(victim.refusal(), Unauthorised)
    with pytest.raises(Unavailable):
        victim.next()
    other.enter("still here\r")
    other.wait_text("still here")


def test_a_viewer_sees_and_changes_nothing(kept: World) -> None:
    """Everything a viewer may not do is refused with a reason."""
    session = kept.spawn("/bin/sh", "-c", "echo hello; cat").session
    viewer = kept.connect(session, Role.VIEWER)
    viewer.attach()
    viewer.wait_text("hello")
    for message in (
        stream.Input(0, b"x"),
        stream.Paste(0, "x"),
        stream.FocusRequest(True),
        stream.Fit(0, 100, 30),
        spawn.Stop(0.0, "KILL"),
        spawn.Revoke([], 9),
    ):
        viewer.send(message)
        assert isinstance(viewer.refusal(), Unauthorised)
    viewer.send(stream.AskSnapshot(5, 10))
    assert viewer.answer(stream.Snapshot).id == 5


def test_taking_the_focus_makes_the_old_epoch_stale(kept: World) -> None:
    """Bytes sent under an epoch that is over are not written."""
    session = kept.spawn("/bin/cat").session
    desk = kept.connect(session, client="desk")
    phone = kept.connect(session, client="phone")
    desk.attach()
    phone.attach()
    desk.enter("from desk\r")
    desk.wait(lambda: desk.mine)
    phone.wait(lambda: phone.focus.holder == "desk")
    phone.send(stream.Input(0, b"too early\r"))
    assert isinstance(phone.refusal(), NotFocusHolder)
    phone.send(stream.FocusRequest(take=True))
    phone.wait(lambda: phone.mine)
    epoch = desk.focus.epoch
    desk.wait(lambda: not desk.mine)
    desk.send(stream.Input(epoch, b"too late\r"))
    assert isinstance(desk.refusal(), StaleLease)
    phone.enter("from phone\r")
    phone.wait_text("from phone")
    assert not any("too" in line for line in phone.lines())
    assert desk.focus.name == "phone"


def test_the_focus_is_handed_to_who_asked_for_it(kept: World) -> None:
    """The holder is told who asks, types on, and hands over by letting go."""
    session = kept.spawn("/bin/cat").session
    desk = kept.connect(session, client="desk")
    phone = kept.connect(session, client="phone")
    desk.attach()
    phone.attach()
    desk.enter("from desk\r")
    desk.wait(lambda: desk.mine)
    phone.send(stream.FocusRequest(ask=True))
    desk.wait(lambda: desk.focus.asker == "phone")
    desk.enter("still desk\r")
    phone.wait_text("still desk")
    assert not phone.mine
    desk.send(stream.FocusRelease(desk.focus.epoch))
    phone.wait(lambda: phone.mine)
    assert phone.focus.asker == ""
    phone.enter("from phone\r")
    phone.wait_text("from phone")


def test_an_ended_session_has_no_focus(kept: World) -> None:
    """Whoever held it has lost it, and nobody gets it any more, neither by asking nor by typing."""
    session = kept.spawn("/bin/sh", "-c", "read x").session
    client = kept.connect(session)
    client.attach()
    client.send(stream.FocusRequest())
    client.wait(lambda: client.focus.holder == client.client)
    client.enter("bye\r")
    client.wait(lambda: client.exit)
    assert client.focus.holder == ""
    epoch = client.focus.epoch
    for message in (stream.FocusRequest(), stream.FocusRequest(True), stream.Input(0, b"x")):
        client.send(message)
        assert isinstance(client.refusal(), Exited)
    assert (client.focus.holder, client.focus.epoch) == ("", epoch)


def test_the_focus_is_free_when_its_holder_leaves(kept: World) -> None:
    """A closed connection holds nothing."""
    session = kept.spawn("/bin/cat").session
    desk = kept.connect(session, client="desk")
    phone = kept.connect(session, client="phone")
    desk.attach()
    phone.attach()
    desk.send(stream.FocusRequest())
    phone.wait(lambda: phone.focus.holder == "desk")
    desk.close()
    phone.wait(lambda: phone.focus.holder == "")
    phone.enter("mine now\r")
    phone.wait_text("mine now")


def test_only_the_holder_fits_and_only_to_a_sane_size(kept: World) -> None:
    """Attaching never resizes; 0 columns are refused; a fit reaches program, clients and description."""
    program = "trap 'stty size' WINCH; stty size; while :; do sleep 0.05; done"
    session = kept.spawn("/bin/sh", "-c", program, cols=90, rows=20).session
    desk = kept.connect(session, client="desk")
    desk.attach()
    desk.wait_text("20 90")
    for cols, rows in ((0, 24), (80, 0), (19, 24), (80, 4), (1001, 24), (80, 501), (-5, -5)):
        desk.send(stream.Fit(0, cols, rows))
        assert isinstance(desk.refusal(), UsageError)
    desk.send(stream.Fit(0, 100, 30))
    desk.wait_text("30 100")
    assert desk.mirror.size == (100, 30)
    phone = kept.connect(session, client="phone")
    phone.attach()
    phone.send(stream.Fit(0, 40, 20))
    assert isinstance(phone.refusal(), NotFocusHolder)
    assert phone.mirror.size == (100, 30)
    assert (kept.description(session).cols, kept.description(session).rows) == (100, 30)


def test_history_scrolls_and_is_found(kept: World) -> None:
    """Lines that scrolled away are asked for by their absolute numbers, and searched for."""
    session = kept.spawn("/bin/sh", "-c", "seq -f 'line %g of many' 1 300; echo end; cat", rows=10).session
    client = kept.connect(session)
    client.attach()
    client.wait_text("end")
    client.send(stream.AskHistory(1, 10, 13))
    rows = client.answer(stream.HistoryRows)
    assert rows.first == 10
    assert [row.text.rstrip() for row in rows.rows] == [f"line {number} of many" for number in (11, 12, 13)]
    client.send(stream.Search(2, "line 1[05]7", regex=True))
    assert client.answer(stream.SearchHits).hits == [(156, 0, 8), (106, 0, 8)]
    client.send(stream.Search(3, "MANY", limit=5, before=50))
    hits = client.answer(stream.SearchHits)
    assert hits.more
    assert [hit[0] for hit in hits.hits] == [49, 48, 47, 46, 45]
    client.send(stream.Search(4, "(", regex=True))
    assert "not a regular expression" in client.answer(stream.SearchHits).error


def test_a_time_is_found_in_the_scrollback(kept: World) -> None:
    """What was written before a moment is at or above the line that the host names for it."""
    session = kept.spawn("/bin/sh", "-c", "seq 1 300; echo end; cat", rows=10).session
    client = kept.connect(session)
    client.attach()
    client.wait_text("end")
    client.send(stream.AskLine(1, time.time()))
    place = client.answer(stream.LineAt)
    assert (place.found, place.exact) == (True, True)
    assert 0 <= place.line <= 302
    client.send(stream.AskLine(2, 5.0))
    assert client.answer(stream.LineAt).line <= place.line


def test_a_search_without_end_stops_and_blocks_nobody(kept: World) -> None:
    """A pattern that takes exponential time is given up; others are served meanwhile."""
    session = kept.spawn("/bin/sh", "-c", "printf 'a%.0s' $(seq 60); echo; cat").session
    client = kept.connect(session)
    client.attach()
    client.wait_text("aaaaaaaaaa")
    client.send(stream.Search(1, "(a+)+$b", regex=True))
    other = kept.connect(session, client="other")
    other.attach()
    other.enter("meanwhile\r")
    other.wait_text("meanwhile")
    assert "too long" in client.answer(stream.SearchHits).error


def test_snapshots_need_no_attachment(kept: World) -> None:
    """The screen and as much history as was asked for, in one message."""
    session = kept.spawn("/bin/sh", "-c", "seq 1 100; cat", rows=10).session
    client = kept.connect(session, Role.VIEWER)

    def snapshot() -> stream.Snapshot:
        client.send(stream.AskSnapshot(1, 20))
        return client.answer(stream.Snapshot)

    until(lambda: snapshot().top == 91, "all output")
    shown = snapshot()
    assert [row.text for row in shown.history] == [str(number) for number in range(72, 92)]
    assert [row.text for row in shown.screen][:9] == [str(number) for number in range(92, 101)]


def test_subscribers_hear_of_events_and_signs_of_life(kept: World) -> None:
    """Title, bell and progress at once; the bottom of the screen when it changed; the end."""
    program = r"printf '\033]0;my title\007\007'; echo working; read x; echo done; exit 4"
    session = kept.spawn("/bin/sh", "-c", program).session
    daemon = kept.connect(session, Role.OWNER)
    daemon.send(stream.SubscribeEvents())
    daemon.wait(lambda: any(event.title == "my title" for event in daemon.events))
    daemon.wait(lambda: any("working" in event.screen_tail for event in daemon.events))
    assert daemon.events[-1].last_output > 0
    daemon.enter("\r")
    daemon.wait(lambda: daemon.exit)
    assert daemon.exit == Exit(code=4)
    assert daemon.events[-1].last_line == "done"


def test_a_client_that_never_reads_is_not_waited_for(kept: World) -> None:
    """It gets no more than two frames, and at the end what the screen shows, not what it missed."""
    session = kept.spawn("/bin/sh", "-c", "read x; seq 1 200000; echo finished; cat").session
    lazy = kept.connect(session, client="lazy")
    lazy.acknowledges = False
    lazy.attach()
    busy = kept.connect(session, client="busy")
    busy.attach()
    busy.enter("go\r")
    busy.wait_text("finished")
    lazy.send(stream.Ack(lazy.mirror.seq))
    lazy.acknowledges = True
    lazy.wait_text("finished")
    assert len(lazy.frames) < 8


def test_who_lets_replies_pile_up_is_dropped(kept: World) -> None:
    """Requests without end, answers unread: that connection is closed, everybody else is served."""
    session = kept.spawn("/bin/sh", "-c", "seq -w 1 4000; echo end; cat", scrollback=5000).session
    good = kept.connect(session, client="good")
    good.attach()
    good.wait_text("end")
    greedy = kept.connect(session, Role.VIEWER, client="greedy")

    def ask_without_end() -> None:
        for number in range(100_000):
            greedy.send(stream.AskSnapshot(number, 4000))

    with pytest.raises(PlangateError):
        ask_without_end()
    good.enter("well\r")
    good.wait_text("well")


@pytest.mark.parametrize(
    "garbage", [b"\xff" * 64, b"GET / HTTP/1.0\r\n\r\n", b"\0\0\0\3abc", b"\0\0\0\1\x90"]
)
def test_garbage_ends_that_connection_only(kept: World, garbage: bytes) -> None:
    """Before and after the greeting, with a reason."""
    session = kept.spawn("/bin/cat").session
    good = kept.connect(session)
    good.attach()
    stranger = socket.socket(socket.AF_UNIX)
    stranger.settimeout(PATIENCE)
    with stranger:
        stranger.connect(str(paths.host_socket(session)))
        stranger.sendall(garbage)
        assert b"protocol" in stranger.recv(4096)
        assert stranger.recv(4096) == b""
    known = kept.connect(session, client="known")
    known.attach()
    known.wire._socket.sendall(garbage)
    assert known.refusal().code == "protocol"
    good.enter("fine\r")
    good.wait_text("fine")


def test_a_version_too_new_is_named(kept: World) -> None:
    """The refusal says who speaks what."""
    session = kept.spawn("/bin/cat").session
    me = ClientInfo("c", "c", "cli")
    greeting = Hello("99.0", 9, 8, me, kept.capability(session))
    with pytest.raises(VersionMismatch, match=r"99\.0 speaks protocol 8 to 9"):
        kept.greet(session, greeting)


def test_input_after_the_end_is_refused(kept: World) -> None:
    """The screen stays; the program is gone."""
    session = kept.spawn("/bin/sh", "-c", "exit 1").session
    client = kept.connect(session)
    client.attach()
    client.wait(lambda: client.exit)
    client.enter("anyone?")
    assert isinstance(client.refusal(), Exited)


def test_a_program_that_never_reads_does_not_block_the_host(kept: World) -> None:
    """Input is kept up to a bound, then refused; the host answers on."""
    session = kept.spawn("/bin/sh", "-c", "stty raw -echo; echo up; while :; do sleep 1; done").session
    client = kept.connect(session)
    client.attach()
    client.wait_text("up")
    for _ in range(12):
        client.send(stream.Input(0, b"x" * 200_000))
    assert isinstance(client.refusal(), LimitReached)
    client.send(stream.AskSnapshot(1))
    assert client.answer(stream.Snapshot).id == 1


def test_queries_are_answered_without_any_client(kept: World) -> None:
    """The host itself answers for the terminal."""
    program = (
        r"stty raw -echo min 1; printf '\033[c'; dd bs=1 count=3 2>/dev/null | od -An -tx1; stty sane; cat"
    )
    session = kept.spawn("/bin/sh", "-c", program).session
    client = kept.connect(session, Role.VIEWER)

    def answered() -> bool:
        client.send(stream.AskSnapshot(1))
        return any("1b 5b 3f" in row.text for row in client.answer(stream.Snapshot).screen)

    until(answered, "the answer to reach the program")


def test_synchronized_output_is_held_but_not_for_ever(kept: World) -> None:
    """Between the two halves of mode 2026 nothing half-done is shown; a program that forgets loses half a second."""
    program = r"echo up; read x; printf '\033[?2026h'; echo first; sleep 0.2; echo second; printf '\033[?2026l'; read x; printf '\033[?2026h'; echo third; cat"
    session = kept.spawn("/bin/sh", "-c", program).session
    client = kept.connect(session)
    client.attach()
    client.wait_text("up")
    client.enter("\r")
    client.wait_text("first")
    assert any("second" in line for line in client.lines())
    client.enter("\r")
    client.wait_text("third")


def test_a_keystroke_under_flood_is_not_delayed(kept: World) -> None:
    """Ctrl-C ends `yes` and the prompt shows, in bounded time."""
    session = kept.spawn("/bin/sh", "-c", "trap 'echo interrupted; exit 0' INT; yes; cat").session
    client = kept.connect(session)
    client.attach()
    client.wait(lambda: client.mirror.top > 10_000)
    client.enter("\x03")
    client.wait_text("interrupted")
    client.wait(lambda: client.exit)


def test_fifty_sessions_at_once(kept: World) -> None:
    """The keeper starts them all, and each is itself."""
    keeper = kept.keeper()
    sessions = [kept.spawn("/bin/sh", "-c", f"echo me {number}; cat", keeper=keeper) for number in range(50)]
    for number, session in enumerate(sessions):
        client = kept.connect(session.session)
        client.attach()
        client.wait_text(f"me {number}")
        client.close()


def test_the_keeper_refuses_before_files_run_out(world: World) -> None:
    """Under a small limit a further session is refused, and those that run are not harmed."""
    world.start_keeper(files=40)
    keeper = world.keeper()
    started = [world.spawn("/bin/cat", keeper=keeper)]

    def start_too_many() -> None:
        for _ in range(40):
            started.append(world.spawn("/bin/cat", keeper=keeper))

    with pytest.raises(LimitReached, match="open files"):
        start_too_many()
    assert len(started) > 3
    client = world.connect(started[0].session)
    client.attach()
    client.enter("alive\r")
    client.wait_text("alive")


def test_the_greeting_must_come_first(kept: World) -> None:
    """Whoever begins with something else is shown out."""
    session = kept.spawn("/bin/cat").session
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(PATIENCE)
        stranger.connect(str(paths.host_socket(session)))
        stranger.sendall(encode(stream.Attach()))
        assert b"unauthorised" in stranger.recv(4096)
        assert stranger.recv(4096) == b""


def test_a_stale_socket_is_replaced(kept: World) -> None:
    """A path left by a dead process does not stop a keeper."""
    kept.keepers[0].kill()
    kept.keepers[0].wait()
    assert paths.keeper_socket().exists()
    kept.start_keeper()
    kept.spawn("/bin/cat")


def test_turns_on_the_processor_are_those_of_who_is_looked_at(kept: World) -> None:
    """Long ones for a host that nobody looks at, short ones for one that echoes; its program has the usual."""

    def turn(pid: int) -> int:
        lines = Path(f"/proc/{pid}/sched").read_text().splitlines()
        return int(next(line.split()[-1] for line in lines if line.startswith("se.slice")))

    try:
        usual = turn(os.getpid())
    except (OSError, StopIteration):
        pytest.skip("this kernel does not show turns")
    can_be_asked = tuple(int(part) for part in os.uname().release.split(".")[:2]) >= (6, 12)
    long, short = (LONG, SHORT) if can_be_asked else (usual, usual)
    spawned = kept.spawn("/bin/cat")
    host, program = spawned.host_pid, spawned.agent_pid
    assert (turn(host), turn(program)) == (long, usual)
    viewer = kept.connect(spawned.session)
    viewer.attach()
    viewer.enter("seen\r")
    viewer.wait_text("seen")
    assert (turn(host), turn(program)) == (short, usual)
    viewer.close()
    until(lambda: turn(host) == long, "the long turns")
