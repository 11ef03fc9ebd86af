"""Tests of `plangate.config.paths`."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from plangate.config import paths
from plangate.errors import DirectoryError, ExitCode, LimitReached, UsageError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory without any XDG variable."""
    for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_defaults_lie_below_the_home_directory(home: Path) -> None:
    """Without variables the XDG defaults hold."""
    assert paths.state_dir() == home / ".local/state/plangate"
    assert paths.config_dir() == home / ".config/plangate"


def test_variables_move_the_directories(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each XDG variable is obeyed; a relative one is ignored."""
    runtime = home / "run"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "st"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert paths.runtime_dir() == runtime / "plangate"
    assert paths.ledger_db() == home / "st/plangate/ledger.db"
    assert paths.config_dir() == home / ".config/plangate"


@pytest.mark.parametrize(
    "make", [paths.state_dir, paths.config_dir, paths.sessions_dir, paths.recordings_dir]
)
def test_directories_are_private(home: Path, make: Callable[[], Path]) -> None:
    """What is made on demand is closed to everybody else."""
    assert stat.S_IMODE(make().stat().st_mode) == 0o700


def test_wide_permissions_are_narrowed(home: Path) -> None:
    """A directory of ours that others may enter is closed."""
    paths.state_dir().chmod(0o755)
    assert stat.S_IMODE(paths.state_dir().stat().st_mode) == 0o700


def test_a_link_is_refused(home: Path) -> None:
    """A symbolic link in the place of a private directory is not followed."""
    target = home / "elsewhere"
    target.mkdir()
    (home / ".local/state").mkdir(parents=True)
    (home / ".local/state/plangate").symlink_to(target)
    with pytest.raises(DirectoryError, match="symbolic link"):
        paths.state_dir()


def test_a_dangling_link_is_refused(home: Path) -> None:
    """Also when it leads nowhere."""
    (home / "loose").symlink_to(home / "nowhere")
    with pytest.raises(DirectoryError):
        paths.private_dir(home / "loose")
    assert not (home / "nowhere").exists()


def test_a_file_in_the_place_is_refused(home: Path) -> None:
    """A file where the directory should be is named."""
    (home / "taken").write_text("")
    with pytest.raises(DirectoryError, match="not a directory"):
        paths.private_dir(home / "taken")


def test_an_unusable_directory_is_no_fault_of_the_configuration(home: Path) -> None:
    """Commands end with the code for what cannot be reached or started."""
    (home / "taken").write_text("")
    with pytest.raises(DirectoryError) as caught:
        paths.private_dir(home / "taken" / "below")
    assert caught.value.exit_code is ExitCode.UNAVAILABLE


def test_a_full_disk_is_a_limit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is called one."""

    def full(self: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(LimitReached, match="disk is full"):
        paths.private_dir(home / "new")


def test_a_foreign_directory_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another user made in a shared place is never used."""
    place = home / "shared"
    place.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: place.stat().st_uid + 1)
    with pytest.raises(DirectoryError, match="belongs to user"):
        paths.private_dir(place)


def test_a_foreign_runtime_directory_is_passed_over(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After `su` the variable names a directory that is not ours, or not there."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "missing"))
    monkeypatch.setattr(paths, "private_dir", lambda path: path)
    assert paths.runtime_dir() == Path(f"/tmp/plangate-{os.getuid()}")


def test_the_directory_that_the_daemon_uses_counts_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this process's variable says, as long as a socket is there; a leftover does not count."""
    used, mine = home / "used", home / "mine"
    used.mkdir(mode=0o700)
    mine.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(mine))
    paths.runtime_pointer().write_text(str(used))
    assert paths.runtime_dir() == mine / "plangate"
    with closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(str(used / "daemon.sock"))
        assert paths.runtime_dir() == used
        (used / "daemon.sock").rename(used / "keeper.sock")
        assert paths.daemon_socket() == used / "daemon.sock"
        (home / "link").symlink_to(used)
        for refused in (str(home / "link"), "used", "", "\0"):
            paths.runtime_pointer().write_text(refused)
            assert paths.runtime_dir() == mine / "plangate"


def test_a_linked_config_directory_is_fine(home: Path) -> None:
    """People keep their configuration in a repository of dotfiles."""
    (home / "dotfiles").mkdir()
    (home / ".config").mkdir()
    (home / ".config/plangate").symlink_to(home / "dotfiles")
    assert paths.settings_file() == home / ".config/plangate/settings.toml"


def test_too_long_socket_paths_are_explained(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's limit is checked before bind() fails without a word."""
    deep = home / ("d" * 100)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    with pytest.raises(DirectoryError, match="107 are possible") as caught:
        paths.host_socket("abcdefgh")
    assert "XDG_RUNTIME_DIR" in caught.value.hint


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a.b", "a\0b"])
def test_names_cannot_leave_their_directory(home: Path, name: str) -> None:
    """A session's id comes from outside and becomes part of a path."""
    with pytest.raises(UsageError):
        paths.session_record(name)


def test_the_sticky_bit_is_added(home: Path) -> None:
    """Cleaners of runtime directories leave such files alone."""
    file = home / "file"
    file.touch(0o600)
    paths.keep_from_cleaners(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o1600
