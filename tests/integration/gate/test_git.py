"""What git does in an open session, beside the records of plans."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.support.gated import Gated, git
from tests.support.world import PATIENCE, World, until

from plangate.client import gate
from plangate.model.gate import GateState
from plangate.model.plan import Phase
from plangate.sandbox.probe import LIMIT

WHOLE = "# Change all\n\n1. Change things\n\n## Scope\n- `**`\n"
RECORD = ".plangate/records/p-aaaaaaaa.json"
AS = "git -c user.name=T -c user.email=t@example.org"


async def _open(world: World, text: str = WHOLE) -> tuple[Gated, str]:
    gated = await Gated.begin(world)
    plan = await gated.present(text)
    await gated.approve(plan)
    await gated.sees("approved")
    record = f".plangate/records/{plan.summary.id}.json"
    await until(lambda: record in gated.status(), "the record is there")
    return gated, record


async def test_nothing_is_made_for_records_before_there_are_some(world: World) -> None:
    """A clean workspace stays clean, and git in an open budget has nothing to complain of."""
    gated = await Gated.begin(world)
    assert not (world.work / ".plangate").exists()
    await gated.control.ask(gate.open_budget(gated.id))
    await gated.does(
        "run echo x > stray.txt && git stash -q -u && git status --porcelain && echo fine", "ran 0: fine"
    )
    await gated.does("run git stash pop -q >/dev/null && cat stray.txt", "ran 0: x")
    await gated.does("run git clean -q -fd && echo fine", "ran 0: fine")
    assert not (world.work / "stray.txt").exists()


@pytest.mark.parametrize(("scope", "strength"), [("**", "kernel"), ("src/**", "kernel"), ("**", "syscall")])
async def test_stash_and_clean_leave_the_record(
    world: World, monkeypatch: pytest.MonkeyPatch, scope: str, strength: str
) -> None:
    """It is not committed yet, and stays where it is, whatever of the workspace is open."""
    monkeypatch.setenv(LIMIT, strength)
    gated, record = await _open(world, WHOLE.replace("**", scope))
    words = (
        "echo x > src/stray.txt && echo two > src/old.txt && git stash -q -u 2>&1 && git status --porcelain"
    )
    await gated.does(f"run {words} && echo fine", "ran 0: fine")
    assert record in gated.status()
    assert (world.work / "src/old.txt").read_text() == "one\n"
    await gated.does("run git stash pop -q >/dev/null && cat src/stray.txt src/old.txt", "ran 0: x")
    await gated.does("run git clean -fd 2>&1", "ran 0: Removing src/stray.txt")
    assert record in gated.status()
    view = await gated.control.ask(gate.gate(gated.id))
    assert (view.state, view.drift) == (GateState.OPEN, ())


@pytest.mark.parametrize("strength", ["kernel", "syscall"])
async def test_branches_with_other_records(
    world: World, monkeypatch: pytest.MonkeyPatch, strength: str
) -> None:
    """Commits, switching, merging: records come and go with them, and that is no drift."""
    monkeypatch.setenv(LIMIT, strength)
    git(world.work, "checkout", "-q", "-b", "other")
    (world.work / ".plangate/records").mkdir(parents=True)
    (world.work / RECORD).write_text("{}\n")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "theirs")
    git(world.work, "checkout", "-q", "main")
    gated, record = await _open(world)
    await gated.does(f"run echo two > top.txt && {AS} commit -q -a -m mine 2>&1 && echo fine", "ran 0: fine")
    assert record in git(world.work, "show", "--name-only", "--format=", "HEAD")
    await gated.does("run git checkout -q other 2>&1 && git status --porcelain && echo fine", "ran 0: fine")
    assert (world.work / RECORD).exists()
    assert not (world.work / record).exists()
    await gated.does(
        f"run git checkout -q main && {AS} merge -q other -m both 2>&1 && echo fine", "ran 0: fine"
    )
    await gated.does("run git status --porcelain && ls .plangate/records | wc -l", "ran 0: 2")
    await gated.does("force docs/last.txt x", "wrote")
    plan = Path(record).stem
    async with asyncio.timeout(PATIENCE):  # what was touched is told by no event of its own
        while "docs/last.txt" not in (await gated.control.ask(gate.plan(plan))).touched:  # noqa: ASYNC110 - no event of ours
            await asyncio.sleep(0.05)
    view = await gated.control.ask(gate.gate(gated.id))
    assert (view.state, view.drift) == (GateState.OPEN, ())


async def test_work_under_a_supervisor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell that builds, packs, rebases and cleans up, as it would without; closed again nothing of it works."""
    monkeypatch.setenv(LIMIT, "syscall")
    rules = "all: out/sum\nout/sum: src/a src/b\n\tmkdir -p out && cat $^ > $@ && chmod 640 $@\nclean:\n\trm -rf out\n"
    (world.work / "Makefile").write_text(rules)
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "rules")
    gated, _ = await _open(world)
    lines = (
        "seq 100 > src/a && seq 50 > src/b && make -s -j2 && wc -l < out/sum",
        f"{AS} commit -q --allow-empty -m one && git checkout -q -b side && git add src && {AS} commit -q -m two",
        f"git checkout -q main && {AS} commit -q --allow-empty -m three && {AS} rebase -q side && git gc -q",
        "make -s clean && test ! -e out && git worktree list && git status --porcelain | wc -l",
        "tar cf $TMPDIR/kept.tar src && tar xf $TMPDIR/kept.tar -C src && rm -r src/src $TMPDIR/kept.tar",
    )
    for line in lines:
        await gated.does(f"run ({line}) > /dev/null 2>&1 && echo fine", "ran 0: fine")
    assert git(world.work, "log", "--format=%s").split() == ["three", "two", "one", "rules", "first"]
    await gated.control.ask(gate.close(gated.id))
    await gated.state(GateState.CLOSED)
    for line in ("make -s", "git stash -q -u", f"{AS} commit -q --allow-empty -m no", "rm src/a"):
        await gated.does(f"run ({line}) > /dev/null 2>&1 || echo refused", "ran 0: refused")


async def test_a_forged_record_is_taken_away(world: World) -> None:
    """Also when it copies the real one under another plan's words; the gate closes."""
    gated, record = await _open(world)
    real = json.loads((world.work / record).read_text())
    real["plan"]["scope"] = ["**", "/"]
    (world.root / "state/forged.json").write_text(json.dumps(real))
    await gated.does(f"run cp {world.root}/state/forged.json {record} && echo fine", "ran 0: fine")
    view = await gated.until(lambda view: view.phase == Phase.DRIFTED, "drifted")
    assert view.drift == (record,)
    await gated.state(GateState.CLOSED)
    await gated.event("gate.snare")
    assert not (world.work / record).exists()


async def test_a_forged_record_ends_a_budget(world: World) -> None:
    """As for every other path of the directory that needs a plan."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    await gated.does(f"run mkdir -p .plangate/records && echo {{}} > {RECORD} && echo fine", "ran 0: fine")
    await gated.state(GateState.CLOSED)
    await until(lambda: not (world.work / RECORD).exists(), "taken away")
