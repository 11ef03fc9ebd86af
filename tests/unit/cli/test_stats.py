"""Tests of `plangate.cli.commands.stats`."""

from __future__ import annotations

import pytest

from plangate.cli.commands.stats import moment
from plangate.errors import UsageError


def test_times_ago() -> None:
    """Hours, days, weeks."""
    assert [moment(text, 1_000_000.0) for text in ("2h", "1d", "1w")] == [992_800.0, 913_600.0, 395_200.0]


def test_a_date_is_local() -> None:
    """With a zone it is what it says."""
    assert moment("1970-01-02T00:00:00+00:00", 0.0) == 86_400.0
    assert moment("2026-11-02", 0.0) - moment("2026-11-01", 0.0) == 86_400.0


@pytest.mark.parametrize("text", ["yesterday", "5", "2026-13-01", "3y", "0001-01-01"])
def test_anything_else_is_refused(text: str) -> None:
    """With an example."""
    with pytest.raises(UsageError, match="no date"):
        moment(text, 0.0)
