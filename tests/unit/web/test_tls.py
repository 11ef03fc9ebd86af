"""Tests of `plangate.web.tls`."""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path

import pytest

from plangate.errors import ConfigError
from plangate.web.tls import context, own_certificate


def test_a_certificate_is_made_once_for_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its key is private, its fingerprint is the one that browsers show, other names get another one."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    certificate, key, told = own_certificate(["192.168.1.2", "box", "[::1]"])
    assert key.stat().st_mode & 0o077 == 0
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()
    assert told.replace(":", "").lower() == digest
    context(certificate, key)
    assert own_certificate(["192.168.1.2", "box", "[::1]"])[2] == told
    assert own_certificate(["192.168.1.3"])[2] != told


def test_files_that_are_no_certificate_are_said(tmp_path: Path) -> None:
    """With their names."""
    (tmp_path / "c").write_text("x")
    with pytest.raises(ConfigError, match="cannot be used"):
        context(tmp_path / "c", tmp_path / "k")
