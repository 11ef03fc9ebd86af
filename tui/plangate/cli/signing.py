"""Signing an approval with ssh-keygen, and asking for secrets at a terminal."""

from __future__ import annotations

import getpass
import subprocess
import sys
import tempfile
from pathlib import Path

from plangate.errors import PlangateError, Unavailable, UsageError

__all__ = ["secret", "signature"]


def secret(prompt: str, *, hidden: bool = True) -> str:
    """What a person types.

    Raises:
        UsageError: There is no terminal.
    """
    if not sys.stdin.isatty():
        raise UsageError("approving asks at a terminal", "Or give --code, as `plangate plan show` shows it.")
    return getpass.getpass(prompt) if hidden else input(prompt)


def signature(payload: str, namespace: str, key: str) -> str:
    """The armoured signature of one of the person's keys over a text.

    Raises:
        Unavailable: There is no ssh-keygen.
        PlangateError: It did not sign.
    """
    with tempfile.TemporaryDirectory(prefix="plangate-") as directory:
        file = Path(directory, "approval")
        file.write_text(payload, "utf-8")
        key = str(Path(key).expanduser())
        argv = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", key, str(file)]
        try:
            done = subprocess.run(argv, check=False)
        except FileNotFoundError as error:
            raise Unavailable("ssh-keygen is not installed", "Install the OpenSSH client.") from error
        if done.returncode != 0:
            raise PlangateError("ssh-keygen did not sign")
        return file.with_name("approval.sig").read_text("utf-8")
