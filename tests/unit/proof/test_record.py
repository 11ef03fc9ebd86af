"""Tests of `plangate.proof.record` and of what is signed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.unit.gate.plan.samples import executing, sample, submitted

from plangate.gate.plan.record import record_path
from plangate.gate.policy import Factor
from plangate.proof.approval import is_signed_by, parse_payload, payload
from plangate.proof.record import Approval, Enforcement, from_text, record_of, to_text, trailers


def test_an_approved_plan_becomes_a_record_and_back() -> None:
    """With everybody who approved exactly this text."""
    record = record_of(executing(), Enforcement(strength="kernel", directories=("src",)))
    assert record.approvals == (Approval(by="ada", at=10.0, factor=Factor.CODE, device="desk"),)
    assert from_text(to_text(record)) == record
    assert record.unaltered
    assert record_path(record.plan.id) == ".plangate/records/p-1.json"
    assert trailers(record) == ("Plan-Id: p-1", f"Plan-Digest: {record.digest}", "Approved-By: ada")


def test_only_an_approved_plan_has_a_record() -> None:
    """There is nothing to prove before."""
    with pytest.raises(ValueError, match="only an approved"):
        record_of(submitted())


def test_an_edit_is_noticed() -> None:
    """Whatever it is."""
    record = record_of(executing())
    text = to_text(record).replace('"Sort the list"', '"Sort it all"', 1)
    assert not from_text(text).unaltered
    assert not replace(record, plan=sample(id="p-2")).unaltered


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"more": 1}, {"approvals": [{"by": 1}]}, {"plan": {"title": "x"}}, {"digest": 1}],
)
def test_what_is_no_record_is_refused(change: dict[str, object]) -> None:
    """Also a field that nobody here knows."""
    values = json.loads(to_text(record_of(executing()))) | change
    with pytest.raises(ValueError, match=r"record|plan"):
        from_text(json.dumps(values))


def test_a_doubled_key_is_refused() -> None:
    """Two readers could each see another plan."""
    text = to_text(record_of(executing()))
    with pytest.raises(ValueError, match="twice"):
        from_text(text.replace('"digest"', '"plan": {}, "digest"', 1))


def test_what_is_signed_names_text_repository_and_decision() -> None:
    """So that it is good for nothing else."""
    said = parse_payload(payload(digest="d" * 64, at=12.5, repository="team/app", nonce="n"))
    assert (said.digest, said.at, said.repository, said.decision) == ("d" * 64, 12.5, "team/app", "approve")
    for text in ("", "[]", '{"digest":1}', payload(digest="d", at=1, repository="r").replace("1", "true")):
        with pytest.raises(ValueError):  # noqa: PT011  # the json module's own words
            parse_payload(text)


def test_nobody_and_nothing_signs_nothing() -> None:
    """Without running any program."""
    assert not is_signed_by("", "t", "s", "x")
    assert not is_signed_by("-f", "t", "s", "x")
    assert not is_signed_by("ada", "t", "", "x")
    assert not is_signed_by("ada", "t", "s", "")
