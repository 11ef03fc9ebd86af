"""What a plan leaves in its repository while it runs: its record, and what commits carry. Blocks."""

from __future__ import annotations

from pathlib import Path

from plangate.errors import GitFailed, Unavailable
from plangate.gate.plan.state import PlanState
from plangate.git import git
from plangate.model.plan import Phase
from plangate.proof.keeping import NOTES, keep_record, note_plan
from plangate.proof.record import Enforcement, record_of

__all__ = ["leave_evidence"]


def leave_evidence(root: Path, state: PlanState, enforcement: Enforcement | None = None) -> bool:
    """Have the repository tell of a plan as it stands now; whether it is a repository at all.

    To be called after each step of a plan. A plan that is executed has its record in the work tree and its
    trailers on commits; any other leaves its record where it is, and commits carry nothing.

    Args:
        root: The work tree.
        state: The plan.
        enforcement: How the gate is held, for the record.

    Raises:
        PlangateError: Something stands in the way.
    """
    try:
        directory = Path(git("rev-parse", "--absolute-git-dir", cwd=root))
    except (GitFailed, Unavailable):
        return False
    record = None
    if state.phase is Phase.EXECUTING:
        record = record_of(state, enforcement)
        keep_record(root, record)
    if record is not None or (directory / NOTES).exists():
        note_plan(directory, record)
    return True
