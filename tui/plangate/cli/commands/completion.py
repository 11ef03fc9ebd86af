"""`plangate completion`."""

from __future__ import annotations

import argparse

from plangate.cli.output import Output
from plangate.cli.text import plain
from plangate.errors import ExitCode, PlangateError, UsageError

__all__ = ["add_arguments", "run"]

_KINDS = ("session", "agent", "theme", "setting")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        'bash  eval "$(plangate completion bash)"   in ~/.bashrc\n'
        'zsh   eval "$(plangate completion zsh)"    in ~/.zshrc, after compinit\n'
        "fish  plangate completion fish > ~/.config/fish/completions/plangate.fish"
    )
    parser.add_argument("shell", choices=["bash", "zsh", "fish"], nargs="?", help="which shell")
    parser.add_argument("--words", choices=_KINDS, help=argparse.SUPPRESS)  # what the scripts call


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.words:
        for word, meaning in _words(args.words):
            output.raw(f"{plain(word)}\t{plain(meaning)}\n" if meaning else f"{plain(word)}\n")
        return ExitCode.OK
    if args.shell is None:
        raise UsageError("which shell?", "plangate completion bash, zsh or fish")
    from plangate.cli.completion import script  # imports every command

    output.raw(script(args.shell))
    return ExitCode.OK


def _words(kind: str) -> list[tuple[str, str]]:
    """What may be typed, with a meaning; nothing when the daemon does not run: completing starts none."""
    if kind == "setting":
        from plangate.config.settings import registry

        return [(entry.path, entry.meaning) for entry in registry()]
    if kind == "theme":
        from plangate.cli.themes import theme_names

        return [(name, "") for name in theme_names()]
    from plangate.cli.connect import connect

    try:
        with connect(launch=False) as control:
            if kind == "agent":
                return [(agent.name, agent.title) for agent in control.agents()]
            words: list[tuple[str, str]] = []
            for session in control.sessions():
                words.append((session.id, f"{session.agent} {session.name} ({session.state})"))
                if session.name and " " not in session.name:
                    words.append((session.name, f"{session.agent} {session.id} ({session.state})"))
            return words
    except PlangateError:
        return []
