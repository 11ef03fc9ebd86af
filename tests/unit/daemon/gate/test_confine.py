"""Tests of `plangate.daemon.gate.confine`: what a session's sandbox holds."""

from __future__ import annotations

from pathlib import Path

from tests.support.fake_agent.plangate_fake import Fake
from tests.support.gated import make_repository

from plangate.config import paths
from plangate.config.policy import read_policy
from plangate.daemon.gate.confine import specification, writable_folders
from plangate.model.gate import Strength
from plangate.model.sandbox import SandboxSpec


def _spec(place: Path, policy: str = "") -> SandboxSpec:
    work = place / "work"
    work.mkdir()
    make_repository(work)
    (work / ".plangate").mkdir()
    (work / ".plangate/policy.toml").write_text(policy)
    environment = {"HOME": str(place / "home"), "FAKE_STATE": str(place / "state"), "PATH": "/usr/bin"}
    found = read_policy(work).policy
    return specification("aaaaaaaa", work, found, Fake(), environment, Strength.KERNEL)


def test_what_is_never_writable(place: Path) -> None:
    """The policy, git's hooks and configuration, and the agent's own settings; no place for records is made."""
    spec = _spec(place)
    for name in (".plangate/policy.toml", ".git/hooks", ".git/config"):
        whole = str(place / "work" / name)
        assert any(whole == path or whole.startswith(path + "/") for path in spec.read_only), name
    assert str(place / "work/.fake/settings.json") in spec.read_only
    assert not (place / "work/.plangate/records").exists()


def test_ours_is_hidden_but_for_one_door(place: Path) -> None:
    """Runtime, state and configuration; the directory of the agents' socket stays, and that is all of it."""
    spec = _spec(place)
    for path in (paths.runtime_dir(), paths.state_dir(), paths.config_dir()):
        assert str(path) in spec.hidden
    assert spec.doors == (str(paths.agent_door().resolve()),)
    assert spec.closed


def test_scratch_folders_stay_in_the_workspace(place: Path) -> None:
    """Made where they are missing; one that leads out, or is the workspace itself, is none."""
    policy = '[folders]\nscratch = ["build/**", "cache"]\n'
    spec = _spec(place, policy)
    work = place / "work"
    assert {str(work / "build"), str(work / "cache")} <= set(spec.writable)
    assert str(work) not in spec.writable
    outside = writable_folders(spec)
    assert str(place / "state") in outside
    assert not any(path.startswith(str(work) + "/") for path in outside)


def test_a_scratch_folder_that_is_a_link_out(place: Path) -> None:
    """It is not followed."""
    (place / "work").mkdir()
    (place / "work/build").symlink_to(place)
    make_repository(place / "work")
    (place / "work/.plangate").mkdir()
    (place / "work/.plangate/policy.toml").write_text('[folders]\nscratch = ["build"]\n')
    policy = read_policy(place / "work").policy
    spec = specification("aaaaaaaa", place / "work", policy, None, {"HOME": "/"}, Strength.KERNEL)
    assert str(place) not in spec.writable
