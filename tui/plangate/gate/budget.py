"""What a small change without a plan has used of its budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from plangate.gate.policy import Budget
from plangate.model.gate import Meter

__all__ = ["Change", "ChangeKind", "Usage", "limit_meter", "measure", "over", "used_meter", "words"]


class ChangeKind(StrEnum):
    """What happened to a file."""

    MODIFIED = "modified"
    NEW = "new"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """One changed file; a renamed one is a deleted and a new one."""

    path: str
    kind: ChangeKind = ChangeKind.MODIFIED
    added: int = 0
    """Lines."""
    deleted: int = 0
    """Lines."""
    binary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What has changed since the pass was given."""

    files: int = 0
    added: int = 0
    deleted: int = 0
    new_files: int = 0
    deletions: int = 0
    """Files deleted."""
    binary: tuple[str, ...] = ()
    """Files without lines; one is enough to be over."""

    @property
    def lines(self) -> int:
        """Added and deleted ones together."""
        return self.added + self.deleted

    @property
    def nothing(self) -> bool:
        """Whether nothing has changed."""
        return not self.files


def measure(changes: Iterable[Change]) -> Usage:
    """Add changes up."""
    found = list(changes)
    return Usage(
        files=len({change.path for change in found}),
        added=sum(change.added for change in found),
        deleted=sum(change.deleted for change in found),
        new_files=sum(change.kind is ChangeKind.NEW for change in found),
        deletions=sum(change.kind is ChangeKind.DELETED for change in found),
        binary=tuple(sorted(change.path for change in found if change.binary)),
    )


def over(usage: Usage, limit: Budget) -> tuple[str, ...]:
    """In words what is over the limit; empty when nothing is. Time is the pass's own matter."""
    counts = (
        (usage.files, limit.files, "files changed"),
        (usage.lines, limit.lines, "lines changed"),
        (usage.new_files, limit.new_files, "new files"),
        (usage.deletions, limit.deletions, "files deleted"),
    )
    found = [f"{used} {what}, {most} allowed" for used, most, what in counts if used > most]
    found += [f"{path} is binary" for path in usage.binary]
    return tuple(found)


def words(usage: Usage, limit: Budget) -> str:
    """The meter in one line: "1 of 3 files, 12 of 40 lines"."""
    text = f"{usage.files} of {limit.files} files, {usage.lines} of {limit.lines} lines"
    if usage.new_files or usage.deletions:
        text += f", {usage.new_files} new, {usage.deletions} deleted"
    return text


def used_meter(usage: Usage, minutes: float = 0.0) -> Meter:
    """The usage as clients see it."""
    return Meter(
        files=usage.files,
        lines=usage.lines,
        new_files=usage.new_files,
        deletions=usage.deletions,
        minutes=minutes,
    )


def limit_meter(limit: Budget) -> Meter:
    """The limit as clients see it."""
    return Meter(
        files=limit.files,
        lines=limit.lines,
        new_files=limit.new_files,
        deletions=limit.deletions,
        minutes=limit.minutes,
    )
