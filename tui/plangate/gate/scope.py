"""Which paths a plan or a policy means: globs in the manner of .gitignore, matched in linear time.

A pattern is relative to the workspace. `*` and `?` stay within a name, `**` crosses directories, `[a-z]`
and `{a,b}` choose, a leading `!` takes paths out again (the last pattern that fits decides), a trailing
`/` means a directory and all below it. Where such lists leave room, each is read in its stricter way:

- *scope* (what may be written): a plain name is exactly that path at the top, or all below it when it is
  a directory; `src/*` does not reach below `src`; case counts.
- *protection* (what may not): a plain name is meant in every directory, whatever it matches includes all
  below, and case does not count.

A `!` pattern of the one kind is read as the other kind.

Paths are compared as text: callers resolve symbolic links first, because a link inside the scope may lead
out of it. A path that leaves the workspace matches no scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

__all__ = [
    "WHOLE",
    "covering_directories",
    "fault",
    "in_scope",
    "is_whole",
    "may_protect",
    "normalise",
    "protecting",
]

WHOLE = ("**",)
"""The scope that takes in the whole workspace."""

_LONGEST = 1024
_WILD = frozenset("*?[{")
_FIXED = re.compile(r"\[.*\]|[*?\[\]{}]")
"""What separates the fixed texts of a name: wild characters, and everything from the first set to the last."""
_MOST_ALTERNATIVES = 64


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a pattern."""

    parts: tuple[str, ...]
    below: bool
    """Whether all below of what it matches is meant, too."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    text: str
    takes_out: bool
    parts: tuple[str, ...]
    directory: bool
    """Whether it ended with a slash."""
    narrow: _Reading
    wide: _Reading
    """Its parts are without case."""

    @property
    def wild(self) -> bool:
        return _is_wild(self.parts)


def _is_wild(parts: Iterable[str]) -> bool:
    return any(_WILD & set(part) for part in parts)


def normalise(path: str) -> str | None:
    """The path as patterns see it, "." for the workspace itself; None when it is absolute or leads out.

    `..` is refused even where it would stay inside: with symbolic links it need not.
    """
    if not path or path.startswith(("/", "~")) or "\0" in path:
        return None
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return None if ".." in parts else "/".join(parts) or "."


def fault(pattern: str) -> str:
    """What is wrong with a pattern, in words; empty text when nothing is."""
    body = pattern.removeprefix("!").removeprefix("/")
    if not body.strip():
        return "is empty"
    if len(pattern) > _LONGEST:
        return f"is longer than {_LONGEST} characters"
    if "\0" in pattern or "\n" in pattern:
        return "holds a character that no path has"
    if body.startswith(("~", "/")):
        return "is not relative to the workspace"
    return 'leads out of the workspace with ".."' if ".." in body.split("/") else ""


def in_scope(path: str, scope: Iterable[str]) -> bool:
    """Whether a path may be written under a scope; faulty patterns match nothing."""
    plain = normalise(path)
    if plain is None:
        return False
    names = tuple(plain.split("/")) if plain != "." else ()
    result = False
    folded = tuple(name.casefold() for name in names)
    for pattern in _patterns(scope):
        if pattern.takes_out and _walk(pattern.wide, folded):
            result = False
        elif not pattern.takes_out and _walk(pattern.narrow, names):
            result = True
    return result


def protecting(path: str, patterns: Iterable[str]) -> str:
    """The pattern that protects a path; empty text when none does. A path that leads out is no match."""
    plain = normalise(path)
    if plain is None:
        return ""
    exact = tuple(plain.split("/")) if plain != "." else ()
    names = tuple(name.casefold() for name in exact)
    found = ""
    for pattern in _patterns(patterns):
        if pattern.takes_out and _walk(pattern.narrow, exact):
            found = ""
        elif not pattern.takes_out and _walk(pattern.wide, names):
            found = pattern.text
    return found


def may_protect(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A quick test of single names, for looking at many: where it says no, `protecting` does not begin to match.

    It looks for the longest fixed text of each pattern's last name. Below what is protected every name is.
    """
    texts = set()
    for pattern in _patterns(patterns):
        names = [part for part in pattern.wide.parts if part != "**"]
        text = max(_FIXED.split(names[-1]), key=len) if names and not pattern.takes_out else ""
        if not text and not pattern.takes_out:
            return lambda _: True
        texts.add(text)
    texts.discard("")
    if not texts:
        return lambda _: False
    found = re.compile("|".join(map(re.escape, sorted(texts)))).search
    return lambda name: found(name.casefold()) is not None


def is_whole(scope: Iterable[str]) -> bool:
    """Whether a scope leaves nothing of the workspace out."""
    patterns = list(_patterns(scope))
    if any(pattern.takes_out for pattern in patterns):
        return False
    return any(set(pattern.parts) <= {"**"} or pattern.parts == ("**", "*") for pattern in patterns)


def covering_directories(scope: Iterable[str], exists: Callable[[str], bool]) -> tuple[str, ...]:
    """The fewest directories that hold everything a scope can match: what the kernel opens.

    Args:
        scope: Globs.
        exists: Whether a path relative to the workspace is a directory; "." is always one.
    """
    found = {_covering(pattern, exists) for pattern in _patterns(scope) if not pattern.takes_out}
    return tuple(sorted(path for path in found if not _has_parent(path, found)))


