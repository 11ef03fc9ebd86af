"""Tests of `plangate.emulator.keys.mouse`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.emulator.keys import encode_mouse
from plangate.model.input import Mod, Mouse, MouseAction, MouseButton
from plangate.model.screen import Modes, MouseEncoding, MouseMode

PRESS, RELEASE, MOVE = MouseAction.PRESS, MouseAction.RELEASE, MouseAction.MOVE
LEFT, RIGHT, NONE = int(MouseButton.LEFT), int(MouseButton.RIGHT), int(MouseButton.NONE)
WHEEL_UP, WHEEL_DOWN = int(MouseButton.WHEEL_UP), int(MouseButton.WHEEL_DOWN)


def _modes(mouse: MouseMode, encoding: MouseEncoding = MouseEncoding.SGR) -> Modes:
    return Modes(mouse=int(mouse), mouse_encoding=int(encoding))


@pytest.mark.parametrize(
    ("encoding", "press", "release"),
    [
        (MouseEncoding.X10, b"\x1b[M\x22\x26\x23", b"\x1b[M\x23\x26\x23"),
        (MouseEncoding.UTF8, b"\x1b[M\x22\x26\x23", b"\x1b[M\x23\x26\x23"),
        (MouseEncoding.SGR, b"\x1b[<2;6;3M", b"\x1b[<2;6;3m"),
        (MouseEncoding.URXVT, b"\x1b[34;6;3M", b"\x1b[35;6;3M"),
        (MouseEncoding.SGR_PIXELS, b"\x1b[<2;44;40M", b"\x1b[<2;44;40m"),
    ],
)
def test_encodings(encoding: MouseEncoding, press: bytes, release: bytes) -> None:
    """The right button at row 2, column 5 in every encoding; only SGR says which button was let go."""
    modes = _modes(MouseMode.BUTTONS, encoding)
    assert encode_mouse(Mouse(PRESS, RIGHT, 2, 5), modes) == press
    assert encode_mouse(Mouse(RELEASE, RIGHT, 2, 5), modes) == release


@pytest.mark.parametrize(
    ("mode", "press", "release", "drag", "move", "wheel"),
    [
        (MouseMode.OFF, False, False, False, False, False),
        (MouseMode.X10, True, False, False, False, False),
        (MouseMode.BUTTONS, True, True, False, False, True),
        (MouseMode.DRAG, True, True, True, False, True),
        (MouseMode.MOTION, True, True, True, True, True),
    ],
)
def test_modes_choose_events(
    mode: MouseMode, press: bool, release: bool, drag: bool, move: bool, wheel: bool
) -> None:
    """Each mode reports its events and no others."""
    modes = _modes(mode)
    events = [
        Mouse(PRESS, LEFT, 0, 0),
        Mouse(RELEASE, LEFT, 0, 0),
        Mouse(MOVE, LEFT, 0, 0),
        Mouse(MOVE, NONE, 0, 0),
        Mouse(PRESS, WHEEL_UP, 0, 0),
    ]
    assert [bool(encode_mouse(event, modes)) for event in events] == [press, release, drag, move, wheel]


@pytest.mark.parametrize(
    ("mouse", "expected"),
    [
        (Mouse(PRESS, LEFT, 0, 0, int(Mod.SHIFT)), b"\x1b[<4;1;1M"),
        (Mouse(PRESS, LEFT, 0, 0, int(Mod.ALT)), b"\x1b[<8;1;1M"),
        (Mouse(PRESS, LEFT, 0, 0, int(Mod.CTRL | Mod.SHIFT)), b"\x1b[<20;1;1M"),
        (Mouse(MOVE, LEFT, 0, 0), b"\x1b[<32;1;1M"),
        (Mouse(MOVE, NONE, 0, 0), b"\x1b[<35;1;1M"),
        (Mouse(PRESS, WHEEL_DOWN, 0, 0), b"\x1b[<65;1;1M"),
        (Mouse(RELEASE, WHEEL_DOWN, 0, 0), b""),
        (Mouse(PRESS, LEFT, -1, 0), b""),
    ],
)
def test_button_codes(mouse: Mouse, expected: bytes) -> None:
    """Modifiers, motion and wheel are added to the button's number."""
    assert encode_mouse(mouse, _modes(MouseMode.MOTION)) == expected


def test_x10_mode_has_no_modifiers() -> None:
    """Mode 9 reports the bare button."""
    modes = _modes(MouseMode.X10, MouseEncoding.X10)
    assert encode_mouse(Mouse(PRESS, LEFT, 0, 0, int(Mod.CTRL)), modes) == b"\x1b[M !!"


def test_limits_of_the_older_encodings() -> None:
    """A position that does not fit is left out, the last that fits is written."""
    byte, utf8 = _modes(MouseMode.BUTTONS, MouseEncoding.X10), _modes(MouseMode.BUTTONS, MouseEncoding.UTF8)
    assert encode_mouse(Mouse(PRESS, LEFT, 0, 222), byte) == b"\x1b[M \xff!"
    assert encode_mouse(Mouse(PRESS, LEFT, 0, 223), byte) == b""
    assert encode_mouse(Mouse(PRESS, LEFT, 0, 2014), utf8) == b"\x1b[M \xdf\xbf!"
    assert encode_mouse(Mouse(PRESS, LEFT, 0, 2015), utf8) == b""


def test_alternate_scroll() -> None:
    """The wheel sends arrows on the alternate screen, in the form the cursor key mode asks for."""
    wheel = Mouse(PRESS, WHEEL_UP, 0, 0)
    assert encode_mouse(wheel, Modes(alternate=True, alternate_scroll=True)) == b"\x1b[A" * 3
    modes = Modes(alternate=True, alternate_scroll=True, app_cursor=True)
    assert encode_mouse(Mouse(PRESS, WHEEL_DOWN, 0, 0), modes) == b"\x1bOB" * 3
    assert encode_mouse(wheel, Modes(alternate_scroll=True)) == b""
    assert encode_mouse(wheel, Modes(alternate=True)) == b""
    assert encode_mouse(Mouse(PRESS, LEFT, 0, 0), modes) == b""


@given(
    st.builds(
        Mouse,
        action=st.sampled_from(MouseAction),
        button=st.sampled_from([0, 1, 2, 3, 64, 65, 66, 67, 128, 131]),
        row=st.integers(-5, 3000),
        col=st.integers(-5, 3000),
        mods=st.integers(0, 15),
    ),
    st.sampled_from(MouseMode),
    st.sampled_from(MouseEncoding),
)
def test_encoding_never_fails(mouse: Mouse, mode: MouseMode, encoding: MouseEncoding) -> None:
    """Any event under any modes gives bytes."""
    assert isinstance(encode_mouse(mouse, _modes(mode, encoding)), bytes)
