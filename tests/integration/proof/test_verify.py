"""Tests of `plangate.proof.verify` on real repositories with real signatures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.proof.repository import BIG, Repository, altered

from plangate.config.policy import PLACE
from plangate.errors import NotFound, UsageError
from plangate.gate.plan.record import Actor, ActorKind, record_path
from plangate.proof.approval import SIGNERS
from plangate.proof.record import to_text
from plangate.proof.verify import split_range


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A team's repository that asks for signatures."""
    return Repository(tmp_path)


def approved(repo: Repository, markdown: str = "", *people: str) -> None:
    """A big change with the record of its plan."""
    plan = repo.plan(markdown) if markdown else repo.plan()
    repo.write({"src/a.py": BIG})
    repo.record(plan, *(repo.approval(plan, by) for by in people or ("ada",)))
    repo.commit("the change")


def test_a_small_change_needs_no_plan(repo: Repository) -> None:
    """Within the budget of the target branch."""
    repo.write({"src/a.py": "one\ntwo\n"})
    repo.commit("small")
    verified = repo.verify()
    assert (verified.judged.ok, verified.judged.trivial, verified.judged.usage.lines) == (True, True, 1)


def test_a_big_change_without_a_plan_fails(repo: Repository) -> None:
    """Also when it was made in many small commits."""
    for number in range(5):
        repo.write({f"src/{number}.py": "x\n"})
        repo.commit(f"small {number}")
    assert repo.problems() == ["no-plan"]


def test_an_approved_plan_passes(repo: Repository) -> None:
    """With who approved, signed, and the steps beside the change."""
    approved(repo)
    (plan,) = repo.verify().judged.plans
    assert (repo.problems(), plan.approved_by, plan.signed_by) == ([], ("ada",), ("ada",))
    assert plan.review.as_planned
    assert plan.files == ("src/a.py",)


def test_a_file_outside_of_the_scope_fails(repo: Repository) -> None:
    """However small it is."""
    repo.write({"README.md": "changed\n"})
    approved(repo)
    (problem,) = repo.verify().judged.problems
    assert (problem.kind, problem.path) == ("out-of-scope", "README.md")


def test_a_plan_edited_after_the_approval_fails(repo: Repository) -> None:
    """Whether the digest is left as it was or made to fit."""
    plan = repo.plan()
    record = repo.record(plan, repo.approval(plan))
    repo.write({"README.md": BIG})
    repo.put(altered(record, scope=("**",)))
    repo.commit("sly")
    assert "edited-after-approval" in repo.problems()
    slyer = altered(record, scope=("**",))
    repo.put(replace(slyer, digest=slyer.plan.digest))
    repo.commit("slyer")
    assert {"bad-signature", "approvals-missing"} <= set(repo.problems())


def test_a_branch_cannot_loosen_its_own_rules(repo: Repository, tmp_path: Path) -> None:
    """Neither policy nor signers of the branch are looked at, and changing them needs a plan."""
    repo.new_key("eve")
    repo.write(
        {
            PLACE: "[budget]\nfiles = 999\nlines = 99999\nnew_files = 99\n",
            SIGNERS: repo.signers(),
            "src/a.py": BIG,
        }
    )
    plan = repo.plan("# Mine\n## Scope\n- `**`\n1. all\n")
    repo.record(plan, repo.approval(plan, "eve"))
    repo.commit("looser")
    problems = repo.problems()
    assert "bad-signature" in problems
    assert "protected" in problems or "approvals-missing" in problems


def test_a_protected_path_needs_its_quorum(repo: Repository) -> None:
    """One signature is not two."""
    markdown = "# CI\n## Scope\n- `src/**`\n- `.github/ci.yml`\n1. change it\n"
    repo.write({".github/ci.yml": "y\n"})
    approved(repo, markdown)
    assert repo.problems() == ["protected"]
    plan = repo.plan(markdown)
    repo.record(plan, repo.approval(plan, "ada"), repo.approval(plan, "bob"))
    repo.commit("second approval")
    assert repo.problems() == []


def test_a_plan_must_name_what_is_protected(repo: Repository) -> None:
    """A plan for the directory around it does not."""
    repo.write({"src/auth/login.py": "x\n"})
    approved(repo)
    (problem,) = repo.verify().judged.problems
    assert (problem.kind, problem.path) == ("out-of-scope", "src/auth/login.py")


def test_two_approvals_of_one_person_are_one(repo: Repository) -> None:
    """Distinct people count."""
    markdown = "# CI\n## Scope\n- `.github/ci.yml`\n1. change it\n"
    repo.write({".github/ci.yml": "y\n"})
    plan = repo.plan(markdown)
    repo.record(plan, repo.approval(plan, "ada"), repo.approval(plan, "ada"))
    repo.commit("twice")
    assert repo.problems() == ["protected"]


