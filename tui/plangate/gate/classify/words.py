"""Shell words, resolved to the text that the program will get, or to what is certain about it.

The words' own scanner decides where a quote, an expansion or a word ends; the syntax tree is asked only for the commands
inside substitutions. Where the two disagree the command is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING

from plangate.gate.classify.verdict import Doubt

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Loose", "Word", "WordReader", "Yield", "is_tame"]


@dataclass(frozen=True, slots=True)
class Loose:
    """A word whose text is not fully known."""

    single: bool
    """Exactly one word; otherwise none, one or many."""
    start: str
    """What every such word certainly begins with."""
    tame: bool
    """No such word can be taken for an option or an operator."""


Word = str | Loose
"""The exact text, or what is known about it."""

Values = Callable[[str], "tuple[Word, ...] | None"]


class Yield(Enum):
    """What the output of a substitution is known to be."""

    ANYTHING = 0
    PATH = 1
    """One absolute path, or nothing."""
    NUMBER = 2
    """A number, a hash or a branch without blanks, or nothing."""


_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,^\x80-\xff-]+")
_BARE = re.compile(r"(?:[A-Za-z0-9_./:=@%+,^#!~\]\x80-\xff-]|\\[^\n])+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ANSI_C = re.compile(r"\$'((?:[^'\\]|\\[nt\\])*)'")
_ANSI_C_ANY = re.compile(r"\$'(?:[^'\\]|\\[^'])*'")
_QUOTED = re.compile(r'[^"\\$`]+')
_EXPANSION = re.compile(
    r"\$\{(?:"
    r"#(?P<length>[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*])(?:\[(?:[@*]|[0-9]+)\])?"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*?#$-])(?P<index>\[(?:[@*]|[0-9]+)\])?"
    r"(?P<change>(?::?[-+]|##?|%%?|//?|\^\^?|,,?)[^${}`'\"\\<>()\n]*|:[0-9]+(?::[0-9]+)?)?"
    r")\}"
)
_BRACED = re.compile(r"\{[A-Za-z0-9_./*@-]*(?:,[A-Za-z0-9_./*@-]*)+\}")
_BRACES_SIMPLE = re.compile(rf"[A-Za-z0-9_./:=@+*-]*(?:{_BRACED.pattern}[A-Za-z0-9_./:=@+*-]*)+")
_NUMBERS = re.compile(r"\{[0-9]+\.\.[0-9]+(?:\.\.[0-9]+)?\}")
_UNSPLIT = re.compile(r"[A-Za-z0-9_./:@%+,^=-]+")
_TAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./~@:^%")
_AFTER_DOLLAR = frozenset(" \t\n./,%@]'\"|)\\;&<>")
_PATHS = frozenset({"HOME", "PWD"})
_COUNTS = frozenset("?#$!")
_MOST_BRACES = 64


def is_tame(text: str) -> bool:
    """Whether a word beginning like this can never be an option or an operator."""
    return text[:1] in _TAME if text else False


class _Pieces:
    """A word while it is being read."""

    __slots__ = ("braced", "many", "tame", "text", "whole")

    def __init__(self) -> None:
        self.text = ""
        self.whole = True
        self.many = False
        self.tame = False
        self.braced = False

    def add(self, text: str) -> None:
        if self.whole:
            self.text += text

    def lose(self, *, many: bool, tame: bool = False) -> None:
        """From here on the text is not known."""
        if self.whole and not self.text:
            self.tame = tame
        elif self.whole:
            self.tame = is_tame(self.text)
        self.whole = False
        self.many = self.many or many

    def word(self) -> Word:
        return self.text if self.whole else Loose(not self.many, self.text, self.tame)


class WordReader:
    """Resolves the words of one command text.

    Args:
        source: The text, one character for each byte.
        run: Judges the commands of a substitution, and tells what its output is known to be.
        values: What a variable holds for certain: one of these.
        is_number: Whether whatever sets a variable sets it to a number.
        arithmetic: Judges an arithmetic expression's text.
    """

    def __init__(
        self,
        source: str,
        run: Callable[[Node], Yield],
        values: Values,
        is_number: Callable[[str], bool],
        arithmetic: Callable[[str], None],
    ) -> None:
        self._source = source
        self._run = run
        self._values = values
        self._is_number = is_number
        self._arithmetic = arithmetic

    def read(self, node: Node) -> list[Word]:
        """The words that a word of the text becomes; several where braces are expanded."""
        return self.read_span(node, node.start_byte, node.end_byte)

    def read_span(self, node: Node, start: int, end: int) -> list[Word]:
        """The same for a part of a node."""
        raw = self._source[start:end]
        if _PLAIN.fullmatch(raw):
            return [raw]
        if not raw:
            raise Doubt("an empty word")
        if raw[0] == "#":
            raise Doubt("a word that begins like a comment")
        pieces = _Pieces()
        position = start
        while position < end:
            position = self._piece(node, position, start, pieces)
        if position != end:
            raise Doubt("a word that ends in an unexpected place")
        if pieces.braced and _expands(raw):
            return _braces(raw)
        return [pieces.word()]

    def _piece(self, node: Node, position: int, start: int, pieces: _Pieces) -> int:
        source = self._source
        mark = source[position]
        if mark == "~" and position == start:
            pieces.add("~")
            pieces.lose(many=False)
            return position + 1
        bare = _BARE.match(source, position)
        if bare:
            pieces.add(re.sub(r"\\(.)", r"\1", bare[0]) if "\\" in bare[0] else bare[0])
            return bare.end()
        if mark == "'":
            close = source.find("'", position + 1)
            pieces.add(source[position + 1 : close])
            return _found(close)
        if mark == '"':
            return self._double(node, position + 1, pieces)
        if mark in "*?[":
            pieces.lose(many=True)
            return position + 1
        if mark in "{}":
            pieces.braced = True
            pieces.add(mark)
            return position + 1
        if mark == "$":
            return self._dollar(node, position, pieces, quoted=False)
        if mark == "`":
            return self._substitution(node, position, pieces, quoted=False)
        if mark in "<>" and position == start:
            return self._process(node, position, pieces)
        raise Doubt("a word with a character that is not understood")

    def _double(self, node: Node, position: int, pieces: _Pieces) -> int:
        source = self._source
        while position < len(source):
            mark = source[position]
            if mark == '"':
                return position + 1
            if mark == "\\":
                following = source[position + 1 : position + 2]
                if following == "\n":
                    raise Doubt("a line that goes on in the middle of a word")
                pieces.add(following if following in '$`"\\' else mark + following)
                position += 2
            elif mark == "$":
                position = self._dollar(node, position, pieces, quoted=True)
            elif mark == "`":
                position = self._substitution(node, position, pieces, quoted=True)
            else:
                run = _QUOTED.match(source, position)
                if run is None:
                    break
                pieces.add(run[0])
                position = run.end()
        raise Doubt("a quote that does not end")

    def _dollar(self, node: Node, position: int, pieces: _Pieces, *, quoted: bool) -> int:
        source = self._source
        mark = source[position + 1 : position + 2]
        name = _NAME.match(source, position + 1)
        if name:
            self._variable(name[0], pieces, quoted=quoted)
            return name.end()
        if mark == "(":
            if source.startswith("$((", position) and self._find(node, position, "arithmetic_expansion"):
                return self._calculate(node, position, pieces)
            return self._substitution(node, position, pieces, quoted=quoted)
        if mark == "{":
            return self._braced_variable(position, pieces, quoted=quoted)
        if mark and (mark in "?#$!@*-" or mark.isdigit()):
            self._variable(mark, pieces, quoted=quoted)
            return position + 2
        if mark == "'" and not quoted:
            return self._ansi_c(position, pieces)
        if mark == '"' and not quoted:
            raise Doubt("a translated string")
        if not mark or mark in _AFTER_DOLLAR or (quoted and mark != "["):
            pieces.add("$")
            return position + 1
        raise Doubt("an expansion that is not understood")

    def _ansi_c(self, position: int, pieces: _Pieces) -> int:
        simple = _ANSI_C.match(self._source, position)
        if simple:
            text = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), simple[1])
            pieces.add(text)
            return simple.end()
        other = _ANSI_C_ANY.match(self._source, position)
        if other is None:
            raise Doubt("a quoted string that shells read differently")
        pieces.lose(many=False)
        return other.end()

    def _braced_variable(self, position: int, pieces: _Pieces, *, quoted: bool) -> int:
        found = _EXPANSION.match(self._source, position)
        if found is None:
            raise Doubt("an expansion that is not understood")
        if found["length"]:
            pieces.lose(many=False, tame=True)
        elif found["change"] or found["index"]:
            every = found["name"] in ("@", "*") or (found["index"] or "")[1:2] in ("@", "*")
            pieces.lose(many=every or not quoted)
        else:
            self._variable(found["name"], pieces, quoted=quoted)
        return found.end()

    def _variable(self, name: str, pieces: _Pieces, *, quoted: bool) -> None:
        values = self._values(name)
        if values and self._insert(values, pieces, quoted=quoted):
            return
        if name in _COUNTS or (name in _PATHS and (quoted or name == "HOME")):
            pieces.lose(many=False, tame=True)
        elif self._is_number(name):
            pieces.lose(many=not quoted, tame=True)
        else:
            pieces.lose(many=not quoted or name in ("@", "*"))

    @staticmethod
    def _insert(values: tuple[Word, ...], pieces: _Pieces, *, quoted: bool) -> bool:
        """Put a variable's value in; False when too little is known about it."""
        texts = [value for value in values if isinstance(value, str)]
        if quoted and not all(value.tame for value in values if isinstance(value, Loose)):
            return False
        if not quoted and (len(texts) != len(values) or not all(map(_UNSPLIT.fullmatch, texts))):
            return False
        if len(values) == 1 and texts:
            pieces.add(texts[0])
        else:
            pieces.lose(many=False, tame=all(map(is_tame, texts)))
        return True

    def _substitution(self, node: Node, position: int, pieces: _Pieces, *, quoted: bool) -> int:
        inner = self._find(node, position, "command_substitution")
        if inner is None:
            raise Doubt("a substitution that is not understood")
        if self._source.startswith("$((", position):
            raise Doubt("a substitution that might be arithmetic")
        if self._source[position] == "`" and re.search(
            r"[\\\"`]", self._source[position + 1 : inner.end_byte - 1]
        ):
            raise Doubt("quotes inside back-ticks")
        output = self._run(inner)
        tame = output is Yield.NUMBER or (output is Yield.PATH and quoted)
        pieces.lose(many=not quoted, tame=tame)
        return inner.end_byte

    def _process(self, node: Node, position: int, pieces: _Pieces) -> int:
        inner = self._find(node, position, "process_substitution")
        if inner is None or self._source[position] != "<":
            raise Doubt("a redirection inside a word")
        self._run(inner)
        pieces.add("/dev/fd/")
        pieces.lose(many=False)
        return inner.end_byte

    def _calculate(self, node: Node, position: int, pieces: _Pieces) -> int:
        inner = self._find(node, position, "arithmetic_expansion")
        if inner is None or not self._source.startswith("))", inner.end_byte - 2):
            raise Doubt("arithmetic that is not understood")
        self._arithmetic(self._source[position + 3 : inner.end_byte - 2])
        pieces.lose(many=False)
        return inner.end_byte

    def _find(self, node: Node, position: int, kind: str) -> Node | None:
        """The node of that kind that begins there."""
        here: Node | None = node
        while here is not None:
            if here.start_byte == position and here.type == kind:
                return here
            here = next((c for c in here.children if c.start_byte <= position < c.end_byte), None)
        return None


