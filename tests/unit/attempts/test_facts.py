"""Tests of `plangate.attempts.facts`."""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.attempts.facts import FACT_KINDS, Fact, fact_from_payload, fact_kind, fact_payload

_FACTS: st.SearchStrategy[Fact] = st.one_of(*(st.from_type(kind) for kind in get_args(Fact))).filter(
    lambda fact: not {"nan", "inf"} & set(re.findall(r"nan|inf", repr(fact)))  # no clock says so
)


@given(_FACTS)
def test_every_fact_survives_the_ledger(fact: Fact) -> None:
    """Through JSON and back."""
    values = json.loads(json.dumps(fact_payload(fact)))
    assert fact_from_payload(fact_kind(fact), values) == fact


def test_kinds_are_the_ledgers() -> None:
    """Subject and past tense."""
    assert {"attempt.began", "attempt.ended", "undo.taken_back"} <= set(FACT_KINDS)


def test_what_is_none_is_named() -> None:
    """An unknown kind, or values that do not fit."""
    with pytest.raises(ValueError, match=r"plan\.voted"):
        fact_from_payload("plan.voted", {})
    with pytest.raises(ValueError, match=r"attempt\.ended"):
        fact_from_payload("attempt.ended", {"attempt": 3})
