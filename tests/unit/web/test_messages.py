"""Tests of `plangate.web.messages`."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.web.messages import Ack, Focus, Greeting, Line, Malformed, Ping, Resize, Stdin, parse

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (["stdin", "é\x1b[A"], Stdin("é\x1b[A".encode())),
        (["line", "7", "go on", True], Line("7", "go on", submit=True)),
        (["resize", {"width": 49, "height": 31}], Resize(49, 31)),
        (["resize", {"width": 100_000, "height": 100_000}], Resize(400, 200)),
        (["resize", {"width": -5, "height": 0.5}], Resize(20, 5)),
        (["ack", 12], Ack(12)),
        (["ping", 1.5], Ping(1.5)),
        (["focus"], Focus(gained=True)),
        (["blur"], Focus(gained=False)),
        (["hello", {"cols": 49, "rows": 31, "resume": None, "key": "k"}], Greeting(49, 31, "", "k")),
        (["hello", {"cols": 49, "rows": 31, "resume": "i", "more": 1}], Greeting(49, 31, "i", "")),
    ],
)
def test_what_a_page_says_is_understood(said: object, meant: object) -> None:
    """Sizes are brought within bounds, whatever they are."""
    assert parse(json.dumps(said)) == meant


@pytest.mark.parametrize(
    "said",
    [
        "", "{", "1", "{}", "[]", "[1]", '["stdin"]', '["stdin",1]', '["stdin","a","b"]', '["ack",-1]', '["ack",true]',
        '["ack",1.5]', '["resize",{"width":"80","height":24}]', '["resize",{"width":80}]', '["resize",[80,24]]',
        '["resize",{"width":NaN,"height":1}]', '["line","","x",true]', '["line","1","x",1]', '["hello"]', '["hello",{}]',
        '["hello",{"cols":80,"rows":24,"key":5}]', '["quit"]', '["__class__"]', "[" * 100_000, '["stdin","' + "a" * 65_537 + '"]',
        '["line","' + "i" * 65 + '","x",true]',
    ],
)  # fmt: skip
def test_anything_else_is_malformed(said: str) -> None:
    """It never fails in another way."""
    with pytest.raises(Malformed):
        parse(said)


@given(st.text() | _JSON.map(lambda value: json.dumps(value, allow_nan=True)))
def test_parsing_never_fails_otherwise(said: str) -> None:
    """Whatever arrives."""
    with suppress(Malformed):
        parse(said)


@given(_JSON, st.sampled_from(["stdin", "line", "resize", "ack", "ping", "hello", "focus"]))
def test_fields_of_any_shape_are_taken_or_refused(value: object, kind: str) -> None:
    """A known name with strange fields is no exception."""
    with suppress(Malformed):
        parse(json.dumps([kind, value]))
