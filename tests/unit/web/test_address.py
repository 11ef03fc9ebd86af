"""Tests of `plangate.web.address`."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from plangate.errors import DirectoryError, Refused, Unavailable, UsageError
from plangate.web.address import Place, bind, bind_path, hosts, origins, urls


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.org", "8.8.8.8"])
def test_others_are_served_only_encrypted(host: str) -> None:
    """It is refused before anything listens."""
    with pytest.raises(Refused, match="without encryption"):
        bind(Place(host=host))


def test_a_free_port_on_this_machine_is_taken() -> None:
    """And a taken one is said."""
    with bind(Place()) as listener:
        host, port = listener.getsockname()[:2]
        assert host == "127.0.0.1"
        with pytest.raises(Unavailable, match="cannot listen"):
            bind(Place(port=port))


def test_a_unix_socket_is_the_owners_alone(tmp_path: Path) -> None:
    """A stale one is replaced, a living one and other files are left alone."""
    path = tmp_path / "s"
    with bind_path(path) as listener:
        assert path.stat().st_mode & 0o077 == 0
        with pytest.raises(Unavailable, match="somebody listens"):
            bind_path(path)
        listener.close()
    bind_path(path).close()
    (tmp_path / "file").write_text("x")
    with pytest.raises(DirectoryError):
        bind_path(tmp_path / "file")


def test_addresses_and_origins_of_the_usual_places() -> None:
    """On this machine, encrypted for others, behind a proxy, and through a tunnel."""
    here = Place(port=8765)
    assert urls(here, 8765) == ("http://127.0.0.1:8765",)
    assert origins(here, 8765).schemes("localhost:8765") == {"http"}
    assert origins(here, 8765).schemes(f"{socket.gethostname()}:8765") == frozenset()
    lan = Place(host="192.168.1.2", tls=True)
    assert urls(lan, 443) == ("https://192.168.1.2",)
    assert origins(lan, 443).schemes("192.168.1.2") == {"https"}
    proxied = Place(names=("Box.ts.net",))
    assert urls(proxied, 8765)[0] == "https://box.ts.net"
    assert origins(proxied, 8765).schemes("box.ts.net") == {"https"}
    tunnel = Place(path=Path("/x"))
    assert urls(tunnel, 0) == ()
    assert origins(tunnel, 0).schemes("localhost:4000") == {"http"}
    assert origins(tunnel, 0).schemes("evil.example:4000") == frozenset()
    assert "[::1]" in hosts(Place(host="0.0.0.0", tls=True))


def test_a_name_is_a_name() -> None:
    """No way to smuggle a path or a header in."""
    with pytest.raises(UsageError):
        origins(Place(names=("a/b",)), 1)
