"""Whether the tests that the policy names have passed since the agent's last edit."""

from __future__ import annotations

from dataclasses import dataclass

from plangate.attempts.going import Going
from plangate.gate.classify import simple_commands

__all__ = ["Trials"]

_KEPT = 50
"""Commands of a session that are remembered, the last ones."""


@dataclass(slots=True)
class _Run:
    command: str
    failed: bool | None
    """None: nobody has told yet."""
    contents: dict[str, str]
    """Of the files that the attempt had edited."""


class Trials:
    """What the agents' own commands have come to, by session; nothing is run by us."""

    def __init__(self) -> None:
        self._runs: dict[str, list[_Run]] = {}

    def ran(self, session: str, command: str, failed: bool | None, going: Going | None) -> None:
        """A command of the agent has ended, and the tree was looked at."""
        if command and going is not None:
            runs = self._runs.setdefault(session, [])
            runs.append(_Run(command, failed, _contents(going)))
            del runs[:-_KEPT]

    def told(self, session: str, command: str, *, failed: bool) -> None:
        """The agent's log says how a command ended that was seen before."""
        for run in reversed(self._runs.get(session, [])):
            if run.failed is None and run.command == command:
                run.failed = failed
                return

    def forget(self, session: str) -> None:
        """It has ended."""
        self._runs.pop(session, None)

    def missing(self, session: str, test: str, going: Going) -> str:
        """Why the tests do not count as passed, in words; empty when they do. Parses commands: call it in a thread."""
        wanted = simple_commands(test)
        for run in reversed(self._runs.get(session, [])):
            had = simple_commands(run.command)
            if not all(words in had for words in wanted):
                continue
            if run.failed is None:
                return f"nothing says whether the tests passed: {test}"
            if run.failed:
                return f"the tests fail: {test}"
            return (
                ""
                if run.contents == _contents(going)
                else f"the tests have not run since the last edit: {test}"
            )
        return f"the tests have not run: {test}"


def _contents(going: Going) -> dict[str, str]:
    return {path: track.now for path, track in going.work.items()}
