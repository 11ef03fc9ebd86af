"""Sessions from start to end, through daemon, keeper and host."""

from __future__ import annotations

import asyncio
import select
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.world import World

from plangate.client import calls
from plangate.client.blocking import BlockingControl
from plangate.client.blocking_stream import BlockingStream
from plangate.errors import Exited, NotFound, Refused, Unauthorised, Unavailable, UsageError
from plangate.model.session import Exit, Focus, NewSession, State
from plangate.wire.control import TerminalTold


async def test_start_attach_type_and_end(world: World) -> None:
    """What is typed reaches the program, what it prints is shown, how it ends is known."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", 'read line; echo "got $line"; exit 7'))
    shown = await world.show(control, session.id)
    assert shown.stream is not None
    shown.stream.send_text("hello\r")
    await shown.sees("got hello")
    ended = await watch.session(session.id, lambda s: s.exit, "the end")
    assert (ended.exit, ended.state) == (Exit(7), State.FAILED)
    assert ended.evidence == "the process ended: exit 7"
    assert [s.id for s in await control.sessions()] == [session.id]
    await watch.until(lambda: "session.ended" in watch.kinds(), "the end in the ledger")
    assert watch.kinds().index("session.started") < watch.kinds().index("session.ended")


async def test_a_program_reaches_the_person_behind_the_terminal(world: World) -> None:
    """Its bell, notification and clipboard write arrive at every client, in this order."""
    control, watch = await world.control()
    script = r"read go; printf '\a\033]9;built\007\033]52;c;aGVsbG8=\007'; sleep 60"
    session = await control.new_session(world.command("sh", "-c", script))
    await control.send_line(session.id, "go")

    def told() -> list[tuple[str, str]]:
        return [(u.event.kind, u.event.text) for u in watch.updates if isinstance(u, TerminalTold)]

    await watch.until(lambda: len(told()) >= 3, "three messages")
    assert told() == [("bell", ""), ("notification", "built"), ("clipboard", "hello")]
    assert {u.session for u in watch.updates if isinstance(u, TerminalTold)} == {session.id}


async def test_files_get_the_permissions_that_the_client_would_give_them(world: World) -> None:
    """The daemon keeps its own files private; what agents write is not its own."""
    control, _ = await world.control()
    new = replace(world.command("sh", "-c", "umask; read line"), umask=0o027)
    shown = await world.show(control, (await control.new_session(new)).id)
    await shown.sees("0027")


async def test_the_environment_is_the_clients_and_filtered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon's own environment does not count, and unknown names do not pass."""
    control, _ = await world.control()
    monkeypatch.setenv("LC_PAPER", "later")
    monkeypatch.setenv("MY_SECRET", "x")
    session = await control.new_session(
        world.command("sh", "-c", "env | sort; sleep 60", env={"EXTRA": "1"}, rows=60)
    )
    shown = await world.show(control, session.id)
    await shown.sees("TERM_PROGRAM_VERSION=")
    text = shown.text()
    assert "LC_PAPER=later" in text
    assert "EXTRA=1" in text
    assert f"PLANGATE_SESSION={session.id}" in text
    assert "MY_SECRET" not in text
    assert "PLANGATE_TEST_WORLD" not in text


async def test_stop_goes_from_polite_to_certain(world: World) -> None:
    """A program that ignores INT and TERM is killed after the grace; that is no failure."""
    settings = world.root / "c" / "plangate" / "settings.toml"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text("[sessions]\nstop_grace = 0.2\n")
    control, watch = await world.control()
    session = await control.new_session(
        world.command("sh", "-c", "trap '' INT TERM; echo ready; while :; do sleep 1; done")
    )
    await watch.session(session.id, lambda s: s.last_line == "ready", "ready")
    await control.stop_session(session.id)
    ended = await watch.session(session.id, lambda s: s.exit, "the end")
    assert (ended.exit, ended.state) == (Exit(signal=9), State.STOPPED)
    with pytest.raises(Exited):
        await control.stop_session(session.id)


async def test_what_has_just_started_can_be_stopped(world: World) -> None:
    """The daemon may not yet have spoken with its host."""
    control, watch = await world.control()
    for _ in range(5):
        session = await control.new_session(world.command("sleep", "600"))
        await control.stop_session(session.id)
        await watch.session(session.id, lambda s: s.state is State.STOPPED, "the end")