def _covering(pattern: _Pattern, exists: Callable[[str], bool]) -> str:
    if pattern.wild and len(pattern.parts) == 1 and "/" not in pattern.text.strip("!"):
        return "."  # fits in every directory
    fixed: list[str] = []
    for part in pattern.parts:
        if _WILD & set(part):
            break
        fixed.append(part)
    while fixed and not exists("/".join(fixed)):
        fixed.pop()
    return "/".join(fixed) or "."


def _has_parent(path: str, others: Iterable[str]) -> bool:
    return any(
        other != path and (other == "." or path.startswith(other + "/")) for other in others if path != "."
    )


def _patterns(globs: Iterable[str]) -> Iterable[_Pattern]:
    for text in globs:
        yield from _compiled(text)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> tuple[_Pattern, ...]:
    """A pattern with its alternatives spelled out; nothing when it is faulty."""
    if fault(text):
        return ()
    takes_out = text.startswith("!")
    body = text.removeprefix("!")
    made = []
    for plain in _alternatives(body):
        parts = [part for part in plain.split("/") if part not in ("", ".")]
        kept = [p for i, p in enumerate(parts) if p != "**" or i == 0 or parts[i - 1] != "**"]
        made.append(_pattern(text, takes_out, tuple(kept) or ("**",), plain.endswith("/")))
    return tuple(made)


def _alternatives(text: str) -> list[str]:
    """`{a,b}` spelled out; braces that are nested or too many stay as they are."""
    done = [text]
    for _ in range(8):
        ready: list[str] = []
        for item in done:
            start, end = item.find("{"), item.find("}")
            inner = item[start + 1 : end]
            if 0 <= start < end and "," in inner and "{" not in inner:
                ready += [item[:start] + choice + item[end + 1 :] for choice in inner.split(",")]
            else:
                ready.append(item)
        if ready == done or len(ready) > _MOST_ALTERNATIVES:
            break
        done = ready
    return done


def _pattern(text: str, takes_out: bool, parts: tuple[str, ...], directory: bool) -> _Pattern:
    """A pattern with both of its readings worked out."""
    plain = "/" not in text.removeprefix("!").rstrip("/") and len(parts) == 1 and parts != ("**",)
    anywhere = ("**", *parts)
    wild, open_end = _is_wild(parts), parts[-1] == "**"
    below = directory or not _WILD & set(parts[-1]) or open_end
    folded = tuple(part.casefold() for part in (anywhere if plain else parts))
    return _Pattern(
        text,
        takes_out,
        parts,
        directory,
        narrow=_Reading(anywhere if plain and wild else parts, below),
        wide=_Reading(folded, True),
    )


def _walk(reading: _Reading, names: tuple[str, ...]) -> bool:
    """Whether the names, or with `below` a beginning of them, are what the parts describe."""
    parts, below = reading.parts, reading.below
    if parts[0] != "**" and (not names or not _name_fits(parts[0], names[0])):
        return False  # most patterns end here
    reached = {0}
    for name in names:
        reached = _skip(parts, reached)
        if below and len(parts) in reached:
            return True
        reached = {
            after
            for at in reached
            if at < len(parts)
            for after in ((at,) if parts[at] == "**" else (at + 1,) if _name_fits(parts[at], name) else ())
        }
        if not reached:
            return False
    return len(parts) in _skip(parts, reached)


def _skip(parts: tuple[str, ...], reached: set[int]) -> set[int]:
    """Also the places behind each `**`, which may stand for nothing."""
    more = set(reached)
    for at in sorted(reached):
        while at < len(parts) and parts[at] == "**":
            at += 1
            more.add(at)
    return more


@lru_cache(maxsize=65536)
def _name_fits(pattern: str, name: str) -> bool:
    """One name against one part; steps back only to the last star, so never slower than the product."""
    tokens = _tokens(pattern)
    at = place = 0
    star = mark = -1
    while place < len(name):
        if at < len(tokens) and tokens[at] == "*":
            star, mark = at, place
            at += 1
        elif at < len(tokens) and _char_fits(tokens[at], name[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            mark += 1
            at, place = star + 1, mark
        else:
            return False
    return all(token == "*" for token in tokens[at:])


@lru_cache(maxsize=4096)
def _tokens(pattern: str) -> tuple[str, ...]:
    """Single characters, stars, and whole `[…]` sets."""
    found: list[str] = []
    at = 0
    while at < len(pattern):
        end = pattern.find("]", at + 2) if pattern[at] == "[" else -1
        stop = end + 1 if end > 0 else at + 1
        token = pattern[at:stop]
        if token != "*" or found[-1:] != ["*"]:
            found.append(token)
        at = stop
    return tuple(found)


def _char_fits(token: str, char: str) -> bool:
    if token == "?":
        return True
    if len(token) == 1:
        return token == char
    inner = token[1:-1]
    negated = inner[:1] in ("!", "^")
    inner = inner[1:] if negated else inner
    hit, at = False, 0
    while at < len(inner):
        if at + 2 < len(inner) and inner[at + 1] == "-":
            hit = hit or inner[at] <= char <= inner[at + 2]
            at += 3
        else:
            hit = hit or inner[at] == char
            at += 1
    return hit != negated
