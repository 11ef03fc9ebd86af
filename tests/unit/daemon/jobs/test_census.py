"""Tests of `plangate.daemon.jobs.census`."""

from __future__ import annotations

import pytest

from plangate.daemon.jobs.census import Found, Tree, members, roots, said
from plangate.daemon.jobs.processes import Process
from plangate.model.jobs import Kind

_HOST, _AGENT = 10, 20


def _process(
    pid: int, parent: int, *, sid: int = _AGENT, group: int = 0, start: int = 100, name: str = "x"
) -> Process:
    return Process(pid, parent, group or pid, sid, _AGENT, "S", 0, start, name)


def _all(*more: Process) -> dict[int, Process]:
    base = (
        _process(1, 0, sid=1),
        _process(5, 1, sid=5),
        _process(_HOST, 5, sid=5),
        _process(_AGENT, _HOST, start=50),
    )
    return {process.pid: process for process in (*base, *more)}


def _tree(kind: Kind = Kind.AGENT, since: float = 80.0, agent: int = _AGENT) -> Tree:
    return Tree("s", agent, _HOST, kind, since)


def _jobs(everyone: dict[int, Process], tree: Tree, marked: dict[int, str] | None = None) -> dict[int, Found]:
    owned = members(everyone, [tree], {}, lambda process: (marked or {}).get(process.pid, ""))
    return {found.root.pid: found for found in roots(everyone, owned, tree)}


def test_what_an_agent_started_since_it_was_asked_is_a_job() -> None:
    """Its servers are older; what is below a job belongs to it."""
    everyone = _all(_process(30, _AGENT, start=60), _process(31, _AGENT), _process(32, 31))
    jobs = _jobs(everyone, _tree())
    assert {pid: [p.pid for p in found.below] for pid, found in jobs.items()} == {31: [32]}
    assert not jobs[31].detached


@pytest.mark.parametrize("parent", [1, 5, _HOST])
def test_an_orphan_is_found_by_its_environment_or_its_host(parent: int) -> None:
    """Whoever became its parent."""
    everyone = _all(_process(40, parent, sid=40))
    (found,) = _jobs(everyone, _tree(), {40: "s"}).values()
    assert found.detached


def test_an_orphan_in_a_sandbox_hangs_below_its_first_process() -> None:
    """Which itself is no job, and neither are the host's own helpers."""
    everyone = _all(
        _process(25, _HOST, name="plangate-init", sid=25),
        _process(40, 25, sid=40),
        _process(41, _HOST, sid=5),
    )
    assert list(_jobs(everyone, _tree())) == [40]


def test_a_shell_has_jobs_behind_its_foreground() -> None:
    """What has the terminal is what the person runs."""
    everyone = _all(_process(30, _AGENT, group=_AGENT), _process(31, _AGENT, group=31))
    assert list(_jobs(everyone, _tree(Kind.SHELL, 0))) == [31]


def test_a_command_has_jobs_only_where_they_left_it() -> None:
    """Its children are itself."""
    everyone = _all(_process(30, _AGENT), _process(31, _AGENT, sid=31), _process(32, 1, sid=32))
    assert list(_jobs(everyone, _tree(Kind.COMMAND, 0), {32: "s"})) == [31, 32]


def test_servants_of_the_login_are_none() -> None:
    """They serve everybody and never end."""
    assert not _jobs(_all(_process(30, 1, sid=30, name="gpg-agent")), _tree(), {30: "s"})


def test_jobs_of_an_ended_program_are_still_its_jobs() -> None:
    """By their environment, or because they were known."""
    everyone = _all(_process(40, 1, sid=40), _process(41, 1, sid=41))
    del everyone[_AGENT]
    tree = _tree(agent=0)
    owned = members(everyone, [tree], {(41, 100): "s"}, lambda process: "s" if process.pid == 40 else "")
    assert [found.root.pid for found in roots(everyone, owned, tree)] == [40, 41]


def test_another_sessions_process_is_nobodys() -> None:
    """A marker counts only for sessions that are watched."""
    assert members(_all(_process(40, 1)), [_tree()], {}, lambda process: "other").keys() == {_AGENT}


def test_what_a_shell_was_only_started_to_run_stands_for_it() -> None:
    """Control characters in a command line are shown as blanks."""
    lines = {31: ("/bin/bash", "-c", "eval 'npm run dev'"), 32: ("npm", "run", "dev\x1b[2J")}
    found = Found("s", _process(31, _AGENT), (_process(32, 31),), detached=False)
    assert said(found, lambda pid: lines[pid]) == "npm run dev [2J"
    alone = Found("s", _process(31, _AGENT), (), detached=False)
    assert said(alone, lambda pid: lines[pid]) == "/bin/bash -c eval 'npm run dev'"
    assert said(alone, lambda pid: ()) == "[x]"
