"""Sessions without an agent: a shell, or whatever the user names. Neither is resumed."""

from __future__ import annotations

import os
import pwd
from collections.abc import Sequence

from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption, StatusRule
from plangate.plugins.held import Held

__all__ = ["Command", "Plugin", "Shell"]


class Shell(Held):
    """The user's own shell, interactive."""

    name = "shell"
    title = "Shell"
    install_hint = "Set SHELL to a shell that exists"
    env_allow: Sequence[str] = ()
    status_rules: Sequence[StatusRule] = ()

    @property
    def program(self) -> str:
        """What SHELL says, or the account."""
        return os.environ.get("SHELL") or pwd.getpwuid(os.getuid()).pw_shell or "/bin/sh"

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """The shell with the arguments; a prompt is typed into it."""
        return Launch(argv=(program, *args), env={}, typed=prompt)

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """A shell has no conversation."""
        return None

    def version_argv(self, program: str) -> Sequence[str]:
        """Shells disagree on how to ask."""
        return ()


class Command(Shell):
    """Any command line: one argument is given to the shell, several are run as they are."""

    name = "command"
    title = "Command"
    program = "/bin/sh"
    install_hint = "/bin/sh is missing"

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """What was named; "make && make test" in one argument needs the shell."""
        argv = (program, "-c", args[0]) if len(args) == 1 else tuple(args)
        return Launch(argv=argv, env={}, typed=prompt)


class Plugin:
    """Registers both."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """Two."""
        return (Shell(), Command())
