"""Tables of a TOML file as frozen dataclasses: the fields are the schema.

A field is made with `option` or `required`. Its type may be bool, int, float, str, a `StrEnum`,
`T | None` of those, `tuple[T, ...]`, `dict[str, str]`, another such dataclass (a table) or a tuple
of them (an array of tables). Whatever is wrong becomes a fault of the document, and the field keeps
its default.
"""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from plangate.toml.document import Document, did_you_mean
from plangate.toml.lines import KeyPath

__all__ = ["Entry", "check_value", "entries", "option", "read", "required"]

T = TypeVar("T")
_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text", dict: "a table"}
_BAD = object()


class _Rule(msgspec.Struct, frozen=True):
    meaning: str
    low: float | None = None
    high: float | None = None
    check: Callable[[Any], str] | None = None


class Entry(msgspec.Struct, frozen=True):
    """One key of a schema, for documentation."""

    path: str
    """Keys joined by dots."""
    type: str
    """In words: "a whole number, 1 to 60"."""
    default: object
    meaning: str


def option(
    default: T,
    meaning: str,
    *,
    low: float | None = None,
    high: float | None = None,
    check: Callable[[Any], str] | None = None,
) -> T:
    """Declare a field that may be left out.

    Args:
        default: Its value then.
        meaning: One line for the documentation, with the unit.
        low: Least number that is allowed.
        high: Greatest number that is allowed.
        check: Says what is wrong with a value of the right type; empty text when nothing is.
    """
    made: Any = dataclasses.field(default=default, metadata={"rule": _Rule(meaning, low, high, check)})
    return made  # type: ignore[no-any-return]  # what dataclasses.field() pretends as well


def required(meaning: str, *, check: Callable[[Any], str] | None = None) -> Any:
    """Declare a field that must be there."""
    return dataclasses.field(metadata={"rule": _Rule(meaning, check=check)})


def entries(schema: type[Any], prefix: str = "") -> Iterator[Entry]:
    """All keys of a schema in their order, tables opened."""
    kinds = get_type_hints(schema)
    for field in dataclasses.fields(schema):
        kind = kinds[field.name]
        path = prefix + field.name
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            yield from entries(kind, f"{path}.")
        else:
            rule = _rule(field)
            yield Entry(path, _describe(kind, rule), field.default, rule.meaning)


def read(schema: type[T], document: Document) -> T | None:
    """The document as a value of the schema; None when something required is missing or wrong."""
    return _table(schema, document.values, document, ())


def check_value(schema: type[Any], path: KeyPath, value: object, document: Document) -> None:
    """Note as faults what would be wrong if `value` stood at `path`."""
    nested: object = value
    for part in reversed(path):
        nested = {part: nested}
    _table(schema, nested, document, ())


def _table(schema: type[T], value: object, document: Document, path: KeyPath) -> T | None:
    if not isinstance(value, dict):
        document.fault(path, f"{_name(path)}: expected a table, found {_found(value)}")
        return None
    fields = {field.name: field for field in dataclasses.fields(schema)}  # type: ignore[arg-type]  # T is a dataclass
    for key in value:
        if key not in fields:
            document.fault((*path, key), f"unknown key {_name((*path, key))}", did_you_mean(key, fields))
    kinds = get_type_hints(schema)
    result: dict[str, Any] = {}
    for name, field in fields.items():
        found = _BAD
        if name in value:
            found = _value(kinds[name], _rule(field), value[name], document, (*path, name))
        elif _is_required(field):
            document.fault(path, f"{_name((*path, name))} is missing")
        if found is not _BAD:
            result[name] = found
        elif _is_required(field):
            return None
    return schema(**result)


def _value(kind: Any, rule: _Rule, value: object, document: Document, path: KeyPath) -> object:
    """The value as the schema wants it, or `_BAD` with the fault noted."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        made = _table(kind, value, document, path)
        return _BAD if made is None else made
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is tuple:
        return _list(get_args(kind)[0], rule, value, document, path)
    if get_origin(kind) is dict:
        return _mapping(get_args(kind)[1], rule, value, document, path)
    converted = _convert(kind, value)
    if converted is _BAD:
        wanted = _describe(kind, rule)
        hint = did_you_mean(value, [*kind]) if _is_enum(kind) and isinstance(value, str) else ""
        document.fault(path, f"{_name(path)}: expected {wanted}, found {_found(value)}", hint)
    elif wrong := _break(rule, converted):
        document.fault(path, f"{_name(path)}: {wrong}")
        return _BAD
    return converted


def _list(kind: Any, rule: _Rule, value: object, document: Document, path: KeyPath) -> object:
    if not isinstance(value, list):
        document.fault(path, f"{_name(path)}: expected a list, found {_found(value)}")
        return _BAD
    items = [_value(kind, rule, item, document, (*path, index)) for index, item in enumerate(value)]
    return tuple(item for item in items if item is not _BAD)


def _mapping(kind: Any, rule: _Rule, value: object, document: Document, path: KeyPath) -> object:
    if not isinstance(value, dict):
        document.fault(path, f"{_name(path)}: expected a table, found {_found(value)}")
        return _BAD
    items = {key: _value(kind, rule, item, document, (*path, key)) for key, item in value.items()}
    return {key: item for key, item in items.items() if item is not _BAD}


def _convert(kind: Any, value: object) -> object:
    if _is_enum(kind):
        return kind(value) if value in [*kind] else _BAD
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind or (kind is float and not math.isfinite(value)):  # type: ignore[arg-type]  # a float here
        return _BAD
    return value


def _break(rule: _Rule, value: Any) -> str:
    """Which bound or check the value does not keep."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if rule.low is not None and value < rule.low:
            return f"{_number(value)} is too small, the least is {_number(rule.low)}"
        if rule.high is not None and value > rule.high:
            return f"{_number(value)} is too large, the most is {_number(rule.high)}"
    return rule.check(value) if rule.check else ""


def _describe(kind: Any, rule: _Rule) -> str:
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is tuple:
        return f"a list, each {_describe(get_args(kind)[0], rule)}"
    if _is_enum(kind):
        return " or ".join(f'"{member}"' for member in kind)
    words = _WORDS.get(get_origin(kind) or kind, "a table")
    if rule.low is not None and rule.high is not None:
        return f"{words}, {_number(rule.low)} to {_number(rule.high)}"
    return f"{words}, at least {_number(rule.low)}" if rule.low is not None else words


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _found(value: object) -> str:
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    return text or (f'"{value}"' if isinstance(value, str) else str(value))


def _name(path: KeyPath) -> str:
    """The path as a person writes it; entries of lists count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _rule(field: dataclasses.Field[Any]) -> _Rule:
    rule: _Rule = field.metadata.get("rule") or _Rule("")
    return rule
