"""Help for agents that have to take a command line apart again in order to resume."""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["before_prompt", "value_of", "without"]


def before_prompt(argv: Sequence[str]) -> tuple[str, ...]:
    """The arguments between the program and the "--" that announces the prompt."""
    end = argv.index("--") if "--" in argv else len(argv)
    return tuple(argv[1:end])


def value_of(args: Sequence[str], option: str) -> str:
    """The value of `--option value` or `--option=value`; empty when it is not given."""
    for position, arg in enumerate(args):
        if arg == option and position + 1 < len(args):
            return args[position + 1]
        if arg.startswith(f"{option}="):
            return arg.removeprefix(f"{option}=")
    return ""


def without(args: Sequence[str], *, valued: Collection[str], bare: Collection[str] = ()) -> tuple[str, ...]:
    """The arguments without some options; `valued` ones take their value along, if one follows."""
    kept: list[str] = []
    position = 0
    while position < len(args):
        arg = args[position]
        position += 1
        if arg in valued:
            position += position < len(args) and not args[position].startswith("-")
        elif arg not in bare and arg.partition("=")[0] not in valued:
            kept.append(arg)
    return tuple(kept)