def test_a_person_who_wrote_the_plan_does_not_count_in_a_quorum(repo: Repository) -> None:
    """Four eyes are of two people."""
    repo.write({".github/ci.yml": "y\n"})
    plan = repo.plan("# CI\n## Scope\n- `.github/ci.yml`\n1. change it\n")
    plan = replace(plan, author=Actor(kind=ActorKind.PERSON, name="ada"))
    repo.record(plan, repo.approval(plan, "ada"), repo.approval(plan, "bob"))
    repo.commit("mine")
    verified = repo.verify()
    assert [problem.kind for problem in verified.judged.problems] == ["protected"]
    assert any("they wrote the plan" in note for note in verified.judged.notes)


@pytest.mark.parametrize(
    "change", ["namespace", "repository", "other text", "other person", "unsigned", "other factor"]
)
def test_a_signature_is_good_for_one_thing_only(repo: Repository, change: str) -> None:
    """For this plan, in this repository, for approving, by who is named."""
    plan = repo.plan()
    good = repo.approval(plan)
    approvals = {
        "namespace": repo.approval(plan, namespace="file"),
        "repository": repo.approval(plan, repository="other/app"),
        "other text": replace(repo.approval(replace(plan, title="x")), by="ada"),
        "other person": replace(good, by="bob"),
        "unsigned": replace(good, signature="", signed=""),
        "other factor": replace(good, signature="", factor=type(good.factor)("code")),
    }
    repo.write({"src/a.py": BIG})
    repo.record(plan, approvals[change])
    repo.commit("x")
    assert "approvals-missing" in repo.problems()
    repo.record(plan, good)
    repo.commit("good")
    assert repo.problems() == []


def test_signers_are_added_rotated_and_removed_in_the_target_branch(repo: Repository) -> None:
    """What holds is who the target branch names when the branch is judged."""
    approved(repo)
    assert repo.problems() == []
    repo.git("checkout", "-q", "main")
    repo.write({SIGNERS: repo.signers(without=["ada"])})
    repo.commit("ada has left")
    assert "bad-signature" in repo.problems()
    repo.new_key("ada")
    repo.write({SIGNERS: repo.signers()})
    repo.commit("ada has a new key")
    assert "bad-signature" in repo.problems()
    repo.git("checkout", "-q", "work")
    plan = repo.plan()
    repo.record(plan, repo.approval(plan))
    repo.commit("approved with the new key")
    assert repo.problems() == []


def test_an_expired_key_signs_nothing(repo: Repository) -> None:
    """Whatever date the approval gives itself."""
    approved(repo)
    repo.git("checkout", "-q", "main")
    repo.write({SIGNERS: repo.signers('valid-before="20200101"')})
    repo.commit("expired")
    assert "bad-signature" in repo.problems()
    repo.write({SIGNERS: repo.signers('namespaces="plangate-approval",valid-before="20990101"')})
    repo.commit("valid again")
    assert repo.problems() == []


def test_merging_the_target_branch_changes_nothing(repo: Repository) -> None:
    """As the button "update branch" does; what came from there is not judged again."""
    approved(repo)
    repo.git("checkout", "-q", "main")
    repo.write({"other.py": BIG})
    repo.commit("somebody else's")
    repo.git("checkout", "-q", "work")
    repo.git("merge", "-q", "--no-edit", "main")
    assert repo.problems() == []


def test_what_is_hidden_in_a_merge_is_found(repo: Repository) -> None:
    """A change that is in neither parent."""
    approved(repo)
    repo.git("checkout", "-q", "main")
    repo.write({"other.py": "x\n"})
    repo.commit("somebody else's")
    repo.git("checkout", "-q", "work")
    repo.git("merge", "-q", "--no-commit", "main")
    repo.write({"README.md": "evil\n"})
    repo.commit("merge")
    assert repo.problems() == ["out-of-scope"]


def test_a_squash_is_proven_by_the_record_in_the_tree(repo: Repository) -> None:
    """Without trailers, also when the plan was written for a commit that the squash removed."""
    repo.write({"README.md": "hi\n"})
    middle = repo.commit("within the budget")
    repo.git("checkout", "-q", "-B", "work")
    markdown = "# All\n## Scope\n- `src/**`\n- `README.md`\n1. change it\n"
    plan = repo.plan(markdown, base=middle)
    repo.write({"src/a.py": BIG})
    repo.record(plan, repo.approval(plan))
    repo.commit("the change", "-m", f"Plan-Id: {plan.id}")
    assert repo.problems() == []
    repo.git("checkout", "-q", "-b", "landed", "main")
    repo.git("merge", "-q", "--squash", "work")
    repo.commit("squashed")
    verified = repo.verify("main", "landed")
    assert verified.judged.ok
    assert any("squashed" in note for note in verified.judged.notes)


def test_a_plan_for_another_history_fails(repo: Repository) -> None:
    """A record taken from a branch that never landed."""
    repo.git("checkout", "-q", "-b", "elsewhere")
    repo.write({"x": "y\n"})
    plan = repo.plan(base=repo.commit("elsewhere"))
    repo.git("checkout", "-q", "work")
    repo.write({"src/a.py": BIG})
    repo.record(plan, repo.approval(plan))
    repo.commit("one")
    repo.write({"src/a.py": BIG + BIG})
    repo.commit("two")
    assert "foreign-base" in repo.problems()


