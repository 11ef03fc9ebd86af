"""Tests of `plangate policy classify`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Captured

from plangate.cli.policy_classify import commands_in
from plangate.errors import ExitCode

Command = Callable[..., int]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[bytes], None]]:
    """Puts bytes on standard input."""
    with ExitStack() as open_files:

        def put(data: bytes) -> None:
            (tmp_path / "input").write_bytes(data)
            monkeypatch.setattr("sys.stdin", open_files.enter_context((tmp_path / "input").open()))

        yield put


def test_one_line_for_each_command(
    command: Command, captured: Captured, asked: Callable[[bytes], None]
) -> None:
    """A newline belongs to a command, a NUL ends it, the last needs none."""
    asked(b"ls\nrm x\0git status\0\0./x\xff")
    assert command("policy", "classify", "--json") == ExitCode.OK
    found = [json.loads(line) for line in captured.lines]
    assert [entry["label"] for entry in found] == ["mutating", "read-only", "read-only", "unknown"]
    assert all(set(entry) == {"version", "label", "reason"} for entry in found)


def test_commands_can_be_allowed(
    command: Command, captured: Captured, asked: Callable[[bytes], None]
) -> None:
    """For people it is a label and the reason."""
    asked(b"make lint")
    assert command("policy", "classify", "--allow", "make lint") == ExitCode.OK
    assert captured.lines[0].startswith("read-only: ")


def test_commands_are_found_however_the_stream_is_cut() -> None:
    """Byte by byte as well as at once."""
    stream = "ls\0größe\0\0a b".encode()
    whole = list(commands_in(iter([stream])))
    assert whole == ["ls", "größe", "", "a b"]
    assert list(commands_in(bytes([byte]) for byte in stream)) == whole
    assert list(commands_in(iter([]))) == []
    assert list(commands_in(iter([b"ls\0"]))) == ["ls"]
