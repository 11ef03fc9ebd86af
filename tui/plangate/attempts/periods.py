"""Weeks, as the redo rate is shown by."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

__all__ = ["week_of", "weeks_between"]


def week_of(at: float, zone: tzinfo | None = None) -> str:
    """The ISO 8601 week of a Unix time, "2026-W47"; `zone` None is the machine's own."""
    return _name(datetime.fromtimestamp(at, zone).astimezone(zone))


def weeks_between(first: float, last: float, zone: tzinfo | None = None) -> list[str]:
    """All weeks from that of one Unix time to that of another, also those in which nothing happened."""
    day = datetime.fromtimestamp(first, zone).astimezone(zone)
    end = week_of(last, zone)
    found = [_name(day)]
    while found[-1] < end:
        day += timedelta(days=7)
        found.append(_name(day))
    return found


def _name(day: datetime) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
