"""A plan in the words of the review screen: what is asked, what a reader could miss, what changed."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator

from textual.content import Content

from plangate.dashboard.wording import age, clean
from plangate.model.holding import opening
from plangate.model.plan import Phase, PlanVersion, PlanView

__all__ = [
    "LONG",
    "difference",
    "differs",
    "facts",
    "printable",
    "standing",
    "step_of",
    "unmarked",
    "warnings",
]

LONG = 120
"""Lines above which a plan is not read any more (reported of 500-line designs: kirodotdev/Kiro#3526)."""

_HIDDEN_BY_RENDERING = re.compile(r"<!--.*?(?:-->|\Z)|^\[[^\]]+\]:\s+\S+.*$", re.DOTALL | re.MULTILINE)
"""What markdown does not show: comments, definitions of links."""
_NUMBERING = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?")
_CONTEXT = 2


def printable(markdown: str) -> str:
    """The text with every character that could hide or reorder others made visible."""
    return "".join(_shown(char) for char in markdown.replace("\r\n", "\n").replace("\r", "\n"))


def facts(plan: PlanView) -> list[tuple[str, tuple[str, ...]]]:
    """Headings and what stands below them; what the plan does not say is left out."""
    whole = plan.directories == (".",)
    open_ = ("the whole workspace",) if whole else tuple(f"{one}/" for one in plan.directories)
    open_ += tuple(f"{one}/ (git: commits and branches, no hooks, no configuration)" for one in plan.stores)
    groups = (
        ("Scope", plan.scope),
        (opening(plan.strength), open_),
        ("Protected by the policy", plan.protected),
        ("Outside the scope, changed", plan.drift),
        ("Changed by a person", plan.mine),
        ("Risks", tuple(unmarked(item) for item in plan.risks)),
        ("Tests", tuple(unmarked(item) for item in plan.tests)),
        ("Not part of it", tuple(unmarked(item) for item in plan.out_of_scope)),
    )
    return [(heading, tuple(clean(item) for item in items)) for heading, items in groups if items]


def unmarked(text: str) -> str:
    """A line of markdown without the signs for code and bold, for where it is only quoted."""
    return text.replace("`", "").replace("**", "")


def standing(plan: PlanView, now: float) -> str:
    """Where the plan stands, in a line."""
    summary = plan.summary
    parts = [f"version {summary.version}", f"{summary.phase.value} {age(now - summary.since)} ago"]
    if summary.author:
        parts.append(f"by {clean(summary.author)}")
    if summary.quorum > 1:
        parts.append(f"{summary.approvals} of {summary.quorum} approvals")
    if plan.base:
        parts.append(f"on {plan.base[:10]}")
    if summary.phase is not Phase.SUBMITTED and summary.why:
        parts.append(clean(summary.why))
    return " · ".join(parts)


def warnings(plan: PlanView) -> list[str]:
    """What a reader should know before deciding, each a sentence without its stop."""
    found = [clean(one) for one in plan.warnings]
    text = plan.markdown
    if (lines := text.count("\n") + 1) > LONG:
        found.append(
            f"It has {lines} lines; plans over {LONG} are rarely read to the end, ask for a shorter one"
        )
    if hidden := len(_HIDDEN_BY_RENDERING.findall(text)):
        found.append(f"{hidden} passage{'s' * (hidden > 1)} would not show when rendered: read it as written")
    if any(_shown(char) != char for char in text.replace("\r\n", "\n")):
        found.append("It holds characters that cannot be seen; they are shown as ‹U+…›")
    return found


def step_of(plan: PlanView, line: int) -> str:
    """The id of the step that stands on a line of the markdown, from 1; empty when none does."""
    lines = plan.markdown.splitlines()
    if not 1 <= line <= len(lines):
        return ""
    text = _NUMBERING.sub("", lines[line - 1]).strip()
    return next((step.id for step in plan.steps if text and step.text.strip().startswith(text)), "")


def differs(plan: PlanView, seen: int) -> PlanVersion | None:
    """The version to show the difference to: the one last seen, else the one before; None for a first one."""
    older = [one for one in plan.versions if one.number < plan.summary.version]
    return next((one for one in older if one.number == seen), older[-1] if older else None)


def difference(before: str, after: str) -> Content:
    """The lines that were added and removed, with a little of what is around them."""
    rows = difflib.unified_diff(
        printable(before).splitlines(), printable(after).splitlines(), lineterm="", n=_CONTEXT
    )
    lines = list(_coloured(rows))
    return Content("\n").join(lines) if lines else Content.styled("The text is the same.", "$muted")


def _coloured(rows: Iterator[str]) -> Iterator[Content]:
    for number, row in enumerate(rows):
        if number < 2:
            continue  # the names of the two files
        if row.startswith("@@"):
            if number > 2:
                yield Content.styled("  ⋯", "$muted")
        elif row.startswith("+"):
            yield Content.assemble(("+ ", "bold $success"), (row[1:], "$success"))
        elif row.startswith("-"):
            yield Content.assemble(("- ", "bold $error"), (row[1:], "$error"))
        else:
            yield Content.styled(f"  {row[1:]}", "$muted")


def _shown(char: str) -> str:
    if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"):
        return char
    return f"‹U+{ord(char):04X}›"
