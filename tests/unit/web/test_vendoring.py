"""The page's terminal is believed by its digest only."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from plangate.errors import PlangateError, Unavailable
from plangate.web import vendoring
from plangate.web.vendoring import PARTS, Part, check, fetch, missing

CONTENT = b"export const Terminal = 1;\n"


def part(content: bytes = CONTENT) -> Part:
    """A file whose digest is that of `content`."""
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return Part("thing.mjs", "@some/thing@1.2.3", "lib/thing.mjs", digest)


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called npm that packs `CONTENT`, and writes down what it was asked."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        info = tarfile.TarInfo("package/lib/thing.mjs")
        info.size = len(CONTENT)
        tar.addfile(info, io.BytesIO(CONTENT))
    (tmp_path / "archive").write_bytes(data.getvalue())
    program = tmp_path / "bin/npm"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        f'echo "$@" >>{tmp_path}/asked\n'
        'while [ "$1" != --pack-destination ]; do shift; done\n'
        f'cat {tmp_path}/archive >"$2/thing.tgz"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(vendoring, "PARTS", (part(),))
    return tmp_path / "asked"


def test_every_part_has_a_licence_and_an_exact_version() -> None:
    """Whoever gets the wheel gets the licences of all that is in it."""
    packages = {part.package for part in PARTS}
    assert {part.package for part in PARTS if part.path == "LICENSE"} == packages
    assert all(package.rpartition("@")[2].count(".") == 2 for package in packages)
    assert all(len(base64.b64decode(part.digest)) == 48 for part in PARTS)


def test_what_is_missing_is_fetched_once(npm: Path, tmp_path: Path) -> None:
    """By exact version, without running its scripts; a second time npm is not asked."""
    directory = tmp_path / "vendor"
    assert missing(directory) == ["thing.mjs"]
    assert fetch(directory) == ["thing.mjs"]
    assert (directory / "thing.mjs").read_bytes() == CONTENT
    assert fetch(directory) == []
    asked = npm.read_text().splitlines()
    assert len(asked) == 1
    assert "--ignore-scripts" in asked[0]
    assert asked[0].endswith("@some/thing@1.2.3")
    check(directory)


def test_a_changed_file_is_fetched_anew(npm: Path, tmp_path: Path) -> None:
    """Somebody may have edited it."""
    directory = tmp_path / "vendor"
    fetch(directory)
    (directory / "thing.mjs").write_text("something else")
    with pytest.raises(Unavailable, match=r"thing\.mjs") as raised:
        check(directory)
    assert "make web" in raised.value.hint
    assert fetch(directory) == ["thing.mjs"]


def test_a_file_that_is_not_the_pinned_one_is_refused(
    npm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written."""
    monkeypatch.setattr(vendoring, "PARTS", (part(b"what was looked at"),))
    with pytest.raises(PlangateError, match="not the file that was pinned") as raised:
        fetch(tmp_path / "vendor")
    assert not isinstance(raised.value, Unavailable)
    assert not (tmp_path / "vendor").exists()


def test_without_npm_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build then goes on without, unless it must not."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="npm is not installed"):
        fetch(tmp_path / "vendor")


def test_an_npm_that_fails_is_quoted(npm: Path, tmp_path: Path) -> None:
    """Its last line mostly says why."""
    program = tmp_path / "bin/npm"
    program.write_text("#!/bin/sh\necho talk >&2\necho 'E404 no such thing' >&2\nexit 1\n")
    with pytest.raises(Unavailable, match="E404 no such thing"):
        fetch(tmp_path / "vendor")
