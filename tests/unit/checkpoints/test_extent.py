"""Tests of `plangate.checkpoints.extent`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangate.checkpoints import extent
from plangate.checkpoints.difference import Change, What
from plangate.checkpoints.extent import FileChange, measure
from plangate.checkpoints.tree import Entry, Kind


def _entry(data: bytes) -> Entry:
    return Entry(Kind.FILE, 0o644, data, len(data))


def _measure(before: bytes | None, after: bytes | None) -> FileChange:
    old, new = (None if data is None else _entry(data) for data in (before, after))
    (measured,) = measure([Change(b"f", What.MODIFIED, old, new)], lambda entry: entry.content)
    return measured


@pytest.mark.parametrize(
    ("before", "after", "added", "removed"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n", 1, 1),
        (b"a\nb\n", b"a\nx\nb\n", 1, 0),
        (None, b"a\nb\n", 2, 0),
        (b"a\nb", None, 0, 2),
        (b"a\n", b"a", 1, 1),
    ],
)
def test_lines(before: bytes | None, after: bytes | None, added: int, removed: int) -> None:
    """As a reviewer counts them; a missing line break at the end is a difference."""
    measured = _measure(before, after)
    assert (measured.added, measured.removed, measured.binary) == (added, removed, False)


def test_a_nul_makes_a_file_binary() -> None:
    """It has no lines to count."""
    assert _measure(b"a\n", b"a\0b\n").binary


def test_permissions_count_no_lines() -> None:
    """But the file counts; a directory by itself does not."""
    file, directory = _entry(b"a\n"), Entry(Kind.DIRECTORY, 0o755, b"", 0)
    changes = [
        Change(b"f", What.MODE, file, file._replace(mode=0o755)),
        Change(b"d", What.ADDED, None, directory),
    ]
    assert measure(changes, lambda entry: entry.content) == [FileChange(b"f", What.MODE, 0, 0, binary=False)]


def test_a_very_large_difference_is_never_counted_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """All lines of both sides count when looking closer would take too long."""
    monkeypatch.setattr(extent, "_PATIENCE", 3)
    measured = _measure(b"same\na\nb\nc\nend\n", b"same\nb\nc\na\nend\n")
    assert (measured.added, measured.removed) == (3, 3)


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n"]), max_size=12),
    other=st.lists(st.sampled_from([b"a\n", b"b\n", b"d\n"]), max_size=12),
)
def test_never_less_than_git_counts(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], other: list[bytes]
) -> None:
    """git looks for the smallest difference; ours may be larger, never smaller, and is consistent."""
    directory = tmp_path_factory.mktemp("diff")
    (directory / "one").write_bytes(b"".join(lines))
    (directory / "two").write_bytes(b"".join(other))
    told = subprocess.run(
        ["git", "diff", "--no-index", "--numstat", "--minimal", "one", "two"],
        cwd=directory,
        capture_output=True,
        check=False,
    ).stdout.split()
    added, removed = (int(told[0]), int(told[1])) if told else (0, 0)
    measured = _measure(b"".join(lines), b"".join(other))
    assert measured.added >= added
    assert measured.removed >= removed
    assert measured.added - measured.removed == len(other) - len(lines)


def test_deletion_can_be_told_from_the_path() -> None:
    """The path and the kind of change come along."""
    assert _measure(b"a\n", None).path == Path("f").name.encode()
