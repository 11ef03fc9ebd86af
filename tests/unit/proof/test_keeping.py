"""Tests of `plangate.proof.keeping`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.gate.plan.samples import executing

from plangate.errors import PlangateError
from plangate.proof.keeping import keep_record
from plangate.proof.record import from_text, record_of

RECORD = record_of(executing())


def test_the_record_stands_where_it_is_looked_for(tmp_path: Path) -> None:
    """Whole, and replaced when the plan has a new version."""
    path = keep_record(tmp_path, RECORD)
    assert path == tmp_path / ".plangate/records/p-1.json"
    assert from_text(path.read_text()) == RECORD
    keep_record(tmp_path, RECORD)
    assert [entry.name for entry in path.parent.iterdir()] == ["p-1.json"]


@pytest.mark.parametrize("trap", [".plangate", ".plangate/records"])
def test_no_link_is_followed(tmp_path: Path, trap: str) -> None:
    """A session could point one at our own files."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "records").mkdir(parents=True)
    root = tmp_path / "root"
    (root / trap).parent.mkdir(parents=True)
    (root / trap).symlink_to(elsewhere)
    with pytest.raises(PlangateError, match="cannot be written"):
        keep_record(root, RECORD)
    assert list(elsewhere.rglob("*.json")) == []


def test_a_link_in_the_records_own_place_is_replaced(tmp_path: Path) -> None:
    """What it pointed to stays as it was."""
    target = tmp_path / "target"
    target.write_text("mine")
    path = tmp_path / ".plangate/records/p-1.json"
    path.parent.mkdir(parents=True)
    path.symlink_to(target)
    keep_record(tmp_path, RECORD)
    assert (target.read_text(), path.is_symlink()) == ("mine", False)
