"""Doing one thing to several sessions: one that refuses does not spare the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plangate.cli.output import Output
from plangate.cli.resolve import find_all
from plangate.client.blocking import BlockingControl
from plangate.errors import ExitCode, PlangateError
from plangate.model.session import Session

__all__ = ["for_each"]


def for_each(
    control: BlockingControl, words: Sequence[str], output: Output, act: Callable[[Session], object]
) -> int:
    """Act on every session that the words mean; the exit code is that of the first refusal.

    All words are looked up before anything is done. With one session its error is raised as it is.
    """
    sessions = find_all(control.sessions(), words)
    failed: PlangateError | None = None
    for session in sessions:
        try:
            act(session)
        except PlangateError as error:
            if len(sessions) == 1:
                raise
            output.say(f"{session.id}: {error.message}")
            failed = failed or error
    return ExitCode.OK if failed is None else failed.exit_code
