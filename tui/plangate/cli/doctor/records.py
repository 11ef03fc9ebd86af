"""The ledger, checked entry by entry: whether anything in it was changed, and whether its twin agrees."""

from __future__ import annotations

from collections.abc import Iterator

from plangate.cli.doctor.finding import Finding, Level
from plangate.config import paths
from plangate.errors import ConfigError

__all__ = ["check_records"]


def check_records() -> Iterator[Finding]:
    """Look at both copies, also beside a running daemon."""
    try:
        db, twin = paths.ledger_db(), paths.ledger_twin()
    except ConfigError:
        return  # told by the storage part
    if not db.exists() and not twin.exists():
        yield Finding("records", "ledger", Level.OK, "none yet; the daemon makes it")
        return
    from plangate.ledger.check import verify  # brings sqlite along

    found = verify(db, twin)
    for fault in found.faults:
        yield Finding(
            "records",
            "ledger",
            Level.FAIL,
            fault,
            "plangate daemon restart mends it from whichever copy is right.",
            {"entries": found.entries},
        )
    if not found.faults:
        text = f"{found.entries} events, every link of the chain holds, the twin agrees"
        yield Finding("records", "ledger", Level.OK, text, values={"entries": found.entries})
