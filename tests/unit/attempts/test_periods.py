"""Tests of `plangate.attempts.periods`."""

from __future__ import annotations

from datetime import UTC, datetime

from plangate.attempts.periods import week_of, weeks_between


def at(text: str) -> float:
    """Unix time of a day in UTC."""
    return datetime.fromisoformat(f"{text}T12:00:00+00:00").timestamp()


def test_weeks_are_those_of_the_iso() -> None:
    """The last days of December may belong to the first week of the next year."""
    assert week_of(at("2026-11-21"), UTC) == "2026-W47"
    assert week_of(at("2025-12-30"), UTC) == "2026-W01"


def test_no_week_is_left_out() -> None:
    """Also over the end of a year with 53 weeks."""
    assert weeks_between(at("2026-12-20"), at("2027-01-06"), UTC) == [
        "2026-W51",
        "2026-W52",
        "2026-W53",
        "2027-W01",
    ]
    assert weeks_between(at("2026-11-21"), at("2026-11-21"), UTC) == ["2026-W47"]
