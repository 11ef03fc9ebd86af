"""Registers the demo as an agent."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from plangate.model.session import Reason, State
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption, StatusRule
from plangate.plugins.gate import Prepared, Setting
from plangate.plugins.held import Held
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
        StatusRule(
            name="plan question",
            pattern=r"^\s*Approve this plan\?",
            state=State.BLOCKED,
            reason=Reason.PLAN,
        ),
        StatusRule(
            name="permission question",
            pattern=r"^\s*May I run this\?",
            state=State.BLOCKED,
            reason=Reason.PERMISSION,
        ),
        StatusRule(
            name="question",
            pattern=r"· a number answers",
            state=State.BLOCKED,
            reason=Reason.QUESTION,
            lines=3,
        ),
        StatusRule(name="esc to interrupt", pattern=r"esc to interrupt", state=State.WORKING),
        StatusRule(name="prompt box", pattern=r"\(shift\+tab\)", state=State.IDLE, lines=3),
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
