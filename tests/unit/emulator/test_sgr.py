"""Renditions: parameters to styles and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plangate.emulator.sgr import apply, describe, true_color
from plangate.model.screen import Flag, Style

ALL = Style(1, 2, 255, 3, 4, "link")


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("", Style()),
        ("0", Style()),
        ("1;2;3", Style(flags=int(Flag.BOLD | Flag.DIM | Flag.ITALIC))),
        (
            "5;7;8;9;53",
            Style(flags=int(Flag.BLINK | Flag.INVERSE | Flag.HIDDEN | Flag.STRIKE | Flag.OVERLINE)),
        ),
        ("4", Style(underline=1)),
        ("21", Style(underline=2)),
        ("4:3", Style(underline=3)),
        ("4:3;4:0", Style()),
        ("4:9", Style()),
        ("31;42", Style(1, 2)),
        ("91;102", Style(9, 10)),
        ("38;5;200", Style(200)),
        ("48;2;1;2;3", Style(None, (1, 2, 3))),
        ("38:5:200", Style(200)),
        ("38:2:1:2:3", Style((1, 2, 3))),
        ("38:2::1:2:3", Style((1, 2, 3))),
        ("58:2::1:2:3", Style(underline_color=(1, 2, 3))),
        ("58;5;9", Style(underline_color=9)),
        ("38;5;300", Style()),
        ("38;2;1;2;300", Style()),
        ("38;2;1", Style()),
        ("38;9;1", Style(flags=int(Flag.BOLD))),
        ("38", Style()),
        ("38;5;1;1", Style(1, flags=int(Flag.BOLD))),
        ("999999999999999999999;1", Style(flags=int(Flag.BOLD))),
        (":;::;1", Style(flags=int(Flag.BOLD))),
    ],
)
def test_parameters(parameters: str, style: Style) -> None:
    """Each form sets what it says; nonsense is passed over."""
    assert apply(Style(), parameters) == style


def test_switching_off() -> None:
    """Each attribute has its end, and a reset keeps protection and link."""
    assert apply(ALL, "22;23;24;25;27;28;29;55;39;49;59") == Style(link="link")
    protected = Style(1, flags=int(Flag.PROTECTED | Flag.BOLD), link="x")
    assert apply(protected, "0") == Style(flags=int(Flag.PROTECTED), link="x")


COLORS = st.one_of(st.none(), st.integers(0, 255), st.tuples(*[st.integers(0, 255)] * 3))


@settings(deadline=None)
@given(st.builds(Style, COLORS, COLORS, st.integers(0, 255), st.integers(0, 5), COLORS, st.none()))
def test_a_description_gives_the_style_back(style: Style) -> None:
    """What DECRQSS reports sets the same style again."""
    assert apply(ALL, describe(style))._replace(link=None) == style


@settings(deadline=None)
@given(st.sampled_from("34"), st.lists(st.integers(0, 300), min_size=3, max_size=3))
def test_the_short_way_for_true_colour(ground: str, color: list[int]) -> None:
    """It gives the same style, or leaves the work to the long one."""
    parameters = f"{ground}8;2;" + ";".join(map(str, color))
    assert true_color(ALL, parameters) in (None, apply(ALL, parameters))
