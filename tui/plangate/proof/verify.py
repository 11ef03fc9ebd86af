"""`plangate verify BASE..HEAD`: gathers the evidence from git, never from the work tree, and has it judged.

Policy and signers come from BASE, so that no branch loosens the rules it is judged by. What is judged
is the whole difference from the merge base to HEAD: it does not matter in which commits it was made, whether
they were squashed, or whether BASE was merged into the branch meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from plangate.config.policy import PLACE, parse_policy
from plangate.errors import NotFound, UsageError
from plangate.gate.budget import ChangeKind
from plangate.gate.plan.record import RECORDS
from plangate.gate.policy import DEFAULT, Policy
from plangate.proof.approval import SIGNERS, is_signed_by, parse_payload
from plangate.proof.history import History
from plangate.proof.judge import Evidence, Found, Judged, judge
from plangate.proof.record import Approval, ProofRecord, from_text

__all__ = ["Verified", "find_record", "policy_at", "signature_check", "split_range", "verify"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was compared, and the outcome."""

    base: str
    head: str
    merge_base: str
    policy: Policy
    policy_file: str
    """Where it stands; empty for the built-in policy."""
    judged: Judged


def split_range(text: str) -> tuple[str, str]:
    """BASE and HEAD of "BASE..HEAD"; three dots mean the same.

    Raises:
        UsageError: It is no such range.
    """
    base, dots, head = text.replace("...", "..").partition("..")
    if not dots or not base:
        raise UsageError(f"{text!r} is no range", "Write BASE..HEAD, such as origin/main..HEAD.")
    return base, head or "HEAD"


def verify(place: Path, base: str, head: str, *, now: float) -> Verified:
    """Judge what a branch would bring.

    Args:
        place: A directory in the repository.
        base: The target branch.
        head: The branch.
        now: Unix seconds.

    Raises:
        PlangateError: Something is not there: a commit, the history between, git or ssh-keygen.
    """
    history = History(place)
    old, new = history.resolve(base), history.resolve(head)
    fork = history.merge_base(old, new)
    policy, file = policy_at(history, old)
    evidence = _gather(history, old, new, fork, policy, now)
    check = signature_check(history.file(old, SIGNERS) or "", policy)
    return Verified(
        base=old, head=new, merge_base=fork, policy=policy, policy_file=file, judged=judge(evidence, check)
    )


def policy_at(history: History, revision: str) -> tuple[Policy, str]:
    """The policy of a commit and the file it comes from; the built-in one when there is no file."""
    text = history.file(revision, PLACE)
    if text is None:
        return DEFAULT, ""
    return parse_policy(text).policy, PLACE


def signature_check(
    signers: str, policy: Policy, *, at_its_time: bool = False
) -> Callable[[ProofRecord, Approval], bool]:
    """A function that says whether an approval is signed for a record.

    Args:
        signers: Contents of the file of signers.
        policy: Names the repository that signatures are bound to.
        at_its_time: Whether the key had to be valid when the approval says it was given, instead of now;
            for looking back only, since whoever holds an expired key can write any date.
    """

    @lru_cache(maxsize=256)
    def good(record: ProofRecord, given: Approval) -> bool:
        try:
            said = parse_payload(given.signed)
        except ValueError:
            return False
        fits = (
            said.digest == record.digest
            and said.decision == "approve"
            and said.repository == policy.proof.repository
        )
        moment = said.at if at_its_time else None
        return fits and is_signed_by(given.by, given.signed, given.signature, signers, at=moment)

    return good


def find_record(history: History, revision: str, path: str) -> Found:
    """The record that stands at a path of a commit."""
    text = history.file(revision, path)
    if text is None:
        return Found(path=path, record=None, fault="it is no file")
    try:
        return Found(path=path, record=from_text(text))
    except ValueError as error:
        return Found(path=path, record=None, fault=str(error))


def _gather(history: History, old: str, new: str, fork: str, policy: Policy, now: float) -> Evidence:
    changes = tuple(history.changes(fork, new))
    commits = [commit for commit in history.commits(fork, new) if not commit.is_merge]
    records = [change for change in changes if change.path.startswith(RECORDS + "/")]
    found = []
    for change in records:
        if change.kind is not ChangeKind.DELETED and change.path.endswith(".json"):
            one = find_record(history, new, change.path)
            found.append(_placed(one, history, old, fork, new))
    ids = {one.record.plan.id for one in found if one.record}
    return Evidence(
        policy=policy,
        changes=changes,
        found=tuple(found),
        deleted_records=tuple(change.path for change in records if change.kind is ChangeKind.DELETED),
        untold=tuple((commit.id, commit.subject) for commit in commits if not ids & set(commit.plans)),
        squashed=len(commits) == 1,
        now=now,
    )


def _placed(found: Found, history: History, old: str, fork: str, new: str) -> Found:
    """The record with what its place in history says."""
    record = found.record
    if record is None:
        return found
    before = (find_record(history, revision, found.path).record for revision in {old, fork})
    base = record.plan.base_commit
    try:
        known = bool(base) and history.is_ancestor(history.resolve(base), new)
    except NotFound:
        known = False
    return Found(
        path=found.path,
        record=record,
        spent=any(one is not None and one.digest == record.digest for one in before),
        base_known=known,
    )
