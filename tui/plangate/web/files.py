"""The page's files: listed once when the front starts, so that no path of a request is ever looked up on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from plangate.errors import NotFound

__all__ = ["find_files", "media_type"]

_HERE = Path(__file__).parent
_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".map": "application/json",
}
_ANOTHER = "PLANGATE_WEB_PAGE"


def media_type(path: Path) -> str:
    """What a file is, for the browser."""
    return _TYPES[path.suffix]


def find_files() -> dict[str, Path]:
    """Files by the path of their address.

    Raises:
        NotFound: The terminal for browsers was not put there.
    """
    other = os.environ.get(_ANOTHER, "")
    page = Path(other) if other else _HERE / "page"
    files = _below(page, "/")
    if (index := files.get("/index.html")) is None:
        raise NotFound(f"there is no page in {page}")
    if not other:
        vendor = _below(_HERE / "vendor", "/vendor/")
        if not vendor:
            raise NotFound(
                "the terminal for browsers (xterm.js) is not there",
                "In a clone, make web fetches it; wheels carry it.",
            )
        files |= vendor
    return files | {"/": index}


def _below(folder: Path, prefix: str) -> dict[str, Path]:
    return {
        prefix + path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _TYPES and not path.name.startswith(".")
    }
