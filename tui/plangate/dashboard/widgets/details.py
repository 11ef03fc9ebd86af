"""What is known about the selected session, below the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widgets import Static

from plangate.dashboard.attempt_bars import attempt_words
from plangate.dashboard.gate_words import gate_facts
from plangate.dashboard.job_words import job_facts, queue_facts
from plangate.dashboard.widgets.tile import short_path
from plangate.dashboard.wording import age, clean, explain_state
from plangate.model.attempts import Attempt
from plangate.model.jobs import Job
from plangate.model.session import Session

__all__ = ["Details", "details_content"]

_LABEL = 10


def details_content(
    session: Session | None, now: float, attempt: Attempt | None = None, jobs: Sequence[Job] = ()
) -> Content:
    """Labelled lines; what is not known is left out. `attempt` is the session's newest."""
    if session is None:
        return Content("")
    lines: list[Content] = []
    for label, text in _facts(session, now, attempt, jobs):
        lines.append(Content.assemble((label.ljust(_LABEL), "$muted"), text))
    return Content("\n").join(lines)


def _facts(
    session: Session, now: float, attempt: Attempt | None, jobs: Sequence[Job]
) -> Iterator[tuple[str, str]]:
    if session.task:
        yield "task", clean(session.task)
    if attempt is not None:
        yield "attempt", attempt_words(attempt)
    yield "state", explain_state(session)
    yield from job_facts(jobs, now)
    yield from queue_facts(session.queued)
    if session.exit is None:
        yield from gate_facts(session.gate, now)
    yield "agent", " ".join([session.agent, *(clean(part) for part in session.argv)])
    yield "directory", short_path(clean(session.cwd))
    if session.branch:
        yield "branch", clean(session.branch) + (" (own worktree)" if session.worktree else "")
    started = f"{age(now - session.created)} ago"
    yield "started", started + (f", process {session.pid}" if session.pid else "")
    yield "terminal", f"{session.cols}×{session.rows}" + (", recorded" if session.recording else "")
    if session.last_output:
        yield "output", f"{age(now - session.last_output)} ago"
    if session.focus.holder:
        yield "typing", clean(session.focus.name)


class Details(Static):
    """Shows `details_content`; only drawn again when it differs."""

    DEFAULT_CSS = """
    Details { height: auto; padding: 0 1; color: $foreground; background: $background; }
    """
    _last: Content | None = None

    def show(
        self, session: Session | None, now: float, attempt: Attempt | None = None, jobs: Sequence[Job] = ()
    ) -> None:
        """Show this session, its newest attempt and its jobs."""
        content = details_content(session, now, attempt, jobs)
        if content != self._last:
            self._last = content
            self.update(content)
