"""Registers the demo as an agent."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from plangate.model.session import Reason
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.gate import Prepared, Setting
from plangate.plugins.held import Held
from plangate.plugins.signs import blocked, waiting, working
from plangate_demo import sample

__all__ = ["Demo", "Plugin"]


class Demo(Held):
    """The demo: always installed, because it is this Python."""

    name = "demo"
    title = "Demo (scripted)"
    program = sys.executable
    install_hint = ""
    env_allow: Sequence[str] = ()
    status_rules = (
        blocked(Reason.PLAN, "plan question", r"^\s*Approve this plan\?"),
        blocked(Reason.PERMISSION, "permission question", r"^\s*May I run this\?"),
        blocked(Reason.QUESTION, "question", r"· a number answers", rows=3),
        working("esc to interrupt", r"esc to interrupt"),
        waiting("prompt box", r"\(shift\+tab\)", rows=3),
    )

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Run the package as a program of its own."""
        tail = ("--", prompt) if prompt else ()
        return Launch(argv=(program, "-m", "plangate_demo", *args, *tail), env={})

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """Make the sample before the gate closes over its directory."""
        here = Path(setting.cwd)
        if not any(here.iterdir()):
            sample.create(here)
        return super().prepare(launch, setting)

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """It has no conversation to go on with."""
        return None

    def version_argv(self, program: str) -> Sequence[str]:
        """It is as old as Plangate."""
        return ()


class Plugin:
    """Registers the demo."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Demo(),)
