"""A world with a repository and the fake agent in it, for tests of the plan gate."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.world import Watch, World

from plangate.client import gate
from plangate.client.control import Control
from plangate.model.gate import GateState, GateView
from plangate.model.plan import PlanView, VoteKind
from plangate.model.session import NewSession, Session

__all__ = ["PLAN", "Gated", "make_repository", "use_fake_agent"]

PLAN = """# Write a file

1. Write src/new.txt

## Files
- `src/new.txt`
- `src/other/**`

## Tests
- none
"""


def use_fake_agent(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Have daemons that are started from now on know the fake agent."""
    here = Path(__file__).parent / "fake_agent"
    monkeypatch.setenv("PYTHONPATH", str(here))
    monkeypatch.setenv("FAKE_STATE", str(root / "state"))


def make_repository(work: Path) -> None:
    """A repository with two directories and a commit."""
    for name in ("src/old.txt", "docs/page.txt", "top.txt"):
        path = work / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("one\n")
    (work / ".gitignore").write_text("ignored/\n")
    git(work, "init", "-q", "-b", "main")
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "first")


def git(work: Path, *arguments: str) -> str:
    """Run git as nobody in particular."""
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    done = subprocess.run(["git", *who, *arguments], cwd=work, capture_output=True, text=True, check=True)
    return done.stdout


class Gated:
    """A client, and one session of the fake agent."""

    def __init__(self, world: World, control: Control, watch: Watch) -> None:
        self.world = world
        self.control = control
        self.watch = watch
        self.work = world.work
        self.id = ""
        self._typed = 0

    @classmethod
    async def begin(cls, world: World, **fields: object) -> Gated:
        """Start a session; returns when its agent waits for lines."""
        control, watch = await world.control()
        made = cls(world, control, watch)
        new = NewSession(agent="fake", cwd=str(world.work), cols=1000, **fields)  # type: ignore[arg-type]
        made.id = str((await control.new_session(new)).id)
        await made.watch.session(made.id, lambda s: s.last_line == "fake agent ready", "ready")
        return made

    async def type(self, line: str) -> None:
        """Have the agent do something."""
        self._typed += 1
        await self.control.send_line(Session(id=self.id, name="", agent="").id, line)  # type: ignore[arg-type]

    async def sees(self, text: str) -> None:
        """Wait until the agent's answer to what was typed last begins so."""
        wanted = f"[{self._typed}] {text}"
        await self.watch.session(
            self.id, lambda s: s.last_line.startswith(wanted), f"{wanted!r} as last line"
        )

    async def typed_for_it(self) -> None:
        """The daemon has typed a line of its own."""
        self._typed += 1

    async def does(self, line: str, result: str) -> None:
        """Have it do something, and wait for what comes of it."""
        await self.type(line)
        await self.sees(result)

    async def until(self, what: Callable[[GateView], object], reason: str) -> GateView:
        """Wait until the gate is as wanted."""
        return (await self.watch.session(self.id, lambda s: what(s.gate), reason)).gate

    async def state(self, state: GateState) -> GateView:
        """Wait for a state of the gate."""
        return await self.until(lambda view: view.state is state, f"gate {state}")

    async def event(self, kind: str) -> None:
        """Wait for an event of the ledger."""
        await self.watch.until(lambda: kind in self.watch.kinds(), f"event {kind}")

    async def present(self, text: str = PLAN) -> PlanView:
        """Have the agent present a plan; returns when a person is asked."""
        file = self.world.root / "state" / "plan.md"
        file.write_text(text)
        await self.type(f"plan {file}")
        return await self.waiting()

    async def waiting(self, version: int = 1) -> PlanView:
        """The plan that waits, once there is one."""
        view = await self.until(
            lambda view: view.phase == "submitted" and view.version >= version, "a plan waits"
        )
        return await self.control.ask(gate.plan(view.plan))

    async def approve(self, plan: PlanView) -> PlanView:
        """Approve as a person does at a terminal."""
        return await self.vote(plan, VoteKind.APPROVE, factor="code", proof=plan.code)

    async def vote(self, plan: PlanView, kind: VoteKind, **fields: str) -> PlanView:
        """Decide."""
        return await self.control.ask(gate.vote(plan.summary.id, plan.summary.digest, kind, **fields))

    def status(self) -> str:
        """What git says has changed in the workspace."""
        return git(self.work, "status", "--porcelain", "-uall")

    def env(self) -> dict[str, str]:
        """Of a person's command in another terminal."""
        return dict(os.environ)
