"""Tests of `plangate.errors`."""

from __future__ import annotations

from plangate import errors
from plangate.errors import PlangateError


def _leaves(kind: type[PlangateError]) -> list[type[PlangateError]]:
    return [kind, *(leaf for child in kind.__subclasses__() for leaf in _leaves(child))]


def test_every_error_is_exported_and_drawn_in_the_tree() -> None:
    """Whoever adds an error adds it to `__all__` and to the module's picture."""
    own = [leaf for leaf in _leaves(PlangateError) if leaf.__module__ == errors.__name__]
    names = {leaf.__name__ for leaf in own}
    assert names == set(errors.__all__) - {"ExitCode"}
    assert errors.__doc__ is not None
    assert all(name in errors.__doc__ for name in names)


def test_codes_are_unique() -> None:
    """The word on the wire names exactly one kind of error; a subsystem's own kind travels as the one it refines."""
    own = [leaf for leaf in _leaves(PlangateError) if leaf.__module__ == errors.__name__]
    codes = [leaf.code for leaf in own]
    assert len(codes) == len(set(codes))
    others = [leaf for leaf in _leaves(PlangateError) if leaf not in own]
    assert all(leaf.code in codes for leaf in others)
