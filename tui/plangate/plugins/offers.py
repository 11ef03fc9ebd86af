"""What installed packages offer under an entry-point group, found without importing any of them.

`importlib.metadata` answers the same question, but brings `email`, `zipfile` and more along and parses what
every distribution offers to anybody: 14 ms before the dashboard may paint, of which this takes 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

__all__ = ["folder_of", "offers"]


def offers(group: str, places: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Names and values of all entry points of a group; of a distribution installed twice, the first counts.

    Args:
        group: Such as "plangate.themes".
        places: Directories that packages are imported from, by default this process's.
    """
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for place in dict.fromkeys(sys.path if places is None else places):
        for folder in _distributions(place or "."):
            name = folder.name.partition("-")[0].lower()
            if name not in seen:
                seen.add(name)
                found += _group(folder / "entry_points.txt", group)
    if not found and places is None:
        from importlib.metadata import entry_points  # knows packages that do not lie in directories

        found = [(point.name, point.value) for point in entry_points(group=group)]
    return found


def folder_of(package: str) -> Path:
    """Where a package lies; it is not imported.

    Raises:
        ImportError: There is no such package.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"there is no package {package}")
    return Path(spec.submodule_search_locations[0])


def _distributions(place: str) -> Iterator[Path]:
    try:
        names = os.listdir(place)  # noqa: PTH208  # a Path for each of a thousand names is what takes long
    except OSError:
        return
    for name in names:
        if name.endswith((".dist-info", ".egg-info")):
            yield Path(place, name)


def _group(file: Path, group: str) -> Iterator[tuple[str, str]]:
    """The lines of one section of a file as packaging's specification describes it."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and line and line[0] not in "#;":
            name, _, value = line.partition("=")
            yield name.strip(), value.strip()
