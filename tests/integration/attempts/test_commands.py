"""`plangate tasks` and `plangate stats` as people and scripts run them."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.integration.attempts.test_tracker import working
from tests.support.gated import Gated, git
from tests.support.working import ended, undone, until_attempts
from tests.support.world import World


def plangate(*words: str, code: int = 0) -> str:
    """Run the command; its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "plangate", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout or done.stderr


async def undone_once(world: World) -> Gated:
    """One attempt, undone by a person."""
    gated = await working(world)
    await ended(gated)
    git(gated.work, "checkout", "--", ".")
    (gated.work / "src" / "new.txt").unlink()
    await until_attempts(gated, lambda all: any(undo.full for undo in undone(all)), "a full undo")
    return gated


async def test_tasks_are_listed_shown_and_corrected(world: World) -> None:
    """By the beginnings of their ids."""
    gated = await undone_once(world)
    (task,) = json.loads(plangate("tasks", "ls", "--json"))["tasks"]
    (attempt,) = task["attempts"]
    assert (attempt["session"], attempt["end"]) == (gated.id, "undone")
    assert "undone" in plangate("tasks", "ls", "-s", gated.id)
    shown = plangate("tasks", "show")
    assert "full undo by" in shown
    assert attempt["checkpoint"] in shown
    for undo in attempt["undos"]:
        plangate("tasks", "dismiss", undo["id"], "-m", "moved")
    plangate("tasks", "mark", attempt["id"][:6], "done")
    again = json.loads(plangate("tasks", "show", "-", "--json"))["task"]["attempts"][0]
    assert (again["end"], again["undos"][0]["dismissed"] != "") == ("done", True)
    assert "no attempt" in plangate("tasks", "mark", "zzz", "done", code=3)


async def test_stats_in_every_shape(world: World) -> None:
    """Table, JSON, CSV, markdown; filtered by agent, directory and time."""
    gated = await undone_once(world)
    made = json.loads(plangate("stats", "--json"))["report"]
    assert (made["attempts"], made["observed"]["without"]["undone"]) == (1, [1, 1])
    assert made["lost"]["lines"] == 2
    assert json.loads(plangate("stats", "--json", "--agent", "claude"))["report"]["attempts"] == 0
    assert json.loads(plangate("stats", "--json", "-C", str(gated.work / "src")))["report"]["attempts"] == 1
    assert json.loads(plangate("stats", "--json", "-C", "/usr"))["report"]["attempts"] == 0
    assert json.loads(plangate("stats", "--json", "--since", "2099-01-01"))["report"]["attempts"] == 0
    assert plangate("stats", "--csv").splitlines()[1].startswith("gated,")
    assert plangate("stats", "--md").startswith("## Undo and restart")
    assert "Nobody drew lots" in plangate("stats")
