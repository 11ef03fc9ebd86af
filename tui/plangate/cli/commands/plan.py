"""`plangate plan`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from plangate.cli import plan_record
from plangate.cli.arguments import add_json, completed_by
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.plans import HEADS, difference, meant, plan_json, rows, summary_json, told
from plangate.cli.resolve import find
from plangate.cli.signing import secret, signature
from plangate.client import agent, gate
from plangate.client.blocking import BlockingControl
from plangate.errors import ExitCode, NotFound, PlangateError, Refused, UsageError
from plangate.model.plan import PlanView, VoteKind

__all__ = ["add_arguments", "run"]

_COLOURS = {
    1: {"submitted": "yellow", "waiting": "yellow", "drifted": "red", "executing": "green", "changes": "cyan"}
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "A plan is named by its id, the beginning of it, or its session; - is the one that waits.\n"
        "Inside a session only submit, tick, show and comment are possible: a person decides outside of it."
    )
    verbs = subcommands(parser)
    submit = verbs.add_parser("submit", help="hand a plan in; inside a session, the agent's own")
    submit.add_argument("-f", "--file", default="-", metavar="FILE", help="markdown; - reads standard input")
    completed_by(submit.add_argument("-s", "--session", default="", help="for which session"), "session")
    submit.add_argument("-w", "--wait", action="store_true", help="wait until a person has decided")
    add_json(submit)
    listing = verbs.add_parser("ls", help="all plans, those that wait first")
    listing.add_argument("--waiting", action="store_true", help="only those that wait for a person")
    add_json(listing)
    show = verbs.add_parser("show", help="one plan in full, with the code that approves it")
    _plan(show)
    add_json(show)
    diff = verbs.add_parser("diff", help="what the last version changes")
    _plan(diff)
    diff.add_argument("--since", type=int, metavar="VERSION", help="by default the version before")
    comment = verbs.add_parser("comment", help="remark on a plan, a step or a line")
    _plan(comment)
    comment.add_argument("text", metavar="TEXT", help="what is remarked")
    comment.add_argument("--step", default="", help="id of a step, such as s2")
    comment.add_argument("--line", type=int, default=0, help="line of the markdown, from 1")
    _approve(verbs.add_parser("approve", help="approve exactly the text that was read"))
    for verb, what in (("changes", "send it back with the comments"), ("reject", "refuse it for good")):
        said = verbs.add_parser(verb, help=what)
        _plan(said)
        said.add_argument("text", metavar="TEXT", nargs="?", default="", help="what the agent is told")
        add_json(said)
    for verb, what in (("done", "say that it is carried out"), ("abandon", "end it; its gate closes")):
        moved = verbs.add_parser(verb, help=what)
        _plan(moved)
        add_json(moved)
    ticked = verbs.add_parser(
        "tick", help="say that steps are carried out; inside a session, the agent's own"
    )
    ticked.add_argument("steps", metavar="STEP", nargs="*", help="ids such as s2; all when none is named")
    completed_by(ticked.add_argument("-p", "--plan", default="-", help="id, session, or -"), "session")
    add_json(ticked)
    recorded = verbs.add_parser("record", help="a plan of your own, without a session, for plangate verify")
    plan_record.add_arguments(recorded)
    add_json(recorded)
    amended = verbs.add_parser(
        "amend", help="take what a drifted plan touched into its scope, to be approved"
    )
    _plan(amended)
    add_json(amended)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    if args.action == "record":
        return plan_record.run(args, output)
    if args.action == "submit":
        return _submit(args, output)
    if agent.inside() and args.action == "comment":
        agent.ask("comment", text=args.text)
        return ExitCode.OK
    if agent.inside() and args.action == "tick":
        return _ticked(args, output)
    if agent.inside() and args.action == "show":
        return _status(args, output)
    with connect() as control:
        if args.action == "ls":
            return _list(args, output, control)
        plan = _named(control, args.plan)
        match args.action:
            case "show":
                _show(args, output, plan)
            case "diff":
                since = args.since if args.since is not None else max(1, plan.summary.version - 1)
                for line in difference(plan, since):
                    output.line(line)
            case "comment":
                control.ask(gate.comment(plan.summary.id, args.text, step=args.step, line=args.line))
            case "tick":
                _told(args, output, control.ask(gate.tick(plan.summary.id, *args.steps)))
            case "approve":
                _told(args, output, _approved(args, output, control, plan))
            case "changes" | "reject":
                kind = VoteKind.CHANGES if args.action == "changes" else VoteKind.REJECT
                vote = gate.vote(plan.summary.id, plan.summary.digest, kind, text=args.text)
                _told(args, output, control.ask(vote))
            case _:
                to = {"done": "done", "abandon": "abandoned", "amend": "submitted"}[args.action]
                _told(args, output, control.ask(gate.move(plan.summary.id, to)))
    return ExitCode.OK


def _plan(parser: argparse.ArgumentParser) -> None:
    completed_by(
        parser.add_argument("plan", metavar="PLAN", nargs="?", default="-", help="id, session, or -"),
        "session",
    )


def _approve(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Asks for the code shown by `plangate plan show`, or for the PIN, as the policy says."
    _plan(parser)
    proof = parser.add_mutually_exclusive_group()
    proof.add_argument("--code", help="the code that the plan's text gives")
    proof.add_argument("--pin", action="store_true", help="ask for the PIN")
    proof.add_argument("--sign", metavar="KEY", help="sign with this ssh key")
    parser.add_argument("--digest", default="", help="approve only if the text still has this digest")
    add_json(parser)


def _submit(args: argparse.Namespace, output: Output) -> int:
    markdown = _read(args.file)
    if agent.inside() and not args.session:
        reply = agent.ask("submit", plan=markdown, wait=args.wait)
        if args.json:
            output.document(plan={key: value for key, value in reply.items() if key != "ok"})
        else:
            output.line(reply["plan"])
            if reply.get("words"):
                output.line(reply["words"])
        return ExitCode.OK if reply.get("approved", True) else ExitCode.REFUSED
    with connect() as control:
        session = find(control.sessions(), args.session or "-")
        plan = control.ask(gate.submit(session.id, markdown))
        if args.wait:
            plan = _decided(control, plan)
    _told(args, output, plan)
    refused = args.wait and plan.summary.phase.value not in ("approved", "executing", "done")
    return ExitCode.REFUSED if refused else ExitCode.OK


def _decided(control: BlockingControl, plan: PlanView) -> PlanView:
    """Wait until people have decided."""
    changes = control.subscribe()
    plan = control.ask(gate.plan(plan.summary.id))
    while plan.summary.phase.value in ("submitted", "approved"):
        next(changes)
        plan = control.ask(gate.plan(plan.summary.id))
    return plan


def _ticked(args: argparse.Namespace, output: Output) -> int:
    reply = agent.ask("tick", steps=args.steps)
    if args.json:
        output.document(plan={key: value for key, value in reply.items() if key != "ok"})
    else:
        output.line(f"left: {', '.join(reply['left'])}" if reply["left"] else "all steps are carried out")
    return ExitCode.OK


def _status(args: argparse.Namespace, output: Output) -> int:
    reply = agent.ask("status")
    if args.json:
        output.document(gate={key: value for key, value in reply.items() if key != "ok"})
        return ExitCode.OK
    output.line(f"the gate is {reply['state']} at strength {reply['strength']}")
    if reply["plan"]:
        output.line(f"plan {reply['plan']}, version {reply['version']}: {reply['phase']}")
    if reply["words"]:
        output.line(reply["words"])
    return ExitCode.OK


def _list(args: argparse.Namespace, output: Output, control: BlockingControl) -> int:
    plans = control.ask(gate.plans(waiting=args.waiting))
    if args.json:
        output.document(plans=[summary_json(plan) for plan in plans])
    else:
        output.table(HEADS, rows(plans, control.sessions(), time.time()), paint=_COLOURS)
    return ExitCode.OK


def _named(control: BlockingControl, word: str) -> PlanView:
    plans = control.ask(gate.plans())
    return control.ask(gate.plan(meant(plans, control.sessions(), word)))


def _show(args: argparse.Namespace, output: Output, plan: PlanView) -> None:
    if args.json:
        output.document(plan=plan_json(plan))
        return
    for line in told(plan, time.time()):
        output.line(line)


def _told(args: argparse.Namespace, output: Output, plan: PlanView) -> None:
    if args.json:
        output.document(plan=plan_json(plan))
    else:
        output.line(f"{plan.summary.id} {plan.summary.phase}")
        if plan.summary.why:
            output.say(plan.summary.why)


def _approved(args: argparse.Namespace, output: Output, control: BlockingControl, plan: PlanView) -> PlanView:
    head = plan.summary
    if args.digest and args.digest != head.digest:
        raise Refused("the plan has changed since it was read", f"Its digest is {head.digest} now.")
    factor, proof = _proof(args, output, control, plan)
    return control.ask(gate.vote(head.id, head.digest, VoteKind.APPROVE, factor=factor, proof=proof))


def _proof(
    args: argparse.Namespace, output: Output, control: BlockingControl, plan: PlanView
) -> tuple[str, str]:
    if args.code is not None:
        return "code", args.code
    if args.sign:
        asked = control.ask(gate.challenge(plan.summary.id, plan.summary.digest))
        return "ssh-sig", signature(asked.payload, asked.namespace, args.sign)
    if args.pin or plan.factors[:1] == ("pin",):
        return "pin", secret("PIN: ")
    if plan.factors[:1] == ("ssh-sig",):
        raise UsageError("the policy asks for a signature", "plangate plan approve --sign ~/.ssh/id_ed25519")
    for line in told(plan, time.time()):
        output.say(line)
    return "code", secret(f"Type the code of this text to approve it ({plan.code}): ", hidden=False)


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {file}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PlangateError(f"{file} cannot be read: {error}") from error
