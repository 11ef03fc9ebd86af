"""docs/settings.md and docs/plugins.md against the sources."""

from __future__ import annotations

import re
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest
from tests.support.settings_page import settings_page

from plangate.config.files import read_settings
from plangate.plugins.api import Resumption
from plangate.plugins.loader import GROUP, registry
from plangate.plugins.manifest import read_manifest

DOCS = Path(__file__).parents[3] / "docs"


def _examples(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


def test_the_page_of_settings_is_the_registry() -> None:
    """docs/settings.md says what the classes say."""
    assert (DOCS / "settings.md").read_text("utf-8") == settings_page(), (
        "run: python -m tests.support.settings_page > docs/settings.md"
    )


def test_the_example_settings_work(tmp_path: Path) -> None:
    """What the page shows can be pasted into a file."""
    (tmp_path / "settings.toml").write_text(_examples("settings.md", "toml")[0], "utf-8")
    loaded = read_settings(tmp_path / "settings.toml")
    assert loaded.faults == ()
    assert loaded.settings.environment.allow == ("MY_PROXY_*",)


def test_the_example_manifest_works(tmp_path: Path) -> None:
    """And uses every key there is."""
    example = _examples("plugins.md", "toml")[0]
    (tmp_path / "goose.toml").write_text(example, "utf-8")
    agent, faults = read_manifest(tmp_path / "goose.toml")
    assert faults == []
    assert agent is not None
    assert agent.launch("/g", ["a"], "p", "s").argv == ("/g", "session", "a", "--text", "p")
    assert len(agent.status_rules) == 2


def test_the_example_plugin_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is loaded as an installed one would be."""
    made = ModuleType("plangate_goose")
    exec(_examples("plugins.md", "python")[0], made.__dict__)
    monkeypatch.setitem(sys.modules, "plangate_goose", made)
    found = registry(tmp_path, points=[EntryPoint("goose", "plangate_goose:Plugin", GROUP)])
    assert found.refused == ()
    goose = found.agents["goose"]
    assert goose.launch("/g", [], "p", "abc").typed == "p"
    assert goose.resume("/g", Resumption(conversation="abc", cwd="/", argv=())) is not None
