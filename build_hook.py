"""Hatchling's hook: the wheel and the source archive carry the page's terminal, taken from npm.

`PLANGATE_WEB` says what happens when npm or its registry is not to be had: `require` fails the build,
otherwise the build goes on with a warning and `plangate serve` of that wheel says what is missing.
`skip` does not ask npm at all. A file that is not the one pinned always fails the build.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageHook(BuildHookInterface[Any]):
    """Fetches what is missing before files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build; an editable one uses the clone as it is, where `make web` does this."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "tui")))
        from plangate.errors import PlangateError, Unavailable
        from plangate.web import vendoring

        directory = Path(self.root, "tui/plangate/web/vendor")
        asked = os.environ.get("PLANGATE_WEB", "")
        try:
            if asked != "skip":
                vendoring.fetch(directory)
        except Unavailable as error:
            if asked == "require":
                raise
            self.app.display_warning(f"{self.target_name} without the web page's terminal: {error.message}")
        changed = [name for name in vendoring.missing(directory) if (directory / name).exists()]
        if changed:
            raise PlangateError(f"{directory / changed[0]} is not the file that was pinned", "Remove it.")
