"""What tests of the command line share: a command line without processes, in scratch directories."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pytest
from tests.support.fake_blocking import FakeBlocking

from plangate.cli.output import Output
from plangate.cli.registry import COMMANDS, load


class Captured:
    """An `Output` whose streams are kept."""

    def __init__(self) -> None:
        self.data = io.StringIO()
        self.talk = io.StringIO()
        self.output = Output(self.data, self.talk, {})

    @property
    def lines(self) -> list[str]:
        """Standard output."""
        return self.data.getvalue().splitlines()

    @property
    def said(self) -> str:
        """Standard error."""
        return self.talk.getvalue()

    @property
    def json(self) -> Any:
        """Standard output as one document."""
        return json.loads(self.data.getvalue())


@pytest.fixture
def captured() -> Captured:
    """Streams that are kept."""
    return Captured()


@pytest.fixture(autouse=True)
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Directories of their own for every test, with short names because sockets lie in them."""
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    with TemporaryDirectory(prefix="pg", dir="/tmp") as name:
        root = Path(name)
        for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            folder = root / variable.lower()
            folder.mkdir(mode=0o700)
            monkeypatch.setenv(variable, str(folder))
        yield root


@pytest.fixture(autouse=True)
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test whose command would start a real daemon fails: it has forgotten the fixture `daemon`."""

    def launch(module: str, *_: object, **__: object) -> NoReturn:
        pytest.fail(f"a test without processes started {module}", pytrace=False)

    monkeypatch.setattr("plangate.client.launch.launch", launch)


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> FakeBlocking:
    """A daemon in memory that every command reaches."""
    fake = FakeBlocking()

    def connect(*, launch: bool = True) -> FakeBlocking:
        return fake

    for module in map(load, COMMANDS):
        if hasattr(module, "connect"):
            monkeypatch.setattr(module, "connect", connect)
    return fake


@pytest.fixture
def command(captured: Captured) -> Callable[..., int]:
    """Carries out a command line with the streams of `captured`."""
    from plangate.cli.parser import parse

    def carry_out(*words: str) -> int:
        args = parse(words)
        assert args.command is not None
        return load(args.command).run(args, captured.output)

    return carry_out
