"""Finds the conversation of an ended opencode session in opencode's own database, as of 1.18.33."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from plangate.plugins.held import placed

__all__ = ["database", "find_session"]

_SLACK = 5.0
"""Seconds by which the database's clock may differ from ours."""
_QUERY = """
SELECT id FROM session
WHERE parent_id IS NULL AND directory IN (?, ?) AND time_created BETWEEN ? AND ?
LIMIT 2
"""
"""Sessions of its subagents have a parent; times are milliseconds."""


def database(places: Mapping[str, str]) -> Path:
    """Where opencode keeps its sessions, for somebody with these directories."""
    home = Path(places.get("HOME") or Path.home())
    return placed("~/.local/share/opencode/opencode.db", home, places, home)


def find_session(path: Path, cwd: str, started: float, ended: float) -> str:
    """The id of the one session that began in `cwd` within that time; empty when none or several did.

    Args:
        path: The database; need not exist.
        cwd: Where our session ran.
        started: Unix seconds.
        ended: Unix seconds.
    """
    if not path.is_file():
        return ""
    asked = (cwd, os.path.realpath(cwd), (started - _SLACK) * 1000, (ended + _SLACK) * 1000)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)) as db:
            found = db.execute(_QUERY, asked).fetchall()
    except sqlite3.Error:
        return ""  # of another version, or locked: what is not certain is not resumed
    return str(found[0][0]) if len(found) == 1 else ""
