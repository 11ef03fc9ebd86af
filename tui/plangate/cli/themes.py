"""Names of themes without the dashboard: completion must not wait for Textual."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.resources import files

from plangate.config import paths

__all__ = ["theme_names"]


def theme_names() -> list[str]:
    """Names of the themes that come along, of other packages, and of the user; faulty ones are left out."""
    return sorted(set(_found()))


def _found() -> Iterator[str]:
    sources = [files(entry.value) for entry in entry_points(group="plangate.themes")]
    texts = [
        item.read_text("utf-8")
        for folder in sources
        for item in folder.iterdir()
        if item.name.endswith(".toml")
    ]
    texts += [path.read_text("utf-8") for path in paths.themes_dir().glob("*.toml")]
    for text in texts:
        try:
            name = tomllib.loads(text).get("name")
        except tomllib.TOMLDecodeError:
            continue
        if isinstance(name, str):
            yield name