async def test_a_shell_is_that_of_who_asks_for_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The daemon may have been started by something that knows no shell, or another one."""
    control, watch = await world.control()
    own = world.root / "own-shell"
    own.write_text("#!/bin/sh\necho this is mine\nexec sleep 600\n")
    own.chmod(0o755)
    monkeypatch.setenv("SHELL", str(own))
    session = await control.new_session(NewSession(agent="shell", cwd=str(world.work)))
    shown = await watch.session(session.id, lambda s: s.last_line == "this is mine", "its shell")
    assert shown.argv[0] == str(own)


async def test_a_shell_ends_when_asked(world: World) -> None:
    """Interactive shells ignore INT and TERM; they need not be killed."""
    control, watch = await world.control()
    session = await control.new_session(NewSession(agent="shell", cwd=str(world.work)))
    await watch.session(session.id, lambda s: s.state is State.IDLE and s.last_line, "at its prompt")
    await control.stop_session(session.id)
    ended = await watch.session(session.id, lambda s: s.exit, "the end")
    assert ended.exit != Exit(signal=9)
    assert ended.state is State.STOPPED


@pytest.mark.parametrize("argv", [("bash",), ("bash", "--norc", "-i")])
async def test_a_shell_that_was_run_as_a_command_ends_when_asked(world: World, argv: tuple[str, ...]) -> None:
    """By what it is, not by how it was asked for; and it is known what runs in it."""
    control, watch = await world.control()
    session = await control.new_session(world.command(*argv))
    await watch.session(session.id, lambda s: s.state is State.IDLE and s.last_line, "at its prompt")
    assert "the shell waits" in watch.sessions[session.id].evidence
    await control.stop_session(session.id)
    ended = await watch.session(session.id, lambda s: s.exit, "the end")
    assert ended.exit != Exit(signal=9)
    assert ended.state is State.STOPPED


async def test_what_is_sent_to_an_ended_session_is_refused_without_a_trace(world: World) -> None:
    """The focus of a session that nobody can type into does not change hands."""
    control, watch = await world.control()
    session = await control.new_session(world.command("true"))
    await watch.session(session.id, lambda s: s.exit, "the end")
    with pytest.raises(Exited):
        await control.send_line(session.id, "too late")
    await control.new_session(world.command("sleep", "600"))
    await watch.until(lambda: watch.kinds().count("session.started") == 2, "what came later")
    assert "focus.changed" not in watch.kinds()


async def test_a_silent_command_works(world: World) -> None:
    """Nobody has to guess whether `sleep` has begun."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sleep", "600"))
    shown = await watch.session(session.id, lambda s: s.state is not State.UNKNOWN, "a state")
    assert shown.state is State.WORKING


async def test_what_cannot_be_started_says_why(world: World) -> None:
    """Each with an error of its own, and nothing is listed."""
    control, _ = await world.control()
    for new, error in [
        (NewSession(agent="nobody", cwd="/"), NotFound),
        (NewSession(agent="shell", cwd="/no/such/place"), NotFound),
        (NewSession(agent="shell", cwd="relative"), UsageError),
        (NewSession(agent="shell", cwd="/", cols=0), UsageError),
        (NewSession(agent="command", cwd="/"), UsageError),
        (world.command("true", name="a\nb"), UsageError),
    ]:
        with pytest.raises(error):
            await control.new_session(new)
    assert await control.sessions() == []


async def test_a_program_that_does_not_exist(world: World) -> None:
    """An error, and no trace of a session."""
    control, _ = await world.control()
    with pytest.raises(Exception, match="no-such-program"):
        await control.new_session(world.command("/no-such-program", "x"))
    assert await control.sessions() == []
    assert not any((Path(world.root) / "s" / "plangate" / "sessions").iterdir())


