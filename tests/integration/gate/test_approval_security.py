"""Nothing that a session starts can approve a plan, whatever it does to hide where it comes from."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.support.gated import Gated
from tests.support.world import World, until

from plangate.client import gate
from plangate.config import paths
from plangate.errors import Refused
from plangate.model.gate import GateState
from plangate.model.plan import Phase, PlanView, VoteKind
from plangate.model.session import NewSession

APPROVER = Path(__file__).parents[2] / "support" / "approver.py"
WAYS = ("child", "fork", "bare", "pty", "cli", "exit")


def _request(world: World, plan: PlanView, out: Path) -> Path:
    out.mkdir(exist_ok=True)
    file = world.root / "state" / "request.json"
    told = {
        "socket": str(paths.daemon_socket()),
        "plan": plan.summary.id,
        "digest": plan.summary.digest,
        "proof": plan.code,
        "out": str(out),
    }
    file.write_text(json.dumps(told))
    return file


async def _still_waits(gated: Gated, plan: PlanView) -> None:
    after = await gated.control.ask(gate.plan(plan.summary.id))
    assert after.summary.phase is Phase.SUBMITTED
    assert after.votes == ()
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.CLOSED


async def test_from_inside_the_gated_session(world: World) -> None:
    """The people's socket is not even there; the agents' own knows no vote."""
    gated = await Gated.begin(world)
    file = world.root / "state" / "plan.md"
    file.write_text("# Plan\n\n1. do it\n")
    await gated.type(
        f'run plangate() {{ {sys.executable} -m plangate "$@"; }}; plangate plan submit -f {file}'
    )
    plan = await gated.waiting()
    out = world.root / "state" / "out"
    request = _request(world, plan, out)
    for way in WAYS[:-1]:
        await gated.does(f"run {sys.executable} -S {APPROVER} {way} {request}", "ran")
        await until(lambda way=way: (out / way).exists(), f"an answer by {way}")  # type: ignore[misc]
        assert "plan_reply" not in (out / way).read_text(), way
    say = '{"do": "vote", "token": "\'$PLANGATE_AGENT_TOKEN\'", "plan": "' + plan.summary.id + '"}'
    ask = "import socket,sys,os; s=socket.socket(1); s.connect(os.environ['PLANGATE_AGENT_SOCKET']);"
    ask += " s.sendall(sys.argv[1].encode()+b'\\n'); print(s.recv(9999).decode())"
    await gated.does(f"run {sys.executable} -c \"{ask}\" '{say}'", "ran 0")
    await _still_waits(gated, plan)


@pytest.mark.parametrize("way", WAYS)
async def test_from_a_session_that_is_not_gated(world: World, way: str) -> None:
    """A helper outside of the gate can reach the socket; it is told apart by where it comes from."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    out = world.root / "state" / "out"
    request = _request(world, plan, out)
    command = (sys.executable, str(APPROVER), way, str(request))
    made = NewSession(
        agent="command", cwd=str(world.work), argv=("sh", "-c", 'read go; "$@"; sleep 600', "x", *command)
    )
    helper = await gated.control.new_session(made)
    await gated.control.send_line(helper.id, "go")
    if way == "exit":
        await gated.watch.until(lambda: "access.refused" in gated.watch.kinds(), "refused")
    else:
        await until((out / way).exists, f"an answer by {way}")
        answer = (out / way).read_text()
        assert "cannot decide" in answer or "unauthorised" in answer, answer
    await gated.event("access.refused")
    await _still_waits(gated, plan)


async def test_a_vote_for_another_text_is_refused(world: World) -> None:
    """A person may approve, but only what they have read."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    vote = gate.vote(plan.summary.id, "0" * 64, VoteKind.APPROVE, factor="code", proof=plan.code)
    with pytest.raises(Refused, match="changed since"):
        await gated.control.ask(vote)
    await _still_waits(gated, plan)
