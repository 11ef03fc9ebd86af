"""What somebody inside of a session tries against their own gate, other than writing to what is closed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.support.gated import PLAN, Gated
from tests.support.world import World

from plangate.client import gate
from plangate.config import paths
from plangate.model.gate import GateState, Offer
from plangate.model.plan import Phase
from plangate.sandbox.probe import LIMIT

_WHOLE = PLAN.replace("- `src/new.txt`", "- `**`")
_SAY = """import json, os, socket, sys
def say(**fields):
    line = socket.socket(socket.AF_UNIX)
    line.connect(os.environ["PLANGATE_AGENT_SOCKET"])
    line.settimeout(50)
    line.sendall(json.dumps({"token": os.environ["PLANGATE_AGENT_TOKEN"], "agent": "fake", **fields}).encode() + b"\\n")
    return line
"""


async def _script(gated: Gated, text: str, result: str) -> None:
    """Have the agent run a program of its own, which speaks to its socket."""
    file = gated.world.root / "state" / "script.py"
    file.write_text(_SAY + text)
    await gated.does(f"run python3 {file}", result)


async def _open(world: World, plan: str = PLAN) -> Gated:
    gated = await Gated.begin(world)
    await gated.does("converse one startup", "told:")
    await gated.approve(await gated.present(plan))
    await gated.sees("approved")
    await gated.state(GateState.OPEN)
    return gated


async def test_changes_of_its_own_are_nobody_elses(world: World) -> None:
    """A session cannot claim them, close the question, or reopen: those words are not known to its socket."""
    gated = await _open(world)
    await gated.does("force src/stray.txt x", "wrote src/stray.txt")
    await gated.until(lambda view: view.phase == Phase.DRIFTED, "drifted")
    words = ("claim_changes", "reopen_gate", "tick_steps", "move_plan", "answer_question", "observe_gate")
    text = f"for word in {words!r}:\n"
    text += " line = say(do=word, session=os.environ['PLANGATE_SESSION'], paths=['src/stray.txt'], on=True)\n"
    text += " assert b'error' in line.recv(9999), word\nprint('all refused')"
    await _script(gated, text, "ran 0: all refused")
    for words_ in ("gate mine src/stray.txt", "gate open", "gate budget", "gate observe on"):
        await gated.type(f"run plangate {words_}")
        await gated.sees("ran")
    view = await gated.control.ask(gate.gate(gated.id))
    assert (view.state, view.phase, view.drift) == (GateState.CLOSED, Phase.DRIFTED, ("src/stray.txt",))


async def test_records_of_plans_are_never_its_own(world: World) -> None:
    """Although all of the workspace is open: one that the daemon has not written is gone, and the gate closes."""
    gated = await _open(world, _WHOLE)
    await gated.type("run plangate plan record --title x")
    await gated.sees("ran")
    assert len(list((world.work / ".plangate").rglob("p-*"))) == 1
    await gated.does("run echo {} > .plangate/records/p-aaaaaaaa.json && echo forged", "ran 0: forged")
    await gated.state(GateState.CLOSED)
    assert not (world.work / ".plangate/records/p-aaaaaaaa.json").exists()


async def test_conversations_that_it_makes_up(world: World) -> None:
    """Naming the next one beforehand does not take the approval along, and none can look like an option."""
    gated = await _open(world)
    fork = {"kind": "session-start", "conversation": "two", "source": "fork"}
    odd = {"kind": "session-start", "conversation": "--settings={}", "source": "fork"}
    await _script(
        gated,
        f"print(say(do='hook', payload={odd!r}).recv(9999).decode())\n"
        f"say(do='hook', payload={fork!r}).recv(9999)\nprint('said')",
        "ran 0: ",
    )
    await gated.does("converse two clear", "told:")
    view = await gated.state(GateState.CLOSED)
    assert (view.phase, view.offer) == (Phase.WAITING, Offer.REOPEN)
    await gated.does("force src/new.txt x", "failed src/new.txt")


async def test_messages_that_would_keep_the_daemon_busy(world: World) -> None:
    """Paths of millions of names, pipes as logs, questions without end: a budget is metered all the same."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    text = """
import threading
os.mkfifo("/tmp/pipe")
tool = {"name": "Write", "kind": "write", "paths": ["a/" * 1000000]}
lines = [say(do="hook", payload={"kind": "tool", "conversation": "one", "tool": tool})]
lines += [say(do="hook", payload={"kind": "tool", "conversation": "one", "cwd": "../" * 1000000, "tool": tool})]
tool = {"name": "Bash", "kind": "shell", "command": "x" * 9000}
lines += [say(do="hook", payload={"kind": "permission", "conversation": "one", "tool": tool}) for _ in range(60)]
refused = sum(b"error" in line.recv(9999) for line in lines[:2])
print("refused", refused)
sys.stdout.flush()
"""
    await _script(gated, text, "ran 0: refused 2")
    view = await gated.control.ask(gate.gate(gated.id))
    assert len(view.questions) <= 20
    await gated.type("run for n in 1 2 3 4 5 6 7 8 9; do echo x > n$n.txt; done")
    await gated.state(GateState.PAUSED)


async def test_a_folder_for_plans_that_leads_elsewhere(world: World) -> None:
    """It is a mount of its own, which the session can neither move nor replace; links in it are not followed."""
    gated = await Gated.begin(world)
    await gated.does("run mv $PLANGATE_PLAN_DIR /tmp/x", "ran 1")
    await gated.does("run rmdir $PLANGATE_PLAN_DIR", "ran 1")
    target = world.root / "state" / "victim"
    target.write_text("mine")
    await gated.does(f"run ln -s {target} $PLANGATE_PLAN_DIR/plan.answer.md", "ran 0")
    file = world.root / "state" / "draft.md"
    file.write_text(PLAN)
    await gated.does(f"run cp {file} $PLANGATE_PLAN_DIR/plan.md", "ran 0")
    plan = await gated.waiting()
    assert plan.summary.version == 1
    answer = paths.plan_dir(gated.id) / "plan.answer.md"
    await gated.watch.until(lambda: answer.is_file() and not answer.is_symlink(), "answered in its place")
    assert target.read_text() == "mine"


@pytest.mark.parametrize("strength", ["kernel", "syscall"])
async def test_whoever_holds_the_gate_is_not_reached(
    world: World, monkeypatch: pytest.MonkeyPatch, strength: str
) -> None:
    """Neither the daemon's socket nor the keeper's, the hosts' or a supervisor's name takes a word from inside."""
    monkeypatch.setenv(LIMIT, strength)
    gated = await Gated.begin(world)
    names = [str(path) for path in paths.runtime_dir().rglob("*.sock") if path.name != "agents.sock"]
    confined = await asyncio.to_thread(Path("/proc/net/unix").read_text)
    names += ["\0" + name[1:] for name in confined.split() if name.startswith("@") and "plangate" in name]
    text = f"""
for name in {names!r}:
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(20)
    try:
        line.connect(name)
        line.sendall(b'{{"do": "flip", "opened": ["/"]}}\\n')
        data = line.recv(9999)
        assert not data or b"unauthorised" in data or b"error" in data, (name, data)
    except OSError:
        pass
print("nobody answers")
"""
    await _script(gated, text, "ran 0: nobody answers")
    await gated.does("force src/new.txt x", "failed src/new.txt")
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.CLOSED
