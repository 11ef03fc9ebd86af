"""Comparing the versions that programs print."""

from __future__ import annotations

import re

__all__ = ["at_least"]

_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def at_least(version: str, wanted: str) -> bool:
    """Whether a version is not older than another; one that cannot be read is older than all."""
    ours, theirs = _parts(version), _parts(wanted)
    width = max(len(ours), len(theirs))
    return bool(ours) and _padded(ours, width) >= _padded(theirs, width)


def _parts(version: str) -> tuple[int, ...]:
    found = _NUMBERS.match(version.strip())
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _padded(parts: tuple[int, ...], width: int) -> tuple[int, ...]:
    return parts + (0,) * (width - len(parts))
