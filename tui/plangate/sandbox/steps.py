"""Naming what is being done, so that a failure says where it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["StepFailed", "step"]


class StepFailed(Exception):
    """Raised when the kernel refuses a step.

    Args:
        name: What was being done, as part of a sentence.
        number: The kernel's errno; 0 when it was not the kernel that refused.
        reason: Its words.
    """

    def __init__(self, name: str, number: int, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.number = number
        self.reason = reason


@contextmanager
def step(name: str) -> Iterator[None]:
    """Name what happens inside; an inner name stays."""
    try:
        yield
    except OSError as error:
        raise StepFailed(name, error.errno or 0, error.strerror or str(error)) from error
