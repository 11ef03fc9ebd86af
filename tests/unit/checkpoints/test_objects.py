"""Tests of `plangate.checkpoints.objects`."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.checkpoints.objects import Objects
from plangate.errors import LedgerError, LimitReached


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    """An empty store."""
    return Objects(tmp_path / "objects")


@given(data=st.binary(max_size=5000))
def test_what_was_put_comes_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Under its SHA-256, by either way in."""
    objects = Objects(tmp_path_factory.mktemp("objects"))
    digest = objects.put(data)
    assert digest == hashlib.sha256(data).digest()
    assert objects.put_file(io.BufferedReader(io.BytesIO(data))) == digest
    assert objects.get(digest) == data
    assert list(objects.digests()) == [digest]


def test_large_files_are_kept_in_pieces(objects: Objects, tmp_path: Path) -> None:
    """A file of several chunks comes back whole."""
    data = bytes(range(256)) * 20_000
    (tmp_path / "large").write_bytes(data)
    with (tmp_path / "large").open("rb") as file:
        digest = objects.put_file(file)
    assert objects.get(digest) == data
    assert objects.size() < len(data) / 10


def test_damage_is_noticed(objects: Objects, tmp_path: Path) -> None:
    """A changed, cut or missing content is refused, never returned."""
    digest = objects.put(b"content" * 100)
    (path,) = (path for path in (tmp_path / "objects").rglob("*") if path.is_file())
    whole = path.read_bytes()
    for damaged in (whole[:-8], whole[:5] + b"\xff" + whole[6:], b"", Objects(tmp_path / "o").put(b"x")):
        path.write_bytes(damaged)
        with pytest.raises(LedgerError):
            objects.get(digest)
    path.unlink()
    with pytest.raises(LedgerError):
        objects.get(digest)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """It says so, with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LimitReached, match="cannot be written"):
        Objects(tmp_path / "file").put(b"x")


def test_discarded_contents_are_gone(objects: Objects) -> None:
    """And can be put again."""
    digest = objects.put(b"x" * 1000)
    assert objects.discard(digest) > 0
    assert digest not in objects
    assert objects.discard(digest) == 0
    assert objects.put(b"x" * 1000) == digest
    objects.sync()
    assert digest in Objects(objects._root)
