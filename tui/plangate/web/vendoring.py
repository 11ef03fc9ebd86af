"""The page's terminal, xterm.js: taken from npm by exact version, and believed only by its digest.

`make web` and the build of a wheel call this; nothing of it is committed. The module needs nothing but
the standard library, because a build in isolation has nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from plangate.errors import PlangateError, Unavailable

__all__ = ["PARTS", "VENDOR", "Part", "check", "fetch", "missing"]

VENDOR = Path(__file__).with_name("vendor")
"""Where the files lie, beside the page that loads them."""
_PATIENCE = 180.0
"""Seconds for npm to answer."""


class Part(NamedTuple):
    """One file of an npm package."""

    name: str
    """What it is called in `VENDOR`."""
    package: str
    """Name and exact version."""
    path: str
    """Where the package has it."""
    digest: str
    """SHA-384 in base64, as in an integrity attribute."""


_XTERM = "@xterm/xterm@6.0.0"
_FIT = "@xterm/addon-fit@0.11.0"
_WEBGL = "@xterm/addon-webgl@0.19.0"
_GRAPHEMES = "@xterm/addon-unicode-graphemes@0.4.0"

PARTS = (
    Part(
        "xterm.mjs",
        _XTERM,
        "lib/xterm.mjs",
        "8Xik+BkzF4UFDtZa8HkUiQ0FE/Xl+03xMuv69uQB3ichDzm8dWs4kPRihQxSZDiY",
    ),
    Part(
        "xterm.css",
        _XTERM,
        "css/xterm.css",
        "n2n7twoohnW+d3myBKaUgl7DSiwidw6MkQy9oesGzkPpMjejKRR3XlnD+5yCdtBD",
    ),
    Part(
        "addon-fit.mjs",
        _FIT,
        "lib/addon-fit.mjs",
        "0/1EW6dUPoaun7dgdlOtb5Wk8x5UQRW6hYM3ihuCCnaA2Xd4HwMFcn378RpxmoAc",
    ),
    Part(
        "addon-webgl.mjs",
        _WEBGL,
        "lib/addon-webgl.mjs",
        "O+svQZNLvKTIw/H8omg7xhdDBd1bXRAjMwDXMsX9YjRHefxA+M2nZaBdVKrCsfzK",
    ),
    Part(
        "addon-unicode-graphemes.mjs",
        _GRAPHEMES,
        "lib/addon-unicode-graphemes.mjs",
        "MYStAl/8XUVaojVwhf4WNzCGmXwYYUasld/2liNZYoHHxJCALp0Z+Ob85z6i9Wf/",
    ),
    Part(
        "LICENSE.xterm",
        _XTERM,
        "LICENSE",
        "leMU5q3wxWpTpzcIAd9qvhx7xbWkMZxhy0Lqtjb0C8hqFQ2AGF2jt0HpKPGzHovt",
    ),
    Part(
        "LICENSE.addon-fit",
        _FIT,
        "LICENSE",
        "tWhllTtK/zz3AqVMIrnZ2P6fCxA4hV3PnYoUEeZSqfWK//RePt5zGYqu4nB/t7VD",
    ),
    Part(
        "LICENSE.addon-webgl",
        _WEBGL,
        "LICENSE",
        "P6g/GBDdffCTX3gwg3bfwy9pk3Z42/Y1HlqsBbHanWmZinmJ9R80oSfhAaL+sdcY",
    ),
    Part(
        "LICENSE.addon-unicode-graphemes",
        _GRAPHEMES,
        "LICENSE",
        "O1oJAgPKlNJWl7LD83vyadu/0Thd5/WKybkvW3c7mIBVUSvFtoDHzQWyl/SWXSSj",
    ),
)
"""Everything the page loads that is not ours, with the licences it comes under."""


def missing(directory: Path = VENDOR) -> list[str]:
    """Names of the files that are not there, or are not what was pinned."""
    return [part.name for part in PARTS if _digest_of(directory / part.name) != part.digest]


def check(directory: Path = VENDOR) -> None:
    """Make sure that the page can be served.

    Raises:
        Unavailable: Files are missing or changed; the hint says how to get them.
    """
    faulty = missing(directory)
    if faulty:
        raise Unavailable(
            f"the web page's terminal is not here ({faulty[0]})",
            "In a clone run `make web`, which takes xterm.js from npm; else install a wheel that holds it.",
        )


def fetch(directory: Path = VENDOR) -> list[str]:
    """Bring what is missing from npm; returns the names of the files that were written.

    Raises:
        Unavailable: npm is not installed, or its registry does not answer.
        PlangateError: A file is not the one that was pinned; nothing was written.
    """
    wanted = set(missing(directory))
    parts = [part for part in PARTS if part.name in wanted]
    if not parts:
        return []
    found: dict[str, bytes] = {}
    for package in dict.fromkeys(part.package for part in parts):
        files = _pack(package)
        for part in parts:
            if part.package == package:
                found[part.name] = _checked(part, files)
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in found.items():
        temporary = directory / f".{name}.{os.getpid()}"
        temporary.write_bytes(data)
        temporary.replace(directory / name)
    return list(found)


def _pack(package: str) -> dict[str, bytes]:
    """The files of a package, by their paths in it; none of its scripts is run."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed", "It comes with Node.js; only making the page needs it.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, package],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"npm does not bring {package}: {error}") from error
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(archives) != 1:
            said = (done.stderr or done.stdout).strip().rpartition("\n")[2]
            raise Unavailable(f"npm does not bring {package}: {said or done.returncode}")
        return _unpacked(archives[0])


def _unpacked(archive: Path) -> dict[str, bytes]:
    """Regular files of a package's archive, which has them all in one folder; nothing is written."""
    found: dict[str, bytes] = {}
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                found[member.name.partition("/")[2]] = file.read()
    return found


def _checked(part: Part, files: dict[str, bytes]) -> bytes:
    data = files.get(part.path)
    if data is None or _digest(data) != part.digest:
        raise PlangateError(
            f"{part.path} of {part.package} is not the file that was pinned",
            "Do not use it: somebody has changed it on the way or at its source.",
        )
    return data


def _digest_of(path: Path) -> str:
    try:
        return _digest(path.read_bytes())
    except OSError:
        return ""


def _digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha384(data).digest()).decode()


def main() -> int:
    """What `make web` runs."""
    try:
        written = fetch()
    except PlangateError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return 1
    sys.stdout.write(f"{VENDOR}: {', '.join(written) or 'nothing to do'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
