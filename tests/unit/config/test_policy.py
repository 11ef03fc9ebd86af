"""Tests of `plangate.config.policy` and `plangate.config.policy_text`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plangate.config.policy import PLACE, find_root, keys, parse_policy, policy_path, read_policy
from plangate.config.policy_text import MEANINGS, policy_text
from plangate.gate.policy import DEFAULT, Approval, Budget, Factor, Folders, Policy
from plangate.model.gate import Strength


def put(root: Path, text: str) -> Path:
    """A policy file."""
    path = policy_path(root)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_without_a_file_the_built_in_policy_holds(tmp_path: Path) -> None:
    """Gated, approval by typed code, a small budget, protected paths."""
    found = read_policy(tmp_path)
    assert (found.policy, found.file, found.faults) == (DEFAULT, "", ())
    assert DEFAULT.approval.factors == (Factor.CODE,)
    budget = DEFAULT.budget
    assert (budget.files, budget.lines, budget.new_files, budget.deletions, budget.minutes) == (
        3,
        40,
        1,
        0,
        20,
    )
    assert found.origin("budget.files") == "built-in"


def test_what_the_file_says_replaces_the_built_in(tmp_path: Path) -> None:
    """And where it says so is known."""
    path = put(
        tmp_path, 'network = "none"\n[budget]\nfiles = 1\n\n[approval]\nfactors = ["ssh-sig", "pin"]\n'
    )
    found = read_policy(tmp_path)
    assert found.policy.budget == Budget(files=1)
    assert found.policy.approval.factors == (Factor.SSH_SIG, Factor.PIN)
    assert found.policy.network == "none"
    assert (found.origin("budget.files"), found.origin("budget.lines")) == (f"{path}:3", "built-in")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[budget]\nfile = 3\n", 2, "unknown key budget.file"),
        ("[budgets]\n", 1, "unknown key budgets"),
        ('broken = "x"\n', 1, "unknown key broken"),
        ("\n[budget]\nfiles = -1\n", 3, "too small"),
        ('[budget]\nfiles = "3"\n', 2, "expected a whole number"),
        ("[approval]\nquorum = 0\n", 2, "too small"),
        ("[approval]\nfactors = []\n", 2, "at least one"),
        ('[approval]\nfactors = ["sms"]\n', 2, 'expected "code" or "pin" or "ssh-sig"'),
        ("[approval]\nquorum = 2\nquorum_protected = 1\n", 3, "less than quorum"),
        ('[approval]\nquorum = 2\nquorum_protected = 2\napprovers = ["ada"]\n', 4, "1 may give them"),
        ('[protected]\npaths = ["../x"]\n', 2, "leads out"),
        ('[folders]\nscratch = ["**"]\n', 2, "single folders"),
        ('[folders]\nwritable = ["cache"]\n', 2, "is not a folder"),
        ('[folders]\nwritable = ["/"]\n', 2, "is not a folder"),
        ('[commands]\nallow_closed = [""]\n', 2, "would mean everything"),
        ('[gate]\nmin_strength = "strong"\n', 2, "expected"),
        ('[gate]\nmode = "off"\n', 2, "expected"),
        ("[budget\n", 1, "not valid TOML"),
    ],
)
def test_a_fault_is_named_and_closes(tmp_path: Path, text: str, line: int, message: str) -> None:
    """Never the default instead: the strictest reading, with the reason."""
    put(tmp_path, text)
    found = read_policy(tmp_path)
    assert found.faults[0].line == line
    assert message in found.faults[0].message
    assert message in found.policy.broken
    assert (found.policy.budget.files, found.policy.gate.min_strength) == (0, Strength.KERNEL)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    """Not one for each attempt."""
    put(tmp_path, "[budget]\nfiles = -1\nlines = -1\n[x]\n")
    found = read_policy(tmp_path)
    assert len(found.faults) == 1 + 2
    assert found.policy.broken.endswith("and 2 more")


def test_a_link_or_a_directory_is_no_policy(tmp_path: Path) -> None:
    """What it leads to is not what was reviewed."""
    path = put(tmp_path, "")
    path.rename(tmp_path / "other.toml")
    path.symlink_to(tmp_path / "other.toml")
    assert "symbolic link" in read_policy(tmp_path).policy.broken
    path.unlink()
    path.mkdir()
    assert "no file" in read_policy(tmp_path).policy.broken


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_closes(tmp_path: Path) -> None:
    """It is there, so the built-in policy does not hold."""
    put(tmp_path, "").chmod(0)
    assert read_policy(tmp_path).policy.broken


def test_the_text_of_a_policy_reads_back(tmp_path: Path) -> None:
    """The file that init writes is the built-in policy; another one survives as well."""
    assert parse_policy(policy_text()).policy == DEFAULT
    assert parse_policy(policy_text()).faults == ()
    other = Policy(
        folders=Folders(scratch=("build/",), writable=('~/.cache/ü "x" \\ \'',)),
        approval=Approval(quorum_protected=2),
    )
    assert parse_policy(policy_text(other, comments=False)).policy == other


def test_every_key_has_a_meaning_and_no_other() -> None:
    """In the file and in the documentation."""
    names = {key for key, _ in keys()}
    assert set(MEANINGS) == names | {key.split(".")[0] for key in names}


def test_the_root_is_found_from_within(tmp_path: Path) -> None:
    """Of a repository or of a worktree, whose .git is a file."""
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    (tmp_path / "a/b").mkdir(parents=True)
    assert find_root(tmp_path / "a/b") == tmp_path
    assert str(policy_path(tmp_path)).endswith(PLACE)


def test_the_digest_follows_what_is_said_and_not_how() -> None:
    """Comments and order change nothing; a value does."""
    one = parse_policy("[budget]\nfiles = 2\nlines = 5\n").policy
    other = parse_policy("# a comment\n[budget]\nlines = 5\nfiles = 2\n").policy
    assert one.digest == other.digest
    assert one.digest != DEFAULT.digest
