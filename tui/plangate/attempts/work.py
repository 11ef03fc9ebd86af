"""What the files say: how much an attempt has edited, and when that is taken back."""

from __future__ import annotations

from plangate.attempts.causes import cause
from plangate.attempts.content import Track
from plangate.attempts.facts import AttemptUndone, AttemptWorked, Fact, UndoTakenBack
from plangate.attempts.going import Going, Memory
from plangate.attempts.observations import Kept, Looked, Reversed
from plangate.model.attempts import AttemptEnd, Confidence, Undo, UndoKind, Who

__all__ = ["files", "look", "tell", "undone_by_stash"]

_MOST_NAMED = 100


def files(count: int) -> str:
    """A number of files in words."""
    return f"{count} file{'' if count == 1 else 's'}"


def look(memory: Memory, going: Going, seen: Looked) -> list[Fact]:
    """Compare with what was seen before.

    What is taken back is concluded only when nothing runs: a test may put files away and bring them back.
    """
    made = _compared(memory, going, seen)
    if seen.settled:
        going.looked = seen.at
    return made


def _compared(memory: Memory, going: Going, seen: Looked) -> list[Fact]:
    before = {path for path, track in going.work.items() if track.gone}
    _note(memory, going, seen)
    work = going.work
    if not work:
        return []
    made: list[Fact] = []
    if going.first_edit is None:
        going.first_edit = seen.at
        made += tell(memory, going, seen.at)
    going.kept = seen.kept
    if seen.kept is not Kept.NOWHERE or not (seen.settled or seen.reported):
        for path in before ^ {path for path, track in work.items() if track.gone}:
            work[path].gone = path in before
        return made
    made += _brought_back(going, seen.at)
    gone = {path for path, track in work.items() if track.gone}
    if gone - before:
        made += _undone(memory, going, seen.at, gone, gone - before, seen.who)
    return made


def tell(memory: Memory, going: Going, at: float) -> list[Fact]:
    """How much it has edited, when that is news."""
    now = (len(going.work), going.lines)
    if going.first_edit is None or now == going.told:
        return []
    going.told = now
    live = memory.sessions.get(going.session)
    present = live is not None and live.attempt == going.id and live.tokens
    tokens = live.tokens - live.tokens_before if live is not None and present else None
    return [
        AttemptWorked(
            attempt=going.id, at=at, first_edit=going.first_edit, files=now[0], lines=now[1], tokens=tokens
        )
    ]


def undone_by_stash(memory: Memory, going: Going, at: float) -> list[Fact]:
    """Work that lies in a stash when its attempt is over was taken back."""
    if going.kept is not Kept.STASH or going.fully_undone or not going.work:
        return []
    for track in going.work.values():
        track.gone = True
    gone = set(going.work)
    return _undone(memory, going, at, gone, gone, Who.UNKNOWN)


def _note(memory: Memory, going: Going, seen: Looked) -> None:
    found = {differing.path: differing for differing in seen.differing}
    foreign = seen.who is Who.PERSON and not seen.reported
    ours = going.ended is None and (seen.reported or (seen.settled and not foreign))
    for path in going.tracks.keys() | found.keys() if seen.only is None else seen.only:
        differing = found.get(path)
        if differing is None and path not in going.tracks:
            continue
        track = going.tracks.get(path)
        if track is None:
            assert differing is not None
            track = going.tracks[path] = Track(differing.start)
        older = memory.older_contents(going, path)
        track.look(differing, work=ours, older=older, foreign=foreign)


def _undone(memory: Memory, going: Going, at: float, gone: set[str], fresh: set[str], who: Who) -> list[Fact]:
    work, total = going.work, going.lines
    deed = cause(memory, going, fresh, at)
    full = len(gone) == len(work) and (going.kept is Kept.STASH or all(map(Track.all_gone, work.values())))
    lines = sum(work[path].lines for path in gone)
    evidence = f"{files(len(gone))} of the {len(work)} it edited have an earlier content again"
    if going.kept is Kept.STASH:
        evidence = f"{files(len(gone))} lie in a stash"
    going.undos += 1
    undo = Undo(
        id=f"{going.id}.{going.undos}",
        attempt=going.id,
        at=at,
        kind=_kind(going, deed),
        full=full,
        files=tuple(sorted(gone)[:_MOST_NAMED]),
        count=len(gone),
        lines=lines,
        share=lines / total if total else len(gone) / len(work),
        who=deed.who if deed is not None else who,
        evidence=f"{evidence}; {deed.words}" if deed is not None else evidence,
        confidence=Confidence.CERTAIN if deed is not None else Confidence.HIGH,
    )
    going.undo = undo
    if full and going.ended is not None:
        going.end = AttemptEnd.UNDONE
    return [*tell(memory, going, at), AttemptUndone(undo=undo)]


def _kind(going: Going, deed: Reversed | None) -> UndoKind:
    if deed is not None:
        return deed.kind
    return UndoKind.STASH if going.kept is Kept.STASH else UndoKind.CONTENT


def _brought_back(going: Going, at: float) -> list[Fact]:
    """The last undo is void when the very contents that it took away are there again."""
    undo = going.undo
    if undo is None or not undo.files:
        return []
    tracks = [going.tracks[path] for path in undo.files]
    if any(track.gone for track in tracks):
        return []
    if not all(track.restored for track in tracks):
        if going.ended is None:
            going.undo = (
                None  # it did other work instead: what was taken back stays so, and is not all it did
            )
        return []
    going.undo = None
    if going.end is AttemptEnd.UNDONE:
        going.end = AttemptEnd.DONE if not going.unfinished else AttemptEnd.ABANDONED
    return [UndoTakenBack(attempt=going.id, undo=undo.id, at=at)]
