"""Programs whose first operand is a verb."""

from __future__ import annotations

from collections.abc import Mapping

from plangate.gate.classify.options import Options
from plangate.gate.classify.rules.call import Call, Rule
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import Word

__all__ = ["Verbs", "by_verb"]

Verbs = Mapping[str, "str | Verbs"]
"""A table of options for each verb, or verbs below it; the empty verb stands for none at all."""

_Compiled = dict[str, "Options | _Compiled"]


def by_verb(verbs: Verbs, changing: str = "", options: str = "", alone: str = "") -> Rule:
    """A program with verbs.

    Args:
        verbs: What changes nothing; several verbs with one table are written as one key with blanks between them.
        changing: Verbs that are known to change something.
        options: What may stand before the verb.
        alone: Options that ask for something without a verb.
    """
    compiled = _compile(verbs)
    before = Options(f"{options} {alone}", stops=True)
    complete = ("--help", "--version", *(entry.rstrip("?") for entry in alone.split()))
    known = frozenset(changing.split())

    def rule(call: Call) -> Finding:
        parsed = before.parse(call.args)
        if parsed.has(*complete):
            if parsed.operands and not parsed.has("--prefix", "--cellar", "--cache"):
                raise Doubt("options that are not understood")
            return None
        return _judge(str(call.words[0]), compiled, parsed.operands, known)

    return rule


def _compile(verbs: Verbs) -> _Compiled:
    compiled: _Compiled = {}
    for names, table in verbs.items():
        below = Options(table) if isinstance(table, str) else _compile(table)
        for name in names.split() or [""]:
            compiled[name] = below
    return compiled


def _judge(path: str, verbs: _Compiled, words: list[Word], changing: frozenset[str]) -> Finding:
    verb = words[0] if words else ""
    if not isinstance(verb, str):
        raise Doubt(f"which command of {path} is run is not known")
    below = verbs.get(verb)
    if below is None:
        if verb in changing:
            return mutating(f"{path} {verb} changes something")
        raise Doubt(f"{path} {verb} is not known to change nothing")
    if isinstance(below, Options):
        below.parse(words[1:])
        return None
    return _judge(f"{path} {verb}", below, words[1:], changing)
