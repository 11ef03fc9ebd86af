"""The file system that a confined program sees; built once, in its own mount namespace, before it starts."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from msgspec.structs import replace

from plangate.model.sandbox import SandboxSpec
from plangate.sandbox import kernel
from plangate.sandbox.layout import TMP, Kind, Placement, below, placements
from plangate.sandbox.steps import StepFailed, step

__all__ = ["Tree", "check", "guard_proc"]

_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
    "ptmx": "pts/ptmx",
}
_RUN = "/run"
_RUN_STAYS = (
    "/run/systemd/resolve/resolv.conf",
    "/run/systemd/resolve/stub-resolv.conf",
    "/run/NetworkManager/resolv.conf",
    "/run/NetworkManager/no-stub-resolv.conf",
    "/run/connman/resolv.conf",
    "/run/resolvconf/resolv.conf",
    "/run/current-system",
    "/run/opengl-driver",
)
"""What programs need of /run; the rest is sockets and files of helpers that would act for the session outside."""
_PROC_LOCKED = ("sys", "sysrq-trigger", "bus", "fs", "irq", "scsi", "acpi", "mtrr", "dynamic_debug")
"""What user 0 may write to without any capability."""
_PROC_HIDDEN = ("kcore", "keys", "key-users", "timer_list", "sched_debug", "latency_stats")
_SMALL = "size=256k,nr_inodes=512,mode=755"


class Tree:
    """Builds it, in two parts: what must be looked at before everything changes, and the change.

    Args:
        runtime: Directories of sockets that are hidden in any case.
        sockets: Sockets somewhere else that are hidden where they can be seen.
    """

    def __init__(self, spec: SandboxSpec, runtime: tuple[str, ...], sockets: tuple[str, ...]) -> None:
        self._spec = replace(spec, hidden=(*spec.hidden, _RUN, *runtime))
        self._plan = placements(self._spec, os.path.exists)
        self._sockets = sockets
        self._covers: list[str] = []
        self.missing = [path for path in spec.read_only if not Path(path).exists()]
        """Read-only paths that could not be protected, because they do not exist or lead nowhere."""
        self._copies: dict[str, int] = {}

    def build(self) -> None:
        """Change what this mount namespace shows.

        Raises:
            StepFailed: The kernel refuses; nothing may be started then.
        """
        with step("cutting the mounts off from those outside"):
            kernel.make_private()
        self._copy()
        with step("making everything read-only"):
            locked = kernel.RDONLY | kernel.NOSUID | kernel.NODEV
            kernel.set_attributes("/", add=locked, recursive=True)
        self._devices()
        for target in TMP:
            if Path(target).is_dir() and not Path(target).is_symlink():
                with step(f"mounting the private directory on {target}"):
                    self._attach(f"tmp:{target}", target, writable=True)
        for placement in self._plan:
            self._place(placement)
        for path in self._sockets:
            if _is_socket(path):
                with step(f"hiding {path}"):
                    _cover_file(path)
        for path in _RUN_STAYS:
            if path in self._copies:
                with step(f"keeping {path}"):
                    self._attach(path, path, writable=False)
        for target in self._covers:
            with step(f"making the cover of {target} read-only"):
                kernel.set_attributes(target, add=kernel.RDONLY)

    def _copy(self) -> None:
        """Keep what has to appear again after it was covered or made read-only."""
        wanted = {path: path for path in _RUN_STAYS if Path(path).exists()}
        wanted.update(
            {placement.path: placement.path for placement in self._plan if placement.kind is Kind.PLACE}
        )
        wanted.update({f"tmp:{target}": self._spec.private_tmp for target in TMP})
        wanted.update({f"/dev/{name}": f"/dev/{name}" for name in _DEVICES})
        for name, path in wanted.items():
            with step(f"looking at {path}"):
                self._copies[name] = kernel.clone_tree(path)

    def _attach(self, name: str, target: str, *, writable: bool) -> None:
        copy = self._copies.pop(name)
        flags = kernel.NOSUID | kernel.NODEV
        if not writable:
            kernel.set_attributes(copy, add=flags | kernel.RDONLY, recursive=True)
        else:
            kernel.set_attributes(copy, add=flags, recursive=True)
        _make_place(target, like=copy)
        kernel.attach(copy, target)
        os.close(copy)

    def _devices(self) -> None:
        """A /dev with nothing in it that reaches anybody else: no disks, no terminals of others."""
        with step("making a /dev"):
            kernel.mount("tmpfs", "/dev", _SMALL, kernel.NOSUID)
            for name in _DEVICES:
                copy = self._copies.pop(f"/dev/{name}")
                Path("/dev", name).touch()
                kernel.attach(copy, f"/dev/{name}")
                os.close(copy)
            for link, target in _LINKS.items():
                Path("/dev", link).symlink_to(target)
            Path("/dev/pts").mkdir()
            kernel.mount("devpts", "/dev/pts", "newinstance,ptmxmode=0666,mode=600")
            Path("/dev/shm").mkdir()
            kernel.mount("tmpfs", "/dev/shm", "mode=1777", kernel.NOSUID)
            kernel.set_attributes("/dev", add=kernel.RDONLY)

    def _place(self, placement: Placement) -> None:
        path = placement.path
        match placement.kind:
            case Kind.HIDE:
                with step(f"hiding {path}"):
                    self._hide(path)
            case Kind.PLACE:
                with step(f"mounting {path}"):
                    self._attach(path, path, writable=placement.writable)
            case Kind.PIN:
                with step(f"holding {path} in its place"):
                    _make_place(path)
                    _over_itself(path)
            case Kind.LOCK:
                with step(f"making {path} read-only"):
                    self._lock(path)

    def _lock(self, path: str) -> None:
        """Make it read-only; of a link what it leads to, mounted in the link's place so that it stays."""
        if not Path(path).is_symlink():
            _over_itself(path, add=kernel.RDONLY)
            return
        if not Path(path).exists():
            self.missing.append(path)  # it leads to something that is hidden in here
            return
        copy, link = kernel.clone_tree(path), os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            kernel.set_attributes(copy, add=kernel.RDONLY, recursive=True)
            kernel.attach(copy, link)
        except OSError:
            self.missing.append(path)  # an older kernel mounts nothing on links
        finally:
            os.close(copy)
            os.close(link)

    def _hide(self, path: str) -> None:
        """Show nothing there; what has a place in it is mounted later, so the cover is closed at the end."""
        if Path(path).is_symlink() or not Path(path).exists():
            return
        if Path(path).is_dir():
            kernel.mount("tmpfs", path, _SMALL, kernel.NOSUID)
            self._covers.append(path)
        else:
            _cover_file(path)


