"""Tests of `plangate.ledger.ledger`."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from plangate.errors import LedgerError
from plangate.ledger.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An open ledger whose clock stands at 100."""
    with Ledger(tmp_path / "ledger.db", tmp_path / "ledger.jsonl", now=lambda: 100.0) as opened:
        yield opened


def test_an_event_comes_back_as_it_was_recorded(ledger: Ledger) -> None:
    """The future, the page and the next opening tell the same."""
    event = ledger.append(
        "session.started", "abcdefgh", "desk", {"b": [1, None, "é"], "a": {1: 2.5}}
    ).result()
    assert (event.seq, event.time, event.kind, event.session, event.actor) == (
        *(1, 100.0, "session.started"),
        *("abcdefgh", "desk"),
    )
    assert event.data == {"a": {"1": 2.5}, "b": [1, None, "é"]}
    assert ledger.page() == [event]
    assert ledger.last_seq == 1


def test_pages_are_filtered(ledger: Ledger) -> None:
    """By number, session and kind, from either end."""
    for number in range(1, 11):
        ledger.append(f"kind.{number % 3}", f"session{number % 2}").result()
    assert [event.seq for event in ledger.page(since=7)] == [8, 9, 10]
    assert [event.seq for event in ledger.page(limit=2)] == [1, 2]
    assert [event.seq for event in ledger.page(limit=2, newest=True)] == [9, 10]
    assert [event.seq for event in ledger.page(session="session1", limit=3, newest=True)] == [5, 7, 9]
    assert [event.seq for event in ledger.page(kinds=["kind.0", "kind.2"])] == [2, 3, 5, 6, 8, 9]
    assert ledger.page(kinds=["none"]) == []
    assert ledger.page(limit=0) == []


def test_the_order_is_that_of_the_calls(ledger: Ledger) -> None:
    """A burst is committed in groups, in order."""
    futures = [ledger.append("burst.sent", data={"n": number}) for number in range(2500)]
    assert [future.result().data["n"] for future in futures] == list(range(2500))
    assert [event.data["n"] for event in ledger.page(limit=5000)] == list(range(2500))


def test_a_coroutine_can_wait(ledger: Ledger) -> None:
    """Without blocking its loop."""

    async def main() -> list[int]:
        return [event.seq for event in await asyncio.gather(*(ledger.record("a.b") for _ in range(20)))]

    assert sorted(asyncio.run(main())) == list(range(1, 21))


@pytest.mark.parametrize("data", [{"x": float("nan")}, {"x": object()}, {"x": b"bytes"}, {(1, 2): 3}])
def test_what_json_cannot_hold_is_refused_at_once(ledger: Ledger, data: dict[str, object]) -> None:
    """The caller learns it, not the writer."""
    with pytest.raises((TypeError, ValueError)):
        ledger.append("a.b", data=data)
    assert ledger.last_seq == 0


def test_half_a_surrogate_pair_survives(ledger: Ledger) -> None:
    """File names need not be UTF-8."""
    assert ledger.append("a.b", data={"cwd": "/x\udcff", "é": 1}).result().data == {"cwd": "/x\udcff", "é": 1}
    assert ledger.verify().faults == ()


def test_a_second_writer_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    """Also in the same process; after closing it may."""
    with pytest.raises(LedgerError, match="in use"):
        Ledger(tmp_path / "ledger.db", tmp_path / "ledger.jsonl")
    ledger.close()
    Ledger(tmp_path / "ledger.db", tmp_path / "ledger.jsonl").close()


def test_a_closed_ledger_refuses(ledger: Ledger) -> None:
    """Nobody waits for ever; what was asked for before is still written."""
    before = ledger.append("a.b")
    ledger.close()
    assert before.result().seq == 1
    with pytest.raises(LedgerError, match="closed"):
        ledger.append("a.b").result()


def test_the_files_are_private(ledger: Ledger, tmp_path: Path) -> None:
    """Everything that was recorded is for its owner only."""
    ledger.append("a.b").result()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}, modes


def test_the_chain_goes_on_after_reopening(tmp_path: Path) -> None:
    """Closing and opening leaves no mark."""
    for _ in range(3):
        with Ledger(tmp_path / "ledger.db", tmp_path / "ledger.jsonl") as ledger:
            assert ledger.notes == ()
            ledger.append("a.b").result()
            check = ledger.verify()
    assert (check.entries, check.faults) == (3, ())
