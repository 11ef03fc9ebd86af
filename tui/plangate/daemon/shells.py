"""Telling an interactive shell from every other program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from plangate.daemon.procfs import command_line

__all__ = ["is_interactive_shell", "runs_shell"]

_SHELLS = frozenset(
    [
        "ash",
        "bash",
        "csh",
        "dash",
        "elvish",
        "fish",
        "ksh",
        "lksh",
        "mksh",
        "nu",
        "oksh",
        "osh",
        "pwsh",
        "rbash",
        "sh",
        "tcsh",
        "xonsh",
        "yash",
        "zsh",
    ]
)
_VALUED = frozenset(["--rcfile", "--init-file", "-o", "+o", "-O", "+O"])
"""Options of which the next word is the value."""


def is_interactive_shell(argv: Sequence[str]) -> bool:
    """Whether a command line starts a shell that reads commands from its terminal: neither `-c` nor a script."""
    if not argv or PurePath(argv[0]).name.removeprefix("-") not in _SHELLS:
        return False
    words = iter(argv[1:])
    for word in words:
        if word in _VALUED:
            next(words, None)
        elif (
            not word.startswith(("-", "+"))
            or word == "--command"
            or ("c" in word[1:] and not word.startswith("--"))
        ):
            return False
    return True


def runs_shell(pid: int) -> bool:
    """Whether a process is one now: `sh -c bash` turns into it."""
    return pid > 0 and is_interactive_shell(command_line(pid))
