"""Tests of `plangate.ledger.filesystem`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.errors import LedgerError
from plangate.ledger.filesystem import mounted_type, refuse_network

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /home rw shared:1 - nfs4 server:/export rw
31 30 254:1 / /home/ada/local\\040disk rw - xfs /dev/vdb rw
32 22 0:41 / /homework rw - tmpfs tmpfs rw
33 22 0:42 / /mnt rw - ext4 /dev/vdc rw
34 33 0:43 / /mnt rw - fuse.sshfs host:/ rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/home/ada", "nfs4"),
        ("/home", "nfs4"),
        ("/home/ada/local disk/x", "xfs"),
        ("/homework", "tmpfs"),
        ("/mnt/x", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_counts(path: str, kind: str) -> None:
    """Also with blanks in its name, and of two on one point the later."""
    assert mounted_type(Path(path), MOUNTS) == kind


def test_network_filesystems_are_refused() -> None:
    """With the way out."""
    with pytest.raises(LedgerError, match="nfs4") as caught:
        refuse_network(Path("/home/ada"), MOUNTS)
    assert "XDG_STATE_HOME" in caught.value.hint
    refuse_network(Path("/home/ada/local disk"), MOUNTS)


def test_the_real_table_is_read(tmp_path: Path) -> None:
    """This machine tells the type of every directory."""
    assert mounted_type(tmp_path)
