"""One TOML file: its values, and the faults found in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from plangate.toml.lines import KeyPath, line_numbers

__all__ = ["Document", "Fault", "did_you_mean"]

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Fault(msgspec.Struct, frozen=True):
    """Something wrong in a file that a person wrote."""

    file: str
    line: int
    """From 1; 0 when the whole file is meant."""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(slots=True)
class Document:
    """A file's values; `faults` grows while they are looked at."""

    file: str
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    source: str = ""
    _lines: dict[KeyPath, int] | None = None

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read a file; one that is not there is empty, one that cannot be read or parsed has a fault."""
        try:
            source = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return cls(str(path))
        except OSError as error:
            return cls(str(path), faults=[Fault(str(path), 0, f"cannot be read: {error.strerror}")])
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            return cls(str(path), faults=[Fault(str(path), line, "is not UTF-8 text")])
        return cls.parse(str(path), source)

    @classmethod
    def parse(cls, file: str, source: str) -> Document:
        """Parse the text of a file; a syntax error becomes the only fault."""
        try:
            return cls(file, tomllib.loads(source), source=source)
        except tomllib.TOMLDecodeError as error:
            message = str(error)
            place = _PLACE.search(message)
            line = int(place[1]) if place and place[1] else source.count("\n") + 1
            return cls(file, faults=[Fault(file, line, f"not valid TOML: {_PLACE.sub('', message)}")])

    def line(self, path: KeyPath) -> int:
        """Where the key stands, or the first one in it, or the nearest table around it; 0: not in the file."""
        if self._lines is None:
            self._lines = line_numbers(self.source)
        while path:
            inner = (line for known, line in self._lines.items() if known[: len(path)] == path)
            if line := min(inner, default=0):
                return line
            path = path[:-1]
        return 0

    def fault(self, path: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a key."""
        self.faults.append(Fault(self.file, self.line(path), message, hint))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word most like this one; empty when none is."""
    import difflib  # only files with faults need it

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'did you mean "{close[0]}"?' if close else ""
