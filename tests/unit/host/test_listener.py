"""Tests of `plangate.host.listener`."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plangate.errors import Unavailable
from plangate.host.listener import listen, owns, peer_uid


@pytest.fixture
def directory() -> Iterator[Path]:
    """With a short name, for the sake of the socket's path."""
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as made:
        yield Path(made)


def test_it_takes_the_place_of_what_was_there(directory: Path) -> None:
    """A stale socket, or an older process, which still serves those inside."""
    path = directory / "x.sock"
    old = listen(path)
    identity = (path.stat().st_dev, path.stat().st_ino)
    assert owns(path, identity)
    new = listen(path)
    assert not owns(path, identity)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        accepted, _ = new.accept()
        assert peer_uid(accepted) == os.getuid()
        accepted.close()
    assert [entry.name for entry in directory.iterdir()] == ["x.sock"]
    old.close()
    new.close()


def test_it_is_private_and_kept_by_cleaners(directory: Path) -> None:
    """0600 with the sticky bit."""
    listener = listen(directory / "x.sock")
    assert (directory / "x.sock").stat().st_mode & 0o7777 == 0o1600
    listener.close()


def test_a_missing_directory_is_an_error_in_words(directory: Path) -> None:
    """Nothing is left open."""
    with pytest.raises(Unavailable, match="cannot listen"):
        listen(directory / "none" / "x.sock")
    assert not owns(directory / "none", (0, 0))
