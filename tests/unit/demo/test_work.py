"""Tests of `plangate_demo.work` and `plangate_demo.sample`: the work is real."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from plangate_demo import sample, work


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A fresh sample."""
    return sample.create(tmp_path / "sample")


def test_the_sample_is_used_again(root: Path) -> None:
    """The second start finds what the first one made, changes included."""
    (root / "README.md").write_text("changed")
    assert sample.create(root) == root
    assert work.read(root, "README.md") == "changed"


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    """The demo never writes into a directory it did not make."""
    (tmp_path / "precious").write_text("")
    with pytest.raises(FileExistsError):
        sample.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


@pytest.mark.parametrize("rounding", ["half up", "down"])
def test_the_edits_bring_discounts(root: Path, rounding: str) -> None:
    """The sample's own tests pass before and after, and one more is there then."""
    before = asyncio.run(work.run_tests(root))
    assert before.ok, before.lines
    assert not work.is_done(root)
    edits = work.planned(root, rounding, ["be kind"])
    assert [edit.name for edit in edits] == ["shop/cart.py", "tests/test_cart.py", "README.md"]
    assert not work.is_done(root)
    for edit in edits:
        work.apply(root, edit)
    assert work.is_done(root)
    after = asyncio.run(work.run_tests(root))
    assert after.ok, after.lines
    assert any(line.startswith("Ran 3 tests") for line in after.lines)
    assert "- be kind" in work.read(root, "README.md")


def test_a_broken_edit_is_seen_by_the_tests(root: Path) -> None:
    """They are not for show."""
    (root / "shop/prices.py").write_text("PRICES = {}\n")
    assert not asyncio.run(work.run_tests(root)).ok


def test_the_diff_shows_what_changes(root: Path) -> None:
    """Added lines, removed lines, a line around them."""
    edit = work.Edit("f", "a\nb\nc\nd\n", "a\nb\nX\nd\n")
    assert edit.diff() == [" b", "-c", "+X", " d"]


def test_a_job_writes_its_log_and_ends_when_told(root: Path) -> None:
    """A real child process."""

    async def main() -> None:
        job = work.Job(root, 0.0)
        await job.start()
        assert job.running
        await job.ended()
        assert "finished" in job.last_line()
        await job.start()
        await job.stop()
        job.forget()
        assert not job.running

    asyncio.run(asyncio.wait_for(main(), 30))


def test_a_job_keeps_its_log_out_of_the_repository(root: Path) -> None:
    """Behind a gate it could not be written there; it goes with the demo."""
    job = work.Job(root, 0.0)
    assert not job.log.is_relative_to(root)
    job.log.parent.mkdir()
    job.forget()
    assert not job.log.parent.exists()
