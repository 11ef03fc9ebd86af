"""Everything that a person writes for Plangate, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plangate.config import paths
from plangate.config.files import read_settings
from plangate.plugins.manifest import read_manifests
from plangate.toml.document import Fault

__all__ = ["faults"]


def faults() -> Mapping[str, Sequence[Fault]]:
    """Faults by what they are in: settings, keymap, themes, agents. Imports Textual, which knows the colours."""
    from plangate.dashboard.keymap_file import load_keymap
    from plangate.dashboard.themes import load_themes

    path = paths.settings_file()
    loaded = read_settings(path)
    themes = load_themes(paths.themes_dir())
    missing = themes.missing(path, loaded.settings.appearance.theme)
    return {
        "settings": (*loaded.faults, *missing),
        "keymap": load_keymap(paths.keymap_file(), loaded.settings.keyboard.escape)[1],
        "themes": themes.faults,
        "agents": read_manifests(paths.agents_dir())[1],
    }
