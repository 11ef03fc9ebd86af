"""Tests of `plangate.toml.lines`."""

from __future__ import annotations

import tomllib
from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from plangate.toml.lines import KeyPath, line_numbers

SOURCE = """\
# comment with = and [brackets]
top = 1
"quoted key" = "a = b # no comment"

[table]  # trailing
list = [
  1, # one ]
  "]",
]
text = '''
[not.a.table]
key = 1
'''
a.b.c = { x = 1, y = [2] }
[table.inner]
"#=" = \"\"\"multi
line \\" \"\"\"\"
last = 2024-01-01
[[rule]]
name = "first"
[rule.sub]
deep = 1
[[rule]]
name = 'second'
"""


def test_every_kind_of_key_is_found() -> None:
    """Headers, dotted and quoted keys, arrays of tables; strings and comments do not confuse."""
    assert line_numbers(SOURCE) == {
        ("top",): 2,
        ("quoted key",): 3,
        ("table",): 5,
        ("table", "list"): 6,
        ("table", "text"): 10,
        ("table", "a", "b", "c"): 14,
        ("table", "inner"): 15,
        ("table", "inner", "#="): 16,
        ("table", "inner", "last"): 18,
        ("rule", 0): 19,
        ("rule", 0, "name"): 20,
        ("rule", 0, "sub"): 21,
        ("rule", 0, "sub", "deep"): 22,
        ("rule", 1): 23,
        ("rule", 1, "name"): 24,
    }
    tomllib.loads(SOURCE)


def test_windows_line_ends_count_once() -> None:
    """A file from another system has the same lines."""
    assert line_numbers("a = 1\r\n\r\nb = 2\r\n") == {("a",): 1, ("b",): 3}


_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
_scalar = st.one_of(_text, st.integers(-9, 9), st.booleans(), st.lists(_text, max_size=3))
_tables = st.dictionaries(
    _text, st.one_of(_scalar, st.dictionaries(_text, _scalar, max_size=3)), min_size=1, max_size=5
)


def _paths(table: dict[str, Any], around: KeyPath = ()) -> set[KeyPath]:
    found: set[KeyPath] = set()
    for key, value in table.items():
        found.add((*around, key))
        if isinstance(value, dict):
            found |= _paths(value, (*around, key))
    return found


@given(_tables)
def test_every_written_key_has_its_line(table: dict[str, Any]) -> None:
    """Whatever tomlkit writes, each key is found on the line where it stands."""
    source = tomlkit.dumps(table)
    tomllib.loads(source)
    lines = line_numbers(source)
    assert set(lines) == _paths(table)
    rows = source.split("\n")
    for path, number in lines.items():
        assert tomlkit.key(str(path[-1])).as_string() in rows[number - 1]
