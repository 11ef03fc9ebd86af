"""Tests of `plangate.daemon.vault`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.daemon.records import Record, decode
from plangate.daemon.vault import Vault
from plangate.errors import LimitReached, PlangateError
from plangate.model.session import NewSession


def _record(name: str = "aaa") -> Record:
    return Record(id=name, new=NewSession(agent="shell", cwd="/"))


def _read(directory: Path, name: str = "aaa") -> Record:
    return decode((directory / f"{name}.json").read_bytes())


async def test_saved_is_on_the_disk(tmp_path: Path) -> None:
    """When `save` returns."""
    vault = Vault(tmp_path, pytest.fail)
    await vault.save(_record())
    assert _read(tmp_path) == _record()
    await vault.close()


async def test_noted_is_written_at_the_latest_at_the_end(tmp_path: Path) -> None:
    """As it was when it was written."""
    vault = Vault(tmp_path, pytest.fail)
    record = _record()
    await vault.save(record)
    record.name = "new"
    vault.note(record, soon=False)
    record.name = "newest"
    await vault.close()
    assert _read(tmp_path).name == "newest"


async def test_a_deleted_record_does_not_come_back(tmp_path: Path) -> None:
    """Whatever was noted before."""
    vault = Vault(tmp_path, pytest.fail)
    record = _record()
    await vault.save(record)
    vault.note(record, soon=True)
    await vault.delete("aaa")
    vault.note(record, soon=True)  # a late sign of life
    await vault.close()
    assert not (tmp_path / "aaa.json").exists()


async def test_a_disk_that_fails_is_told(tmp_path: Path) -> None:
    """To whoever waits, and in the background to everybody."""
    complaints: list[str] = []
    vault = Vault(tmp_path / "absent", complaints.append)
    with pytest.raises(LimitReached):
        await vault.save(_record())
    vault.keep(_record())
    await vault.close()
    assert complaints == ["session records cannot be written: No such file or directory"]
    with pytest.raises(PlangateError):
        await vault.save(_record())
