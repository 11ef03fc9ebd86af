"""Where Plangate keeps its files. Directories are made on demand, private, and refused when they are not ours.

    runtime   $XDG_RUNTIME_DIR/plangate, else /tmp/plangate-<uid>     sockets; gone after a reboot;
              where the daemon of our state has them, if that is elsewhere
    state     $XDG_STATE_HOME/plangate, else ~/.local/state/plangate  ledger, recordings, logs
    config    $XDG_CONFIG_HOME/plangate, else ~/.config/plangate      what a person writes

Every function reads the environment when it is called. Those that name a file make its directory,
not the file. All raise `DirectoryError` for a directory that cannot be trusted.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from plangate.errors import DirectoryError, LimitReached, UsageError

__all__ = [
    "SOCKET_LIMIT",
    "agent_cache",
    "agent_door",
    "agent_socket",
    "agents_dir",
    "attempts_file",
    "checkpoints_dir",
    "config_dir",
    "daemon_info",
    "daemon_lock",
    "daemon_socket",
    "devices_file",
    "host_info",
    "host_lines",
    "host_socket",
    "hosts_dir",
    "jobs_file",
    "keep_from_cleaners",
    "keeper_info",
    "keeper_socket",
    "keymap_file",
    "ledger_db",
    "ledger_twin",
    "log_file",
    "pin_file",
    "plan_dir",
    "private_dir",
    "queue_file",
    "recording_dir",
    "recordings_dir",
    "runtime_dir",
    "runtime_pointer",
    "secret_file",
    "session_record",
    "session_tmp",
    "sessions_dir",
    "settings_file",
    "state_dir",
    "themes_dir",
]

SOCKET_LIMIT = 107
"""Longest path of a unix socket on Linux in bytes: `sun_path` holds 108 with the final NUL (unix(7))."""

_NAME = "plangate"
_POINTER = "runtime"
_SOCKETS = ("daemon.sock", "keeper.sock")
_FULL = (errno.ENOSPC, errno.EDQUOT)


def runtime_dir() -> Path:
    """Sockets, locks and self-descriptions of running processes.

    Where daemon or keeper of our state have theirs counts first: a process of another login has
    another `XDG_RUNTIME_DIR` or none, and would start a second daemon beside the first. The variable
    counts only when it is a directory of ours: after `su` it names another user's.
    """
    used = _used_runtime_dir()
    if used is not None:
        return private_dir(used)
    base = _absolute("XDG_RUNTIME_DIR")
    if base is not None and _is_ours(base):
        return private_dir(base / _NAME)
    return private_dir(
        Path("/tmp") / f"{_NAME}-{os.getuid()}"
    )  # the shared fallback is why owners are checked


def runtime_pointer() -> Path:
    """Holds the path of the runtime directory that the daemon uses; written by the daemon."""
    return state_dir() / _POINTER


def daemon_socket() -> Path:
    """Where the daemon listens."""
    return _socket(runtime_dir() / _SOCKETS[0])


def agent_door() -> Path:
    """The one directory of ours that a confined session sees."""
    return private_dir(runtime_dir() / "a")


def session_ignores(session: str) -> Path:
    """What git in a session ignores besides what the repository says; not made."""
    return agent_door() / f"{_plain(session)}.ignore"


def agent_socket() -> Path:
    """Where the daemon listens to agents: plans, their status, hooks, and nothing that could decide."""
    return _socket(agent_door() / "agents.sock")


def daemon_lock() -> Path:
    """Locked by the running daemon."""
    return runtime_dir() / "daemon.lock"


def daemon_info() -> Path:
    """The running daemon's description of itself."""
    return runtime_dir() / "daemon.json"


def keeper_socket() -> Path:
    """Where the keeper listens."""
    return _socket(runtime_dir() / _SOCKETS[1])


def keeper_info() -> Path:
    """The running keeper's description of itself."""
    return runtime_dir() / "keeper.json"


def hosts_dir() -> Path:
    """Sockets and self-descriptions of the hosts."""
    return private_dir(runtime_dir() / "s")


def host_socket(session: str) -> Path:
    """Where the host of a session listens."""
    return _socket(hosts_dir() / f"{_plain(session)}.sock")


def host_info(session: str) -> Path:
    """The description that the host of a session gives of itself."""
    return hosts_dir() / f"{_plain(session)}.json"


def host_lines(session: str) -> Path:
    """What the host of a session remembers of composed lines, for its successor."""
    return hosts_dir() / f"{_plain(session)}.lines"


def state_dir() -> Path:
    """What outlives a reboot and no person edits."""
    return private_dir(_state_path())


def ledger_db() -> Path:
    """The ledger."""
    return state_dir() / "ledger.db"


def ledger_twin() -> Path:
    """The ledger's plain twin, from which it can be rebuilt."""
    return state_dir() / "ledger.jsonl"


def secret_file() -> Path:
    """The secret that every capability derives from."""
    return state_dir() / "secret"


def sessions_dir() -> Path:
    """Records of all sessions."""
    return private_dir(state_dir() / "sessions")


def session_record(session: str) -> Path:
    """The record of one session."""
    return sessions_dir() / f"{_plain(session)}.json"


def recordings_dir() -> Path:
    """Recordings of all sessions."""
    return private_dir(state_dir() / "recordings")


