from __future__ import annotations

from pathlib import Path

import pytest

from plangate.dashboard.memory import Memory, load_memory, save_memory


def test_what_is_saved_is_remembered(tmp_path: Path) -> None:
    """Choices come back; the newest directory is first and none is there twice."""
    memory = Memory()
    for number in range(20):
        memory = memory.with_start("claude", f"/d{number % 15}", worktree=True)
    save_memory(tmp_path / "m.json", memory)
    back = load_memory(tmp_path / "m.json")
    assert back == memory
    assert back.directories[:2] == ("/d4", "/d3")
    assert len(back.directories) == len(set(back.directories)) == 12


@pytest.mark.parametrize("text", ["", "{", "[]", '{"directories": 3, "agent": null, "worktree": "yes"}'])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    """Whatever is in the file, the dashboard starts."""
    (tmp_path / "m.json").write_text(text, "utf-8")
    assert load_memory(tmp_path / "m.json") == Memory()


def test_a_disk_that_refuses_stops_nobody(tmp_path: Path) -> None:
    """Not being able to remember is not an error."""
    save_memory(tmp_path / "missing" / "m.json", Memory(agent="x"))
