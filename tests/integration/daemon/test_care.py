"""What the daemon does for sessions besides running them: worktrees, limits, ending everything, upgrades."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
from pathlib import Path

import pytest
from tests.support.world import World, until

from plangate.client.blocking import BlockingControl
from plangate.config import paths
from plangate.daemon.procfs import is_alive
from plangate.daemon.records import decode
from plangate.errors import LimitReached, NotFound, PlangateError, Refused
from plangate.model.session import HostState, NewSession, State, WorktreeRequest


def _repository(path: Path) -> None:
    (path / "file.txt").write_text("one\n")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "first"]):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *command], cwd=path, check=True)
    (path / "file.txt").write_text("uncommitted\n")


async def test_a_session_in_a_worktree_of_its_own(world: World) -> None:
    """With the uncommitted changes carried along; it goes only when nothing in it would be lost."""
    await asyncio.to_thread(_repository, world.work)
    control, watch = await world.control()
    request = WorktreeRequest(branch="topic", carry_changes=True)
    session = await control.new_session(
        world.command("sh", "-c", "cat file.txt; git checkout -q file.txt", worktree=request)
    )
    assert session.worktree is not None
    assert session.cwd == session.worktree.path != str(world.work)
    assert session.branch == "topic"
    ended = await watch.session(session.id, lambda s: s.exit, "the end")
    assert ended.last_line == "uncommitted"
    scribble = Path(session.worktree.path) / "new.txt"
    scribble.write_text("work\n")
    with pytest.raises(Refused, match=r"new\.txt"):
        await control.remove_session(session.id, worktree=True)
    scribble.unlink()
    await control.remove_session(session.id, worktree=True)
    await until(lambda: not scribble.parent.exists(), "the worktree is gone")


async def test_git_is_the_one_of_whoever_asks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon that was started where there is no git makes and removes worktrees all the same."""
    await asyncio.to_thread(_repository, world.work)
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(world.root / "empty"))
        control, watch = await world.control()
    session = await control.new_session(
        world.command("git", "checkout", "-q", "file.txt", worktree=WorktreeRequest(branch="topic"))
    )
    assert session.worktree is not None
    await watch.session(session.id, lambda s: s.exit, "the end")
    await control.remove_session(session.id, worktree=True)
    gone = Path(session.worktree.path)
    await until(lambda: not gone.exists(), "the worktree is gone")


async def test_a_failed_start_leaves_no_worktree(world: World) -> None:
    """Nothing of it is left."""
    await asyncio.to_thread(_repository, world.work)
    control, _ = await world.control()
    with pytest.raises(PlangateError):
        await control.new_session(
            NewSession(
                agent="command",
                cwd=str(world.work),
                argv=("/no/such", "x"),
                worktree=WorktreeRequest(branch="b"),
            )
        )
    branches = await asyncio.to_thread(
        subprocess.run, ["git", "branch"], cwd=world.work, capture_output=True, text=True
    )
    assert branches.stdout.split() == ["*", "main"]


async def test_two_sessions_in_one_worktree_protect_it(world: World) -> None:
    """A restarted session works where the first one did."""
    await asyncio.to_thread(_repository, world.work)
    control, watch = await world.control()
    first = await control.new_session(world.command("sleep", "600", worktree=WorktreeRequest(branch="b")))
    second = await control.restart_session(first.id)
    assert second.worktree == first.worktree
    await watch.session(first.id, lambda s: s.exit, "the end of the first")
    with pytest.raises(Refused, match="uses the worktree"):
        await control.remove_session(first.id, worktree=True)


