"""Tests of `plangate.daemon.gate.signature`, with the real ssh-keygen."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plangate.daemon.gate.signature import signer
from plangate.errors import NotFound, Refused


def _key(directory: Path, name: str) -> tuple[Path, str]:
    path = directory / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path, path.with_suffix(".pub").read_text().rsplit(" ", 1)[0]


def _sign(key: Path, text: str, namespace: str = "plangate-approval") -> str:
    argv = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(key)]
    return subprocess.run(argv, input=text, capture_output=True, text=True, check=True).stdout


def test_a_signature_names_its_person(tmp_path: Path) -> None:
    """By the first file that knows the key."""
    key, public = _key(tmp_path, "ada")
    signers = tmp_path / "signers"
    signers.write_text(f"ada {public}\n")
    assert signer("text", _sign(key, "text"), (tmp_path / "none", signers)) == "ada"


def test_other_texts_namespaces_and_keys_are_refused(tmp_path: Path) -> None:
    """Each with the same words, which tell a forger nothing."""
    key, public = _key(tmp_path, "ada")
    stranger, _ = _key(tmp_path, "eve")
    signers = tmp_path / "signers"
    signers.write_text(f"ada {public}\n")
    for text, made in (
        ("other", _sign(key, "text")),
        ("text", _sign(key, "text", "file")),
        ("text", _sign(stranger, "text")),
        ("text", "no signature"),
    ):
        with pytest.raises(Refused):
            signer(text, made, (signers,))
    with pytest.raises(NotFound):
        signer("text", _sign(key, "text"), (tmp_path / "none",))
