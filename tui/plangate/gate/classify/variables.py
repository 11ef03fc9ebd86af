"""Names of shell variables: which may be set, and what is certain about their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plangate.gate.classify.outputs import gives_digits
from plangate.gate.classify.tables import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

__all__ = ["Assignments", "harmless_for_programs", "harmless_name"]

_LOWER = re.compile(r"[a-z][a-z0-9_]*")
_NOT_LOWER = re.compile(
    r"path|cdpath|fpath|manpath|module_path|mailpath|psvar|argv|status|prompt|options|aliases|functions|commands"
    r"|histchars|auto_resume|watch|fignore|signals|keymap|builtins|modules|parameters|nameddirs|userdirs"
    r"|[a-z_]*proxy|npm_.*|pnpm_.*|cargo_.*|rust.*|git.*|pip_.*|uv_.*|gem_.*|dis_.*"
)
"""Lower-case names that zsh or programs give a meaning to."""
_UPPER = frozenset(
    words_of("""
    ABS ARGS BASE BASEDIR BR BRANCH COMMIT COUNT CUR CURRENT DATE DIFF DIR DIRS END ERR EXT FILE
    FILES FIRST FOO FOUND FROM HASH HEAD ID IDS INPUT ITEM KEY LAST LEN LIMIT LINE LIST LOG MAIN
    MATCH MATCHES MAX MERGE_BASE MIN MSG N NAME NAMES NEW NUM OLD OUTPUT PAT PATHS PATTERN PID PIDS
    PKG PORT PREFIX PREV PROJECT QUERY REF REPO RES RESULT ROOT SCRIPT_DIR SHA SIZE SRC START STEP
    SUFFIX SUM TAG TARGET TEST TEXT TMP TODAY TOTAL URL USERNAME VAL VALUE VERSION WORD WORKDIR
""")
)
"""Upper-case names that agents use for themselves and that no program in the rules reads."""
_LETTER = re.compile(r"[A-Z]")

_PROGRAMS: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(
        words_of("""
    LANG LANGUAGE LC_ALL LC_COLLATE LC_CTYPE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME
"""),
        re.compile(r"[A-Za-z0-9_.@:-]*"),
    ),
    "TZ": re.compile(r"[A-Za-z0-9_/+:-]*"),
    "TERM": re.compile(r"[a-z0-9-]*"),
    **dict.fromkeys(
        words_of("""
    NO_COLOR CLICOLOR CLICOLOR_FORCE FORCE_COLOR COLUMNS LINES MANWIDTH CI NO_UPDATE_NOTIFIER
    GIT_OPTIONAL_LOCKS GIT_TERMINAL_PROMPT GIT_LITERAL_PATHSPECS GH_NO_UPDATE_NOTIFIER
    GH_PROMPT_DISABLED HOMEBREW_NO_AUTO_UPDATE HOMEBREW_NO_ANALYTICS PYTHONDONTWRITEBYTECODE
    PYTHONUNBUFFERED PYTHONIOENCODING PYTHONUTF8 SYSTEMD_COLORS DEBIAN_FRONTEND
"""),
        re.compile(r"[A-Za-z0-9-]*"),
    ),
    **dict.fromkeys(
        ["PAGER", "GIT_PAGER", "GH_PAGER", "MANPAGER", "SYSTEMD_PAGER", "AWS_PAGER", "BAT_PAGER"],
        re.compile(r"(?:cat)?"),
    ),
}
"""Variables that may be handed to a program, and the values they may have: none names a file or a program to load."""


def harmless_name(name: str) -> bool:
    """Whether setting this shell variable cannot change what another command does."""
    if _LOWER.fullmatch(name):
        return _NOT_LOWER.fullmatch(name) is None
    return name in _UPPER or _LETTER.fullmatch(name) is not None


def harmless_for_programs(name: str, value: object) -> bool:
    """Whether a program may be started, or the shell go on, with this variable."""
    allowed = _PROGRAMS.get(name)
    return allowed is not None and isinstance(value, str) and allowed.fullmatch(value) is not None


class Assignments:
    """How often each name is set anywhere in a command, and whether always to a number."""

    def __init__(self, root: Node) -> None:
        self._counts: dict[str, int] = {}
        self._not_numbers: set[str] = set()
        self._collect(root)

    def once(self, name: str) -> bool:
        """Whether there is exactly one place that sets it."""
        return self._counts.get(name) == 1

    def number(self, name: str) -> bool:
        """Whether whatever sets it sets it to a whole number, and something does."""
        return name in self._counts and name not in self._not_numbers

    def any(self) -> bool:
        """Whether anything is set."""
        return bool(self._counts)

    def _collect(self, root: Node) -> None:
        for node in _every(root):
            kind = node.type
            if kind == "variable_assignment":
                name = node.child_by_field_name("name")
                value = node.child_by_field_name("value")
                plain = any(child.type == "=" for child in node.children)
                self._set(name, number=plain and _is_number(value))
            elif kind == "for_statement":
                values = node.children_by_field_name("value")
                self._set(
                    node.child_by_field_name("variable"), number=bool(values) and all(map(_is_number, values))
                )
            elif kind == "command" and _text(node.child_by_field_name("name")) in _READERS:
                for word in node.children_by_field_name("argument"):
                    self._set(word, number=False)
            elif kind == "unset_command":
                for word in node.children[1:]:
                    self._set(word, number=False)
            elif kind in ("postfix_expression", "unary_expression") and node.children:
                for child in node.children:
                    if child.type in ("word", "variable_name"):
                        self._set(child, number=True)

    def _set(self, name: Node | None, *, number: bool) -> None:
        text = _text(name)
        self._counts[text] = self._counts.get(text, 0) + 1
        if not number:
            self._not_numbers.add(text)


_READERS = (
    "read",
    "mapfile",
    "readarray",
    "printf",
    "getopts",
    "declare",
    "typeset",
    "local",
    "readonly",
    "eval",
)
_NUMBER = re.compile(r"-?[0-9]+")
_RANGE = re.compile(r"\{[0-9]+\.\.[0-9]+(?:\.\.[0-9]+)?\}")


def _is_number(node: Node | None) -> bool:
    text = _text(node)
    if node is None:
        return False
    if node.type == "command_substitution":
        return gives_digits(node, text)
    return node.type == "arithmetic_expansion" or bool(_NUMBER.fullmatch(text) or _RANGE.fullmatch(text))


def _text(node: Node | None) -> str:
    return node.text.decode("latin-1") if node is not None and node.text is not None else ""


def _every(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children
