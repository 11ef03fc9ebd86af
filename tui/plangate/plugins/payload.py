"""Reading what agents' hooks hand over: JSON objects whose fields may be anything."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["one_line", "text_of"]

_LONGEST = 300
"""Characters that a person reads in a list."""


def text_of(values: Mapping[str, object], name: str) -> str:
    """A field that is text; empty when it is missing, or anything else."""
    found = values.get(name)
    return found if isinstance(found, str) else ""


def one_line(text: str) -> str:
    """The text in one line, cut where it is too long for a list."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"
