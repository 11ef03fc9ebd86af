"""Tests of `plangate.daemon.limits`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.daemon.limits import check_room
from plangate.errors import LimitReached


def _ptys(path: Path, used: int, limit: int) -> Path:
    (path / "nr").write_text(f"{used}\n")
    (path / "max").write_text(f"{limit}\n")
    return path


def test_there_is_room(tmp_path: Path) -> None:
    """Also on a system that does not tell."""
    check_room(files=10, file_limit=100, ptys=_ptys(tmp_path, 10, 100))
    check_room(files=10, file_limit=100, ptys=tmp_path / "absent")


@pytest.mark.parametrize(("files", "ptys"), [(81, 10), (10, 81)])
def test_nearly_used_up_is_refused(tmp_path: Path, files: int, ptys: int) -> None:
    """Before the last ones are gone, because everything that runs needs some, too."""
    with pytest.raises(LimitReached):
        check_room(files=files, file_limit=100, ptys=_ptys(tmp_path, ptys, 100))
