"""A real git repository with people who approve plans and sign, for tests of the proof."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from plangate.config.policy import PLACE
from plangate.gate.plan.markdown import parse
from plangate.gate.plan.record import Actor, ActorKind, Plan, PlanId, plan_of, record_path
from plangate.gate.policy import Factor
from plangate.proof.approval import NAMESPACE, SIGNERS, payload
from plangate.proof.record import Approval, ProofRecord, to_text
from plangate.proof.verify import Verified, verify

AGENT = Actor(kind=ActorKind.AGENT, name="claude", session="abcdefgh")
NOW = 2_000_000_000.0
SIGNED_POLICY = """\
[approval]
factors = ["ssh-sig"]
quorum = 1
quorum_protected = 2
[proof]
repository = "team/app"
signatures = true
"""


class Repository:
    """A repository of two branches, `main` and `work`, and keys of people."""

    def __init__(self, root: Path, *, policy: str = SIGNED_POLICY) -> None:
        self.root = root / "repo"
        self.keys = root / "keys"
        self.keys.mkdir(parents=True)
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.people: dict[str, str] = {}
        for name in ("ada", "bob"):
            self.new_key(name)
        self.write({"src/a.py": "one\n", "README.md": "hello\n", ".github/ci.yml": "x\n"})
        if policy:
            self.write({PLACE: policy})
        self.write({SIGNERS: self.signers()})
        self.base = self.commit("first")
        self.git("checkout", "-q", "-b", "work")

    def git(self, *words: str, ok: bool = True, env: Mapping[str, str] | None = None) -> str:
        """Run git as nobody in particular, with no configuration of the machine."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        clean |= {
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "t",
            "GIT_AUTHOR_EMAIL": "t@example.org",
            "GIT_COMMITTER_NAME": "t",
            "GIT_COMMITTER_EMAIL": "t@example.org",
        }
        done = subprocess.run(
            ["git", *words],
            cwd=self.root,
            env=clean | dict(env or {}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert not ok or done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, files: dict[str, str]) -> None:
        """Put files into the work tree."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, message: str, *words: str) -> str:
        """Commit everything that is there."""
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message, *words)
        return self.git("rev-parse", "HEAD")

    def new_key(self, name: str) -> None:
        """Give a person a key, a new one if they had one."""
        path = self.keys / name
        path.unlink(missing_ok=True)
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)],
            check=True,
            stdin=subprocess.DEVNULL,
        )
        self.people[name] = path.with_suffix(".pub").read_text().strip()

    def signers(self, options: str = "", *, without: Iterable[str] = ()) -> str:
        """The file of signers."""
        lines = (
            f"{name} {options} {key}".replace("  ", " ")
            for name, key in self.people.items()
            if name not in without
        )
        return "\n".join(lines) + "\n"

    def plan(
        self, markdown: str = "# Do it\n## Files\n- `src/**`\n## Steps\n1. change `src/a.py`\n", **facts: str
    ) -> Plan:
        """A plan for the present branch."""
        return plan_of(
            parse(markdown),
            id=PlanId(facts.get("id", "p-1")),
            base_commit=facts.get("base") or self.base,
            policy_digest="d" * 64,
            author=AGENT,
        )

    def approval(
        self, plan: Plan, by: str = "ada", *, repository: str = "team/app", namespace: str = NAMESPACE
    ) -> Approval:
        """A signed approval."""
        text = payload(digest=plan.digest, at=NOW - 60, repository=repository, nonce="n")
        done = subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(self.keys / by)],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        return Approval(by=by, at=NOW - 60, factor=Factor.SSH_SIG, signed=text, signature=done.stdout)

    def record(self, plan: Plan, *approvals: Approval) -> ProofRecord:
        """Put the record of a plan into the work tree."""
        made = ProofRecord(plan=plan, digest=plan.digest, approvals=approvals)
        self.put(made)
        return made

    def put(self, record: ProofRecord) -> None:
        """Put a record into the work tree."""
        self.write({record_path(record.plan.id): to_text(record)})

    def verify(self, base: str = "main", head: str = "work", *, now: float = NOW) -> Verified:
        """What CI would say."""
        return verify(self.root, base, head, now=now)

    def problems(self, base: str = "main", head: str = "work") -> list[str]:
        """The kinds of problems that CI would name."""
        return [problem.kind.value for problem in self.verify(base, head).judged.problems]


def altered(record: ProofRecord, **change: object) -> ProofRecord:
    """A record whose plan somebody edited afterwards."""
    return replace(record, plan=replace(record.plan, **change))  # type: ignore[arg-type]  # fields of a plan


BIG = "\n".join(f"line {number}" for number in range(60)) + "\n"
"""More than a budget lets through."""
