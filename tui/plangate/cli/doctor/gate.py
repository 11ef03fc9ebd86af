"""What holds a gate on this machine, found out by trying."""

from __future__ import annotations

from collections.abc import Iterator

from plangate.cli.doctor.finding import Finding, Level
from plangate.model.gate import Strength
from plangate.model.sandbox import Door
from plangate.sandbox.probe import probe

__all__ = ["check_gate"]


def check_gate() -> Iterator[Finding]:
    """Start a program behind a closed gate, open it, close it, and let the program write each time."""
    found = probe()
    values = {"strength": str(found.strength), "door": str(found.door), "gaps": list(found.gaps)}
    if found.strength is Strength.KERNEL:
        text = "kernel: a closed gate refused every write, opened it let one through, closed again none"
        yield Finding("gate", "strength", Level.OK, text, values=values)
        if found.door is Door.BUBBLEWRAP:
            text = "bwrap makes the user namespaces, because Plangate itself is not let"
            yield Finding("gate", "door", Level.NOTE, text)
    else:
        if found.strength is Strength.SYSCALL:
            text = "syscall: a supervisor refused every write, opened it made one, closed again none"
            yield Finding("gate", "strength", Level.OK, text, values=values)
        else:
            text = f"{found.strength}: changes are not prevented"
            yield Finding("gate", "strength", Level.WARN, text, "", values)
            yield Finding("gate", "syscall", Level.WARN, f"not possible here: {found.syscall}")
        yield Finding("gate", "kernel", Level.WARN, f"not possible here: {found.kernel}", found.advice)
        if found.bubblewrap:
            yield Finding("gate", "bwrap", Level.NOTE, f"no way around that: {found.bubblewrap}")
    for gap in found.gaps:
        yield Finding("gate", "gap", Level.NOTE, gap)
    yield Finding("gate", "landlock", Level.OK if found.landlock else Level.NOTE, f"version {found.landlock}")
