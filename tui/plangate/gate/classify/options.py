"""Command lines against tables of the options that change nothing.

A table is written as manuals write it: `-abc` are three flags, `-k=` takes a value, `-U?` may have one attached,
`--sort=` takes one, `--color?` may have one behind `=`, `-#` is a number such as `-20`. What is not in the table is
not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from plangate.gate.classify.verdict import Doubt
from plangate.gate.classify.words import Loose, Word

__all__ = ["Changes", "Options", "Parsed"]

_FLAG, _VALUE, _MAYBE = 0, 1, 2


@dataclass(slots=True)
class Parsed:
    """A command line taken apart."""

    options: list[tuple[str, Word | None]] = field(default_factory=list)
    """Names with their dashes, and values."""
    operands: list[Word] = field(default_factory=list)
    leading: int = -1
    """How many of the options stand before the first operand."""

    def has(self, *names: str) -> bool:
        """Whether one of these options is there."""
        return any(name in names for name, _ in self.options)

    def begins_with(self, *names: str) -> bool:
        """Whether one of these options is there before the first operand, where every version looks for options."""
        leading = self.options if self.leading < 0 else self.options[: self.leading]
        return any(name in names for name, _ in leading)

    def values(self, *names: str) -> list[Word | None]:
        """The values of these options."""
        return [value for name, value in self.options if name in names]


class Options:
    """A table of options.

    Args:
        table: The options that are known to change nothing.
        changing: The options that are known to change something; they raise `Changes`.
        stops: Whether options end at the first operand.
        lone: Whether long options have one dash.
    """

    __slots__ = ("_changing", "_lone", "_number", "_stops", "_table")

    def __init__(self, table: str, changing: str = "", *, stops: bool = False, lone: bool = False) -> None:
        self._lone = lone
        self._stops = stops
        self._table = self._compile(table)
        self._changing = frozenset(changing.split())
        self._number = "-#" in table.split()

    def parse(self, words: list[Word]) -> Parsed:
        """Take a command line apart.

        Raises:
            Changes: An option that changes something.
            Doubt: Something that is not in the table, or a word that might not be.
        """
        parsed = Parsed()
        rest = iter(words)
        for word in rest:
            if word == "--":
                parsed.operands += rest
            elif not self._option(word, rest, parsed):
                if not parsed.operands:
                    parsed.leading = len(parsed.options)
                parsed.operands.append(word)
                if self._stops:
                    parsed.operands += rest
        return parsed

    def _option(self, word: Word, rest: Iterator[Word], parsed: Parsed) -> bool:
        """Take an option and its value; False for an operand."""
        if isinstance(word, Loose):
            if self._known_name(word, parsed):
                return True
            if not word.tame:
                raise Doubt("what an expansion becomes might be an option")
            return False
        if word[:1] != "-" or word == "-":
            return False
        if word[:2] == "--" or self._lone:
            self._long(word, rest, parsed)
        else:
            self._cluster(word, rest, parsed)
        return True

    def _known_name(self, word: Loose, parsed: Parsed) -> bool:
        """Take a word like `--author=$NAME`, of which only the value is not known."""
        name, equals, _ = word.start.partition("=")
        if self._lone or not (word.single and equals and name.startswith("--")):
            return False
        if self._table.get(name) in (_VALUE, _MAYBE):
            parsed.options.append((name, replace(word, start="", tame=False)))
            return True
        return False

    def _long(self, word: str, rest: Iterator[Word], parsed: Parsed) -> None:
        name, equals, value = word.partition("=")
        if name in self._changing:
            raise Changes(name)
        if self._number and name[1:].isdigit():
            parsed.options.append(("-#", name[1:]))
            return
        kind = self._table.get(name)
        if kind is None or (equals and kind == _FLAG):
            raise Doubt(f"the option {name} is not known")
        if equals:
            parsed.options.append((name, value))
        else:
            parsed.options.append((name, self._value(rest, name) if kind == _VALUE else None))

    def _cluster(self, word: str, rest: Iterator[Word], parsed: Parsed) -> None:
        if self._number and word[1:].isdigit():
            parsed.options.append(("-#", word[1:]))
            return
        for position, letter in enumerate(word[1:], 1):
            name = "-" + letter
            if name in self._changing:
                raise Changes(name)
            kind = self._table.get(name)
            if kind is None:
                raise Doubt(f"the option {name} is not known")
            attached = word[position + 1 :]
            if kind == _FLAG:
                parsed.options.append((name, None))
            elif attached or kind == _MAYBE:
                parsed.options.append((name, attached))
                return
            else:
                parsed.options.append((name, self._value(rest, name)))

    @staticmethod
    def _value(rest: Iterator[Word], name: str) -> Word:
        value: Word | None = next(rest, None)
        if value is None:
            raise Doubt(f"the option {name} has no value")
        if isinstance(value, Loose):
            if not value.single:
                raise Doubt(f"the option {name} may have no value")
        elif value[:1] == "-" and value != "-":
            raise Doubt(f"the option {name} has a value that looks like an option")
        return value

    def _compile(self, table: str) -> dict[str, int]:
        kinds: dict[str, int] = {}
        for entry in table.split():
            kind = {"=": _VALUE, "?": _MAYBE}.get(entry[-1], _FLAG)
            name = entry if kind == _FLAG else entry[:-1]
            if name.startswith("--") or self._lone:
                kinds[name] = kind
            else:
                for letter in name[1:]:
                    kinds["-" + letter] = kind
        kinds.setdefault("--help", _FLAG)
        kinds.setdefault("--version", _FLAG)
        return kinds


class Changes(Exception):
    """Raised for an option that is known to change something; its text is the option."""