def _found(close: int) -> int:
    if close < 0:
        raise Doubt("a quote that does not end")
    return close + 1


def _expands(raw: str) -> bool:
    """Whether braces in a word might be more than text."""
    inner = raw[raw.find("{") : raw.rfind("}") + 1]
    return "," in inner or ".." in inner


def _braces(raw: str) -> list[Word]:
    """Brace expansion where every piece is plain; else words of which nothing is known."""
    if _NUMBERS.fullmatch(raw):
        return [Loose(single=False, start="", tame=True)]
    if not _BRACES_SIMPLE.fullmatch(raw):
        return [Loose(single=False, start="", tame=False)]
    parts: list[list[str]] = []
    position = 0
    for found in _BRACED.finditer(raw):
        parts += [[raw[position : found.start()]], found[0][1:-1].split(",")]
        position = found.end()
    parts.append([raw[position:]])
    count = 1
    for part in parts:
        count *= len(part)
    if count > _MOST_BRACES:
        return [Loose(single=False, start="", tame=False)]
    words: list[Word] = []
    for chosen in product(*parts):
        text = "".join(chosen)
        start, star, _ = text.partition("*")
        if star:
            words.append(Loose(single=False, start=start, tame=is_tame(start)))
        elif text:
            words.append(text)
    return words
