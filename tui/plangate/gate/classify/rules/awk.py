"""awk: its program is taken apart into tokens, and may neither write, nor pipe, nor call the system."""

from __future__ import annotations

import re

from plangate.gate.classify.options import Options
from plangate.gate.classify.rules.call import Call
from plangate.gate.classify.tables import words_of
from plangate.gate.classify.verdict import Doubt, Finding, mutating

__all__ = ["awk", "awk_program"]

_OPTIONS = Options("-F= -v= --field-separator= --assign= --posix --traditional --re-interval -b", stops=True)
"""awk of POSIX and GNU without -f, -i, -l and -E (more code), -o, -p and -d (files), -D."""

_TOKEN = re.compile(
    r"(?P<blank>[ \t]+|\\\n|\#[^\n]*)"
    r"|(?P<newline>\n)"
    r'|(?P<string>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator>\|\||&&|>>|>=|<=|==|!=|!~|\+\+|--|\+=|-=|\*=|%=|\^=|\*\*|[-+*%^!<>|~?:=,;(){}\[\]$])"
    r"|(?P<slash>/)"
)
_REGEX = re.compile(r"/(?:[^/\\\n\[]|\\[^\n]|\[\^?+\]?+(?:\[:[a-z]++:\]|[^\]\n\\/]|\\[^\n])*+\])*+/")
_BEFORE_REGEX = frozenset({"", "(", ",", "{", "}", ";", "\n", "!", "~", "!~", "&&", "||", "?", ":"})
_REFUSED = frozenset(
    ["system", "getline", "close", "fflush", "include", "load", "namespace", "adump", "extension", "dump"]
)
_PRINTS = frozenset({"print", "printf"})
_ENDS = frozenset({";", "\n", "}"})
_GOES_ON = frozenset({",", "&&", "||"})
_HEADS = frozenset({"if", "while", "for"})
_STREAMS = frozenset({'"/dev/stderr"', '"/dev/stdout"'})


def awk(call: Call) -> Finding:
    """Judge awk."""
    parsed = _OPTIONS.parse(call.args)
    if parsed.has("--help", "--version"):
        return None
    if not parsed.operands:
        raise Doubt("there is no program")
    program, *rest = parsed.operands
    if not isinstance(program, str):
        raise Doubt("the program is not known")
    for word in rest:
        if isinstance(word, str) and word.startswith("-") and word != "-":
            raise Doubt("an option behind the program")
    return awk_program(program)


def awk_program(program: str) -> Finding:
    """Judge a program.

    Raises:
        Doubt: It is not understood, or might run something.
    """
    reader = _Reader(program)
    while reader.next():
        pass
    return reader.finding


class _Reader:
    """Reads tokens and keeps what decides about the next one."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._position = 0
        self._last = ""
        self._last_kind = ""
        self._depth = 0
        self._print_depth: int | None = None
        self._heads: list[bool] = []
        self._closed_head = False
        self.finding: Finding = None

    def next(self) -> bool:
        """Take one token; False at the end."""
        if self._position >= len(self._program):
            if self._depth:
                raise Doubt("a program with a bracket that does not end")
            return False
        token = _TOKEN.match(self._program, self._position)
        if token is None:
            raise Doubt("a program that is not understood")
        kind, text = token.lastgroup or "", token[0]
        if kind == "slash":
            kind, text = self._slash()
        self._position += len(text)
        if kind == "blank":
            return True
        if kind == "name":
            self._name(text)
        elif kind == "newline" and self._last in _GOES_ON:
            return True
        elif kind in ("operator", "newline"):
            self._operator(text)
        self._closed_head = text == ")" and self._closed_head
        self._last, self._last_kind = text, kind
        return True

    def _slash(self) -> tuple[str, str]:
        """Whether a slash divides or begins a regular expression; awk decides by what stands before it."""
        if self._last in _BEFORE_REGEX:
            found = _REGEX.match(self._program, self._position)
            if found is None:
                raise Doubt("a regular expression that is not understood")
            return "regex", found[0]
        if (
            self._last_kind in ("number", "string")
            or self._last == "]"
            or (self._last == ")" and not self._closed_head)
        ):
            return "operator", "/"
        if self._last_kind == "name" and self._last not in _KEYWORDS:
            return "operator", "/"
        raise Doubt("a slash that might divide or begin a pattern")

    def _name(self, text: str) -> None:
        if text in _REFUSED:
            raise Doubt(f"awk's {text} is not known to change nothing")
        if text in _PRINTS:
            self._print_depth = self._depth

    def _operator(self, text: str) -> None:
        if text in ("(", "[", "{"):
            self._depth += 1
            if text == "(":
                self._heads.append(self._last in _HEADS)
        elif text in (")", "]", "}"):
            self._depth -= 1
            if self._depth < 0:
                raise Doubt("a program with a bracket too many")
            self._closed_head = text == ")" and bool(self._heads) and self._heads.pop()
        if text in _ENDS and (self._print_depth is None or self._depth <= self._print_depth):
            self._print_depth = None
        elif text == "|":
            raise Doubt("awk runs a command")
        elif text == ">>":
            self.finding = mutating("awk writes a file")
        elif text == ">" and self._print_depth is not None and self._depth <= self._print_depth:
            self._output()

    def _output(self) -> None:
        rest = self._program[self._position :].lstrip(" \t")
        for stream in _STREAMS:
            if rest.startswith(stream) and rest[len(stream) :].lstrip(" \t")[:1] in ("", ";", "}", "\n"):
                return
        self.finding = mutating("awk writes a file")


_KEYWORDS = frozenset(
    words_of("""
    BEGIN END BEGINFILE ENDFILE if else while for do break continue next nextfile exit return delete
    in print printf function func switch case default
""")
)
