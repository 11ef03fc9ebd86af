"""`python -m plangate.daemon`: the control plane; started by clients when it is absent."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress


def main() -> int:
    """Run the daemon until it is stopped; its exit code."""
    parser = argparse.ArgumentParser(prog="plangate.daemon", description=__doc__)
    parser.add_argument("--detach", action="store_true", help="go on in the background")
    parser.add_argument(
        "--ready-fd", type=int, default=-1, help="descriptor that is told when clients may come"
    )
    options = parser.parse_args()
    if options.detach:
        _detach()
    from plangate.daemon.boot import boot  # after the fork: what is imported before is imported twice

    def ready(text: str) -> None:
        if options.ready_fd >= 0:
            with suppress(OSError):  # whoever started us may have gone
                os.write(options.ready_fd, text.encode())
                os.close(options.ready_fd)

    return boot(ready)


def _detach() -> None:
    """Go on as a child of nobody in particular, in a session of its own."""
    if os.fork():
        os._exit(0)
    os.setsid()


if __name__ == "__main__":
    sys.exit(main())
