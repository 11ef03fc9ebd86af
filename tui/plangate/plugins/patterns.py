"""Which regular expressions can search for longer than a person would wait; judged by their shape alone. Pure.

Python's matcher goes back over everything that could have been matched in another way. The number
of ways grows exponentially where something repeated repeats in itself or has alternatives, and with
a power of the text's length where open repeats follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from re import _constants as codes  # type: ignore[attr-defined]  # typeshed knows only the deprecated name
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import Any

__all__ = ["trouble"]

_OPEN = 32
"""A repeat that may go on for longer than this counts as one without end."""
_POWER = 3
"""Greatest power of the text's length that a search may take: some 20 million steps for 500 characters."""
_REPEATS = frozenset([codes.MAX_REPEAT, codes.MIN_REPEAT])
_STARTS = frozenset([codes.AT_BEGINNING, codes.AT_BEGINNING_STRING])

_Item = tuple[Any, Any]


def trouble(pattern: str) -> str:
    """Why a pattern that compiles is too dangerous to be used, in words; empty when it is not."""
    whole = parser.parse(pattern)
    if any(operation is codes.GROUPREF for operation, _ in _all(whole)):
        return "refers back to a group, which can take for ever"
    for operation, value in _all(whole):
        if operation in _REPEATS and value[1] > 1 and _ambiguous(value[2], alone=value[1] <= _OPEN):
            return "repeats something that repeats in itself or has alternatives, which can take for ever"
    if any(_power(branch) > _POWER for branch in _branches(whole)):
        return 'has too many open repeats such as ".*" in a row, which can take for seconds'
    return ""


def _ambiguous(body: Iterable[_Item], *, alone: bool) -> bool:
    """Whether what is repeated can match one text in several ways; a few alternatives few times are fine."""
    found = {
        operation for operation, value in _all(body) if operation not in _REPEATS or value[0] != value[1]
    }
    return bool(found & (_REPEATS if alone else _REPEATS | {codes.BRANCH}))


def _power(branch: Iterable[_Item]) -> int:
    """Exponent of the text's length in the steps that a failing search takes."""
    items = list(branch)
    anchored = bool(items) and items[0][0] is codes.AT and items[0][1] in _STARTS
    repeats = sum(1 for operation, value in _all(items) if operation in _REPEATS and value[1] > _OPEN)
    return repeats + (not anchored)


def _branches(whole: Iterable[_Item]) -> list[Iterable[_Item]]:
    """The alternatives at the top, each of which is searched for by itself."""
    items = list(whole)
    if len(items) == 1 and items[0][0] is codes.BRANCH:
        return list(items[0][1][1])
    return [items]


def _all(items: Iterable[_Item]) -> Iterator[_Item]:
    """Every operation, at any depth."""
    for operation, value in items:
        yield operation, value
        for inner in _inside(value):
            yield from _all(inner)


def _inside(value: object) -> Iterator[Iterable[_Item]]:
    if isinstance(value, parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _inside(part)
