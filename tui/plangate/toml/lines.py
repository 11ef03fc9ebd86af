"""On which line of a TOML document each key stands; the standard library's parser does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

__all__ = ["KeyPath", "line_numbers"]

KeyPath = tuple[str | int, ...]
"""Keys from the root inwards; an int counts the entries of an array of tables."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*|[\[{]|[\]}]|=|\n|[^\"'\#\[\]{}=\n]+",
    re.DOTALL,
)
_HEADER = re.compile(r"\[(\[?)(.+?)\]\]?\s*(?:#.*)?$")


def line_numbers(source: str) -> dict[KeyPath, int]:
    """Line numbers from 1 of every table header and every `key =` of a valid document.

    Keys within inline tables and arrays are not listed: they belong to the line of their key.
    """
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, statement in _statements(source):
        if header := _HEADER.match(statement):
            table = _numbered(_path(header[2]), counts)
            if header[1]:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
        else:
            lines[table + _path(_key(statement))] = number
    return lines


def _statements(source: str) -> Iterator[tuple[int, str]]:
    """Headers and assignments, each whole and with the line it begins on."""
    line, start, depth = 1, 1, 0
    pieces: list[str] = []
    for match in _TOKEN.finditer(source.replace("\r\n", "\n") + "\n"):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
        if token == "\n" and depth <= 0:
            statement = "".join(pieces).strip()
            if statement:
                yield start, statement
            pieces.clear()
            start = line + 1
        elif not token.startswith("#"):
            pieces.append(token)
        line += token.count("\n")


def _key(statement: str) -> str:
    """What stands before the first equals sign that is not within quotes."""
    for match in _TOKEN.finditer(statement):
        if match[0] == "=":
            return statement[: match.start()]
    return statement


def _path(key: str) -> tuple[str, ...]:
    """A bare, quoted or dotted key as its parts."""
    parts: list[str] = []
    value: Any = tomllib.loads(f"{key.strip()} = 0")
    while isinstance(value, dict):
        part, value = next(iter(value.items()))
        parts.append(part)
    return tuple(parts)


def _numbered(path: KeyPath, counts: dict[KeyPath, int]) -> KeyPath:
    """The path with the present entry of each array of tables on the way put in."""
    result: KeyPath = ()
    for position, part in enumerate(path):
        result = (*result, part)
        if result in counts and position < len(path) - 1:
            result = (*result, counts[result])
    return result
