"""Everything that a person writes for Plangate, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from plangate.cli.themes import theme_names
from plangate.config import paths
from plangate.config.files import missing, read_settings
from plangate.config.settings import Settings
from plangate.plugins.loader import registry
from plangate.plugins.manifest import read_manifests
from plangate.toml.document import Fault

__all__ = ["faults", "known_names", "missing_names"]


def faults() -> Mapping[str, Sequence[Fault]]:
    """Faults by what they are in: settings, keymap, themes, agents. Imports Textual, which knows the colours."""
    from plangate.dashboard.keymap_file import load_keymap
    from plangate.dashboard.themes import load_themes

    loaded = read_settings(paths.settings_file())
    return {
        "settings": (*loaded.faults, *missing_names(loaded.settings)),
        "keymap": load_keymap(paths.keymap_file(), loaded.settings.keyboard.escape)[1],
        "themes": load_themes(paths.themes_dir()).faults,
        "agents": read_manifests(paths.agents_dir())[1],
    }


def missing_names(settings: Settings) -> tuple[Fault, ...]:
    """The faults of settings that name a theme or an agent which does not exist."""
    values = {"appearance.theme": settings.appearance.theme, "sessions.agent": settings.sessions.agent}
    return tuple(
        fault
        for setting, value in values.items()
        if (known := known_names(setting, value, settings)) is not None
        for fault in missing(paths.settings_file(), setting, value, known)
    )


def known_names(setting: str, value: object, settings: Settings) -> Collection[str] | None:
    """All names that a setting can have; None when it may be anything its type lets it be."""
    if not isinstance(value, str):
        return None  # the schema says what it has to be
    if setting == "appearance.theme":
        return theme_names()
    if setting == "sessions.agent" and value:
        return registry(paths.agents_dir(), disabled=settings.plugins.disabled).agents
    return None
