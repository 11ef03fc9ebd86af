"""Substitutions whose output is known well enough to stand in a command line."""

from __future__ import annotations

import re

from plangate.gate.classify.words import Yield

__all__ = ["output_of"]

_NUMBER = re.compile(
    r"\$\(\s*(?:git merge-base [A-Za-z0-9_./@^~]+ [A-Za-z0-9_./@^~]+|git rev-parse(?: --short| --abbrev-ref)? HEAD"
    r"|git branch --show-current|git symbolic-ref --short HEAD|nproc|date \+%[sYmdHMS]+|id -u)\s*\)"
)
_PATH = re.compile(r"\$\(\s*(?:pwd|git rev-parse --show-toplevel)\s*\)")


def output_of(substitution: str) -> Yield:
    """What the output of a substitution, as it is written, is known to be."""
    if _NUMBER.fullmatch(substitution):
        return Yield.NUMBER
    return Yield.PATH if _PATH.fullmatch(substitution) else Yield.ANYTHING
