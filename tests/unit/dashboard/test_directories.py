from __future__ import annotations

from pathlib import Path

import pytest

from plangate.dashboard.directories import common_start, expand, matches, repository_of, shorten


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("code/shop/src", "code/shine", "code/.secret", "docs"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "code/ship.txt").write_text("no directory", "utf-8")
    (tmp_path / "code/shop/.git").mkdir()
    return tmp_path


def test_recent_ones_are_offered_before_anything_is_typed(home: Path) -> None:
    """With an empty line the last directories come up, short."""
    assert matches("", home, [f"{home}/code/shop", "/srv"]) == ["~/code/shop", "/srv"]


def test_what_was_typed_is_continued(home: Path) -> None:
    """Directories that begin so, no files, hidden ones only when asked for, then recent ones that fit."""
    assert matches("~/code/sh", home, []) == ["~/code/shine", "~/code/shop"]
    assert matches("~/code/.", home, []) == ["~/code/.secret"]
    assert matches(f"{home}/do", home, []) == ["~/docs"]
    assert matches("shop", home, [f"{home}/code/shop"]) == ["~/code/shop"]
    assert matches("/no/such/place", home, []) == []


def test_tab_completes_as_far_as_there_is_no_choice() -> None:
    """Up to where names differ; a single one whole, with its slash; nothing when nothing fits."""
    assert common_start("~/c", ["~/code/shine", "~/code/shop"]) == "~/code/sh"
    assert common_start("~/code/shi", ["~/code/shine"]) == "~/code/shine/"
    assert common_start("x", ["~/code"]) == "x"
    assert common_start("~/a", ["~/ab", "~/abc"]) == "~/ab"


def test_a_directory_knows_its_repository(home: Path) -> None:
    """Found from anywhere inside; None outside."""
    assert repository_of(home / "code/shop/src") == home / "code/shop"
    assert repository_of(home / "docs") is None


def test_home_is_written_short(home: Path) -> None:
    """Both ways, and only for real children of home."""
    assert shorten(home, home) == "~"
    assert shorten(f"{home}er/x", home) == f"{home}er/x"
    assert expand("~", home) == home
    assert expand(" ~/docs ", home) == home / "docs"