def guard_proc() -> None:
    """Lock what is about the whole machine in a /proc that was mounted anew.

    Raises:
        StepFailed: The kernel refuses.
    """
    for name in _PROC_LOCKED:
        path = f"/proc/{name}"
        if Path(path).exists():
            with step(f"making {path} read-only"):
                _over_itself(path, add=kernel.RDONLY | kernel.NOSUID | kernel.NODEV)
    for name in _PROC_HIDDEN:
        path = f"/proc/{name}"
        if Path(path).exists():
            with step(f"hiding {path}"):
                _cover_file(path)


def _over_itself(path: str, *, add: int = 0) -> None:
    copy = kernel.clone_tree(path)
    try:
        if add:
            kernel.set_attributes(copy, add=add, recursive=True)
        kernel.attach(copy, path)
    finally:
        os.close(copy)


def _cover_file(path: str) -> None:
    """Put the device that swallows everything over a file or socket."""
    copy = kernel.clone_tree("/dev/null")
    try:
        kernel.attach(copy, path)
    finally:
        os.close(copy)


def _make_place(target: str, *, like: int = -1) -> None:
    """Make sure that there is something to mount on: only in what hides or replaces another directory."""
    path = Path(target)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if like >= 0 and not stat.S_ISDIR(os.stat(like).st_mode):
        path.touch()
    else:
        path.mkdir(exist_ok=True)


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(Path(path).stat().st_mode)
    except OSError:
        return False


def check(spec: SandboxSpec) -> None:
    """Make sure that a specification means what it says.

    Raises:
        StepFailed: A path is relative, is reached through a link, or is not there.
    """
    for path in (spec.workspace, spec.private_tmp, *spec.companions, *spec.writable):
        if not path.startswith("/") or os.path.realpath(path) != path:
            raise StepFailed(f"the path {path!r}", 0, "it is relative or leads through a symbolic link")
    for path in (spec.workspace, *spec.companions):
        if any(below(system, path) for system in ("/dev", "/proc", "/sys", "/usr", "/run")):
            raise StepFailed(f"the directory {path}", 0, "it holds the system and cannot be a workspace")
