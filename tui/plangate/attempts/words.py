"""The redo rate in words, for the screen, for spreadsheets and for reports. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plangate.attempts.report import FEW, Arm, Comparison, Report
from plangate.attempts.statistics import Proportion

__all__ = [
    "CAPTION",
    "COLUMNS",
    "comparisons",
    "csv_rows",
    "difference_words",
    "heads",
    "markdown",
    "notes",
    "p_words",
    "percent",
    "span_words",
    "table_rows",
]

CAPTION = "Nobody drew lots over which tasks got a plan: the rates may differ for other reasons, such as easy tasks."
COLUMNS = (
    "group",
    "with_plan_redone",
    "with_plan_n",
    "with_plan_low",
    "with_plan_high",
    "without_redone",
    "without_n",
    "without_low",
    "without_high",
    "difference_low",
    "difference_high",
    "p",
    "few",
)
_HEADS = ("", "with an approved plan", "without", "without minus with", "p")


def comparisons(report: Report) -> list[Comparison]:
    """In the order in which they are shown; those without any attempt are left out, but not the first."""
    found = [report.gated, *report.sizes, report.observed, report.ungated]
    found += [report.coin] if report.coin is not None else []
    return [one for one in found if one is report.gated or one.with_plan.redone.n or one.without.redone.n]


def percent(one: Proportion) -> str:
    """A rate with its interval and its n: "6 of 15, 40 % (20 to 64)"."""
    if one.rate is None:
        return "none"
    low, high = one.interval
    return f"{one.hits} of {one.n}, {100 * one.rate:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def table_rows(report: Report) -> list[list[str]]:
    """One row for each comparison, without its heading."""
    sizes = {one.name for one in report.sizes}
    return [
        [
            f"  {one.name}" if one.name in sizes else one.name,
            percent(one.with_plan.redone),
            percent(one.without.redone),
            difference_words(one),
            p_words(one),
        ]
        for one in comparisons(report)
    ]


def heads() -> Sequence[str]:
    """Of `table_rows`."""
    return _HEADS


def notes(report: Report) -> Iterator[str]:
    """What must be said beside the numbers, line by line."""
    yield (
        f"{report.attempts} attempts at {report.tasks} tasks, {report.open} still open."
        " Redone: all work taken back, and the task begun again."
    )
    if any(one.few for one in comparisons(report)):
        yield f"Fewer than {FEW} attempts on one side: that says little."
    lost = report.lost
    if lost.attempts or lost.partly:
        tokens = f", {lost.tokens:,} tokens as the agents report them" if lost.tokens is not None else ""
        yield (
            f"Lost: {lost.lines:,} lines; {lost.attempts} attempts undone in full"
            f" ({lost.minutes:,.0f} minutes{tokens}), {lost.partly} in part."
        )
    waiting = report.waiting
    if waiting.median is not None and waiting.longest is not None:
        yield (
            f"Plans: {waiting.approved} approved, after {span_words(waiting.median)} in the middle"
            f" and {span_words(waiting.longest)} at the longest; {waiting.drifted} drifted."
        )
    if report.gated.with_plan.redone.n or report.gated.without.redone.n:
        yield "Where the gate is enforced, attempts without a plan are those that fit into the budget: compare by size."
    yield CAPTION


def csv_rows(report: Report) -> list[list[str]]:
    """For a spreadsheet, under `COLUMNS`."""
    return [
        [
            one.name,
            *_numbers(one.with_plan),
            *_numbers(one.without),
            *((f"{end:.4f}" for end in one.less) if one.less is not None else ("", "")),
            f"{one.p:.6f}" if one.p is not None else "",
            "yes" if one.few else "no",
        ]
        for one in comparisons(report)
    ]


def markdown(report: Report, title: str) -> Iterator[str]:
    """A report to be pasted, line by line."""
    yield f"## {title}"
    yield ""
    yield f"| {' | '.join(head or 'attempts' for head in _HEADS)} |"
    yield f"|{'---|' * len(_HEADS)}"
    for row in table_rows(report):
        yield f"| {' | '.join(cell.replace('  ', '&nbsp;&nbsp;') for cell in row)} |"
    yield ""
    yield "Intervals are Wilson's for rates and Newcombe's for differences, 95 %; p is Fisher's exact test."
    for note in notes(report):
        yield ""
        yield note


def _numbers(arm: Arm) -> Iterator[str]:
    yield str(arm.redone.hits)
    yield str(arm.redone.n)
    for end in arm.redone.interval:
        yield f"{end:.4f}" if arm.redone.n else ""


def difference_words(one: Comparison) -> str:
    """The interval of the difference: "+11 to +64 points"; empty when an arm has no attempt."""
    if one.less is None:
        return ""
    return f"{100 * one.less.low:+.0f} to {100 * one.less.high:+.0f} points"


def p_words(one: Comparison) -> str:
    """Fisher's p, and whether it is of few attempts; empty when an arm has none."""
    if one.p is None:
        return ""
    few = " (few)" if one.few else ""
    return f"{'< 0.001' if one.p < 0.001 else f'{one.p:.3f}'}{few}"


def span_words(seconds: float) -> str:
    """A span of time: "40 s", "5 min", "2.0 h"."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
