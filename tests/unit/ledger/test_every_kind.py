"""Every kind of event that is recorded, with the fields that are documented for it, through both copies of the ledger."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.support.event_kinds import recorded_kinds
from tests.support.ledger_files import Files

from plangate.cli.shapes import event_json
from plangate.gate.plan.events import PLAN_KINDS
from plangate.model.event import Event

_ROW = re.compile(r"^\| (`[a-z._`, ]+`) \| [^|]* \|(.*)\|$", re.MULTILINE)
_VALUES = ("text, ü \n\u2028 \U0001f600", 3, 0.5, True, None, ["a", 1], {"inner": {"b": [2.25, ""]}})


def _fields(kind: str) -> dict[str, object]:
    """A value of each sort for the fields that docs/events.md names."""
    page = (Path(__file__).parents[3] / "docs" / "events.md").read_text()
    names = [
        name
        for kinds, words in _ROW.findall(page)
        if f"`{kind}`" in kinds
        for name in re.findall(r"`([a-z_]+)`", words)
    ]
    return {name: _VALUES[number % len(_VALUES)] for number, name in enumerate([*names, "a", "b", "c"])}


def test_every_kind_comes_back_as_it_was_recorded(tmp_path: Path) -> None:
    """From the database, in the shape of `plangate events --json`, and from the twin alone."""
    files = Files(tmp_path)
    kinds = sorted(recorded_kinds() | set(PLAN_KINDS))
    assert len(kinds) > 60
    with files.open() as ledger:
        told = [ledger.append(kind, "s1", "ada", _fields(kind)).result() for kind in kinds]
    assert [(event.kind, event.data) for event in told] == [(kind, _fields(kind)) for kind in kinds]
    assert files.reopened() == (told, ())
    shown = [json.loads(json.dumps(event_json(event))) for event in told]
    assert [Event(**fields) for fields in shown] == told
    for copy in tmp_path.glob("ledger.db*"):
        copy.unlink()
    assert files.reopened()[0] == told
