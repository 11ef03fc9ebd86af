"""Whose ssh signature an approval carries. Blocks."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from plangate.errors import NotFound, Refused, TimedOut, Unavailable
from plangate.proof.approval import NAMESPACE

__all__ = ["signer"]

_PATIENCE = 30.0


def signer(signed: str, signature: str, signers: Sequence[Path]) -> str:
    """Whose signature it is: the principal as the first file that knows the key names it.

    Raises:
        Refused: It is no good signature of anybody named there.
        NotFound: There is no file of signers.
        Unavailable: There is no ssh-keygen.
    """
    known = [path for path in signers if path.is_file()]
    if not known:
        raise NotFound(
            "nobody is allowed to sign here", f"List signers in {signers[0]}, as ssh-keygen(1) says."
        )
    with tempfile.TemporaryDirectory(prefix="plangate-") as directory:
        file = Path(directory, "signature")
        file.write_text(signature, "utf-8")
        for path in known:
            found = _keygen("find-principals", "-s", str(file), "-f", str(path))
            for name in found.splitlines():
                arguments = ("-f", str(path), "-I", name, "-n", NAMESPACE, "-s", str(file))
                if _keygen("verify", *arguments, said=signed):
                    return name
    raise Refused("the signature is not that of an allowed signer over exactly this decision")


def _keygen(what: str, *arguments: str, said: str = "") -> str:
    """Its output, or nothing when it refused."""
    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", what, *arguments],
            input=said,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        raise Unavailable("ssh-keygen is not installed", "Install the OpenSSH client.") from error
    except subprocess.TimeoutExpired as error:
        raise TimedOut("ssh-keygen did not answer") from error
    return done.stdout.strip() if done.returncode == 0 else ""
