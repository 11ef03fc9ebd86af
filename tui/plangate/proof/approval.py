"""What a person signs to approve a plan, and whether a signature is good."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from plangate.gate.canonical import canonical, parse_canonical
from plangate.proof.keygen import judged

__all__ = ["NAMESPACE", "SIGNERS", "Signed", "is_signed_by", "parse_payload", "payload"]

NAMESPACE = "plangate-approval"
"""Given to `ssh-keygen -Y sign -n`: a signature made for anything else is worth nothing here."""
SIGNERS = ".plangate/allowed_signers"
"""Who may sign, as ssh-keygen(1) describes it under ALLOWED SIGNERS; read from the target branch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a payload says."""

    digest: str
    at: float
    """Unix seconds."""
    repository: str
    decision: str


def payload(*, digest: str, at: float, repository: str, decision: str = "approve", nonce: str = "") -> str:
    """The text to be signed: good for one decision about one text in one repository."""
    fields = {"at": at, "decision": decision, "digest": digest, "nonce": nonce, "repository": repository}
    return canonical(fields).decode("ascii")


def parse_payload(text: str) -> Signed:
    """What was signed.

    Raises:
        ValueError: It is no such text.
    """
    fields = parse_canonical(text)
    digest, at = fields.get("digest"), fields.get("at")
    repository, decision = fields.get("repository"), fields.get("decision")
    if not isinstance(digest, str) or not isinstance(repository, str) or not isinstance(decision, str):
        raise ValueError("no payload of an approval")
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise ValueError("no payload of an approval")
    return Signed(digest=digest, at=float(at), repository=repository, decision=decision)


def is_signed_by(person: str, text: str, signature: str, signers: str, *, at: float | None = None) -> bool:
    """Whether `signature` is that of one of the person's keys over exactly this text. Runs ssh-keygen.

    Args:
        person: As the file of signers names them.
        text: What was signed.
        signature: Armoured.
        signers: Contents of the file of signers.
        at: Unix seconds at which the key has to be valid (`valid-after`, `valid-before`); None is now.

    Raises:
        Unavailable: There is no ssh-keygen.
        TimedOut: It did not answer.
    """
    if not person or person.startswith("-") or not signature.strip() or not signers.strip():
        return False
    moment = [] if at is None else [f"-Overify-time={datetime.fromtimestamp(at, UTC):%Y%m%d%H%M%S}Z"]
    with tempfile.TemporaryDirectory(prefix="plangate-") as directory:
        known, made = Path(directory, "signers"), Path(directory, "signature")
        known.write_text(signers, "utf-8", errors="surrogateescape")
        made.write_text(signature, "utf-8", errors="surrogateescape")
        arguments = ("-f", str(known), "-I", person, "-n", NAMESPACE, "-s", str(made), *moment)
        said = text.encode("utf-8", "surrogateescape")
        return judged("verify", *arguments, said=said) is not None
