"""Starting the daemon when none runs; blocking, and safe when many clients try at once."""

from __future__ import annotations

from plangate.config import paths
from plangate.wire.detached import answers, launch

__all__ = ["answers", "launch_daemon"]


def launch_daemon(patience: float = 15.0) -> bool:
    """Start a daemon unless one answers; returns when it accepts connections, with whether it was started.

    Raises:
        Unavailable: It ended instead; the message says why.
        TimedOut: It is not ready after `patience` seconds.
    """
    return launch(
        "plangate.daemon", "daemon", at=paths.daemon_socket(), log=paths.log_file("daemon"), patience=patience
    )
