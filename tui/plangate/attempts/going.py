"""What the book remembers while it can still change: sessions, attempts, and what was done last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from plangate.attempts.content import Track
from plangate.attempts.observations import Kept, Reversed
from plangate.attempts.prompts import Vocabulary
from plangate.model.attempts import AttemptEnd, Enforcement, Undo

__all__ = ["Going", "Live", "Memory"]

NOT_YET = "the agent has not ended its turn"


@dataclass(slots=True, kw_only=True)
class Going:
    """An attempt."""

    id: str
    task: str
    session: str
    workspace: str
    repository: str
    prompt: str
    began: float
    last: float
    """When anything of it was seen."""
    conversation: str = ""
    checkpoint: str = ""
    branch: str = ""
    tracks: dict[str, Track] = field(default_factory=dict)
    first_edit: float | None = None
    ended: float | None = None
    end: AttemptEnd = AttemptEnd.OPEN
    unfinished: str = NOT_YET
    """Why it is not done; empty when it is."""
    interrupted: bool = False
    cut_off: bool = False
    """Its session was ended by a person, or its conversation cleared or rewound."""
    plan: str = ""
    assigned: str = ""
    """How a coin fell for it; empty while none did."""
    undo: Undo | None = None
    """The last one that stands."""
    undos: int = 0
    kept: Kept = Kept.NOWHERE
    restarted_by: str = ""
    looked: float = 0.0
    """When the tree was last compared with its start while nothing ran."""
    told: tuple[int, int] = (0, 0)
    """Files and lines that were told last."""

    @property
    def work(self) -> dict[str, Track]:
        """The files that it has edited."""
        return {path: track for path, track in self.tracks.items() if track.worked}

    @property
    def lines(self) -> int:
        """Lines added and deleted, file by file at most."""
        return sum(track.lines for track in self.tracks.values())

    @property
    def fully_undone(self) -> bool:
        """Whether all of its work is taken back; what comes after its end does not change that."""
        if self.undo is None or not self.undo.full:
            return False
        return self.ended is not None or all(track.gone for track in self.work.values())


@dataclass(slots=True, kw_only=True)
class Live:
    """A session."""

    id: str
    agent: str
    workspace: str
    repository: str
    enforcement: Enforcement = Enforcement.OFF
    again_of: str = ""
    """The session whose task is asked for again, until the first prompt."""
    conversation: str = ""
    cleared: bool = False
    """The conversation was put away since the last prompt."""
    rewound: int = 0
    """How many prompts were dropped since the last one."""
    attempt: str = ""
    """The present one, or the last."""
    tokens: int = 0
    tokens_before: int = 0
    """When the present attempt began."""
    plan: str = ""
    """Approved before any attempt began."""
    assigned: str = ""
    """How a coin fell for the attempt to come."""
    ended: float | None = None


@dataclass(slots=True, kw_only=True)
class Memory:
    """Everything together; plain values, so that it can be kept over a restart."""

    sessions: dict[str, Live] = field(default_factory=dict)
    attempts: dict[str, Going] = field(default_factory=dict)
    deeds: dict[str, list[Reversed]] = field(default_factory=dict)
    """By workspace: the last deeds that take changes back."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    def newest(self) -> list[Going]:
        """All attempts, the newest first."""
        return sorted(self.attempts.values(), key=lambda going: (-going.began, going.id))

    def current(self, session: str) -> Going | None:
        """The attempt that a session works on, or worked on last."""
        live = self.sessions.get(session)
        return None if live is None else self.attempts.get(live.attempt)

    def older_contents(self, going: Going, path: str) -> frozenset[str]:
        """Contents that a file had in the workspace before an attempt."""
        return frozenset(
            content for track in self._before(going, path) for content in (track.start, *track.seen)
        )

    def _before(self, going: Going, path: str) -> Iterator[Track]:
        for other in self.attempts.values():
            if other.workspace == going.workspace and other.began < going.began and path in other.tracks:
                yield other.tracks[path]
