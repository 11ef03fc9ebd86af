"""Tests of `plangate.toml.schema`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from plangate.toml.document import Document
from plangate.toml.schema import entries, option, read, required


class Colour(StrEnum):
    """An enum for the tests."""

    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of an array of tables."""

    name: str = required("Its name")
    weight: float = option(1.0, "Its weight", low=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table."""

    count: int = option(3, "How many", low=1, high=9)
    on: bool = option(False, "Whether")
    colour: Colour = option(Colour.RED, "Which")
    words: tuple[str, ...] = option((), "Some", check=lambda word: "" if word.islower() else "not lower case")
    maybe: str | None = option(None, "Perhaps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A file."""

    part: Part = Part()
    item: tuple[Item, ...] = option((), "Entries")
    table: dict[str, str] | None = option(None, "Names and values")


def _read(source: str) -> tuple[Whole, list[str]]:
    document = Document.parse("f", source)
    whole = read(Whole, document)
    assert whole is not None
    return whole, [str(fault) for fault in document.faults]


def test_an_empty_file_gives_the_defaults() -> None:
    """Nothing is required at the top."""
    assert _read("") == (Whole(), [])


def test_good_values_arrive_typed() -> None:
    """Every supported type is converted."""
    whole, faults = _read(
        "part = {count=5, on=true, colour='green', words=['a'], maybe='m'}\n"
        "table = {K='v'}\n[[item]]\nname='n'\nweight=2\n"
    )
    assert faults == []
    assert whole == Whole(
        part=Part(count=5, on=True, colour=Colour.GREEN, words=("a",), maybe="m"),
        item=(Item(name="n", weight=2.0),),
        table={"K": "v"},
    )


def test_all_faults_are_collected_and_the_rest_is_kept() -> None:
    """One bad line costs one value."""
    whole, faults = _read('[part]\ncount = "x"\non = true\ncolour = "gren"\nwords = ["a", "B"]\ncuont = 1\n')
    assert whole.part == Part(on=True, words=("a",))
    assert faults == [
        'f:6: unknown key part.cuont (did you mean "count"?)',
        'f:2: part.count: expected a whole number, 1 to 9, found "x"',
        'f:4: part.colour: expected "red" or "green", found "gren" (did you mean "green"?)',
        "f:5: part.words.2: not lower case",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("part = 1", "f:1: part: expected a table, found 1"),
        ("part.count = 0", "f:1: part.count: 0 is too small, the least is 1"),
        ("part.count = 10", "f:1: part.count: 10 is too large, the most is 9"),
        ("part.count = true", "f:1: part.count: expected a whole number, 1 to 9, found true"),
        ("part.on = 1", "f:1: part.on: expected true or false, found 1"),
        ("part.words = 'a'", 'f:1: part.words: expected a list, found "a"'),
        ("part.colour = []", 'f:1: part.colour: expected "red" or "green", found []'),
        ("table.x = 1", "f:1: table.x: expected text, found 1"),
        ("[[item]]\nname='n'\nweight=nan", "f:3: item.1.weight: expected a number, at least 0, found nan"),
        ("[[item]]\nweight=1.0", "f:1: item.1.name is missing"),
    ],
)
def test_what_is_wrong_is_said(line: str, fault: str) -> None:
    """Each kind of fault names key, expectation and finding."""
    assert _read(line)[1] == [fault]


def test_a_required_key_at_the_top_decides_about_the_whole() -> None:
    """Without it there is no value."""
    document = Document.parse("f", "weight = 1")
    assert read(Item, document) is None
    assert [str(fault) for fault in document.faults] == ["f: name is missing"]


def test_entries_describe_every_key() -> None:
    """The documentation is made of them."""
    described = {entry.path: (entry.type, entry.default) for entry in entries(Whole)}
    assert described["part.count"] == ("a whole number, 1 to 9", 3)
    assert described["part.colour"] == ('"red" or "green"', Colour.RED)
    assert described["part.words"] == ("a list, each text", ())
