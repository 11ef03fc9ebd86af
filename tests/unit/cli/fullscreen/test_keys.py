"""Tests of `plangate.cli.fullscreen.keys`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plangate.cli.fullscreen.keys import Keyboard, chord_pattern, shift_mouse

CHORD = chord_pattern("ctrl+]")


def pieces(*chunks: bytes) -> list[bytes | None]:
    """What comes out; neighbouring bytes joined."""
    keyboard = Keyboard(CHORD)
    found: list[bytes | None] = []
    for piece in [piece for chunk in chunks for piece in keyboard.feed(chunk)] + [keyboard.flush()]:
        if piece is not None and found and found[-1] is not None:
            found[-1] += piece
        elif piece is None or piece:
            found.append(piece)
    return found


@pytest.mark.parametrize(
    "chord",
    [b"\x1d", b"\x1b[93;5u", b"\x1b[93;5:1u", b"\x1b[93;133u", b"\x1b[93:125;5u", b"\x1b[27;5;93~"],
)
def test_the_chord_in_every_form(chord: bytes) -> None:
    """Legacy, modifyOtherKeys, and kitty with its additions and with Num Lock on."""
    assert pieces(b"a" + chord + b"b") == [b"a", None, b"b"]


@pytest.mark.parametrize("typed", [b"]", b"\x1b[93;1u", b"\x1b[93;5:3u", b"\x1b[A", b"\x1b[193;5u", b"\x03"])
def test_what_is_not_the_chord(typed: bytes) -> None:
    """Everything else belongs to the session, also the chord's release."""
    assert pieces(typed) == [typed]


def test_a_paste_is_never_ours() -> None:
    """A file that holds the control character is pasted whole."""
    paste = b"\x1b[200~a\x1db\x1b[93;5uc\x1b[201~"
    assert pieces(paste + b"\x1d") == [paste, None]


def test_late_answers_of_the_terminal_are_dropped() -> None:
    """They would be typed into the session."""
    assert pieces(b"l\x1b[?62;22c\x1b[?0us") == [b"ls"]


def test_escape_alone_comes_after_a_moment() -> None:
    """It could have been the beginning of the chord."""
    keyboard = Keyboard(CHORD)
    assert list(keyboard.feed(b"\x1b")) == []
    assert keyboard.holds
    assert keyboard.flush() == b"\x1b"


@given(
    some.lists(some.sampled_from([b"a", b"\x1d", b"\x1b[93;5u", b"\x1b[A", b"\x1b[200~x\x1dy\x1b[201~"])),
    some.data(),
)
def test_any_chunking_gives_the_same(parts: list[bytes], data: some.DataObject) -> None:
    """Lines cut sequences anywhere, but for the markers of a paste, which terminals write whole."""
    whole = b"".join(parts)
    cuts = sorted(data.draw(some.lists(some.integers(0, len(whole)), max_size=4)))
    cuts = [cut for cut in cuts if not _inside_paste_marker(whole, cut)]
    chunks = [whole[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert pieces(*chunks) == pieces(whole)


def _inside_paste_marker(whole: bytes, cut: int) -> bool:
    return any(
        marker[:size] == whole[cut - size : cut] and marker[size:] == whole[cut : cut + len(marker) - size]
        for marker in (b"\x1b[200~", b"\x1b[201~")
        for size in range(1, len(marker))
        if cut >= size
    )


def test_function_keys_can_be_chords() -> None:
    """As the settings allow."""
    assert chord_pattern("f12").fullmatch(b"\x1b[24~")


def test_mouse_events_are_moved_by_what_is_out_of_sight() -> None:
    """The program counts from its own corner."""
    assert shift_mouse(b"a\x1b[<0;3;4M\x1b[<0;3;4m", 10, 5) == b"a\x1b[<0;13;9M\x1b[<0;13;9m"
