"""One simple command: what may stand before its name, and which rule judges it."""

from __future__ import annotations

from plangate.gate.classify.rules.call import Call, guarded
from plangate.gate.classify.rules.registry import MUTATING, RULES
from plangate.gate.classify.variables import harmless_for_programs
from plangate.gate.classify.verdict import Doubt, Finding, mutating, unknown

__all__ = ["judge"]

_TRUSTED = ("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/", "/opt/homebrew/bin/")


def judge(call: Call) -> Finding:
    """What a simple command does.

    Raises:
        Doubt: It is not understood.
    """
    name = call.words[0] if call.words else ""
    if not isinstance(name, str) or not name:
        return unknown("which program is run is not known")
    found = _judge_named(call, name)
    if found is not None or not call.prefix:
        return found
    for variable, value in call.prefix:
        if not harmless_for_programs(variable, value) and not (variable == "IFS" and name == "read"):
            return unknown(f"{variable} is set for {name}, which may change what it does")
    return None


def _judge_named(call: Call, name: str) -> Finding:
    if tuple(call.words) in call.shell.allowed:
        return None
    short = _short(name)
    rule = RULES.get(short)
    if rule is not None:
        inner = call if short == name else Call([short, *call.args], call.shell, call.prefix)
        try:
            return guarded(rule, inner)
        except Doubt as doubt:
            if short in MUTATING:
                return mutating(f"{short} changes something")
            return unknown(f"{short}: {doubt}")
    if short in MUTATING:
        return mutating(f"{short} changes something")
    return unknown(f"{_readable(name)} is not known to change nothing")


def _short(name: str) -> str:
    """A program in one of the system's directories, by its name."""
    for directory in _TRUSTED:
        if name.startswith(directory) and "/" not in name[len(directory) :]:
            return name[len(directory) :]
    return name


def _readable(name: str) -> str:
    text = name.encode("latin-1").decode("utf-8", "replace")
    return text if len(text) <= 60 else text[:57] + "..."
