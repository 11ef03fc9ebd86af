"""Colours and attributes as they are drawn."""

from __future__ import annotations

from plangate.dashboard.theme_file import Palette
from plangate.dashboard.widgets.terminal.colors import StyleBook, mix
from plangate.model.screen import Flag, Style, Underline

PALETTE = Palette((200, 200, 200), (0, 0, 0), (80, 120, 255), ())
BOOK = StyleBook(PALETTE)


def test_the_cube_and_the_greys_are_xterms() -> None:
    """256 colours do not depend on the theme."""
    assert BOOK.color(16, (9, 9, 9)) == (0, 0, 0)
    assert BOOK.color(196, (9, 9, 9)) == (255, 0, 0)
    assert BOOK.color(67, (9, 9, 9)) == (95, 135, 175)
    assert BOOK.color(255, (9, 9, 9)) == (238, 238, 238)
    assert BOOK.color(None, (9, 9, 9)) == (9, 9, 9)


def test_hidden_text_cannot_be_seen() -> None:
    """It has the colour of what is behind it."""
    style = BOOK.resolve(Style(flags=Flag.HIDDEN))
    assert style.color == style.bgcolor


def test_dim_is_mixed_and_not_left_to_the_terminal() -> None:
    """Terminals draw SGR 2 too differently."""
    style = BOOK.resolve(Style(fg=(100, 100, 100), flags=Flag.DIM))
    assert style.color is not None
    assert style.color.triplet == mix((100, 100, 100), (0, 0, 0), 0.45)
    assert not style.dim


def test_underlines_keep_what_rich_can_draw() -> None:
    """Curly, dotted and dashed ones are drawn single."""
    assert BOOK.resolve(Style(underline=Underline.CURLY)).underline
    assert BOOK.resolve(Style(underline=Underline.DOUBLE)).underline2
    assert not BOOK.resolve(Style()).underline


def test_a_link_that_could_end_its_sequence_is_dropped() -> None:
    """Nothing a program writes reaches the person's terminal as a control sequence."""
    assert BOOK.resolve(Style(link="https://example.org/a")).link == "https://example.org/a"
    assert BOOK.resolve(Style(link="https://example.org/\x1b\\")).link is None


def test_a_reversed_screen_exchanges_the_defaults() -> None:
    """DECSCNM concerns cells without colours of their own, too."""
    style = StyleBook(PALETTE, reverse=True).resolve(Style())
    assert style.color is not None
    assert style.color.triplet == (0, 0, 0)
