"""Events as ledger entries: the kind is the class's name, the data are its fields."""

from __future__ import annotations

import re
from typing import Any, Generic, TypeVar, get_args

import msgspec

__all__ = ["Kinds"]

_T = TypeVar("_T")
_WORD = re.compile(r"[A-Z][a-z]*")


class Kinds(Generic[_T]):
    """The classes of one family of events, each with its kind in the ledger.

    Args:
        union: Of frozen dataclasses.
        family: What they are about: with "plan" the class `BaseMoved` is "plan.base_moved". Without it the first
            word of the name says that: `UndoTakenBack` is "undo.taken_back".
    """

    def __init__(self, union: Any, family: str = "") -> None:
        self._family = family
        self._classes: dict[str, type[Any]] = {self._named(of): of for of in get_args(union)}

    @property
    def all(self) -> tuple[str, ...]:
        """Every kind."""
        return tuple(self._classes)

    def kind(self, event: _T) -> str:
        """The event's kind."""
        return self._named(type(event))

    def payload(self, event: _T) -> dict[str, Any]:
        """Its fields as JSON values."""
        made = msgspec.to_builtins(event)
        assert isinstance(made, dict)
        return made

    def read(self, kind: str, values: Any) -> _T:
        """The event that a ledger entry holds.

        Raises:
            ValueError: No such kind, or values that do not fit; unknown fields are ignored.
        """
        if kind not in self._classes:
            raise ValueError(f"{kind} is no such event")
        try:
            event: _T = msgspec.convert(values, self._classes[kind])
        except msgspec.ValidationError as error:
            raise ValueError(f"{kind}: {error}") from error
        return event

    def _named(self, of: type[Any]) -> str:
        words = [word.lower() for word in _WORD.findall(of.__name__)]
        family = self._family or words.pop(0)
        return f"{family}.{'_'.join(words)}"
