"""Tests of `plangate.plugins.offers`."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from plangate.plugins.offers import folder_of, offers


def _install(place: Path, distribution: str, text: str) -> None:
    folder = place / f"{distribution}-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "entry_points.txt").write_text(text)


@pytest.mark.parametrize("group", ["plangate.themes", "plangate.agents", "console_scripts"])
def test_it_finds_what_the_library_finds(group: str) -> None:
    """In the environment that the tests run in."""
    assert sorted(offers(group)) == sorted((point.name, point.value) for point in entry_points(group=group))


def test_only_the_lines_of_the_group_count(tmp_path: Path) -> None:
    """Comments, blank lines and other groups are passed over; a distribution may offer nothing."""
    text = "[other]\nno = no\n\n[plangate.themes]\n# words\n dusk =  dusk_themes \n; more\n[last]\nno = no\n"
    _install(tmp_path, "dusk", text)
    (tmp_path / "empty-2.0.dist-info").mkdir()
    assert offers("plangate.themes", [str(tmp_path)]) == [("dusk", "dusk_themes")]


def test_the_first_of_two_installations_counts(tmp_path: Path) -> None:
    """It is the one that would be imported."""
    _install(tmp_path / "a", "dusk", "[plangate.themes]\ndusk = new\n")
    _install(tmp_path / "b", "dusk", "[plangate.themes]\ndusk = old\n")
    places = [str(tmp_path / name) for name in ("a", "none", "b", "a")]
    assert offers("plangate.themes", places) == [("dusk", "new")]


def test_a_package_is_found_without_importing_it() -> None:
    """One that is not there, or is a module only, is an error that can be told."""
    assert (folder_of("plangate_themes") / "dark.toml").is_file()
    with pytest.raises(ImportError):
        folder_of("pg_no_such_package")
    with pytest.raises(ImportError):
        folder_of("this")
