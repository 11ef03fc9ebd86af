"""What Claude Code's log tells."""

from __future__ import annotations

import json
from typing import Any

from plangate.plugins.logs import Compacted, Interrupted, PromptGiven, WentBack
from plangate_claude.transcript import Transcript


def row(kind: str, **fields: Any) -> bytes:
    """A line."""
    return json.dumps({"type": kind, **fields}).encode()


def asked(text: str, index: int | None = None, parent: str | None = None, **fields: Any) -> bytes:
    """A person's prompt."""
    position = {} if index is None else {"turnPosition": {"promptIndex": index}}
    return row("user", message={"content": text}, parentUuid=parent, **position, **fields)


def test_a_number_that_was_there_before_is_a_way_back() -> None:
    """The third prompt took the place of the second one's; how many were dropped follows from the numbers."""
    reader = Transcript()
    assert reader.read(asked("one", 1)) == (PromptGiven("one"),)
    assert reader.read(asked("two", 2)) == (PromptGiven("two"),)
    assert reader.read(asked("again", 2)) == (WentBack(1, replaced=True), PromptGiven("again"))
    assert reader.read(asked("from the start", 1)) == (
        WentBack(2, replaced=True),
        PromptGiven("from the start"),
    )


def test_without_numbers_a_second_child_is_a_way_back() -> None:
    """Older versions write none."""
    reader = Transcript()
    assert reader.read(asked("one", parent="m1")) == (PromptGiven("one"),)
    assert reader.read(asked("two", parent="m2")) == (PromptGiven("two"),)
    assert reader.read(asked("other", parent="m1")) == (WentBack(1, replaced=True), PromptGiven("other"))


def test_what_no_person_said_is_no_prompt() -> None:
    """Results of tools, commands, summaries, agents within the agent, and what is cut off."""
    reader = Transcript()
    silent = (
        row("user", message={"content": [{"type": "tool_result", "content": "x"}]}),
        asked("<command-name>/clear</command-name>"),
        asked("a summary", isCompactSummary=True),
        asked("meant for the model", isMeta=True),
        asked("errand", isSidechain=True),
        b'{"type":"user","mess',
        b'["user"]',
        row("user", message="torn"),
    )
    assert [fact for line in silent for fact in reader.read(line)] == []


def test_a_turn_that_was_cut_short() -> None:
    """Esc, as text or as a block."""
    reader = Transcript()
    cut = "[Request interrupted by user for tool use]"
    assert reader.read(asked(cut)) == (Interrupted(),)
    assert reader.read(row("user", message={"content": [{"type": "text", "text": cut}]})) == (Interrupted(),)
    assert reader.read(row("system", subtype="compact_boundary")) == (Compacted(),)


def test_tokens_count_once_for_each_message() -> None:
    """One message has several lines, of which the first may say less."""
    reader = Transcript()

    def answer(id: str, **usage: int) -> bytes:
        return row("assistant", message={"id": id, "usage": usage})

    reader.read(answer("m1", input_tokens=10, output_tokens=1))
    reader.read(answer("m1", input_tokens=10, output_tokens=9, cache_read_input_tokens=100))
    reader.read(answer("m1", input_tokens=10, output_tokens=9, cache_read_input_tokens=100))
    reader.read(answer("m2", input_tokens=1, cache_creation_input_tokens=2))
    assert reader.tokens == 122
