"""Snapshots: the whole state, and nothing but a whole state."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from tests.unit.emulator.sequences import OUTPUT, shown

from plangate.emulator import make
from plangate.emulator.terminal import Terminal


@settings(max_examples=80, deadline=None)
@given(OUTPUT, OUTPUT)
def test_a_restored_terminal_goes_on_the_same(before: bytes, after: bytes) -> None:
    """What comes after a snapshot has the same effect on the original and on the copy."""
    original, copy = Terminal(20, 6, 100), Terminal(5, 5, 10)
    original.feed(before)
    original.take_replies()
    original.take_events()
    copy.restore(original.snapshot())
    assert shown(copy) == shown(original)
    original.feed(after)
    copy.feed(after)
    assert shown(copy) == shown(original)


def test_history_survives() -> None:
    """Packed history is in the snapshot, with its numbers."""
    original, copy = make(30, 4, 3000), make(30, 4)
    original.feed(b"".join(b"\x1b[3%dmline %d\x1b[m\r\n" % (number % 8, number) for number in range(4000)))
    copy.restore(original.snapshot())
    assert (copy.base, copy.top) == (original.base, original.top)
    assert copy.history(copy.base, copy.top) == original.history(copy.base, copy.top)


def test_a_newer_format_is_refused_and_nothing_changes() -> None:
    """A snapshot of a later format raises ValueError and leaves the terminal as it was."""
    terminal = make(10, 2)
    terminal.feed(b"kept")
    state = msgspec.msgpack.decode(terminal.snapshot())
    state["format"] += 1
    with pytest.raises(ValueError, match="format"):
        terminal.restore(msgspec.msgpack.encode(state))
    assert terminal.screen()[0].text == "kept"


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x80", b"nonsense"])
def test_nonsense_is_refused(damage: bytes) -> None:
    """Bytes that are no snapshot raise ValueError."""
    with pytest.raises(ValueError, match="not a snapshot"):
        make(10, 2).restore(damage)


def test_a_state_that_contradicts_itself_is_refused() -> None:
    """A cursor outside of the screen raises ValueError."""
    terminal = make(10, 2)
    state = msgspec.msgpack.decode(terminal.snapshot())
    state["screen"]["x"] = 10
    with pytest.raises(ValueError, match="contradicts"):
        terminal.restore(msgspec.msgpack.encode(state))


def test_an_unknown_backend_is_refused() -> None:
    """There is no terminal of another name."""
    with pytest.raises(ValueError, match="nothing"):
        make(10, 2, backend="nothing")
