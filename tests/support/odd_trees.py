"""Trees with everything that file systems allow, and what there is to compare about them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

__all__ = ["make_everything", "picture", "spoil"]


def make_everything(root: Path) -> None:
    """Odd names, modes, links, hard links, holes, empty directories."""
    top = os.fsencode(root) + b"/"
    for name, data, mode in (
        (b"plain", b"one\n", 0o644),
        (b"new\nline", b"x", 0o640),
        (b"\xff\xfe", b"not utf-8", 0o600),
        (b"back\\slash \xc3\xa4", b"", 0o644),
        (b"crlf", b"a\r\nb\r\n", 0o644),
        (b"setuid", b"#!/bin/sh\n", 0o4755),
        (b"setgid", b"#!/bin/sh\n", 0o2755),
        (b"nobody", b"secret", 0o000),
        (b"readonly", b"r", 0o444),
    ):
        _write(top + name, data, mode)
    for name, mode in ((b"sticky", 0o1777), (b"empty", 0o755), (b"closed", 0o500), (b"deep/er/est", 0o755)):
        os.makedirs(top + name, exist_ok=True)  # noqa: PTH103 - bytes
        _write(top + name + b"/file", name, 0o644) if name != b"empty" else None
        os.chmod(top + name, mode)  # noqa: PTH101 - bytes
    os.link(top + b"plain", top + b"same")
    os.link(top + b"plain", top + b"deep/same")
    for name, target in (
        (b"dangling", b"nowhere"),
        (b"loop", b"loop"),
        (b"todir", b"deep"),
        (b"abs", b"/etc/hostname"),
    ):
        os.symlink(target, top + name)  # noqa: PTH211 - bytes
    with open(top + b"sparse", "wb") as file:  # noqa: PTH123 - bytes
        file.seek(3 * 1024 * 1024)
        file.write(b"end")
        file.truncate(8 * 1024 * 1024)


def spoil(root: Path) -> None:
    """Change nearly all of it."""
    top = os.fsencode(root) + b"/"
    os.chmod(top + b"closed", 0o755)  # noqa: PTH101 - bytes
    _write(top + b"plain", b"two\nlines\n", 0o644)
    os.unlink(top + b"same")  # noqa: PTH108 - bytes
    os.unlink(top + b"new\nline")  # noqa: PTH108 - bytes
    os.mkdir(top + b"new\nline")  # noqa: PTH102 - bytes
    _write(top + b"new\nline/inner", b"i", 0o644)
    os.rename(top + b"deep", top + b"moved")  # noqa: PTH104 - bytes
    os.symlink(b"moved", top + b"deep")  # noqa: PTH211 - bytes
    os.chmod(top + b"setuid", 0o755)  # noqa: PTH101 - bytes
    os.chmod(top + b"nobody", 0o644)  # noqa: PTH101 - bytes
    os.unlink(top + b"readonly")  # noqa: PTH108 - bytes
    os.unlink(top + b"loop")  # noqa: PTH108 - bytes
    _write(top + b"loop", b"no loop", 0o644)
    os.rmdir(top + b"empty")  # noqa: PTH106 - bytes
    os.truncate(top + b"sparse", 5)
    _write(top + b"crlf", b"a\nb\n", 0o644)
    _write(top + b"added \xff", b"new", 0o755)
    _write(top + b"closed/more", b"m", 0o644)


def picture(root: Path) -> dict[bytes, tuple[object, ...]]:
    """Every path with kind, mode, bytes, target, and which others are the same file; git's own left out."""
    found: dict[bytes, tuple[object, ...]] = {}
    names: dict[int, bytes] = {}
    for folder, directories, files in os.walk(os.fsencode(root)):
        directories[:] = sorted(name for name in directories if name != b".git")
        for name in sorted([*directories, *files]):
            path = folder + b"/" + name
            info = os.lstat(path)
            relative = os.path.relpath(path, os.fsencode(root))
            if stat.S_ISLNK(info.st_mode):
                found[relative] = ("link", os.readlink(path))  # noqa: PTH115 - bytes
            elif stat.S_ISDIR(info.st_mode):
                found[relative] = ("directory", stat.S_IMODE(info.st_mode))
            elif stat.S_ISREG(info.st_mode):
                first = names.setdefault(info.st_ino, relative)
                found[relative] = ("file", stat.S_IMODE(info.st_mode), _read(path), first)
    return found


def _write(path: bytes, data: bytes, mode: int) -> None:
    with open(path, "wb") as file:  # noqa: PTH123 - bytes
        file.write(data)
    os.chmod(path, mode)  # noqa: PTH101 - bytes


def _read(path: bytes) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - bytes
        return file.read()
