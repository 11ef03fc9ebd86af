"""Which deed explains an undo."""

from __future__ import annotations

from tests.support.redo import Story, working

from plangate.attempts.observations import Reversed
from plangate.model.attempts import Undo, UndoKind, Who


def _deed(story: Story, kind: UndoKind, words: str, *paths: str) -> None:
    story.later(1.0)
    seen = Reversed(
        at=story.now, session="s1", kind=kind, who=Who.PERSON, words=words, paths=frozenset(paths)
    )
    story.see(seen)


def _undo(story: Story) -> Undo:
    """What taking everything back by hand is taken for."""
    story.edit(Who.PERSON, a="a = 1\n", b="b = 1\n")
    return story.attempts[0].undos[-1]


def test_what_was_looked_at_since_explains_nothing() -> None:
    """A deed after which the work was still there did not take it away."""
    story = working()
    story.command(UndoKind.RESTORE, "git checkout -- notes.md", who=Who.PERSON)
    story.look(Who.PERSON)
    assert _undo(story).kind is UndoKind.CONTENT


def test_a_look_while_something_runs_is_no_proof() -> None:
    """The command may not have come to it yet."""
    story = working()
    story.command(UndoKind.RESTORE, "git checkout -- .")
    story.look(Who.AGENT, settled=False)
    assert _undo(story).kind is UndoKind.RESTORE


def test_other_files_explain_nothing() -> None:
    """A reset that restored another file; nobody is named."""
    story = working()
    _deed(story, UndoKind.RESET, "reset: moving to HEAD", "c.py")
    undo = _undo(story)
    assert undo.kind is UndoKind.CONTENT
    assert "reset" not in undo.evidence


def test_the_deed_that_explains_most() -> None:
    """It counts rather than the last one."""
    story = working()
    _deed(story, UndoKind.REVERT, "revert: work", "a.py", "b.py")
    _deed(story, UndoKind.RESET, "reset: moving to HEAD", "a.py")
    assert _undo(story).kind is UndoKind.REVERT


def test_the_last_of_equals() -> None:
    """Two deeds that explain the same files."""
    story = working()
    _deed(story, UndoKind.REVERT, "revert: work", "a.py", "b.py")
    _deed(story, UndoKind.SWITCH, "checkout: moving", "a.py", "b.py")
    assert _undo(story).kind is UndoKind.SWITCH


def test_long_ago_explains_nothing() -> None:
    """Nor does what was done before the attempt."""
    story = working()
    story.command(UndoKind.RESET, "git reset --hard")
    story.later(20.0)
    assert _undo(story).kind is UndoKind.CONTENT


def test_a_stash_may_take_its_time() -> None:
    """Its note comes before the files go."""
    story = working()
    story.command(UndoKind.STASH, "stash: WIP", who=Who.PERSON)
    story.look(Who.PERSON)
    assert _undo(story).kind is UndoKind.STASH