async def test_shutdown_with_sessions_ends_everything(world: World) -> None:
    """Programs, hosts, keeper and daemon."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sleep", "600"))
    await watch.session(session.id, lambda s: s.pid, "running")
    told, keeper, daemon = world.host(session.id), world.keeper(), world.daemon()

    def stop() -> None:
        with BlockingControl() as other:
            other.shutdown(sessions=True)

    await asyncio.to_thread(stop)
    for pid in (told.agent_pid, told.host_pid, keeper, daemon):
        await until(lambda pid=pid: not is_alive(pid, 0), f"the end of {pid}")  # type: ignore[misc]
    again = await control.sessions()
    assert [s.state for s in again] == [State.STOPPED]


async def test_a_full_disk_is_a_clear_error(world: World) -> None:
    """New sessions are refused, running ones go on, and with room everything is as before."""
    control, watch = await world.control()
    session = await control.new_session(world.command("cat"))
    daemon = world.daemon()
    limit = resource.prlimit(daemon, resource.RLIMIT_FSIZE)
    resource.prlimit(
        daemon, resource.RLIMIT_FSIZE, (1, limit[1])
    )  # every longer write fails, as on a full disk
    with pytest.raises(LimitReached, match="cannot be written"):
        await control.new_session(world.command("cat"))
    await control.send_line(session.id, "still here")
    await watch.session(session.id, lambda s: s.last_line == "still here", "the running session")
    assert len(await control.sessions()) == 1
    await control.stop_session(session.id)
    await until(lambda: not is_alive(session.pid, 0), "the end of what may fill the disk")
    resource.prlimit(daemon, resource.RLIMIT_FSIZE, limit)
    await watch.session(session.id, lambda s: s.state is State.STOPPED, "a durable end")
    await control.new_session(world.command("cat"))


async def test_recordings_are_purged_on_request(world: World) -> None:
    """Of ended sessions only."""
    control, watch = await world.control()
    ended = await control.new_session(world.command("sh", "-c", "seq 1 5000"))
    running = await control.new_session(world.command("sh", "-c", "seq 1 5000; sleep 600"))
    await watch.session(ended.id, lambda s: s.exit, "the end")
    directory = paths.recordings_dir()
    await until(
        lambda: {path.name for path in directory.iterdir()} == {ended.id, running.id}, "two recordings"
    )

    def purge() -> str:
        with BlockingControl() as other:
            with pytest.raises(Refused):
                other.purge_recordings(running.id)
            with pytest.raises(NotFound):
                other.purge_recordings("nobody")
            return other.purge_recordings()

    assert (await asyncio.to_thread(purge)).startswith("freed ")
    assert [path.name for path in directory.iterdir()] == [running.id]


async def test_settings_are_read_again(world: World) -> None:
    """Faults are named, and what is right counts from now on."""
    control, _ = await world.control()
    settings = paths.settings_file()
    settings.write_text("[sessions]\nstop_grace = 0.5\ncolour = 3\n")

    def reload() -> str:
        with BlockingControl() as other:
            return other.reload()

    assert "colour" in await asyncio.to_thread(reload)
    assert any("colour" in warning for warning in (await control.status()).warnings)


async def test_files_run_out(world: World) -> None:
    """No new session then; those that run are served, and so are new clients."""
    control, watch = await world.control()
    session = await control.new_session(world.command("cat"))
    daemon = world.daemon()
    limit = resource.prlimit(daemon, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{daemon}/fd").iterdir()))  # noqa: ASYNC240  # nothing else runs here
    resource.prlimit(daemon, resource.RLIMIT_NOFILE, (used + 4, limit[1]))
    with pytest.raises(LimitReached, match="files open"):
        await control.new_session(world.command("cat"))
    await control.send_line(session.id, "still here")
    await watch.session(session.id, lambda s: s.last_line == "still here", "the running session")
    other, _ = await world.control("other")
    assert len(await other.sessions()) == 1
    resource.prlimit(daemon, resource.RLIMIT_NOFILE, limit)
    await other.new_session(world.command("cat"))


async def test_a_host_that_hangs_costs_only_its_own_session(world: World) -> None:
    """Attaching to it fails with a clear error; everything else goes on; by force it is ended."""
    control, watch = await world.control()
    hung, fine = [await control.new_session(world.command("cat")) for _ in range(2)]
    await watch.session(hung.id, lambda s: s.pid, "running")
    os.kill(world.host(hung.id).host_pid, signal.SIGSTOP)
    with pytest.raises(PlangateError):
        await control.snapshot(hung.id)
    await control.send_line(fine.id, "still here")
    await watch.session(fine.id, lambda s: s.last_line == "still here", "the other session")
    os.kill(world.host(hung.id).host_pid, signal.SIGCONT)
    await control.stop_session(hung.id, force=True)
    await watch.session(hung.id, lambda s: s.exit, "the end")


async def test_a_host_is_upgraded_in_place(world: World) -> None:
    """The same program and screen, a new host."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", "echo before; read x; echo after; read y"))
    shown = await world.show(control, session.id)
    await shown.sees("before")
    old = world.host(session.id)

    def upgrade() -> str:
        with BlockingControl() as other:
            return other.upgrade_hosts(session.id)

    assert await asyncio.to_thread(upgrade) == "1 upgraded"
    new = world.host(session.id)
    assert new.agent_pid == old.agent_pid
    assert new.instance != old.instance
    await shown.until(lambda: shown.stream and shown.stream.connected, "attached again")
    assert shown.stream is not None
    shown.stream.send_text("\r")
    await shown.sees("after")
    assert "before" in shown.text()
    await watch.session(session.id, lambda s: s.host is HostState.ALIVE, "alive")


