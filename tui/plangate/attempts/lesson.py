"""What a new attempt is told of the one before."""

from __future__ import annotations

from plangate.model.attempts import Attempt, Undo, UndoKind

__all__ = ["original", "prompt_again"]

_MOST_NAMED = 12
_TRIED = "This was tried before and is begun again. What is known of that attempt:"
_PLAN = "Present a plan first, and change nothing before it is approved."
_HOW = {
    UndoKind.CONTENT: "by hand",
    UndoKind.CHECKPOINT: "by restoring a checkpoint",
    UndoKind.REWIND: "by rewinding the conversation",
    UndoKind.WORKTREE: "by removing the worktree",
    UndoKind.APPLY: "by a patch applied backwards",
    UndoKind.SWITCH: "by checking something else out",
}


def prompt_again(
    asked: str, before: Attempt | None, *, learned: bool, words: str = "", plan_first: bool = False
) -> str:
    """The prompt of a restart: what was asked for, and what should be different this time.

    Args:
        asked: The task in the person's words.
        before: The attempt that is begun again.
        learned: Whether to tell what is known of it.
        words: What the person has learned.
        plan_first: Whether a plan is to be presented before anything is changed.
    """
    parts = [asked.strip()]
    known = _known(before) if learned and before is not None else []
    if words.strip():
        known.append(words.strip())
    if known:
        lines = "\n".join(f"- {line}" for line in known)
        parts.append(f"{_TRIED}\n{lines}")
    if plan_first:
        parts.append(_PLAN)
    return "\n\n".join(part for part in parts if part)


def original(prompt: str) -> str:
    """What was asked for, without what `prompt_again` has added to it: lessons do not pile up."""
    return "\n\n".join(part for part in prompt.split("\n\n") if not part.startswith((_TRIED, _PLAN)))


def _known(before: Attempt) -> list[str]:
    known = []
    if before.files:
        known.append(f"it edited {before.files} file{'s' if before.files > 1 else ''}, {before.lines} lines")
    last = next((undo for undo in reversed(before.undos) if undo.counts and undo.files), None)
    if last is not None:
        known.append(_taken_back(last))
    if before.plan:
        when = "a plan that was approved before" if before.planned else "a plan that was approved on the way"
        known.append(f"it had {when}")
    elif before.files:
        known.append("it had no plan")
    if before.why and not before.fully_undone:
        known.append(f"it ended so: {before.why}")
    return known


def _taken_back(undo: Undo) -> str:
    named = ", ".join(undo.files[:_MOST_NAMED])
    more = f" and {undo.count - _MOST_NAMED} more" if undo.count > _MOST_NAMED else ""
    how = _HOW.get(undo.kind, f"by git {undo.kind}")
    return f"{'all of it' if undo.full else 'some of it'} was taken back {how}: {named}{more}"
