"""Sessions without an agent: a shell, or whatever the user names. Neither is resumed."""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Mapping, Sequence

from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption, StatusRule
from plangate.plugins.held import Held

__all__ = ["Command", "Plugin", "Shell"]


_WORD = re.compile(r"[\w@%+:,./-]+")
"""What no shell would read in another way than as the name of a program."""


class Shell(Held):
    """The user's own shell, interactive."""

    name = "shell"
    title = "Shell"
    install_hint = "Set SHELL to a shell that exists"
    env_allow: Sequence[str] = ()
    status_rules: Sequence[StatusRule] = ()

    @property
    def program(self) -> str:
        """That of whoever asks here."""
        return self.program_for(os.environ)

    def program_for(self, environment: Mapping[str, str]) -> str:
        """What SHELL says, or the account."""
        return environment.get("SHELL") or pwd.getpwuid(os.getuid()).pw_shell or "/bin/sh"

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
    """Any command line: one argument that is more than a word is given to the shell, all else is run as it is."""

    name = "command"
    title = "Command"
    program = "/bin/sh"
    install_hint = "/bin/sh is missing"

    def program_for(self, environment: Mapping[str, str]) -> str:
        """A line of commands means the same for everybody."""
        return self.program

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """What was named; "make && make test" in one argument needs the shell, "bash" does not."""
        needed = len(args) == 1 and not _WORD.fullmatch(args[0])
        argv = (program, "-c", args[0]) if needed else tuple(args)
        return Launch(argv=argv, env={}, typed=prompt)


class Plugin:
    """Registers both."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """Two."""
        return (Shell(), Command())
