"""Tests of `plangate.conformance.said`."""

from __future__ import annotations

from plangate.conformance.said import Said, Script, Turn


def _turn(prompt: str, index: int = 0, **more: bool) -> Turn:
    return Turn(prompt=prompt, index=index, results="r", **more)  # type: ignore[arg-type]


def test_a_script_answers_by_prompt_and_turn() -> None:
    """The last answer is given again; a function sees the turn."""
    script = Script(("plan", [Said("one"), lambda turn: Said(f"two {turn.results}")]), (".", [Said("else")]))
    assert [script(_turn("a plan", index)).text for index in range(3)] == ["one", "two r", "two r"]
    assert script(_turn("other")).text == "else"


def test_what_is_no_prompt_gets_a_title() -> None:
    """Agents ask for titles and summaries beside."""
    assert "title" in Script((".", [Said("x")]))(_turn("x", side=True)).text


def test_without_a_rule_there_is_nothing_to_do() -> None:
    """It never hangs."""
    assert Script()(_turn("x")).text == "Nothing to do."
