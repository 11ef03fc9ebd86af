"""What Codex's log tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plangate.plugins.logs import Compacted, Interrupted, PromptGiven, WentBack
from plangate_codex.segments import Segments, segments

_THREAD = "01a1ffdc-a462-7b03-9a68-8f8605e0089f"
_OTHER = "01a1ffdd-c2a3-7c41-8e23-f1f78a76b432"
_FIRST = f"rollout-2026-11-21T20-46-52-{_THREAD}.jsonl"
_SECOND = f"rollout-2026-11-21T20-46-56-{_THREAD}_{_OTHER}.jsonl"


def event(kind: str, **fields: Any) -> bytes:
    """A line, with blanks as Codex writes them."""
    row = {"timestamp": "t", "ordinal": 1, "type": "event_msg", "payload": {"type": kind, **fields}}
    return json.dumps(row, separators=(",", ":")).encode()


def test_another_file_of_the_thread_is_a_way_back() -> None:
    """Another thread is another conversation."""
    reader = Segments()
    assert reader.begin(f"/s/{_FIRST}") == ()
    assert reader.begin(f"/s/{_SECOND}") == (WentBack(),)
    assert reader.begin(f"/s/rollout-2026-11-21T20-48-05-{_OTHER}.jsonl") == ()
    assert reader.read(event("thread_rolled_back", num_turns=2)) == (WentBack(2),)


def test_prompts_of_both_kinds_of_history() -> None:
    """Items, and the messages of older versions."""
    reader = Segments()
    item = {"type": "UserMessage", "content": [{"type": "text", "text": "hello"}]}
    assert reader.read(event("item_completed", item=item)) == (PromptGiven("hello"),)
    assert reader.read(event("user_message", message="hello")) == (PromptGiven("hello"),)
    assert reader.read(event("item_completed", item={"type": "AgentMessage"})) == ()


def test_interrupted_compacted_and_not_understood() -> None:
    """A summary can be very long: only its beginning is looked at."""
    reader = Segments()
    assert reader.read(event("turn_aborted", reason="interrupted")) == (Interrupted(),)
    assert reader.read(b'{"timestamp":"t","ordinal":9,"type":"compacted","payl') == (Compacted(),)
    assert reader.read(b'{"type":"event_msg","payload":{"type":"turn_aborted"') == ()
    assert reader.read(b'{"type":"event_msg","payload":"turn_aborted"}') == ()


def test_tokens_of_all_files_together() -> None:
    """Each file counts from nothing, and says the same more than once."""
    reader = Segments()
    reader.begin(f"/s/{_FIRST}")
    for total in (19, 38, 38):
        reader.read(event("token_count", info={"total_token_usage": {"total_tokens": total}}))
    reader.read(event("token_count", info=None))
    reader.begin(f"/s/{_SECOND}")
    reader.read(event("token_count", info={"total_token_usage": {"total_tokens": 5}}))
    assert reader.tokens == 43


def test_the_files_of_a_thread_in_order(tmp_path: Path) -> None:
    """From the one that was read last."""
    for name in (_FIRST, _SECOND, f"rollout-2026-11-21T20-48-05-{_OTHER}.jsonl"):
        (tmp_path / name).touch()
    first, second = (str(tmp_path / name) for name in (_FIRST, _SECOND))
    assert segments(first, "") == [first, second]
    assert segments(first, second) == [second]
    assert segments(second, first) == [first, second]
    assert segments("/elsewhere/log.jsonl", "") == ("/elsewhere/log.jsonl",)
