"""Starts a confined program, at the strength that its specification names."""

from __future__ import annotations

from collections.abc import Callable

from plangate.model.gate import Strength
from plangate.model.sandbox import SandboxSpec
from plangate.sandbox.launch import Launched, Program, launch
from plangate.sandbox.supervised.launch import launch as launch_supervised

__all__ = ["start"]


def start(program: Program, spec: SandboxSpec, *, meanwhile: Callable[[], None] = lambda: None) -> Launched:
    """Run a program in a sandbox of its own.

    Args:
        meanwhile: What there is to do before the program may start; when it raises, nothing is started.

    Raises:
        UsageError: The specification asks for what this version cannot do.
        SandboxRefused: The kernel refuses, or the program cannot be executed; nothing runs.
    """
    begin = launch_supervised if spec.strength is Strength.SYSCALL else launch
    return begin(program, spec, meanwhile=meanwhile)
