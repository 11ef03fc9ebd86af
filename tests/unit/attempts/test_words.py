"""Tests of `plangate.attempts.words`."""

from __future__ import annotations

from plangate.attempts.report import report
from plangate.attempts.statistics import Proportion
from plangate.attempts.words import COLUMNS, csv_rows, heads, markdown, notes, percent, table_rows
from plangate.model.attempts import Attempt, AttemptEnd, Enforcement, Undo, UndoKind


def attempts() -> list[Attempt]:
    """Six of fifteen redone without a plan, none of fifteen with one; one more without a gate."""
    made = []
    for number in range(31):
        planned, redone = number >= 15, number < 6
        undo = Undo(id=f"{number}.1", attempt=str(number), at=1.0, kind=UndoKind.RESET, full=True, lines=10)
        made.append(
            Attempt(
                id=str(number),
                task=f"t{number}",
                number=1,
                session="s",
                began=0.0,
                ended=120.0,
                end=AttemptEnd.RESTARTED if redone else AttemptEnd.DONE,
                enforcement=Enforcement.OFF if number == 30 else Enforcement.GATED,
                planned=planned,
                first_edit=1.0,
                files=1,
                lines=10,
                undos=(undo,) if redone else (),
                restarted_by="x" if redone else "",
            )
        )
    return made


def test_the_table_says_rates_intervals_and_n() -> None:
    """And the difference with its own; groups without attempts are left out."""
    rows = table_rows(report(attempts()))
    assert rows[0] == [
        "gated",
        "0 of 15, 0 % (0 to 20)",
        "6 of 15, 40 % (20 to 64)",
        "+11 to +64 points",
        "0.017",
    ]
    assert [row[0] for row in rows] == ["gated", "  1 file", "no gate"]
    assert rows[2][1:] == ["0 of 1, 0 % (0 to 79)", "none", "", ""]
    assert all(len(row) == len(heads()) for row in rows)


def test_nothing_is_shown_as_nothing() -> None:
    """No attempt yet."""
    assert table_rows(report([]))[0][1:3] == ["none", "none"]
    assert percent(Proportion(0, 0)) == "none"


def test_the_notes_claim_nothing() -> None:
    """What is small, what was lost, and that nobody drew lots."""
    text = "\n".join(notes(report(attempts(), waits=[30.0, 600.0], drifted=1, approved=2)))
    assert "31 attempts at 31 tasks" in text
    assert "Fewer than 12" in text
    assert "60 lines; 6 attempts undone in full (12 minutes), 0 in part" in text
    assert "2 approved, after 5 min in the middle and 10 min at the longest; 1 drifted" in text
    assert "Nobody drew lots" in text


def test_a_spreadsheet_gets_numbers() -> None:
    """One column for each; empty where there is none."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in csv_rows(report(attempts()))]
    assert rows[0]["without_redone"] == "6"
    assert rows[0]["without_high"] == "0.6425"
    assert rows[0]["few"] == "no"
    assert rows[2]["p"] == ""


def test_the_report_is_a_table_in_markdown() -> None:
    """With its title and how the intervals were made."""
    text = list(markdown(report(attempts()), "Undo and restart"))
    assert text[0] == "## Undo and restart"
    assert text[4].startswith("| gated | 0 of 15")
    assert any("Wilson" in line for line in text)
