"""From an empty process to a running daemon, and what to say when that fails."""

from __future__ import annotations

import asyncio
import logging
import logging.handlers
import os
import time
from collections.abc import Callable

from plangate.config import paths
from plangate.daemon.app import Daemon
from plangate.daemon.limits import raise_file_limit
from plangate.daemon.server import lock
from plangate.errors import LedgerInUse, PlangateError
from plangate.ledger.ledger import Ledger
from plangate.wire.detached import answers

__all__ = ["boot"]

_log = logging.getLogger(__name__)

_LOG_SIZE = 2 * 1024 * 1024
_LOG_FILES = 3
_MOVING_PATIENCE = 10.0
_POLL = 0.05


def boot(ready: Callable[[str], None]) -> int:
    """Run the daemon; the exit code.

    Args:
        ready: Called once, with "ready" when clients may come, else with why they may not.
    """
    os.umask(0o077)
    try:
        _log_to_file()
        held = lock(paths.daemon_lock(), paths.daemon_socket())
    except PlangateError as error:
        ready(error.message)
        return int(error.exit_code)
    try:
        raise_file_limit()
        ledger = Ledger(paths.ledger_db(), paths.ledger_twin())
        asyncio.run(_run(ledger, lambda: ready("ready")))
    except PlangateError as error:
        if isinstance(error, LedgerInUse):
            os.close(held)  # the other daemon needs the lock where it moves to
            held = -1
            if _moves_here():
                ready("ready")
                return 0
        _log.error("%s", error.message)
        ready(error.message)
        return int(error.exit_code)
    except OSError as error:
        _log.exception("the daemon failed")
        ready(f"{error.strerror}: {error.filename}")
        return 1
    finally:
        if held >= 0:
            os.close(held)
    return 0


async def _run(ledger: Ledger, ready: Callable[[], None]) -> None:
    await Daemon(ledger).run(ready)


def _moves_here() -> bool:
    """Whether the daemon that has the ledger answers soon: its runtime directory was removed, and it notices."""
    deadline = time.monotonic() + _MOVING_PATIENCE
    while not answers(paths.daemon_socket()):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL)
    return True


def _log_to_file() -> None:
    handler = logging.handlers.RotatingFileHandler(
        paths.log_file("daemon"), maxBytes=_LOG_SIZE, backupCount=_LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
