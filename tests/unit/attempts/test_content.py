"""Tests of `plangate.attempts.content`."""

from __future__ import annotations

from plangate.attempts.content import Track, digest_of
from plangate.attempts.observations import Differing

NONE: frozenset[str] = frozenset()


def test_layout_does_not_count() -> None:
    """What formatters change; everything else does."""
    assert digest_of(b"f(a, b)\n") == digest_of(b"f(\r\n    a,\n    b,\n);\n")
    assert digest_of(b"x = 'a'") == digest_of(b'x = "a"')
    assert digest_of(b"x = 1") != digest_of(b"x = 2")


def test_every_byte_of_a_binary_file_counts() -> None:
    """Blanks are no layout there."""
    assert digest_of(b"\0a b") != digest_of(b"\0ab")


def test_a_track_goes_there_and_back() -> None:
    """Edited, edited further, a step back, all the way back, and brought back."""
    track = Track("s")
    for now, gone, all_gone in (("1", False, False), ("2", False, False), ("1", True, False), ("s", True, True), ("2", False, False)):  # fmt: skip
        track.look(None if now == "s" else Differing("p", "s", now, 3), work=True, older=NONE)
        assert (track.gone, track.all_gone()) == (gone, all_gone), now
    assert track.restored
    assert (track.seen, track.lines) == (["1", "2"], 3)


def test_an_older_content_is_as_good_as_the_first() -> None:
    """What the file was before the attempt began."""
    track = Track("s")
    track.look(Differing("p", "s", "1", 1), work=True, older=frozenset({"o"}))
    track.look(Differing("p", "s", "o", 1), work=True, older=frozenset({"o"}))
    assert track.all_gone()


def test_what_somebody_else_wrote_stays_theirs() -> None:
    """Also when it is seen again later."""
    track = Track("s")
    track.look(Differing("p", "s", "1", 1), work=False, older=NONE, foreign=True)
    track.look(Differing("p", "s", "1", 1), work=True, older=NONE)
    assert not track.worked
    track.look(Differing("p", "s", "2", 1), work=True, older=NONE)
    assert track.worked


def test_what_was_seen_in_passing_counts_when_it_stays() -> None:
    """A look while a tool runs decides nothing."""
    track = Track("")
    track.look(Differing("p", "", "1", 1), work=False, older=NONE)
    assert not track.worked
    track.look(Differing("p", "", "1", 1), work=True, older=NONE)
    assert track.worked
