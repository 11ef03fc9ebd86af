"""What the statistics screen says, part by part. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from plangate.attempts.report import FEW, Comparison, Report
from plangate.attempts.statistics import Proportion
from plangate.attempts.words import (
    comparisons,
    difference_words,
    p_words,
    percent,
    span_words,
)
from plangate.dashboard.redo_figures import Choice, Figures, Week
from plangate.dashboard.redo_plots import axis, course, heights, interval_bar
from plangate.dashboard.wording import clean

__all__ = [
    "choice_words",
    "empty_words",
    "lost_content",
    "notes_words",
    "plans_content",
    "rates_content",
    "weeks_content",
]

_SHORT_BELOW = 62
"""Cells below which figures are shortened: "6/15 40 %"."""
_NAMES = {
    "gated": "Gate enforced",
    "observe only": "Gate only observes",
    "no gate": "No gate",
    "decided by a coin": "Decided by a coin",
}
_ARMS = (("with a plan", "with", "$primary"), ("without", "w/o", "$accent"))
_LEAST_BAR = 8


def choice_words(choice: Choice, place: str) -> str:
    """What is counted, in a line; `place` is the repository's name."""
    return " · ".join(
        [choice.agent or "all agents", place if choice.places else "all repositories", choice.period.name]
    )


def rates_content(report: Report, width: int, *, airy: bool = False) -> Content:
    """Each comparison with a bar for either arm, under one scale; `airy` with a line between them."""
    found = comparisons(report)
    short = width < _SHORT_BELOW
    figure = max(len(_figure(rate, short)) for one in found for rate in _rates(one))
    label = 2 + max(len(names[short]) for names in _ARMS)
    bar = max(_LEAST_BAR, width - label - figure - 3)
    scale = Content.assemble(" " * (label + 1), (axis(bar), "$muted"))
    sizes = {one.name for one in report.sizes}
    blocks = [Content("\n").join(_comparison(one, one.name in sizes, bar, width, short)) for one in found]
    signs = (
        "● rate  ├─┤ 95 %  · none yet"
        if short
        else "● the rate   ├─┤ where it lies for 95 %   · no attempt yet"
    )
    gap = "\n" * airy
    parts: list[str | Content | tuple[str, str]] = [
        ("Redo rate", "bold $primary"),
        "  undone in full and begun again\n",
        scale,
        "\n",
    ]
    return Content.assemble(*parts, gap, Content("\n" + gap).join(blocks), ("\n" + gap + signs, "$muted"))


def _comparison(one: Comparison, inner: bool, bar: int, width: int, short: bool) -> Iterator[Content]:
    heading = f"  {one.name}" if inner else _NAMES.get(one.name, one.name)
    few = ("few", "bold $warning") if one.few else ""
    words = _compared(one, short)
    room = width - len(heading) - len(words) - 6
    if room < 1 and words:
        yield Content.assemble((heading, "bold"), "  ", few)
        yield Content.assemble("  ", (words, "$muted"))
    else:
        yield Content.assemble(
            (heading, "bold"), "  ", few, " " * (room + (0 if few else 3)), (words, "$muted")
        )
    for rate, names in zip(_rates(one), _ARMS, strict=True):
        color = names[2] if rate.n else "$muted"
        label = f"  {names[short]}".ljust(2 + max(len(each[short]) for each in _ARMS))
        yield Content.assemble(
            (label, "" if rate.n else "$muted"),
            " ",
            (interval_bar(rate, bar), color),
            "  ",
            (_figure(rate, short), "" if rate.n else "$muted"),
        )


def _rates(one: Comparison) -> tuple[Proportion, Proportion]:
    return one.with_plan.redone, one.without.redone


def _figure(rate: Proportion, short: bool) -> str:
    if rate.rate is None or not short:
        return percent(rate)
    return f"{rate.hits}/{rate.n} {100 * rate.rate:.0f} %"


