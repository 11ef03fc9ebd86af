"""`plangate plan record`: a person's own plan leaves a record without any session."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
import time
from pathlib import Path

from plangate.cli.output import Output
from plangate.cli.signing import secret, signature
from plangate.client import agent
from plangate.config.policy import find_root
from plangate.errors import ExitCode, NotFound, PlangateError, Refused, UsageError
from plangate.gate.plan.record import PlanId, approval_code, record_path
from plangate.gate.policy import Factor, Policy
from plangate.proof.approval import NAMESPACE, SIGNERS, payload
from plangate.proof.history import History
from plangate.proof.keeping import keep_record
from plangate.proof.own import agreed, begun, missing
from plangate.proof.record import Approval, ProofRecord, from_text
from plangate.proof.verify import policy_at, signature_check

__all__ = ["add_arguments", "run"]

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Writes .plangate/records/ID.json for `plangate verify`; commit it with the change. What counts is\n"
        "the policy of the commit that the work begins on: HEAD, when the record is made. Without a proof nothing\n"
        "is approved yet: name the record again with --code or --sign."
    )
    parser.add_argument("record", metavar="RECORD", nargs="?", help="approve this record, made before")
    parser.add_argument(
        "-f", "--file", metavar="FILE", help="make one of this markdown; - reads standard input"
    )
    proof = parser.add_mutually_exclusive_group()
    proof.add_argument("--code", help="the code that the plan's text gives")
    proof.add_argument("--sign", metavar="KEY", help="sign with this ssh key")
    parser.add_argument("--name", default="", help="who you are in the policy; by default the login name")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if agent.inside():
        raise Refused(
            "what runs in a session cannot decide", "plangate plan submit hands a plan in to be approved."
        )
    if (args.record is None) == (args.file is None):
        raise UsageError("name a record, or a --file to make one of")
    root = find_root(Path.cwd())
    history = History(root)
    name = args.name or getpass.getuser()
    known = _kept(root, args.record) if args.record is not None else None
    base = history.resolve(known.plan.base_commit if known is not None else "HEAD")
    policy, _ = policy_at(history, base)
    if policy.broken:
        raise Refused(f"the policy of commit {base[:10]} is faulty: {policy.broken}")
    made = known or begun(_text(args.file), _new_id(root), base_commit=base, policy=policy, author=name)
    code = args.code or _typed(args, output, made, policy)
    if code or args.sign:
        made = _approved(made, policy, name, code, args.sign, history.file(base, SIGNERS) or "")
    path = keep_record(root, made)
    left = missing(made, policy, time.time())
    fields = {
        "id": made.plan.id,
        "record": str(path.relative_to(root)),
        "digest": made.digest,
        "code": approval_code(made.digest),
        "approved_by": [one.by for one in made.approvals],
        "missing": left,
    }
    if args.json:
        output.document(plan=fields)
    else:
        output.line(f"{fields['record']}")
        output.say(
            f"{left} more to approve; code {fields['code']}"
            if left
            else "approved; commit it with the change"
        )
    return ExitCode.OK


def _typed(args: argparse.Namespace, output: Output, made: ProofRecord, policy: Policy) -> str:
    """The code, asked for at a terminal where the policy takes one."""
    if args.sign or args.json or not sys.stdin.isatty() or Factor.CODE not in policy.approval.factors:
        return ""
    output.say(made.plan.body)
    output.say(f"scope: {', '.join(made.plan.scope)}")
    expected = approval_code(made.digest)
    return secret(f"Type the code of this text to approve it ({expected}), or Enter: ", hidden=False)


def _approved(
    made: ProofRecord, policy: Policy, name: str, code: str, key: str | None, signers: str
) -> ProofRecord:
    now = time.time()
    if key is None:
        if "".join(code.split()).upper() != approval_code(made.digest):
            raise Refused("the code is not the one of this text", "It is printed when the record is made.")
        return agreed(made, policy, Approval(by=name, at=now, factor=Factor.CODE))
    signed = payload(
        digest=made.digest, at=now, repository=policy.proof.repository, nonce=secrets.token_hex(8)
    )
    given = Approval(
        by=name, at=now, factor=Factor.SSH_SIG, signed=signed, signature=signature(signed, NAMESPACE, key)
    )
    after = agreed(made, policy, given)
    if not signature_check(signers, policy)(after, given):
        raise Refused(
            f"{SIGNERS} of the plan's commit names no such key for {name}",
            "Give the name that stands there with --name.",
        )
    return after


def _kept(root: Path, id: str) -> ProofRecord:
    try:
        return from_text((root / record_path(id)).read_bytes())
    except FileNotFoundError as error:
        raise NotFound(f"there is no record {id}", f"Looked for {record_path(id)}.") from error
    except (OSError, ValueError) as error:
        raise PlangateError(f"the record {id} cannot be read: {error}") from error


def _new_id(root: Path) -> PlanId:
    while True:
        made = "p-" + "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))
        if not (root / record_path(made)).exists():
            return PlanId(made)


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlangateError(f"{file} cannot be read: {error}") from error
