"""Whether a shell command changes anything: an allow-list on its syntax tree.

Only what is known to change nothing is read-only. A parse error, a construct or an option that is not in the tables, and
whatever runs a program that is not in them, is unknown. `docs/classifier.md` tells what that means and where it ends.
"""

from __future__ import annotations

from collections.abc import Iterable

from plangate.gate.classify.verdict import Label, Verdict

__all__ = ["Label", "Verdict", "classify", "simple_commands"]


def classify(command: str, allowed: Iterable[str] = ()) -> Verdict:
    """Judge a command.

    Args:
        command: What would be handed to a shell.
        allowed: Commands that the policy takes for read-only: as a whole, or as simple commands inside of it.
    """
    from plangate.gate.classify.entry import judge_text

    return judge_text(command, tuple(allowed))


def simple_commands(command: str) -> list[list[str]]:
    """The words of every simple command in a shell text, quotes removed, nothing expanded.

    Here-documents, comments and assignments are left out; of a text that is no shell command, what looks like one.
    """
    from plangate.gate.classify.plain import commands_in

    return commands_in(command)