async def test_restart_rename_see_and_remove(world: World) -> None:
    """The life of an entry on the list."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", "echo once; sleep 60", task="a task"))
    with pytest.raises(Refused):
        await control.remove_session(session.id)
    again = await control.restart_session(session.id)
    assert again.id != session.id
    assert again.task == "a task"
    await watch.session(session.id, lambda s: s.state is State.STOPPED, "the first one's end")
    await control.rename_session(again.id, name="new name", group="g")
    await watch.session(again.id, lambda s: (s.name, s.group) == ("new name", "g"), "the new name")
    await watch.session(session.id, lambda s: s.unread, "unread")
    await control.mark_seen(session.id)
    await watch.session(session.id, lambda s: not s.unread, "seen")
    await control.remove_session(session.id)
    await watch.until(lambda: session.id not in watch.sessions, "gone from the list")
    with pytest.raises(NotFound):
        await control.rename_session(session.id, name="x")


async def test_a_stream_of_a_removed_session_gives_up(world: World) -> None:
    """It says so, instead of looking for a host for ever."""
    control, watch = await world.control()
    session = await control.new_session(world.command("true"))
    shown = await world.show(control, session.id)
    await watch.session(session.id, lambda s: s.exit, "the end")
    await control.remove_session(session.id)
    await shown.until(lambda: f"there is no session {session.id}" in shown.reasons, "the stream gave up")


async def test_a_line_is_sent_without_attaching(world: World) -> None:
    """And refused while somebody types."""
    control, watch = await world.control()
    session = await control.new_session(world.command("cat"))
    await control.send_line(session.id, "first line")
    snapshot = await control.snapshot(session.id, history=10)
    assert any("first line" in row.text for row in snapshot.screen)
    other, _ = await world.control("other")
    shown = await world.show(other, session.id)
    assert shown.stream is not None
    shown.stream.take_focus()
    await shown.until(lambda: shown.stream and shown.stream.holds_focus, "the focus")
    await watch.session(session.id, lambda s: s.focus.name == "other", "the mirrored focus")
    with pytest.raises(Refused):
        await control.send_line(session.id, "not now")


async def test_history_is_fetched_and_kept(world: World) -> None:
    """Lines that scrolled away are read in one go, also many."""
    control, _ = await world.control()
    session = await control.new_session(world.command("sh", "-c", "seq 1 4500; echo done; sleep 60"))
    shown = await world.show(control, session.id)
    assert shown.stream is not None
    await shown.sees("done")
    rows = await shown.stream.history(0, shown.stream.top)
    assert [row.text.strip() for row in rows[:3]] == ["1", "2", "3"]
    assert len(rows) == shown.stream.top
    hits = await shown.stream.search("4321")
    assert [line for line, _, _ in hits.hits] == [4320]


async def test_the_same_key_starts_one_session(world: World) -> None:
    """A client that asks twice because an answer was lost gets the same one."""
    control, _ = await world.control()
    call = calls.start("one-key", world.command("sleep", "60"), {"PATH": "/usr/bin:/bin"})
    first, second = await asyncio.gather(control.ask(call), control.ask(call))
    third = await control.ask(call)
    assert first.id == second.id == third.id
    assert len(await control.sessions()) == 1


class _Deaf:
    """A stream's listener that does nothing."""

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        return

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        return

    def session_ended(self, exit: Exit) -> None:
        return

    def stream_lost(self, reason: str) -> None:
        return


def _pump_until_closed(stream: BlockingStream) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        select.select([stream], [], [], 1.0)
        stream.pump()


async def test_revoked_capabilities_open_nothing(world: World) -> None:
    """Connections made with them are closed, new ones are refused, the daemon goes on."""
    control, watch = await world.control()
    session = await control.new_session(world.command("cat"))

    def attack() -> None:
        with BlockingControl() as thief:
            granted = thief.grant(session.id)
            stream = BlockingStream(session.id, _Deaf(), thief.me, granted, 60.0)
            thief.revoke(session.id)
            with pytest.raises(Unavailable):
                _pump_until_closed(stream)
            stream.close()
            with pytest.raises(Unauthorised):
                BlockingStream(session.id, _Deaf(), thief.me, granted, 60.0)

    await asyncio.to_thread(attack)
    await control.send_line(session.id, "still here")
    await watch.session(session.id, lambda s: "still here" in s.last_line, "signs of life")


async def test_what_programs_tell_their_terminal_reaches_people(world: World) -> None:
    """Bells, notifications and what they want in the clipboard."""
    control, watch = await world.control()
    said = r"printf '\a\033]9;build done\033\\\033]52;c;aGVsbG8=\033\\'; sleep 600"
    session = await control.new_session(world.command("sh", "-c", said))

    def told() -> set[tuple[str, str]]:
        events = [update for update in watch.updates if isinstance(update, TerminalTold)]
        return {
            (str(update.event.kind), update.event.text) for update in events if update.session == session.id
        }

    await watch.until(
        lambda: told() == {("bell", ""), ("notification", "build done"), ("clipboard", "hello")}, "all three"
    )
    await watch.session(session.id, lambda s: s.unread, "unread")
