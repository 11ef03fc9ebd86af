"""`test`, `[` and `[[`: harmless but for the operators that evaluate what they are given."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from plangate.gate.classify.outputs import gives_digits
from plangate.gate.classify.source import Source
from plangate.gate.classify.verdict import Doubt
from plangate.gate.classify.words import Loose, Word, WordReader

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["check_condition", "check_test", "read_condition"]

_EVALUATES_NAME = ("-v", "-R")
_ARITHMETIC = frozenset({"-eq", "-ne", "-lt", "-le", "-gt", "-ge"})
_REGEX = re.compile(r"(?:[A-Za-z0-9_./:=@%+,^#!~*?\[\]{}()|\x80-\xff-]|\$(?=[)|]|$)|\\[.\[\]*+?(){}|$^/-])+")
_NUMBER_OUTPUT = re.compile(
    r"\$\(\s*(?:git merge-base [A-Za-z0-9_./@^~]+ [A-Za-z0-9_./@^~]+|git rev-parse(?: --short| --abbrev-ref)? HEAD"
    r"|git branch --show-current|git symbolic-ref --short HEAD|nproc|date \+%[sYmdHMS]+|id -u)\s*\)"
)
DIGITS = Loose(single=False, start="", tame=True)
"""What a substitution that gives nothing but numbers becomes."""
_OPERATOR = re.compile(r"-[a-zA-Z]{1,2}")
_SINGLE = frozenset({"[", "]", "!", "=", "==", "!="})
"""Between single brackets everything else ends the command or redirects it, though the grammar takes it for an operator."""
_DOUBLE = frozenset({"[[", "]]", "!", "=", "==", "!=", "=~", "<", ">", "&&", "||", "(", ")"})
_INTEGER = re.compile(r"-?[0-9]+")


def check_test(words: list[Word]) -> None:
    """Judge the words of `test` or `[`.

    `-v NAME` evaluates a subscript in its name, so neither it nor what might become it may stand before a word that
    could be such a name.

    Raises:
        Doubt: They might run something.
    """
    before: Word = ""
    for word in words:
        if word in _EVALUATES_NAME:
            raise Doubt(f"{word} evaluates the name it is given")
        if isinstance(word, Loose) and not word.single and not word.tame:
            raise Doubt("an unquoted expansion might become several words of a test")
        if isinstance(before, Loose) and not before.tame and (isinstance(word, Loose) or "[" in word):
            raise Doubt("what an expansion becomes might be an operator of the test")
        before = word


def check_condition(items: list[tuple[bool, str, Word]], is_number: Callable[[str], bool]) -> None:
    """Judge what stands between `[[` and `]]`.

    Args:
        items: For each item whether it is an operator, its text as written, and the word it becomes.
        is_number: Whether whatever sets a variable sets it to a number.

    Raises:
        Doubt: It might run something.
    """
    for index, (operator, text, _) in enumerate(items):
        if not operator:
            if text in _ARITHMETIC or text in _EVALUATES_NAME:
                raise Doubt("a condition that is not understood")
            continue
        if text in _EVALUATES_NAME:
            raise Doubt(f"{text} evaluates the name it is given")
        if text in _ARITHMETIC:
            for side in (index - 1, index + 1):
                if not 0 <= side < len(items) or not _is_number(items[side], is_number):
                    raise Doubt(f"{text} evaluates what it compares")


def _is_number(item: tuple[bool, str, Word], is_number: Callable[[str], bool]) -> bool:
    operator, text, word = item
    if operator:
        return False
    if isinstance(word, str):
        return _INTEGER.fullmatch(word) is not None
    if word == DIGITS:
        return True
    inner = text.strip('"')
    if re.fullmatch(r"\$[?#]|\$\{#[A-Za-z_][A-Za-z0-9_]*(?:\[[@*]\])?\}", inner):
        return True
    name = re.fullmatch(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?", inner)
    return name is not None and is_number(name[1])


def read_condition(node: Node, source: Source, reader: WordReader) -> list[tuple[bool, str, Word]]:
    """The operators and words of a condition, in order."""
    items: list[tuple[bool, str, Word]] = []
    brackets = source.text[node.start_byte : node.start_byte + 2].strip()
    allowed = _DOUBLE if brackets == "[[" else _SINGLE
    waiting = list(reversed(node.children))
    position = node.start_byte
    while waiting:
        child = waiting.pop()
        kind = child.type
        if kind in ("binary_expression", "unary_expression", "parenthesized_expression"):
            waiting += reversed(child.children)
            continue
        gap = source.gap(position, child.start_byte)
        if items and not gap and "(" not in (items[-1][1], kind) and ")" not in (items[-1][1], kind):
            raise Doubt("two words without a blank between them")
        text = source.of(child)
        if kind == "regex":
            if not _REGEX.fullmatch(text) or text.count("(") != text.count(")"):
                raise Doubt("a regular expression that is not understood")
            items.append((False, text, text))
        elif kind == "test_operator" or not child.is_named:
            if text not in allowed and not _OPERATOR.fullmatch(text):
                raise Doubt(f"{text} inside of {brackets} is not an operator of it")
            items.append((True, text, text))
        else:
            words = reader.read(child)
            if len(words) != 1:
                raise Doubt("a condition that is not understood")
            items.append((False, text, DIGITS if gives_digits(child, text) else words[0]))
        position = child.end_byte
    return items
