"""One simple command as the rules see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plangate.gate.classify.options import Changes, Options, Parsed
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import Loose, Word

__all__ = ["Call", "Rule", "Shell", "by_table", "free", "only", "texts"]


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds a simple command."""

    judge: Callable[[Call], Finding]
    """Judges a simple command that another one runs."""
    script: Callable[[str, bool], Finding]
    """Judges a command text; the flag says that it runs in the same shell."""
    allowed: frozenset[tuple[str, ...]]
    """Simple commands that the policy takes for read-only."""
    piped: bool
    """Whether its output goes to another command."""


@dataclass(frozen=True, slots=True)
class Call:
    """A program's name, its arguments, and what stands around them."""

    words: list[Word]
    shell: Shell
    prefix: tuple[tuple[str, Word], ...] = ()
    """Variables set for this command alone."""
    written: str = ""
    """The name as it stands in the text; empty when a wrapper calls it."""

    @property
    def args(self) -> list[Word]:
        """Everything behind the name."""
        return self.words[1:]


Rule = Callable[[Call], Finding]
"""Raises `Doubt`, or `Changes` for an option that changes something."""


def free(call: Call) -> Finding:
    """A program that changes nothing whatever it is given."""
    return None


def only(*lines: str) -> Rule:
    """A program that changes nothing with exactly one of these command lines."""
    known = {tuple(line.split()) for line in lines}

    def rule(call: Call) -> Finding:
        if tuple(call.args) not in known:
            raise Doubt(f"{call.words[0]} is known to change nothing only in a few forms")
        return None

    return rule


def by_table(
    table: str,
    changing: str = "",
    *,
    most: int | None = None,
    check: Callable[[Parsed], Finding] | None = None,
    lone: bool = False,
    needs: str = "",
) -> Rule:
    """A program whose options are in a table.

    Args:
        table: See `plangate.gate.classify.options`.
        changing: Options that are known to change something.
        most: How many operands are harmless, None for any number; options behind the first are operands for some
            versions of such programs.
        check: Looks at what was parsed.
        lone: Whether long options have one dash.
        needs: Options of which one must be there, before any operand.
    """
    options = Options(table, changing, lone=lone, stops=most is not None)
    needed = needs.split()

    def rule(call: Call) -> Finding:
        parsed = options.parse(call.args)
        if parsed.has("--help", "--version"):
            return None
        if most is not None and (len(parsed.operands) > most or _many(parsed.operands)):
            raise Doubt(f"{call.words[0]} may write to its last operand")
        if needed and not parsed.begins_with(*needed):
            raise Doubt(f"{call.words[0]} is known to change nothing only with {' or '.join(needed)}")
        return check(parsed) if check else None

    return rule


def texts(words: list[Word]) -> list[str]:
    """The words, all of which must be known.

    Raises:
        Doubt: One is not.
    """
    known = [word for word in words if isinstance(word, str)]
    if len(known) != len(words):
        raise Doubt("what an expansion becomes is not known")
    return known


def guarded(rule: Rule, call: Call) -> Finding:
    """What a rule says, with changing options as a finding."""
    try:
        return rule(call)
    except Changes as option:
        return mutating(f"{call.words[0]} {option} changes something")


def _many(words: list[Word]) -> bool:
    return any(isinstance(word, Loose) and not word.single for word in words)
