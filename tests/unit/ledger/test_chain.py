"""Tests of `plangate.ledger.chain`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.ledger.chain import START, Head, Record, canonical, follow, make, misfit, parse_line

_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_data = st.dictionaries(st.text(), _values, max_size=4)
_texts = st.text(st.characters(exclude_categories=["Cs"]))
_drafts = st.tuples(st.floats(0, 4e9), _texts, _texts, _texts, _data)


def _chain(drafts: list[tuple[float, str, str, str, dict[str, Any]]]) -> list[Record]:
    head, records = START, []
    for time, kind, session, actor, data in drafts:
        records.append(make(head, time, kind, session, actor, canonical(data)))
        head = records[-1].head
    return records


@given(st.lists(_drafts, max_size=5))
def test_every_entry_survives_its_line(drafts: list[tuple[float, str, str, str, dict[str, Any]]]) -> None:
    """Written and read again, any entry is the same and still fits into the chain."""
    head = START
    for record in _chain(drafts):
        line = record.line()
        assert line.count(b"\n") == 1
        assert parse_line(line) == record
        assert misfit(head, record) == ""
        assert follow(head, line) == record.head
        assert json.loads(line)["hash"] == record.hash.hex()
        head = record.head


@given(_data)
def test_canonical_text_is_stable(data: dict[str, Any]) -> None:
    """Reading and writing it again changes nothing, whatever order the keys came in."""
    text = canonical(data)
    assert canonical(json.loads(text)) == text
    assert canonical(dict(reversed(data.items()))) == text


def test_keys_that_are_no_text_become_text_before_sorting() -> None:
    """Else 10 would come after 2 once and before "2" later."""
    assert canonical({2: "b", 10: "a"}) == '{"10":"a","2":"b"}'  # type: ignore[dict-item]  # on purpose


@given(_drafts, st.data())
def test_no_changed_byte_goes_unnoticed(
    draft: tuple[float, str, str, str, dict[str, Any]], data: st.DataObject
) -> None:
    """A flipped bit anywhere in a line is found by the quick and by the thorough check."""
    record = _chain([draft])[0]
    line = bytearray(record.line())
    position = data.draw(st.integers(0, len(line) - 1))
    line[position] ^= 1 << data.draw(st.integers(0, 7))
    assert follow(START, bytes(line)) is None
    try:
        changed = parse_line(bytes(line))
    except (ValueError, KeyError, TypeError):
        return
    assert misfit(START, changed)


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"{}\n", b"x" * 200, b"[" * 5000, b'{"seq":1}' + b" " * 80, b"\xff" * 90]
)
def test_what_is_no_entry_is_refused(line: bytes) -> None:
    """Any bytes: an error that recovery expects, never another one."""
    assert follow(START, line) is None
    with pytest.raises((ValueError, KeyError, TypeError, RecursionError)):
        parse_line(line)


def test_the_reason_is_said() -> None:
    """A gap and a change are told apart."""
    first, second = _chain([(1.0, "a", "", "", {}), (2.0, "b", "", "", {})])
    assert misfit(START, second) == "entry 2 follows entry 0"
    assert misfit(Head(1, bytes(32)), second) == "entry 2 does not match its hash"
    assert misfit(first.head, second) == ""
