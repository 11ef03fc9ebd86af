"""The agent commits what it was allowed to change, in the main checkout and in a worktree of its own."""

from __future__ import annotations

from pathlib import Path

from tests.support.gated import PLAN, Gated, git
from tests.support.world import World, until

from plangate.client import gate
from plangate.model.gate import GateState
from plangate.model.session import WorktreeRequest

_COMMIT = "git -c user.name=a -c user.email=a@b commit -qam agent"


async def _approved(gated: Gated) -> None:
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.state(GateState.OPEN)


async def test_a_commit_under_a_scoped_plan(world: World) -> None:
    """Refused while closed, possible under the plan; the person's own works while it is closed."""
    gated = await Gated.begin(world)
    await gated.does(f"run {_COMMIT} --allow-empty", "ran 128: fatal: Unable to create")
    git(world.work, "commit", "-q", "--allow-empty", "-m", "person")
    plan = await gated.present()
    assert (plan.directories, plan.stores) == (("src",), (".git",))
    await gated.approve(plan)
    await gated.sees("approved")
    view = await gated.state(GateState.OPEN)
    assert view.directories == ("src",)
    await gated.does("write src/new.txt x", "wrote src/new.txt")
    await gated.does(f"run git add src/new.txt && {_COMMIT}", "ran 0:")
    assert git(world.work, "log", "-1", "--format=%s").strip() == "agent"
    await gated.does("force .git/hooks/pre-commit x", "failed .git/hooks/pre-commit: Read-only file system")
    await gated.does("force .git/config x", "failed .git/config: Read-only file system")
    await gated.control.ask(gate.close(gated.id))
    await gated.state(GateState.CLOSED)
    await gated.does(f"run {_COMMIT} --allow-empty", "ran 128: fatal: Unable to create")


async def test_a_commit_in_a_worktree(world: World) -> None:
    """Whose git directory lies elsewhere; the branch that the person sees has the commit."""
    gated = await Gated.begin(world, worktree=WorktreeRequest(branch="side"))
    plan = await gated.present()
    assert [Path(world.work, store).name for store in plan.stores] == [".git"]
    await gated.approve(plan)
    await gated.sees("approved")
    await gated.state(GateState.OPEN)
    await gated.does("write src/new.txt x", "wrote src/new.txt")
    await gated.does(f"run git add src/new.txt && {_COMMIT}", "ran 0:")
    assert git(world.work, "log", "-1", "--format=%s", "side").strip() == "agent"
    main = world.work / ".git"
    for path in (main / "config", main / "hooks" / "pre-commit"):
        await gated.does(f"force {path} x", f"failed {path}: Read-only file system")
    await gated.type(f"force {world.work}/top.txt x")  # the private /tmp has no such file, or it is refused
    await gated.does("force src/new.txt y", "wrote src/new.txt")
    assert (world.work / "top.txt").read_text() == "one\n"


async def test_what_people_replace_is_locked_again(world: World) -> None:
    """Git puts another file in the place of its configuration, and the agent still cannot write to it."""
    gated = await Gated.begin(world)
    await _approved(gated)
    pid = (await gated.control.sessions())[0].pid
    info = Path(f"/proc/{pid}/mountinfo")
    for name in ("one", "two"):
        git(world.work, "config", "user.name", name)
        await until(lambda: f"{world.work}/.git/config ro" in info.read_text(), "a lock on the new file")
        await gated.does("force .git/config x", "failed .git/config: Read-only file system")
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.OPEN


async def test_a_file_that_would_turn_git_is_taken_away(world: World) -> None:
    """Nobody can hold its place, so it goes as soon as it comes, and the gate closes."""
    gated = await Gated.begin(world)
    await _approved(gated)
    await gated.does("force .git/commondir ../src", "wrote .git/commondir")
    view = await gated.until(lambda view: view.phase == "drifted", "drifted")
    assert view.drift == (".git/commondir",)
    await gated.event("gate.snare")
    await gated.state(GateState.CLOSED)
    assert not (world.work / ".git" / "commondir").exists()
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")


async def test_the_words_of_the_plan(world: World) -> None:
    """A plan for the whole workspace opens git with it, and says no more about that."""
    gated = await Gated.begin(world)
    plan = await gated.present(PLAN.replace("`src/other/**`", "`**`"))
    assert (plan.directories, plan.stores) == ((".",), ())
