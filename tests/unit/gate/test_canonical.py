"""Tests of `plangate.gate.canonical`."""

from __future__ import annotations

import pytest

from plangate.gate.canonical import canonical, digest_of, parse_canonical


def test_order_and_spacing_do_not_matter() -> None:
    """One value, one text."""
    assert canonical({"b": (1, 2), "a": "é"}) == b'{"a":"\\u00e9","b":[1,2]}'
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})


def test_half_a_surrogate_pair_survives() -> None:
    """File names need not be UTF-8."""
    assert parse_canonical(canonical({"path": "\udcff"})) == {"path": "\udcff"}


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', "[1]", '{"a":NaN}', "{", '{"x":{"b":1,"b":1}}'])
def test_ambiguous_text_is_refused(text: str) -> None:
    """Two readers must not see two values."""
    with pytest.raises(ValueError):  # noqa: PT011  # the json module's own words
        parse_canonical(text)