def test_an_approval_is_used_once(repo: Repository) -> None:
    """What has landed covers no later change."""
    approved(repo)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-edit", "work")
    repo.git("checkout", "-q", "-B", "work")
    repo.write({"src/a.py": BIG + BIG + BIG})
    repo.commit("more")
    assert repo.problems() == ["no-plan"]
    path = record_path("p-1")
    repo.write({path: (repo.root / path).read_text() + "\n"})
    repo.commit("touch the record")
    assert "reused-record" in repo.problems()


def test_records_are_not_deleted_and_must_be_readable(repo: Repository) -> None:
    """Evidence stays; a link is none."""
    approved(repo)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--ff-only", "work")
    repo.git("checkout", "-q", "work")
    (repo.root / record_path("p-1")).unlink()
    repo.commit("gone")
    assert repo.problems() == ["deleted-record"]
    (repo.root / record_path("p-1")).symlink_to("/etc/hostname")
    repo.commit("a link")
    assert "bad-record" in repo.problems()
    (repo.root / record_path("p-1")).unlink()
    plan = repo.plan()
    repo.write({record_path("p-2"): to_text(repo.record(plan))})
    repo.commit("another's name")
    assert "bad-record" in repo.problems()


def test_trailers_are_asked_for_only_where_the_policy_says_so(tmp_path: Path) -> None:
    """Each commit but merges carries one then."""
    repo = Repository(tmp_path, policy="[proof]\ntrailers = true\n")
    plan = repo.plan()
    repo.write({"src/a.py": BIG})
    repo.record(plan, replace(repo.approval(plan), factor=type(repo.approval(plan).factor)("code")))
    repo.commit("with", "-m", "Plan-Id: p-1\nPlan-Digest: x")
    repo.write({"src/a.py": BIG + BIG})
    repo.commit("without")
    assert "bad-signature" in repo.problems()
    repo.record(
        plan, replace(repo.approval(plan, repository=""), factor=type(repo.approval(plan).factor)("code"))
    )
    repo.commit("with again", "-m", "Plan-Id: p-1")
    (problem,) = repo.verify().judged.problems
    assert (problem.kind, problem.words) == ("trailer", "no Plan-Id of a plan here: without")


def test_without_a_policy_the_built_in_one_judges(tmp_path: Path) -> None:
    """An unsigned approval by typed code counts there, and is said to be no more than that."""
    repo = Repository(tmp_path, policy="")
    plan = repo.plan()
    repo.write({"src/a.py": BIG})
    repo.record(
        plan,
        replace(
            repo.approval(plan), factor=type(repo.approval(plan).factor)("code"), signature="", signed=""
        ),
    )
    repo.commit("x")
    verified = repo.verify()
    (finding,) = verified.judged.plans
    assert (verified.judged.ok, finding.approved_by, finding.signed_by) == (True, ("ada",), ())


def test_a_faulty_policy_in_the_target_branch_lets_nothing_through(tmp_path: Path) -> None:
    """Not even a small change, until it is mended."""
    repo = Repository(tmp_path, policy="[budget]\nfile = 1\n")
    repo.write({"src/a.py": "x\n"})
    repo.commit("small")
    assert repo.problems() == ["policy", "no-plan"]


def test_a_binary_or_renamed_file_is_counted(repo: Repository) -> None:
    """A rename is a deletion and a new file; what git calls binary has no lines."""
    repo.git("mv", "README.md", "READYOU.md")
    repo.commit("renamed")
    usage = repo.verify().judged.usage
    assert (usage.files, usage.new_files, usage.deletions) == (2, 1, 1)
    assert repo.problems() == ["no-plan"]


def test_names_of_any_kind_are_judged(repo: Repository) -> None:
    """Spaces, quotes, line breaks, and bytes that are no text."""
    names = ["src/with space.py", 'src/"quoted".py', "src/ü.py", "src/a\nb.py"]
    repo.write(dict.fromkeys(names, BIG))
    (repo.root / "src" / b"\xff.py".decode("utf-8", "surrogateescape")).write_text("x\n")
    plan = repo.plan()
    repo.record(plan, repo.approval(plan))
    repo.commit("odd names")
    verified = repo.verify()
    assert verified.judged.ok
    assert len(verified.judged.plans[0].files) == 5


def test_ranges_and_commits_that_do_not_exist_are_named(repo: Repository) -> None:
    """With what to do about it in CI."""
    assert split_range("main..work") == ("main", "work")
    assert split_range("main...") == ("main", "HEAD")
    with pytest.raises(UsageError):
        split_range("main")
    with pytest.raises(NotFound, match="no commit nowhere"):
        repo.verify("nowhere")
    with pytest.raises(NotFound):
        repo.verify("--help")
    repo.git("checkout", "-q", "--orphan", "lone")
    repo.commit("unrelated")
    with pytest.raises(NotFound, match="no common ancestor"):
        repo.verify("main", "lone")
