"""Real Claude Code and Codex behind the plan gate where there are no namespaces: strength syscall."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.e2e.desk import Desk
from tests.e2e.test_gate import (
    END,
    FREE,
    PLAN,
    Work,
    approve,
    never_asks,
    start,
    waiting_plan,
    with_prompt,
)
from tests.support.outer import plangate

from plangate.conformance.model import Model
from plangate.conformance.said import Call, Said, Script, Step, Turn
from plangate.sandbox.probe import LIMIT


@pytest.fixture
def work(desk: Desk) -> Work:
    """In the desk's directory, which is all of it that an agent may change."""
    return Work(desk.work)


def _python(work: Work, name: str) -> str:
    """Of which no hook knows what it does."""
    return f"python3 -c \"open('{work.root}/{name}', 'w').write('x')\""


def _claude(work: Work) -> Script:
    def bash(command: str) -> Said:
        return Said("Trying.", (Call("Bash", {"command": command}),))

    def plan(turn: Turn) -> Said:
        text = PLAN.format(more="`src/new.txt`", tests="none")
        return Said("Planning.", (Call("Write", {"file_path": turn.plan_file, "content": text}),))

    steps: list[Step] = [
        bash(_python(work, "src/early.txt")),
        bash(f"sh -c 'rm -f {work.root}/sed.txt; touch {work.root}/made'"),
        Said("Thinking.", (Call("EnterPlanMode"),)),
        plan,
        Said("Here is the plan.", (Call("ExitPlanMode"),)),
        bash(_python(work, "src/new.txt")),
        bash(_python(work, "outside.txt")),
        Said(END),
    ]
    after: list[Step] = [bash(_python(work, "src/late.txt")), Said("Tried it again.")]
    return Script(("once more", after), ("carry it out", steps))


def _codex(work: Work) -> Script:
    def run(command: str) -> Said:
        return Said("Trying.", (Call("exec_command", {"cmd": command}),))

    text = PLAN.format(more="`src/new.txt`", tests="none")
    first: list[Step] = [
        run(_python(work, "src/early.txt")),
        run(f"sh -c 'rm -f {work.root}/sed.txt; touch {work.root}/made'"),
        Said(f"I propose:\n<proposed_plan>\n{text}</proposed_plan>\n"),
    ]
    then = [run(_python(work, "src/new.txt")), run(_python(work, "outside.txt")), Said(END)]
    after: list[Step] = [run(_python(work, "src/late.txt")), Said("Tried it again.")]
    return Script(("once more", after), ("mplement", then), ("carry it out", first))


@pytest.mark.parametrize("agent", ["claude", "codex"])
def test_a_supervisor_holds(
    agent: str, desk: Desk, program: Callable[[str], str], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All permissions bypassed: nothing before the approval, the plan's directories after it, nothing when closed."""
    program(agent)
    monkeypatch.setenv(LIMIT, "syscall")
    if agent == "claude":
        never_asks(desk)
        script, (args, env) = _claude(work), FREE["claude"]
    else:
        script, (args, env) = _codex(work), FREE["codex"]
    with Model(lambda turn, _: script(turn)) as model:
        session = start(agent, args, desk, model, env, strength="syscall")
        pid = desk.show(session)["pid"]
        with_prompt(desk, session, "please carry it out")
        plan = waiting_plan(desk, session, 1)
        assert work.changed() == set()
        approve(session, plan)
        desk.sees(session, END, "100s")
        assert work.changed() == {"src/new.txt"}
        assert desk.show(session)["pid"] == pid
        plangate("gate", "close", session)
        desk.settles(session)
        with_prompt(desk, session, "once more")
        desk.sees(session, "Tried it again", "100s")
        assert work.changed() == {"src/new.txt"}
