"""Which commands take changes back, told by their words.

That a command was run says how work was taken back, never that it was: `git checkout .` in a clean tree undoes
nothing. What changed is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from plangate.gate.classify import simple_commands
from plangate.model.attempts import UndoKind

__all__ = ["reversal"]

_VALUED = frozenset({"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env"})
"""Options of git itself that take the next word."""
_WRAPPERS = frozenset({"sudo", "command", "env", "nice", "nohup", "time", "exec", "builtin"})
_SHELLS = frozenset({"sh", "bash", "zsh", "dash"})
_DEEPEST = 3
_FILE = re.compile(r"\.[A-Za-z]\w*$")
"""What `git checkout WORD` takes for a file rather than a branch or a tag, as far as a name can tell."""


def reversal(text: str) -> tuple[UndoKind, str] | None:
    """The first command in a shell text that takes changes back, and its words.

    Quoted text, here-documents and what is only printed are not commands; what is not understood is none.
    """
    return _find(text, 0)


def _find(text: str, depth: int) -> tuple[UndoKind, str] | None:
    for words in simple_commands(text):
        found = _judge(words, depth)
        if found is not None:
            return found
    return None


def _judge(words: list[str], depth: int) -> tuple[UndoKind, str] | None:
    while words and (words[0].rsplit("/", 1)[-1] in _WRAPPERS or "=" in words[0].split("/", 1)[0]):
        words = words[1:]
    if not words:
        return None
    program, *rest = words
    name = program.rsplit("/", 1)[-1]
    if name in _SHELLS and "-c" in rest[:-1] and depth < _DEEPEST:
        return _find(rest[rest.index("-c") + 1], depth + 1)
    kind = _git(rest) if name == "git" else _OTHERS.get(name, _nothing)(rest)
    return None if kind is None else (kind, " ".join(words)[:200])


def _git(rest: list[str]) -> UndoKind | None:
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in _VALUED else rest[1:]
    if not rest:
        return None
    command, *args = rest
    return _GIT.get(command, _nothing)(args)


def _nothing(args: list[str]) -> UndoKind | None:
    return None


def _flags(args: list[str]) -> set[str]:
    """Options before `--`, bundled letters apart."""
    found: set[str] = set()
    for word in args:
        if word == "--":
            break
        if word.startswith("--"):
            found.add(word.split("=", 1)[0])
        elif word.startswith("-"):
            found |= {"-" + letter for letter in word[1:]}
    return found


def _operands(args: list[str]) -> list[str]:
    before = args[: args.index("--")] if "--" in args else args
    return [word for word in before if not word.startswith("-")]


def _restore(args: list[str]) -> UndoKind | None:
    flags = _flags(args)
    only_index = flags & {"--staged", "-S"} and not flags & {"--worktree", "-W"}
    return None if only_index else UndoKind.RESTORE


def _checkout(args: list[str]) -> UndoKind | None:
    flags = _flags(args)
    if flags & {"-b", "-B", "--orphan", "--track", "-t", "--detach", "-d"}:
        return None
    if "--" in args or flags & {"--ours", "--theirs", "-p", "--patch", "--pathspec-from-file"}:
        return UndoKind.RESTORE
    operands = _operands(args)
    if "." in operands or len(operands) > 1 or any(map(_FILE.search, operands)):
        return UndoKind.RESTORE
    return UndoKind.SWITCH if flags & {"-f", "--force"} else None


def _switch(args: list[str]) -> UndoKind | None:
    return UndoKind.SWITCH if _flags(args) & {"-f", "--force", "--discard-changes"} else None


def _reset(args: list[str]) -> UndoKind | None:
    return UndoKind.RESET if _flags(args) & {"--hard", "--merge", "--keep"} else None


def _revert(args: list[str]) -> UndoKind | None:
    return None if _flags(args) & {"--abort", "--quit", "--skip"} else UndoKind.REVERT


def _stash(args: list[str]) -> UndoKind | None:
    verb = next((word for word in args if not word.startswith("-")), "push")
    return UndoKind.STASH if verb in ("push", "save") else None


def _clean(args: list[str]) -> UndoKind | None:
    flags = _flags(args)
    return UndoKind.CLEAN if flags & {"-f", "--force"} and not flags & {"-n", "--dry-run"} else None


def _apply(args: list[str]) -> UndoKind | None:
    flags = _flags(args)
    looks = flags & {"--check", "--stat", "--numstat", "--summary", "--cached"}
    return UndoKind.APPLY if flags & {"-R", "--reverse"} and not looks else None


def _worktree(args: list[str]) -> UndoKind | None:
    return UndoKind.WORKTREE if args[:1] == ["remove"] and _flags(args) & {"-f", "--force"} else None


def _patch(args: list[str]) -> UndoKind | None:
    flags = _flags(args)
    return UndoKind.APPLY if flags & {"-R", "--reverse"} and "--dry-run" not in flags else None


def _jj(args: list[str]) -> UndoKind | None:
    return UndoKind.RESTORE if args[:1] and args[0] in ("undo", "restore", "abandon") else None


def _hg(args: list[str]) -> UndoKind | None:
    if args[:1] == ["revert"]:
        return UndoKind.RESTORE
    discards = args[:1] and args[0] in ("update", "checkout", "up") and _flags(args) & {"-C", "--clean"}
    return UndoKind.RESET if discards else None


_Rule = Callable[[list[str]], UndoKind | None]
_GIT: dict[str, _Rule] = {
    "restore": _restore,
    "checkout": _checkout,
    "switch": _switch,
    "reset": _reset,
    "revert": _revert,
    "stash": _stash,
    "clean": _clean,
    "apply": _apply,
    "worktree": _worktree,
}
_OTHERS: dict[str, _Rule] = {"patch": _patch, "jj": _jj, "hg": _hg}
