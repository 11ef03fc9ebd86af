"""The order of mounts."""

from __future__ import annotations

from plangate.model.sandbox import SandboxSpec
from plangate.sandbox.layout import Kind, ancestors, below, placements

WORK = "/home/u/work"


def _plan(spec: SandboxSpec, *missing: str) -> list[tuple[str, Kind]]:
    return [(made.path, made.kind) for made in placements(spec, lambda path: path not in missing)]


def test_below() -> None:
    """A directory is below itself, a namesake with a longer name is not."""
    assert below("/a/b", "/a/b")
    assert below("/a/b/c", "/a/b")
    assert below("/a", "/")
    assert not below("/a/bc", "/a/b")


def test_ancestors() -> None:
    """Both ends are left out."""
    assert ancestors("/a/b/c/d", "/a") == ["/a/b", "/a/b/c"]
    assert ancestors("/a/b", "/a") == []


def test_outer_directories_come_first() -> None:
    """What lies in something is mounted after it, and what is read-only after what is writable."""
    spec = SandboxSpec(
        workspace=WORK,
        private_tmp="/t",
        writable=(f"{WORK}/build", "/home/u/.agent"),
        read_only=(f"{WORK}/.git/hooks", "/home/u/.agent/settings.json", f"{WORK}/none"),
        hidden=("/home/u/.secret",),
    )
    assert _plan(spec, f"{WORK}/none") == [
        ("/home/u/.agent", Kind.PLACE),
        ("/home/u/.secret", Kind.HIDE),
        (WORK, Kind.PLACE),
        ("/home/u/.agent/settings.json", Kind.LOCK),
        (f"{WORK}/.git", Kind.PIN),
        (f"{WORK}/build", Kind.PLACE),
        (f"{WORK}/.git/hooks", Kind.LOCK),
    ]


def test_a_workspace_in_tmp_stays_in_its_place() -> None:
    """The directories that lead to it in the private directory cannot be renamed away."""
    spec = SandboxSpec(workspace="/tmp/a/b/work", private_tmp="/t")
    assert _plan(spec) == [
        ("/tmp/a", Kind.PIN),
        ("/tmp/a/b", Kind.PIN),
        ("/tmp/a/b/work", Kind.PLACE),
    ]


def test_the_workspace_opens_only_when_asked() -> None:
    """Closed is the default."""
    spec = SandboxSpec(workspace=WORK, private_tmp="/t")
    assert not placements(spec, bool)[0].writable
    spec = SandboxSpec(workspace=WORK, private_tmp="/t", closed=False)
    assert placements(spec, bool)[0].writable
