"""A file's content without its layout, and what an attempt did to each file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from plangate.attempts.observations import Differing

__all__ = ["Track", "digest_of"]

_LAYOUT = re.compile(rb"[\s,;]+")
_BINARY_SIGN = 8000


def digest_of(data: bytes) -> str:
    """Identifies a content, layout left out: a formatter that runs over a file and back did no work, and undid none.

    Blanks, line ends, commas and semicolons do not count, and both kinds of quotes are one; of a binary
    file every byte counts.
    """
    if b"\0" not in data[:_BINARY_SIGN]:
        data = _LAYOUT.sub(b"", data).replace(b'"', b"'")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@dataclass(slots=True)
class Track:
    """One file in the course of an attempt."""

    start: str
    """Digest at the attempt's start; empty: there was none."""
    seen: list[str] = field(default_factory=list)
    """Contents that are the attempt's work, each once, in the order in which they came."""
    lines: int = 0
    """Added and deleted against the start, at most at any moment."""
    now: str = ""
    foreign: str = ""
    """The content that somebody else gave it last."""
    gone: bool = False
    """What it has now is what it had at the start, before the attempt, or earlier in it."""

    def look(
        self, found: Differing | None, *, work: bool, older: frozenset[str], foreign: bool = False
    ) -> None:
        """Note what it is now.

        Args:
            found: None when it is as it was at the start.
            work: Whether a new content counts as the attempt's work.
            foreign: Whether somebody else made it what it is, if that is new.
            older: Contents that it had before the attempt: to have them again is no work.
        """
        before, self.now = self.now, self.start if found is None else found.now
        if foreign and self.now != before and self.now not in self.seen:
            self.foreign = self.now
        strange = self.now in older or self.now in self.seen or self.now == self.foreign
        if found is not None and work and not strange:
            self.seen.append(self.now)
            self.lines = max(self.lines, found.lines)
        away = self.now == self.start or self.now in older or self.now in self.seen[:-1]
        self.gone = self.worked and away and self.now != self.seen[-1]

    @property
    def worked(self) -> bool:
        """Whether the attempt has edited it."""
        return bool(self.seen)

    @property
    def restored(self) -> bool:
        """Whether the attempt's last content is there."""
        return self.worked and self.now == self.seen[-1]

    def all_gone(self) -> bool:
        """Whether nothing of the attempt's work is left in it, rather than some of it."""
        return self.gone and self.now not in self.seen
