from __future__ import annotations

import pytest
from tests.support.scenes import SESSIONS
from tests.support.stage import Stage

from plangate.dashboard.screens.clipboard import AskClipboard, ClipboardAnswer, shown_safely


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (("enter",), ClipboardAnswer.NO),
        (("escape",), ClipboardAnswer.NO),
        (("right", "enter"), ClipboardAnswer.ONCE),
        (("right", "right", "enter"), ClipboardAnswer.SESSION),
    ],
)
async def test_no_is_the_easiest_answer(keys: tuple[str, ...], answer: ClipboardAnswer) -> None:
    """Enter and Escape refuse; copying takes a step to the side."""
    app = Stage(AskClipboard(SESSIONS[0], "secret"))
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.result is answer


def test_what_would_be_copied_is_shown_to_the_last_byte() -> None:
    """Control characters cannot hide; a very long text says how much more there is."""
    assert shown_safely("a\x1b[31m\x07\u202eb\n").plain == "a^[[31m^GU+202Eb\n"
    assert shown_safely("x" * 5000).plain.endswith("and 1000 more characters")
