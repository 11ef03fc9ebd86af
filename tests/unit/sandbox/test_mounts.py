"""Reading mounts, and which of them should be writable."""

from __future__ import annotations

from plangate.model.sandbox import SandboxSpec
from plangate.sandbox.mounts import Mount, gated, missing_mounts, outermost, parse, wanted_writable

SPEC = SandboxSpec(
    workspace="/w", private_tmp="/t", writable=("/w/build", "/state"), read_only=("/w/.git/hooks", "/w/a/b")
)


def test_parse() -> None:
    """Number, parent, place with its escapes, and whether it is read-only."""
    text = (
        "65 78 254:0 /x /w\\040space ro,nosuid,relatime - ext4 /dev/vda rw\n"
        "66 65 254:0 / /w/\\303\\244 rw,ro_something shared:1 - ext4 /dev/vda ro\n"
    )
    assert parse(text) == (Mount(65, 78, "/w space", True), Mount(66, 65, "/w/ä", False))


def test_gated() -> None:
    """Scratch folders and what lies outside are none of the gate's business."""
    mounts = [
        Mount(number, 0, path, True) for number, path in enumerate(["/", "/w", "/w/build/x", "/w/s", "/wx"])
    ]
    assert [mount.point for mount in gated(mounts, SPEC)] == ["/w", "/w/s"]


def test_a_workspace_inside_something_writable_is_gated() -> None:
    """A writable directory around the workspace does not open it."""
    spec = SandboxSpec(workspace="/home/w", private_tmp="/t", writable=("/home",))
    assert gated([Mount(1, 0, "/home/w", True)], spec)


def test_wanted_writable() -> None:
    """What is below an opened directory, but never a read-only path."""
    for path, opened, expected in (
        ("/w", ("/w",), True),
        ("/w/s", ("/w",), True),
        ("/w/.git/hooks", ("/w",), False),
        ("/w/.git", ("/w",), True),
        ("/w/a", ("/w/a",), True),
        ("/w", ("/w/a",), False),
    ):
        assert wanted_writable(Mount(1, 0, path, True), SPEC, opened) is expected


def test_missing_mounts() -> None:
    """Opened directories and protected paths with all that leads to them, as far as they are no mounts."""
    mounts = [Mount(1, 0, "/w", True), Mount(2, 1, "/w/.git", True)]
    assert missing_mounts(mounts, SPEC, ["/w/s"], ["/w/.git/hooks", "/w/a/b"]) == [
        "/w/a",
        "/w/s",
        "/w/.git/hooks",
        "/w/a/b",
    ]
    assert missing_mounts(mounts, SPEC, ["/w"], []) == []


def test_outermost() -> None:
    """What lies in another one is left out."""
    assert outermost(["/w/b", "/w/a/c", "/w/a", "/w/ab"]) == ("/w/a", "/w/ab", "/w/b")
