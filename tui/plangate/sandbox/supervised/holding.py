"""Who in a session still has certain files open for writing, as far as that can be seen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from plangate.model.gate import Holder

__all__ = ["holding"]


def holding(processes: Sequence[int], files: Mapping[str, tuple[int, int]]) -> tuple[Holder, ...]:
    """The holders of files, each given with its device and inode number; one without a known holder has pid 0."""
    paths = {identity: path for path, identity in files.items()}
    found: set[Holder] = set()
    for pid in processes:
        name = _program(pid)
        found.update(Holder(pid, name, paths[key]) for key in _open_for_writing(pid) if key in paths)
        found.update(Holder(pid, name, path) for path in _mapped(pid) if path in files)
    seen = {holder.path for holder in found}
    found.update(Holder(0, "", path) for path in files if path not in seen)
    return tuple(sorted(found, key=lambda holder: (holder.pid, holder.path)))


def _open_for_writing(pid: int) -> Iterator[tuple[int, int]]:
    try:
        names = os.listdir(f"/proc/{pid}/fdinfo")  # noqa: PTH208
    except OSError:
        return
    for name in names:
        try:
            fields = dict(
                line.split(":", 1) for line in _read(f"/proc/{pid}/fdinfo/{name}").splitlines() if ":" in line
            )
            if int(fields["flags"], 8) & os.O_ACCMODE != os.O_RDONLY:
                info = os.stat(f"/proc/{pid}/fd/{name}")  # noqa: PTH116
                yield info.st_dev, info.st_ino
        except (OSError, KeyError, ValueError):
            continue


def _mapped(pid: int) -> Iterator[str]:
    try:
        lines = _read(f"/proc/{pid}/maps").splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[1].endswith("s"):
            yield fields[5]


def _program(pid: int) -> str:
    try:
        return _read(f"/proc/{pid}/comm").strip()
    except OSError:
        return ""


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - many, and hot
        return file.read()