def recording_dir(session: str) -> Path:
    """The recording of one session; not made."""
    return recordings_dir() / _plain(session)


def checkpoints_dir() -> Path:
    """Checkpoints of all workspaces."""
    return private_dir(state_dir() / "checkpoints")


def attempts_file() -> Path:
    """What the daemon remembers of attempts that can still change."""
    return state_dir() / "attempts"


def jobs_file() -> Path:
    """What the daemon remembers of background jobs."""
    return state_dir() / "jobs.json"


def queue_file() -> Path:
    """Prompts that wait for their moment."""
    return state_dir() / "queue.json"


def session_tmp(session: str) -> Path:
    """What a confined session sees as /tmp; not made."""
    return private_dir(state_dir() / "tmp") / _plain(session)


def plan_dir(session: str) -> Path:
    """Where an agent without hooks puts its plan, and reads what people say to it; not made."""
    return private_dir(state_dir() / "plans") / _plain(session)


def pin_file() -> Path:
    """The hash of the PIN that approves plans; need not exist."""
    return state_dir() / "pin"


def devices_file() -> Path:
    """Paired browsers, with hashes of what they prove themselves with."""
    return state_dir() / "devices.json"


def agent_cache() -> Path:
    """What plugins found out about agents at some cost."""
    return private_dir(state_dir() / "agents")


def log_file(process: str) -> Path:
    """The log of a process: "daemon", "keeper"."""
    return private_dir(state_dir() / "log") / f"{_plain(process)}.log"


def config_dir() -> Path:
    """What a person writes; may be a symbolic link into a directory of dotfiles."""
    path = (_absolute("XDG_CONFIG_HOME") or _home() / ".config") / _NAME
    return path if path.is_dir() and path.stat().st_uid in (os.getuid(), 0) else private_dir(path)


def settings_file() -> Path:
    """The settings; need not exist."""
    return config_dir() / "settings.toml"


def keymap_file() -> Path:
    """The user's keys; need not exist."""
    return config_dir() / "keymap.toml"


def themes_dir() -> Path:
    """The user's themes; need not exist."""
    return config_dir() / "themes"


def agents_dir() -> Path:
    """Manifests of the user's own agents; need not exist."""
    return config_dir() / "agents"


def private_dir(path: Path) -> Path:
    """The directory, made if need be, for certain ours and closed to everybody else.

    Raises:
        DirectoryError: It is a symbolic link, belongs to somebody else, is no directory, or cannot be made.
        LimitReached: The disk is full.
    """
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        info = path.lstat()  # not stat: a link could lead into a directory that others may change
        if stat.S_ISLNK(info.st_mode):
            raise DirectoryError(f"{path} is a symbolic link", "Remove it; Plangate makes a directory there.")
        if info.st_uid != os.getuid():
            raise DirectoryError(
                f"{path} belongs to user {info.st_uid}, not to {os.getuid()}",
                "Remove it, or point XDG_RUNTIME_DIR and XDG_STATE_HOME to directories of your own.",
            )
        if info.st_mode & 0o077:
            path.chmod(0o700)
    except FileExistsError:
        raise DirectoryError(
            f"{path} is not a directory", "Remove it; Plangate makes a directory there."
        ) from None
    except OSError as error:
        if error.errno in _FULL:
            raise LimitReached(f"{path} cannot be made: the disk is full", "Make room on it.") from error
        raise DirectoryError(
            f"{path} cannot be made: {error.strerror}", "Make its parent writable."
        ) from error
    return path


def keep_from_cleaners(path: Path) -> None:
    """Set the sticky bit: the XDG base directory specification exempts such files from clean-up by age."""
    path.chmod(stat.S_IMODE(path.lstat().st_mode) | stat.S_ISVTX)


def _absolute(variable: str) -> Path | None:
    """The path in an environment variable; relative ones are to be ignored by the XDG specification."""
    value = os.environ.get(variable, "")
    return Path(value) if value.startswith("/") else None


def _state_path() -> Path:
    return (_absolute("XDG_STATE_HOME") or _home() / ".local" / "state") / _NAME


def _used_runtime_dir() -> Path | None:
    """The directory that the pointer names, while there is a socket of daemon or keeper in it."""
    try:
        used = Path((_state_path() / _POINTER).read_text())
    except (OSError, UnicodeDecodeError, DirectoryError):
        return None
    inside = used.is_absolute() and not used.is_symlink() and _is_ours(used)
    return used if inside and any((used / name).is_socket() for name in _SOCKETS) else None


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise DirectoryError("No home directory is known", "Set HOME.") from error


def _is_ours(path: Path) -> bool:
    try:
        info = path.stat()
    except OSError:
        return False
    return stat.S_ISDIR(info.st_mode) and info.st_uid == os.getuid()


def _plain(name: str) -> str:
    """The name, if it is safe to be part of a path."""
    if not name.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"{name!r} cannot be part of a file's name")
    return name


def _socket(path: Path) -> Path:
    length = len(os.fsencode(path))
    if length > SOCKET_LIMIT:
        raise DirectoryError(
            f"The socket's path has {length} bytes, {SOCKET_LIMIT} are possible: {path}",
            "Point XDG_RUNTIME_DIR to a directory with a shorter path.",
        )
    return path
