"""Decisions about paths that are already without links."""

from __future__ import annotations

import pytest

from plangate.model.sandbox import SandboxSpec
from plangate.sandbox.supervised.rules import Rules, rules_for

SPEC = SandboxSpec(
    workspace="/home/u/work",
    private_tmp="/run/plangate/tmp/s1",
    companions=("/home/u/repo/.git",),
    writable=("/home/u/.agent", "/home/u/work/target"),
    read_only=("/home/u/work/.git/hooks", "/home/u/.agent/settings.json", "/home/u/work/target/never"),
    hidden=("/run/plangate", "/home/u/.config/plangate"),
    doors=("/run/plangate/agents",),
)
ALWAYS = (
    "/home/u/.agent/log",
    "/home/u/work/target",
    "/home/u/work/target/x",
    "/tmp/x",
    "/run/plangate/tmp/s1/y",
)
NEVER = (
    "/", "/etc/passwd", "/home/u", "/home/u/.bashrc", "/home/u/workaround/x", "/run/plangate/daemon.sock",
    "/home/u/.config/plangate/settings.toml", "/home/u/work/.git/hooks", "/home/u/work/.git/hooks/pre-commit",
    "/home/u/.agent/settings.json", "/home/u/work/target/never/x", "/proc/1/mem", "/run/plangate/agents/x",
)  # fmt: skip
GATED = ("/home/u/work", "/home/u/work/file", "/home/u/work/src/a", "/home/u/repo/.git/index")


@pytest.fixture
def closed() -> Rules:
    """Those of a session that has just started."""
    return rules_for(SPEC)


def test_closed(closed: Rules) -> None:
    """State and scratch are writable, the workspace and everything else are not."""
    assert all(map(closed.may_write, ALWAYS))
    assert not any(map(closed.may_write, (*NEVER, *GATED)))


def test_open(closed: Rules) -> None:
    """The workspace and what goes with it, but for what never is."""
    opened = closed.with_open((SPEC.workspace, *SPEC.companions), SPEC.read_only)
    assert all(map(opened.may_write, (*ALWAYS, *GATED)))
    assert not any(map(opened.may_write, NEVER))
    more = opened.with_open(opened.opened, (*SPEC.read_only, "/home/u/work/src"))
    assert not more.may_write("/home/u/work/src/a")
    assert more.may_write("/home/u/work/file")


def test_scoped(closed: Rules) -> None:
    """Only below the directory; the directory itself keeps its name."""
    scoped = closed.with_open(("/home/u/work/src",), SPEC.read_only)
    assert scoped.may_write("/home/u/work/src/a")
    assert scoped.may_place("/home/u/work/src", "/home/u/work/src/new")
    assert not scoped.may_write("/home/u/work/srcs")
    assert not scoped.may_place("/home/u/work", "/home/u/work/src")


def test_names_that_stay(closed: Rules) -> None:
    """Whatever lies above something that is known by its path cannot be given another one."""
    for path in ("/home/u/work/.git", "/home/u/work", "/home/u", "/home/u/.agent", "/home/u/work/target"):
        assert closed.stays(path), path
    for path in ("/home/u/work/src", "/home/u/.agent/log", "/tmp/x"):
        assert not closed.stays(path), path


def test_regions(closed: Rules) -> None:
    """Between them nothing is linked or moved, as between mounts."""
    regions = [
        closed.region(path) for path in ("/home/u/work/a", "/home/u/work/target/a", "/tmp/a", "/etc/a")
    ]
    assert regions == ["/home/u/work", "/home/u/work/target", "/tmp", ""]
    assert closed.gated("/home/u/work/a")
    assert not closed.gated("/home/u/work/target/a")


def test_a_workspace_in_tmp() -> None:
    """The innermost says: being in /tmp makes no workspace writable, nor does covering something there hide it."""
    rules = rules_for(SandboxSpec(workspace="/tmp/x/work", private_tmp="/p"), covered=("/tmp/x",))
    assert not rules.may_write("/tmp/x/work/file")
    assert not rules.may_write("/tmp/x/other")
    assert rules.may_write("/tmp/y")
    assert rules.with_open(("/tmp/x/work",), ()).may_write("/tmp/x/work/file")


def test_doors(closed: Rules) -> None:
    """Sockets of the outside that may be connected to."""
    assert closed.may_connect("/run/plangate/agents/agents.sock")
    assert not closed.may_connect("/run/plangate/daemon.sock")