def _compared(one: Comparison, short: bool) -> str:
    """How the arms differ; p is said to be of few attempts by the heading."""
    if one.less is None:
        return ""
    p, difference = p_words(one).removesuffix(" (few)"), difference_words(one)
    if short:
        return f"{difference.removesuffix(' points')}, p {p}"
    return f"without − with {difference}, p {p}"


def weeks_content(weeks: tuple[Week, ...], width: int) -> Content:
    """The redo rate and the number of attempts week by week, up to now."""
    shown = weeks[-max(1, width - 10) :]
    last = next((week for week in reversed(shown) if week.redone.n), None)
    lines: list[Content | str] = [Content.assemble(("Week by week", "bold $primary"))]
    lines.append(
        Content.assemble(("redone   ", "$muted"), (course(one.redone.rate for one in shown), "$accent"))
    )
    lines.append(Content.assemble(("attempts ", "$muted"), heights(one.redone.n for one in shown)))
    if len(shown) > 1:
        gap = max(1, len(shown) - 6)
        lines.append(
            Content.assemble((f"         {shown[0].name[5:]}{' ' * gap}{shown[-1].name[5:]}", "$muted"))
        )
    if last is not None:
        lines.append(f"{last.name[5:]}: {percent(last.redone)}")
    return Content("\n").join(Content(line) if isinstance(line, str) else line for line in lines)


def lost_content(report: Report) -> Content:
    """What was taken back."""
    lost = report.lost
    tokens = (
        f"{lost.tokens:,} tokens, as agents report them"
        if lost.tokens is not None
        else "tokens: not reported"
    )
    lines = [
        f"{lost.attempts} attempts undone in full",
        f"{lost.partly} in part",
        f"{lost.lines:,} lines",
        f"{lost.minutes:,.0f} minutes" if lost.minutes < 600 else f"{lost.minutes / 60:,.0f} hours",
        tokens,
    ]
    return _listed("What was lost", lines if lost.attempts or lost.partly else ["nothing was taken back"])


def plans_content(report: Report) -> Content:
    """How long plans waited, and how many were left for something else."""
    waiting = report.waiting
    if waiting.median is None or waiting.longest is None:
        return _listed("Plans", ["none was approved yet"])
    share = f" ({100 * waiting.drifted / waiting.approved:.0f} %)" if waiting.approved else ""
    lines = [
        f"{waiting.approved} approved",
        f"waited {span_words(waiting.median)} in the middle,",
        f"{span_words(waiting.longest)} at the longest",
        f"{waiting.drifted} drifted{share}",
    ]
    return _listed("Plans", lines)


def notes_words(report: Report) -> str:
    """What must be known to read the numbers."""
    told = [f"{report.attempts} attempts at {report.tasks} tasks, {report.open} still open."]
    if any(one.few for one in comparisons(report)):
        told.append(f"Few: fewer than {FEW} on one side, which says little.")
    if report.gated.with_plan.redone.n or report.gated.without.redone.n:
        told.append("Where the gate is enforced only small tasks go without a plan: compare by size.")
    return " ".join(told)


def empty_words(figures: Figures, choice: Choice, place: str) -> Content:
    """What stands there while there is nothing to count."""
    going = figures.report.open
    if figures.known and (choice.agent or choice.places or choice.period.days is not None) and not going:
        return Content.assemble(
            ("Nothing to count here.", "bold"),
            (
                f"\nNo attempt that edited something has ended in this choice: {clean(choice_words(choice, place))}.",
                "$muted",
            ),
        )
    one = f" {going} {'is' if going == 1 else 'are'} still going on." if going else ""
    return Content.assemble(
        ("No attempt has ended yet.", "bold"),
        (
            f"{one}\nAn attempt is one go at what you ask an agent for. It counts once the agent has edited"
            " something, and ends when the agent is through, when its work is undone, or when the task is begun"
            " again. Both are then compared here: with an approved plan, and without."
            "\n\ndocs/redo.md says exactly what counts.",
            "$muted",
        ),
    )


def _listed(heading: str, lines: list[str]) -> Content:
    return Content.assemble((heading, "bold $primary"), *(f"\n{line}" for line in lines))
