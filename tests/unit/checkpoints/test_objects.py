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
    objects.sync()
    assert Objects(objects._root).get(digest) == data
    assert list(objects.sizes()) == [digest]


def test_large_files_are_kept_in_pieces(objects: Objects, tmp_path: Path) -> None:
    """A file of several chunks comes back whole."""
    data = bytes(range(256)) * 20_000
    (tmp_path / "large").write_bytes(data)
    with (tmp_path / "large").open("rb") as file:
        digest = objects.put_file(file)
    assert objects.get(digest) == data
    assert objects.size() < len(data) / 10


@pytest.mark.parametrize("whole_file", [False, True])
def test_damage_is_noticed(tmp_path: Path, whole_file: bool) -> None:
    """A changed, cut or missing content is refused, never returned."""
    objects, data = Objects(tmp_path / "objects"), b"content" * 100
    digest = objects.put_file(io.BufferedReader(io.BytesIO(data))) if whole_file else objects.put(data)
    objects.sync()
    (path,) = (path for path in (tmp_path / "objects").rglob("*") if path.is_file())
    whole = path.read_bytes()
    for damaged in (whole[:-8], whole[:20] + b"\xff" + whole[21:], whole[:-50] + b"x" + whole[-49:], b""):
        if damaged == whole:
            continue
        path.write_bytes(damaged)
        fresh = Objects(tmp_path / "objects")
        if damaged[: len(data)] != whole[: len(data)] or digest not in fresh or whole_file:
            with pytest.raises(LedgerError):
                fresh.get(digest)
    path.unlink()
    with pytest.raises(LedgerError):
        Objects(tmp_path / "objects").get(digest)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """It says so, with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LimitReached, match="cannot be written"):
        Objects(tmp_path / "file").put(b"x")


def test_tidying(objects: Objects) -> None:
    """What nobody needs goes, and can be put again; what is needed shrinks and stays what it was."""
    kept, lost = objects.put(b"kept " * 1000), objects.put(b"lost " * 1000)
    large = objects.put_file(io.BufferedReader(io.BytesIO(b"large" * 1000)))
    noise = objects.put(hashlib.sha256(b"x").digest())
    objects.sync()
    before = objects.size()
    freed = objects.tidy({kept, noise})
    assert freed == before - objects.size() > 9000
    assert objects.tidy({kept, noise}) == 0
    fresh = Objects(objects._root)
    assert fresh.get(kept) == objects.get(kept) == b"kept " * 1000
    assert lost not in fresh
    assert large not in objects
    assert objects.put(b"lost " * 1000) == lost
    objects.sync()
    assert Objects(objects._root).get(lost) == b"lost " * 1000


def test_what_was_not_synced_is_forgotten(objects: Objects) -> None:
    """As if it had never been put."""
    kept = objects.put(b"kept")
    objects.sync()
    lost = objects.put(b"lost")
    assert objects.get(lost) == b"lost"
    objects.abandon()
    assert lost not in objects
    assert kept in objects


def test_a_reader_finds_what_was_tidied_meanwhile(objects: Objects) -> None:
    """Its pack is another one now."""
    digest = objects.put(b"content" * 100)
    objects.sync()
    reader = Objects(objects._root)
    assert reader.get(digest) == b"content" * 100
    objects.tidy({digest})
    assert reader.get(digest) == b"content" * 100
