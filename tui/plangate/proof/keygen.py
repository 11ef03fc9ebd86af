"""`ssh-keygen -Y`, which makes and judges signatures over text. Blocks."""

from __future__ import annotations

import subprocess

from plangate.errors import TimedOut, Unavailable

__all__ = ["judged"]

_PATIENCE = 30.0
"""Seconds; a key that needs a touch is never asked here, so this is far more than it takes."""


def judged(what: str, *arguments: str, said: bytes = b"") -> str | None:
    """What it says about a signature; None when it refuses.

    Args:
        what: Its own word: "verify", "find-principals".
        said: The text that was signed.

    Raises:
        Unavailable: There is no ssh-keygen.
        TimedOut: It does not answer.
    """
    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", what, *arguments],
            input=said,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        raise Unavailable("ssh-keygen is not installed", "Install the OpenSSH client.") from error
    except subprocess.TimeoutExpired as error:
        raise TimedOut("ssh-keygen did not answer") from error
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None
