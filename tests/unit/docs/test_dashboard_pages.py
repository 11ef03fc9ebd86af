from __future__ import annotations

import re
from pathlib import Path

from tests.support.keys_page import keys_page

from plangate.dashboard.theme_file import COLORS, STATES
from plangate.dashboard.themes import load_themes

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_of_keys_is_the_registry() -> None:
    """docs/keys.md says what the registry says; after a change write it anew with the command named there."""
    assert (DOCS / "keys.md").read_text("utf-8") == keys_page(), (
        "run: python -m tests.support.keys_page > docs/keys.md"
    )


def test_the_page_of_themes_names_all_of_them_and_all_keys() -> None:
    """Every theme, colour and state is mentioned, and the example on the page is a valid theme."""
    page = (DOCS / "themes.md").read_text("utf-8")
    for name in [*load_themes().specs, *COLORS, *STATES]:
        assert f"`{name}`" in page, name


def test_the_example_theme_works(tmp_path: Path) -> None:
    """What the page shows can be pasted into a file."""
    page = (DOCS / "themes.md").read_text("utf-8")
    example = next(block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "base" in block)
    (tmp_path / "mine.toml").write_text(example, "utf-8")
    themes = load_themes(tmp_path)
    assert not themes.faults
    assert themes.specs["mine"].colors["primary"] == "#FF9E64"
