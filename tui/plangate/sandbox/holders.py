"""Who keeps a gate from closing: processes with a file in it open for writing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from plangate.model.gate import Holder, Strength
from plangate.model.sandbox import Confinement
from plangate.sandbox.layout import below
from plangate.sandbox.supervised.kin import kin

__all__ = ["holders", "orphans", "processes"]


def processes(confinement: Confinement) -> list[int]:
    """The processes of a sandbox, by the pids they have outside; its first one is not among them."""
    if confinement.strength is Strength.SYSCALL:
        return kin(confinement.pid)
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208 - hundreds of names, no paths are needed
        if not name.isdigit() or int(name) == confinement.pid:
            continue
        try:
            # pid_for_children of the launcher's kin is not asked: what counts is where the process is
            if os.stat(f"/proc/{name}/ns/mnt").st_ino == confinement.mnt_ns:  # noqa: PTH116
                found.append(int(name))
        except OSError:
            continue
    return sorted(found)


def holders(
    confinement: Confinement, mounts: frozenset[int], directories: Sequence[str]
) -> tuple[Holder, ...]:
    """Who has something in these mounts open for writing, or shared in memory.

    Args:
        directories: Where to look for mapped files, whose mount the kernel does not tell.
    """
    found: set[Holder] = set()
    for pid in processes(confinement):
        program = _program(pid)
        found.update(Holder(pid, program, path) for path in _open_for_writing(pid, mounts))
        found.update(Holder(pid, program, path) for path in _mapped(pid, directories))
    return tuple(sorted(found, key=lambda holder: (holder.pid, holder.path)))


def orphans(directories: Sequence[str]) -> tuple[Holder, ...]:
    """Who of those whose supervisor has ended has something in these directories open for writing.

    They are known by their filter; one of another session, or of no session at all, is named as well.
    """
    found: set[Holder] = set()
    for name in os.listdir("/proc"):  # noqa: PTH208
        if not name.isdigit() or not _filtered(int(name)):
            continue
        pid = int(name)
        paths = {*_writable_files(pid), *_mapped(pid, directories)}
        found.update(
            Holder(pid, _program(pid), path)
            for path in paths
            if any(below(path, place) for place in directories)
        )
    return tuple(sorted(found, key=lambda holder: (holder.pid, holder.path)))


def _filtered(pid: int) -> bool:
    try:
        return "\nSeccomp:\t2\n" in _read(f"/proc/{pid}/status")
    except OSError:
        return False


def _writable_files(pid: int) -> Iterator[str]:
    try:
        names = os.listdir(f"/proc/{pid}/fdinfo")  # noqa: PTH208
    except OSError:
        return
    for name in names:
        try:
            flags = _read(f"/proc/{pid}/fdinfo/{name}").partition("flags:")[2].split()[0]
            if int(flags, 8) & os.O_ACCMODE != os.O_RDONLY:
                yield os.readlink(f"/proc/{pid}/fd/{name}")  # noqa: PTH115
        except (OSError, IndexError, ValueError):
            continue


def _open_for_writing(pid: int, mounts: frozenset[int]) -> Iterator[str]:
    folder = f"/proc/{pid}/fdinfo"
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return
    for name in names:
        try:
            fields = dict(
                line.split(":", 1) for line in _read(f"{folder}/{name}").splitlines() if ":" in line
            )
            writes = int(fields["flags"], 8) & os.O_ACCMODE != os.O_RDONLY
            if writes and int(fields["mnt_id"]) in mounts:
                yield os.readlink(f"/proc/{pid}/fd/{name}")  # noqa: PTH115
        except (OSError, KeyError, ValueError):
            continue


def _mapped(pid: int, directories: Sequence[str]) -> Iterator[str]:
    try:
        lines = _read(f"/proc/{pid}/maps").splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split(maxsplit=5)
        if (
            len(fields) == 6
            and fields[1].endswith("s")
            and any(below(fields[5], path) for path in directories)
        ):
            yield fields[5]


def _program(pid: int) -> str:
    try:
        return _read(f"/proc/{pid}/comm").strip()
    except OSError:
        return ""


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - many, and hot
        return file.read()
