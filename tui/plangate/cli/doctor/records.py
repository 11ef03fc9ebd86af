"""The ledger, checked entry by entry: whether anything in it was changed, and whether it can be written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from plangate.cli.doctor.finding import Finding, Level
from plangate.config import paths
from plangate.errors import PlangateError

__all__ = ["check_records"]

_MENDED = "plangate daemon restart mends it from whichever copy is right."


def check_records() -> Iterator[Finding]:
    """Look at both copies, also beside a running daemon."""
    try:
        db, twin = paths.ledger_db(), paths.ledger_twin()
    except PlangateError:
        return  # told by the storage part
    yield _writing(db.parent)
    if not db.exists() and not twin.exists():
        yield Finding("records", "ledger", Level.OK, "none yet; the daemon makes it")
    elif not db.exists():
        yield Finding("records", "ledger", Level.FAIL, f"{db.name} is missing", _MENDED)
    else:
        yield from _contents(db, twin)


def _writing(folder: Path) -> Finding:
    """A disk without room is no damage, and nothing that a restart mends."""
    from plangate.ledger.filesystem import has_room

    if not has_room(folder):
        reason, hint = (
            "the disk is full",
            f"Make room on the disk that holds {folder}; it goes on by itself then.",
        )
    elif not os.access(folder, os.W_OK):
        reason, hint = f"{folder} is read-only", f"Make {folder} writable; it goes on by itself then."
    else:
        return Finding("records", "writing", Level.OK, "events can be recorded")
    return Finding("records", "writing", Level.FAIL, f"the ledger cannot be written: {reason}", hint)


def _contents(db: Path, twin: Path) -> Iterator[Finding]:
    from plangate.ledger.check import verify  # brings sqlite along

    found = verify(db, twin)
    values = {"entries": found.entries}
    for fault in found.faults:
        yield Finding("records", "ledger", Level.FAIL, fault, _MENDED, values)
    if found.obstacle:
        text = f"could not be checked: {found.obstacle}"
        yield Finding("records", "ledger", Level.WARN, text, "Nothing is known to be damaged.", values)
    elif not found.faults:
        text = f"{found.entries} events, every link of the chain holds, the twin agrees"
        yield Finding("records", "ledger", Level.OK, text, values=values)
