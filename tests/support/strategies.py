"""Hypothesis strategies for the values that travel between processes."""

from __future__ import annotations

import typing
from dataclasses import fields, is_dataclass
from typing import Any, cast

import msgspec
from hypothesis import strategies as st

__all__ = ["values_of"]

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_plain: dict[Any, st.SearchStrategy[Any]] = {
    str: _text,
    bytes: st.binary(max_size=6),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    type(None): st.none(),
    Any: st.none() | st.booleans() | st.integers(-100, 100) | _text,
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type: scalars, enums, lists, tuples, dicts, unions, structs, dataclasses, named tuples.

    Hypothesis' own `from_type` does not see the fields of a struct and makes lone surrogates.
    """
    kind = getattr(kind, "__supertype__", kind)
    if kind in _plain:
        return _plain[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is list:
        return st.lists(values_of(arguments[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(values_of(arguments[0]), values_of(arguments[1]), max_size=3)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
        return st.tuples(*map(values_of, arguments))
    if arguments:
        return st.one_of(*map(values_of, arguments))
    if not isinstance(kind, type) or not (is_dataclass(kind) or _named(kind)):
        return st.sampled_from([*cast("Any", kind)])
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: values_of(hints[name]) for name in _names(kind)})


def _named(kind: type) -> bool:
    return issubclass(kind, msgspec.Struct) or hasattr(kind, "_fields")


def _names(kind: Any) -> list[str]:
    if is_dataclass(kind):
        return [field.name for field in fields(kind)]
    return list(kind.__struct_fields__ if issubclass(kind, msgspec.Struct) else kind._fields)
