"""Logs as they grow: torn ends, endless lines, other files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from plangate.daemon.attempts import logs
from plangate.daemon.attempts.logs import Follower, News
from plangate.plugins.logs import LogFact, PromptGiven


class Reader:
    """Every line is a prompt; tokens are its bytes."""

    def __init__(self) -> None:
        self.tokens = 0

    def begin(self, log: str) -> Sequence[LogFact]:
        return (PromptGiven(f"begin {Path(log).name}"),)

    def read(self, line: bytes) -> Sequence[LogFact]:
        if line == b"raise":
            raise KeyError("of the plugin")
        self.tokens += len(line)
        return (PromptGiven(line.decode()),)


class Logging:
    """An agent with such logs."""

    def log_reader(self) -> Reader:
        return Reader()

    def parts(self, log: str, known: str) -> Sequence[str]:
        return (log,)

    def find_log(self, conversation: str, cwd: str, home: Path, env: Mapping[str, str]) -> Path | None:
        return None


def texts(news: News) -> list[str]:
    """What was said."""
    return [fact.text for fact in news.facts if isinstance(fact, PromptGiven)]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Nothing is in it."""
    made = tmp_path / "log"
    made.touch()
    return made


def append(log: Path, data: bytes) -> None:
    """Write on."""
    with log.open("ab") as file:
        file.write(data)


def test_a_torn_line_waits_for_its_end(log: Path) -> None:
    """Whole lines, each once."""
    follower = Follower(Logging(), skips=False)
    append(log, b"one\ntw")
    assert texts(follower.news(str(log))) == ["begin log", "one"]
    append(log, b"o\n\nthree\n")
    assert follower.news(str(log)) == News((PromptGiven("two"), PromptGiven("three")), 11)
    assert texts(follower.news(str(log))) == []


def test_of_an_endless_line_only_the_beginning_is_kept(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what follows it is understood."""
    monkeypatch.setattr(logs, "_LONGEST", 50)
    monkeypatch.setattr(logs, "_HEAD", 4)
    monkeypatch.setattr(logs, "_CHUNK", 16)
    follower = Follower(Logging(), skips=False)
    append(log, b"x" * 1000 + b"\nnext\n")
    assert texts(follower.news(str(log)))[1:] == ["xxxx", "next"]


def test_of_a_very_long_log_the_end_is_read(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the next whole line on."""
    monkeypatch.setattr(logs, "_MOST", 8)
    follower = Follower(Logging(), skips=False)
    append(log, b"first\nsecond\nlast\n")
    assert texts(follower.news(str(log)))[1:] == ["last"]


def test_what_happened_before_is_skipped(log: Path) -> None:
    """Of a conversation that goes on only the tokens count."""
    append(log, b"old\n")
    follower = Follower(Logging(), skips=True)
    assert follower.news(str(log)) == News((), 3)
    append(log, b"new\n")
    assert follower.news(str(log)) == News((PromptGiven("new"),), 6)


def test_another_file_and_one_that_is_cut(log: Path) -> None:
    """The other one from its beginning, the cut one from its end."""
    follower = Follower(Logging(), skips=False)
    append(log, b"one\n")
    follower.news(str(log))
    other = log.with_name("other")
    other.write_bytes(b"two\n")
    assert texts(follower.news(str(other))) == ["begin other", "two"]
    other.write_bytes(b"")
    assert texts(follower.news(str(other))) == []
    append(other, b"three\n")
    assert texts(follower.news(str(other))) == ["three"]


def test_a_plugin_that_fails_and_a_log_that_is_missing(log: Path) -> None:
    """Nobody falls over that."""
    follower = Follower(Logging(), skips=False)
    append(log, b"raise\n")
    assert texts(follower.news(str(log))) == []
    assert texts(follower.news(str(log.with_name("missing")))) == []
