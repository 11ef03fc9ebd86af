"""Names of themes without the dashboard: completion must not wait for Textual."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from plangate.config import paths
from plangate.plugins.offers import folder_of, offers

__all__ = ["theme_names"]


def theme_names() -> list[str]:
    """Names of the themes that come along, of other packages, and of the user; faulty ones are left out."""
    return sorted(set(_found()))


def _found() -> Iterator[str]:
    folders = [folder_of(package) for _, package in offers("plangate.themes")] + [paths.themes_dir()]
    texts = [path.read_text("utf-8") for folder in folders for path in folder.glob("*.toml")]
    for text in texts:
        try:
            name = tomllib.loads(text).get("name")
        except tomllib.TOMLDecodeError:
            continue
        if isinstance(name, str):
            yield name
