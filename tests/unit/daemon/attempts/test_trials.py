"""Whether the policy's tests have passed since the last edit."""

from __future__ import annotations

from plangate.attempts.content import Track
from plangate.attempts.going import Going
from plangate.daemon.attempts.trials import Trials

_TEST = "make test"


def going(content: str = "x") -> Going:
    """An attempt that has given one file this content."""
    track = Track("start", seen=[content], now=content)
    return Going(
        id="a", task="t", session="s", workspace="/w", repository="/w", prompt="p", began=0, last=0,
        tracks={"a.py": track},
    )  # fmt: skip


def test_not_run() -> None:
    """Other commands are none, nor is the test's text within one."""
    trials = Trials()
    trials.ran("s", "echo 'make test' && make lint", False, going())
    trials.ran("other", _TEST, False, going())
    assert trials.missing("s", _TEST, going()) == "the tests have not run: make test"


def test_passed_failed_and_edited_since() -> None:
    """The last run counts, among other commands too, as long as nothing was edited after it."""
    trials = Trials()
    trials.ran("s", f"cd src; {_TEST}", True, going())
    assert trials.missing("s", _TEST, going()) == "the tests fail: make test"
    trials.ran("s", _TEST, False, going())
    assert trials.missing("s", _TEST, going()) == ""
    assert trials.missing("s", _TEST, going("y")) == "the tests have not run since the last edit: make test"
    trials.forget("s")
    assert "not run" in trials.missing("s", _TEST, going())


def test_what_only_the_log_tells() -> None:
    """The hook says that it ran, the log how it ended."""
    trials = Trials()
    trials.ran("s", _TEST, None, going())
    assert trials.missing("s", _TEST, going()).startswith("nothing says")
    trials.told("s", "make lint", failed=True)
    trials.told("s", _TEST, failed=False)
    assert trials.missing("s", _TEST, going()) == ""
