"""Tests of `plangate.checkpoints.packs`; more of them through `test_objects`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from plangate.checkpoints import packs
from plangate.checkpoints.packs import Packs


def _put(into: Packs, data: bytes) -> bytes:
    digest = hashlib.sha256(data).digest()
    into.add(digest, data)
    return digest


def test_a_full_pack_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost in between, and each content is there once."""
    monkeypatch.setattr(packs, "_FULL", 1000)
    monkeypatch.setattr(packs, "_BUFFER", 300)
    made = Packs(tmp_path)
    digests = [_put(made, bytes([number]) * 400) for number in range(10)]
    _put(made, bytes([3]) * 400)
    made.seal()
    assert len(list(tmp_path.glob("*.pack"))) > 2
    fresh = Packs(tmp_path)
    assert [fresh.get(digest) for digest in digests] == [bytes([number]) * 400 for number in range(10)]
    assert sorted(fresh) == sorted(digests)
    assert fresh.tidy(set(digests[:2])) > 0
    assert sorted(Packs(tmp_path)) == sorted(digests[:2])


def test_a_pack_without_its_end_is_none(tmp_path: Path) -> None:
    """What was killed while it wrote has written nothing."""
    made = Packs(tmp_path)
    digest = _put(made, b"content")
    made.seal()
    (pack,) = tmp_path.glob("*.pack")
    pack.write_bytes(pack.read_bytes()[:-1])
    assert digest not in Packs(tmp_path)
    assert Packs(tmp_path).get(digest) is None
