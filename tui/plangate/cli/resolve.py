"""Which session a word on the command line means. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from plangate.errors import NotFound, UsageError
from plangate.model.session import Session

__all__ = ["find", "find_all"]

_SHOWN = 8


def find(sessions: Sequence[Session], word: str) -> Session:
    """The session that is meant: by id, by name, by the beginning of either, or `-` for the newest.

    Raises:
        NotFound: There is none.
        UsageError: There are several.
    """
    if not sessions:
        raise NotFound("there are no sessions", "plangate run starts one.")
    if word == "-":
        return max(sessions, key=lambda session: session.created)
    if not word:
        raise UsageError("a session's name or id is empty", "plangate ls lists them.")
    ways: tuple[Callable[[Session], bool], ...] = (
        lambda session: session.id == word,
        lambda session: session.name == word,
        lambda session: session.id.startswith(word),
        lambda session: session.name.startswith(word),
    )
    for fits in ways:
        found = [session for session in sessions if fits(session)]
        if len(found) > 1 and fits is ways[1]:  # after a restart the ended one has the same name
            found = [session for session in found if session.exit is None] or found
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f'"{word}" fits {len(found)} sessions', _candidates(found))
    raise NotFound(f'no session is called "{word}"', "plangate ls lists them.")


def find_all(sessions: Sequence[Session], words: Iterable[str]) -> list[Session]:
    """The sessions that are meant, each once, in the order they were named."""
    return list({(found := find(sessions, word)).id: found for word in words}.values())


def _candidates(found: Sequence[Session]) -> str:
    lines = [
        f"{session.id}  {session.name}  {session.agent} in {session.cwd}"
        for session in sorted(found, key=lambda session: -session.created)[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        lines.append(f"… and {len(found) - _SHOWN} more")
    return "\n".join(lines)
