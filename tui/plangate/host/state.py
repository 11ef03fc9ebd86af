"""What a host hands to the program that replaces it in place, as bytes in an anonymous file."""

from __future__ import annotations

import os

import msgspec

from plangate.host.focus import Lease
from plangate.model.sandbox import Confinement
from plangate.model.session import Exit
from plangate.wire.spawn import Spawn

__all__ = ["HostState", "load", "store"]


class HostState(msgspec.Struct, kw_only=True):
    """Everything but what the kernel keeps; fields are only ever added, with a default."""

    spec: Spawn
    created: float
    keeper_pid: int
    listener: int
    """File descriptors carried over keep their numbers."""
    master: int
    link: int
    """-1 while there is no keeper."""
    agent: int
    ours: bool
    emulator: bytes
    """`Emulator.snapshot`."""
    input: bytes = b""
    """What waits for the program to read it."""
    lease: Lease = Lease()
    revoked: list[int] = []
    revoked_before: int = 0
    exit: Exit | None = None
    linger: float | None = None
    """Seconds left until the host goes."""
    recording: bool = False
    last_output: float = 0.0
    confinement: Confinement | None = None
    moments: list[tuple[float, int]] = []
    """Unix times, and the lines that the program was at then."""
    moments_whole: bool = False
    moments_cut: int = 0


def store(state: HostState) -> int:
    """A new anonymous file that holds the state; the caller closes it.

    Raises:
        OSError: There is no room or no descriptor for it.
    """
    handle = os.memfd_create("plangate-host")
    try:
        data = memoryview(msgspec.msgpack.encode(state))
        while data:
            data = data[os.write(handle, data) :]
    except BaseException:
        os.close(handle)
        raise
    return handle


def load(handle: int) -> HostState:
    """The state in such a file.

    Raises:
        ValueError: It is none, or one that this version does not understand.
    """
    size = os.fstat(handle).st_size
    return msgspec.msgpack.decode(os.pread(handle, size, 0), type=HostState)
