"""Settings, agents and plugins."""

from __future__ import annotations

from collections.abc import Iterator

from plangate.cli.doctor.finding import Finding, Level
from plangate.cli.userfiles import faults
from plangate.config import paths
from plangate.config.files import read_settings
from plangate.errors import PlangateError
from plangate.plugins.find import describe
from plangate.plugins.loader import registry

__all__ = ["check_software"]


def check_software() -> Iterator[Finding]:
    """Look at what is installed and how it is set."""
    try:
        loaded = read_settings(paths.settings_file())
        manifests = paths.agents_dir()
    except PlangateError as error:
        yield Finding("software", "settings", Level.FAIL, error.message, error.hint)
        return
    yield from _files()
    found = registry(manifests, disabled=loaded.settings.plugins.disabled)
    installed = 0
    for agent in found.agents.values():
        info = describe(agent, version=True)
        values = {"path": info.path, "version": info.version}
        if info.path:
            installed += 1
            yield Finding(
                "agents", info.name, Level.OK, f"{info.title} {info.version} at {info.path}", values=values
            )
        else:
            yield Finding(
                "agents", info.name, Level.NOTE, f"{info.title} is not installed", info.hint, values
            )
    if not installed:
        yield Finding(
            "agents", "any", Level.WARN, "no agent is installed", "plangate demo shows a scripted one."
        )
    for refused in found.refused:
        yield Finding(
            "plugins", refused.name, Level.FAIL, f"refused: {refused.reason}", "Update or remove it."
        )
    if not found.refused:
        yield Finding("plugins", "all", Level.OK, "none was refused")


def _files() -> Iterator[Finding]:
    """What a person wrote; manifests of agents are told with the plugins."""
    places = {"settings": paths.settings_file(), "keymap": paths.keymap_file(), "themes": paths.themes_dir()}
    found = faults()
    for name, path in places.items():
        for fault in found[name]:
            where = f"line {fault.line}: " if fault.line else ""
            hint = fault.hint or f"Edit {fault.file}."
            yield Finding("software", name, Level.FAIL, f"{where}{fault.message}", hint, {"file": fault.file})
        if not found[name]:
            text = f"{path} is sound" if path.exists() else f"no {path}; everything has its default"
            yield Finding("software", name, Level.OK, text)
