"""Certificates: those a person brings, and one made here whose fingerprint people compare."""

from __future__ import annotations

import hashlib
import ssl
import subprocess
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

from plangate.config import paths
from plangate.errors import ConfigError, Unavailable

__all__ = ["context", "own_certificate"]

_DAYS = 397
"""Longest that browsers accept (CA/Browser Forum ballot SC31)."""
_LEFT = 7 * 24 * 3600
_PATIENCE = 30.0


def context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS with a certificate.

    Raises:
        ConfigError: The files cannot be used.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or error
        raise ConfigError(
            f"{certificate} and {key} cannot be used: {why}", "Both are wanted in PEM form."
        ) from error
    return made


def own_certificate(names: Sequence[str]) -> tuple[Path, Path, str]:
    """A certificate made here for some names, its key, and its SHA-256 fingerprint; kept while it is good.

    Raises:
        Unavailable: openssl is missing or fails.
    """
    folder = paths.private_dir(paths.state_dir() / "tls")
    certificate, key, about = folder / "cert.pem", folder / "key.pem", folder / "names"
    wanted = ",".join(_alternative(name) for name in dict.fromkeys(names))
    if not (key.exists() and _told(about) == wanted and _good(certificate)):
        _make(certificate, key, wanted)
        about.write_text(wanted)
    return certificate, key, _fingerprint(certificate)


def _make(certificate: Path, key: Path, names: str) -> None:
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", str(_DAYS), "-subj", "/CN=plangate", "-addext", f"subjectAltName={names}",
        "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth",
        "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    key.unlink(missing_ok=True)
    key.touch(mode=0o600)  # before there is anything in it
    _run(command)
    key.chmod(0o600)


def _good(certificate: Path) -> bool:
    command = ["openssl", "x509", "-in", str(certificate), "-noout", "-checkend", str(_LEFT)]
    return certificate.exists() and subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE, text=True)
    except FileNotFoundError as error:
        raise Unavailable("openssl is not installed", "Install it, or bring --cert and --key.") from error
    except (subprocess.SubprocessError, OSError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()
        raise Unavailable(f"openssl makes no certificate: {said[-1] if said else error}") from error


def _fingerprint(certificate: Path) -> str:
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _alternative(name: str) -> str:
    plain = name.strip("[]")
    try:
        return f"IP:{ip_address(plain)}"
    except ValueError:
        return f"DNS:{plain}"


def _told(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
