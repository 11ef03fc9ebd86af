"""docs/verify.md against the sources."""

from __future__ import annotations

import re
from pathlib import Path

from plangate.proof.judge import ProblemKind
from plangate.proof.snippets import SNIPPETS

PAGE = (Path(__file__).parents[3] / "docs/verify.md").read_text("utf-8")


def test_every_problem_is_explained() -> None:
    """And no other."""
    assert set(re.findall(r"^\| `([\w-]+)` \|", PAGE, re.M)) == {kind.value for kind in ProblemKind}


def test_the_ready_jobs_are_those_that_are_printed() -> None:
    """Word for word."""
    assert tuple(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)) == tuple(SNIPPETS.values())
