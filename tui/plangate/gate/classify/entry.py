"""The way into the classifier, apart so that naming it does not load the grammar."""

from __future__ import annotations

import shlex
from functools import lru_cache

from plangate.gate.classify.engine import Analysis
from plangate.gate.classify.screen import check_characters
from plangate.gate.classify.verdict import Doubt, Label, Verdict

__all__ = ["judge_text"]

_READ_ONLY = Verdict(Label.READ_ONLY, "every part of it is known to change nothing")
_ALLOWED = Verdict(Label.READ_ONLY, "the policy allows this command")
_EMPTY = Verdict(Label.READ_ONLY, "there is nothing to run")


def judge_text(command: str, allowed: tuple[str, ...]) -> Verdict:
    """Judge a command; see `plangate.gate.classify.classify`."""
    if allowed and command.strip() in {text.strip() for text in allowed}:
        return _ALLOWED
    try:
        check_characters(command)
        if not command.strip(" \t\n"):
            return _EMPTY
        finding = Analysis(command.encode("utf-8").decode("latin-1"), _split(allowed)).run()
    except Doubt as doubt:
        return Verdict(Label.UNKNOWN, str(doubt))
    except UnicodeEncodeError:
        return Verdict(Label.UNKNOWN, "it is not text")
    return _READ_ONLY if finding is None else Verdict(*finding)


@lru_cache(maxsize=16)
def _split(allowed: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """The words of the allowed commands that are simple."""
    words: set[tuple[str, ...]] = set()
    for text in allowed:
        try:
            parts = tuple(part.encode("utf-8").decode("latin-1") for part in shlex.split(text))
        except (ValueError, UnicodeEncodeError):
            continue
        if parts and not set(text) & set("|&;<>()$`\n*?[{~#"):
            words.add(parts)
    return frozenset(words)
