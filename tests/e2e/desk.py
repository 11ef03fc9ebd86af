"""A person at the command line, for tests: starts sessions, looks at screens, presses keys."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from tests.support.outer import plangate
from tests.support.world import World

from plangate.model.session import State

__all__ = ["Desk"]


class Desk:
    """Everything goes through `plangate`; nothing is asked of the daemon in any other way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.home = world.root / "home"
        self.home.mkdir()

    @property
    def work(self) -> Path:
        """Where sessions run."""
        return self.world.work

    def run(self, *argv: str, size: str = "80x24", env: dict[str, str] | None = None, agent: str = "") -> str:
        """Start a session with a home of its own, and return its id."""
        variables = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "PLANGATE_TEST_WORLD": str(self.world.root),
        } | (env or {})
        words = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
        chosen = [agent] if agent else []
        return plangate("run", "-C", str(self.work), "-s", size, *words, *chosen, "--", *argv).stdout.strip()

    def sees(self, session: str, pattern: str, timeout: str = "60s") -> None:
        """Wait for a text on the screen."""
        done = plangate("wait", session, "--text", pattern, "--timeout", timeout, check=False)
        assert done.returncode == 0, f"{pattern!r} is not on the screen: {done.stderr}\n{self.text(session)}"

    def waits(self, session: str, *states: str, timeout: str = "60s") -> None:
        """Wait for one of some states."""
        words = [word for state in states for word in ("--for", state)]
        done = plangate("wait", session, *words, "--timeout", timeout, check=False)
        assert done.returncode == 0, f"{done.stderr}\n{self.show(session)}\n{self.text(session)}"

    def press(self, session: str, *keys: str) -> None:
        """Press keys."""
        plangate("send", session, *[word for key in keys for word in ("-k", key)])

    def type(self, session: str, text: str, *, enter: bool = True) -> None:
        """Type a text."""
        plangate("send", session, text, *([] if enter else ["--no-enter"]))

    def text(self, session: str) -> str:
        """The screen as text."""
        return plangate("screen", session).stdout

    def screen(self, session: str, *, history: int = 0) -> dict[str, Any]:
        """The screen with everything."""
        found: dict[str, Any] = json.loads(
            plangate("screen", session, "--json", "--history", str(history)).stdout
        )["screen"]
        return found

    def lines(self, session: str) -> list[str]:
        """The screen's lines."""
        return [line["text"] for line in self.screen(session)["lines"]]

    def show(self, session: str) -> dict[str, Any]:
        """The session's record."""
        found: dict[str, Any] = json.loads(plangate("show", session, "--json").stdout)["session"]
        return found

    def state(self, session: str) -> State:
        """What it is believed to do."""
        return State(self.show(session)["state"])

    def ends(self, session: str, timeout: str = "30s") -> int:
        """Wait for the end, and return the program's exit code."""
        done = plangate("wait", session, "--timeout", timeout, "--exit-code", check=False)
        assert "still" not in done.stderr, f"{done.stderr}\n{self.text(session)}"
        return done.returncode

    def settles(self, session: str, patience: float = 30.0) -> None:
        """Wait until two looks at the screen are the same: there is no event for "has finished drawing"."""
        deadline = time.monotonic() + patience
        before = None
        while (now := self.text(session)) != before:
            assert time.monotonic() < deadline, now
            before = now
            time.sleep(0.3)
