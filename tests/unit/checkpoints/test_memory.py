"""Tests of `plangate.checkpoints.memory` and `sign`."""

from __future__ import annotations

import os
from pathlib import Path

from plangate.checkpoints.memory import Memory, Repo, Summary
from plangate.checkpoints.sign import Sign
from plangate.checkpoints.tree import Entry, Kind


def _memory(place: Path) -> Memory:
    memory = Memory()
    (place / "a").write_text("x")
    os.link(place / "a", place / "b")
    sign = Sign.of((place / "a").stat())
    assert (sign.size, sign.names) == (1, 2)
    entry = Entry(Kind.FILE, 0o644, b"d" * 32, 1)
    memory.directories = {b"": Sign.of(place.stat())}
    memory.files.update(
        {b"a": (sign, entry), b"b": (sign, entry), b"l": (sign, Entry(Kind.LINK, 0, b"a", 0))}
    )
    memory.repos[b""] = Repo(frozenset({b"ignored"}), (("/x", None), ("/y", sign)))
    memory.skipped[b"pipe"] = "a pipe"
    memory.summary = Summary("t", "c", 2, 2, 1)
    memory.index, memory.epoch, memory.copied = "index-1", "e", ("/i", sign, "00")
    return memory


def test_it_comes_back_from_the_disk(tmp_path: Path) -> None:
    """All of it, also the tree that it stands for."""
    memory = _memory(tmp_path)
    memory.save(tmp_path / "memory")
    again = Memory.load(tmp_path / "memory")
    assert again.tree() == memory.tree()
    assert again.tree().linked == ((b"a", b"b"),)
    for name in ("summary", "directories", "repos", "skipped", "index", "epoch", "copied", "files"):
        assert getattr(again, name) == getattr(memory, name), name


def test_damage_is_forgetting(tmp_path: Path) -> None:
    """A torn or foreign file is no memory at all."""
    _memory(tmp_path).save(tmp_path / "memory")
    whole = (tmp_path / "memory").read_bytes()
    for damaged in (b"", whole[:-1], whole[:100] + b"\xff" + whole[101:]):
        (tmp_path / "memory").write_bytes(damaged)
        assert Memory.load(tmp_path / "memory").directories == {}
    assert Memory.load(tmp_path / "none").files == {}
