"""Who may act as a person."""

from __future__ import annotations

import os
import socket
from dataclasses import replace

import pytest

from plangate.sandbox.peers import Peer, look_at, look_at_process, refusal

OURS = Peer(pid=10, namespaces=(1, 2, 3), ancestors=(10, 1))
PERSON = Peer(pid=20, namespaces=(1, 2, 3), ancestors=(20, 15, 1))
HOST = {30: "the host of session abc"}


def test_a_person_may() -> None:
    """Same namespaces, no marks, no session above."""
    assert refusal(PERSON, OURS, HOST) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"alive": False}, "has ended"),
        ({"namespaces": None}, "cannot be read"),
        ({"namespaces": (9, 2, 3)}, "another user namespace"),
        ({"namespaces": (1, 9, 3)}, "another mnt namespace"),
        ({"namespaces": (1, 2, 9)}, "another pid namespace"),
        ({"no_new_privs": True}, "no privileges"),
        ({"filters": 1}, "filter"),
        ({"ancestors": None}, "comes from"),
        ({"ancestors": (20, 30, 1)}, "the host of session abc"),
        ({"ancestors": (30, 1)}, "the host of session abc"),
    ],
)
def test_marks_of_a_session(change: dict[str, object], words: str) -> None:
    """Each of them alone is enough, and named."""
    assert words in refusal(replace(PERSON, **change), OURS, HOST)  # type: ignore[arg-type]


def test_marks_that_we_have_ourselves_say_nothing() -> None:
    """A daemon that is confined itself, as in a container, compares with itself."""
    ours = replace(OURS, no_new_privs=True, filters=2)
    assert refusal(replace(PERSON, no_new_privs=True, filters=2), ours, HOST) == ""
    assert refusal(replace(PERSON, no_new_privs=True, filters=3), ours, HOST)


def test_ourselves() -> None:
    """We are alive, our namespaces can be read, and our line of parents has us at its start."""
    peer = look_at_process(os.getpid())
    assert peer.alive
    assert peer.namespaces is not None
    assert peer.ancestors is not None
    assert peer.ancestors[:2] == (os.getpid(), os.getppid())
    assert refusal(peer, peer, {}) == ""
    assert refusal(peer, peer, {os.getppid(): "the test"}) == f"process {os.getpid()} was started by the test"


def test_the_other_end_of_a_socket() -> None:
    """The process that made the connection is looked at."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert look_at(ours).pid == os.getpid()
        assert look_at(ours).alive


def test_a_peer_that_is_gone() -> None:
    """Its pid says nothing any more, even if another process should have it now."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("")  # an abstract address that the kernel chooses
        listener.listen()
        child = os.fork()
        if child == 0:
            with socket.socket(socket.AF_UNIX) as caller:
                caller.connect(listener.getsockname())
            os._exit(0)
        connection, _ = listener.accept()
        os.waitpid(child, 0)
        with connection:
            peer = look_at(connection)
    assert not peer.alive
    assert "has ended" in refusal(peer, look_at_process(os.getpid()), {})
