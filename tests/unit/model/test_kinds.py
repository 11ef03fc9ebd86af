"""Tests of `plangate.model.kinds`."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from plangate.model.kinds import Kinds


@dataclass(frozen=True, slots=True)
class DoorOpened:
    """An event."""

    by: str
    times: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DoorShutAgain:
    """Another one."""


KINDS: Kinds[DoorOpened | DoorShutAgain] = Kinds(DoorOpened | DoorShutAgain)


def test_kinds_are_named_after_classes() -> None:
    """By their first word, or by a family's name."""
    assert KINDS.all == ("door.opened", "door.shut_again")
    assert Kinds(DoorOpened | DoorShutAgain, "house").all == ("house.door_opened", "house.door_shut_again")


def test_there_and_back() -> None:
    """As JSON values; unknown fields are ignored."""
    event = DoorOpened("ada", (1, 2))
    values = KINDS.payload(event)
    assert values == {"by": "ada", "times": (1, 2)}
    assert KINDS.read(KINDS.kind(event), {**values, "new": 1}) == event


def test_what_is_none_is_named() -> None:
    """An unknown kind, or values that do not fit."""
    with pytest.raises(ValueError, match=r"window\.opened"):
        KINDS.read("window.opened", {})
    with pytest.raises(ValueError, match=r"door\.opened"):
        KINDS.read("door.opened", {"by": 3})
