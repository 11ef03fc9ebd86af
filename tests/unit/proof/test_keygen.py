"""Tests of `plangate.proof.keygen`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plangate.errors import Unavailable
from plangate.proof.keygen import judged


def test_a_signature_is_judged_by_the_text(tmp_path: Path) -> None:
    """Over the same text it is good, over another it is refused."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "signers").write_text(f"ada {key.with_suffix('.pub').read_text()}")
    (tmp_path / "text").write_bytes(b"yes")
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "n", "-f", key, tmp_path / "text"], check=True)
    signature = str(tmp_path / "text.sig")
    arguments = ("-f", str(tmp_path / "signers"), "-I", "ada", "-n", "n", "-s", signature)
    assert judged("verify", *arguments, said=b"yes") is not None
    assert judged("verify", *arguments, said=b"no") is None
    assert judged("find-principals", "-s", signature, "-f", str(tmp_path / "signers")) == "ada"


def test_a_machine_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, with what to do."""
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(Unavailable, match="not installed"):
        judged("verify")
