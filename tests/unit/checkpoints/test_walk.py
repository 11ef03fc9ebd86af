"""Tests of `plangate.checkpoints.walk`: what is remembered and corrected is what a first look would see."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangate.checkpoints.scan import Scanner
from plangate.checkpoints.tree import Tree

_place = st.sampled_from(
    ["a", "b", "d/a", "d/b", "d/e/a", "d/e", "x.log", "d/x.log", "n/code", "n/x.tmp", "build/o"]
)
_step = st.one_of(
    st.tuples(st.just("write"), _place, st.binary(max_size=3)),
    st.tuples(st.just("remove"), st.sampled_from(["a", "d", "d/e", "n", "build", "d/x.log"]), st.just(b"")),
    st.tuples(st.just("mkdir"), st.sampled_from(["a", "d/e", "empty", "build"]), st.just(b"")),
    st.tuples(st.just("link"), st.sampled_from(["a", "d", "d/e", "n"]), st.sampled_from([b"b", b"d", b".."])),
    st.tuples(st.just("chmod"), st.sampled_from(["a", "d", "d/a", "d/e"]), st.sampled_from([b"\0", b"\1"])),
    st.tuples(
        st.just("rules"),
        st.sampled_from([".gitignore", "d/.gitignore", ".git/info/exclude"]),
        st.sampled_from([b"*.log\n", b"e\n", b"*\n", b"", b"/d/a\n"]),
    ),
    st.tuples(st.just("add"), st.sampled_from(["a", "x.log", "d"]), st.just(b"")),
    st.tuples(st.just("rename"), st.sampled_from(["a", "d", "d/e", "n"]), st.sampled_from([b"c", b"d/z"])),
    st.tuples(st.just("init"), st.sampled_from(["n", "d"]), st.just(b"")),
)


class _World:
    """A repository in which every step leaves time stamps of its own, as steps far apart would."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self._git("init", "-q")
        self._second = 1_000_000_000

    def do(self, step: tuple[str, str, bytes]) -> None:
        verb, name, data = step
        path = self.root / name
        try:
            getattr(self, f"_{verb}")(path, data)
        except (OSError, subprocess.CalledProcessError):
            return
        self._stamp()

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._stamp(path)

    _rules = _write

    def _remove(self, path: Path, _: bytes) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    def _mkdir(self, path: Path, _: bytes) -> None:
        path.mkdir(parents=True)

    def _link(self, path: Path, data: bytes) -> None:
        if path.exists() or path.is_symlink():
            self._remove(path, b"")
        path.symlink_to(os.fsdecode(data))

    def _chmod(self, path: Path, data: bytes) -> None:
        path.chmod((0o755, 0o700)[data[0]])
        self._stamp(path)

    def _add(self, path: Path, _: bytes) -> None:
        self._git("add", "-f", str(path))

    def _rename(self, path: Path, data: bytes) -> None:
        path.rename(self.root / os.fsdecode(data))

    def _init(self, path: Path, _: bytes) -> None:
        path.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "init", "-q", path], check=True, capture_output=True)
        (path / ".gitignore").write_text("*.tmp\n")

    def _stamp(self, path: Path | None = None) -> None:
        """Directories get new stamps too, for their own may be too coarse to tell two steps apart."""
        places = (
            [path] if path else [Path(folder) for folder, _, _ in os.walk(self.root) if "/.git" not in folder]
        )
        for place in places:
            self._second += 1
            os.utime(place, (self._second, self._second), follow_symlinks=False)

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True)


@pytest.mark.parametrize("many", [0, 10**9])
def test_a_corrected_memory_is_a_first_look(many: int) -> None:
    """Whatever happens in between, whether git asks for the files' status or we, also after a restart."""

    @settings(max_examples=20, deadline=None)
    @given(rounds=st.lists(st.lists(_step, max_size=4), min_size=1, max_size=4))
    def check(rounds: list[list[tuple[str, str, bytes]]]) -> None:
        base = Path("/tmp") / f"pgwalk{os.getpid()}"
        shutil.rmtree(base, ignore_errors=True)
        base.mkdir()
        try:
            _compare(base, rounds, many)
        finally:
            shutil.rmtree(base, ignore_errors=True)

    check()


def _compare(base: Path, rounds: list[list[tuple[str, str, bytes]]], many: int) -> None:
    world = _World(base / "work")
    clock: Callable[[], int] = lambda: time.time_ns() + 10**12  # noqa: E731 - everything counts as settled

    def scanner() -> Scanner:
        return Scanner(world.root, clock, place=base / "seen", many=many)

    lasting = scanner()
    for number, steps in enumerate(rounds):
        for step in steps:
            world.do(step)
        seen = lasting.scan()
        assert _told(seen) == _told(Scanner(world.root, clock).scan()), (number, steps)
        lasting.save()
        if number % 2:
            lasting = scanner()


def _told(tree: Tree) -> tuple[object, ...]:
    return tree.entries, tree.ignored, tree.skipped
