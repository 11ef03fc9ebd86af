"""Which sockets are found."""

from __future__ import annotations

from pathlib import Path

from plangate.sandbox.sockets import listening, reachable

TABLE = """Num       RefCount Protocol Flags    Type St Inode Path
00000000ac45e31a: 00000002 00000000 00010000 0001 01 1325855 /run/docker.sock
00000000ac45e31b: 00000003 00000000 00000000 0001 03 1325856 /run/connected.sock
00000000ac45e31c: 00000002 00000000 00000000 0002 01 1325857 /dev/log
00000000ac45e31d: 00000002 00000000 00010000 0001 01 1325858 @abstract
00000000ac45e31e: 00000002 00000000 00010000 0001 01 1325859 /with space/s
00000000ac45e31f: 00000002 00000000 00000000 0001 01 1325860
"""


def test_listening() -> None:
    """Those with a path that take connections or datagrams."""
    assert listening(TABLE) == ("/dev/log", "/run/docker.sock", "/with space/s")


def test_doors_stay(tmp_path: Path) -> None:
    """A socket that is allowed, or in a directory that is, is not among those to hide."""
    (tmp_path / "unix").write_text(TABLE)
    assert reachable(["/with space"], tmp_path / "unix") == ("/dev/log", "/run/docker.sock")
    assert reachable([], tmp_path / "none") == ()
