"""Whose ssh signature an approval carries. Blocks."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from plangate.errors import NotFound, Refused
from plangate.proof.approval import NAMESPACE
from plangate.proof.keygen import judged

__all__ = ["signer"]


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
            found = judged("find-principals", "-s", str(file), "-f", str(path)) or ""
            for name in found.splitlines():
                arguments = ("-f", str(path), "-I", name, "-n", NAMESPACE, "-s", str(file))
                if judged("verify", *arguments, said=signed.encode()) is not None:
                    return name
    raise Refused("the signature is not that of an allowed signer over exactly this decision")