async def test_a_manifest_read_again_judges_running_sessions(world: World) -> None:
    """A rule that was wrong is mended without restarting anything."""
    control, watch = await world.control()
    manifest = paths.agents_dir() / "bot.toml"
    manifest.parent.mkdir(parents=True, exist_ok=True)  # nothing else runs here
    text = """
title = "Bot"
program = "sh"
launch = ["{program}", "-c", "echo may I; sleep 600"]

[[status]]
name = "asks"
pattern = "PATTERN"
state = "blocked"
reason = "question"
"""
    manifest.write_text(text.replace("PATTERN", "no such thing"))
    await control.reload()
    session = await control.new_session(NewSession(agent="bot", cwd=str(world.work)))
    await watch.session(session.id, lambda s: s.last_line == "may I", "the question")
    manifest.write_text(text.replace("PATTERN", "may I"))
    await control.reload()
    asked = await watch.session(session.id, lambda s: s.state is State.BLOCKED, "blocked")
    assert asked.evidence == "on the screen: asks"


async def test_a_conversation_is_gone_on_with(world: World) -> None:
    """By agents that can; in the same place, under a new id, and only once the first one has ended."""
    control, watch = await world.control()
    manifest = paths.agents_dir() / "bot.toml"
    manifest.parent.mkdir(parents=True, exist_ok=True)  # nothing else runs here
    manifest.write_text(
        """
title = "Bot"
program = "sh"
launch = ["{program}", "-c", "read x"]
resume = ["{program}", "-c", "echo resumed in $PWD; sleep 600"]
"""
    )
    await control.reload()
    session = await control.new_session(NewSession(agent="bot", cwd=str(world.work), task="a task"))
    with pytest.raises(Refused, match="still runs"):
        await control.resume_session(session.id)
    await control.send_line(session.id, "end")
    ended = await watch.session(session.id, lambda s: s.exit, "the end")
    assert ended.resumable
    again = await control.resume_session(session.id)
    assert (again.task, again.cwd) == ("a task", str(world.work))
    await watch.session(again.id, lambda s: s.last_line == f"resumed in {world.work}", "resumed")
    shell = await control.new_session(world.command("true"))
    await watch.session(shell.id, lambda s: s.exit and not s.resumable, "the end")
    with pytest.raises(Refused, match="cannot go on"):
        await control.resume_session(shell.id)


async def test_an_agent_is_looked_for_where_its_session_would(world: World) -> None:
    """Its own PATH and directories count at the start, the restart and the resume, not the daemon's."""
    control, watch = await world.control()
    tools = world.root / "tools"
    tools.mkdir()
    (tools / "only-here").write_text("#!/bin/sh\necho $1 in $XDG_DATA_HOME; exec sleep 600\n")
    (tools / "only-here").chmod(0o755)
    manifest = paths.agents_dir() / "bot.toml"
    manifest.parent.mkdir(parents=True, exist_ok=True)  # nothing else runs here
    manifest.write_text(
        'program = "only-here"\nlaunch = ["{program}", "begun"]\nresume = ["{program}", "resumed"]\n'
    )
    await control.reload()
    mine = {"PATH": f"{tools}:{os.environ['PATH']}", "XDG_DATA_HOME": "/mine"}
    with pytest.raises(NotFound, match="not installed"):
        await control.new_session(NewSession(agent="bot", cwd=str(world.work)))
    first = await control.new_session(NewSession(agent="bot", cwd=str(world.work), env=mine))
    await watch.session(first.id, lambda s: s.last_line == "begun in /mine", "it runs")
    assert decode(paths.session_record(first.id).read_bytes()).places["XDG_DATA_HOME"] == "/mine"
    second = await control.restart_session(first.id)
    await watch.session(second.id, lambda s: s.last_line == "begun in /mine", "it runs again")
    await control.stop_session(second.id, force=True)
    await watch.session(second.id, lambda s: s.exit, "the end")
    third = await control.resume_session(second.id)
    await watch.session(third.id, lambda s: s.last_line == "resumed in /mine", "it goes on")


async def test_a_prompt_is_typed_into_what_takes_it_no_other_way(world: World) -> None:
    """Once, when the program waits; and the focus is free afterwards."""
    control, watch = await world.control()
    session = await control.new_session(
        NewSession(agent="shell", cwd=str(world.work), prompt="echo typed-$((40 + 2)); cat")
    )
    await watch.session(session.id, lambda s: s.last_line == "typed-42", "the prompt was typed")
    await watch.session(session.id, lambda s: not s.focus.holder, "the focus is free")
    await control.send_line(session.id, "and more")
