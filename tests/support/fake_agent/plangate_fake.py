"""An agent for tests: a plugin whose hooks say in plain words what they mean, and the scripted program itself."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plangate.plugins.api import Launch, Resumption, StatusRule
from plangate.plugins.gate import (
    Answer,
    ControlPath,
    HookCall,
    HookKind,
    HookReply,
    ListItem,
    Prepared,
    Setting,
    StatePath,
    ToolKind,
    ToolUse,
    Typing,
    Verdict,
)


class Fake:
    """Implements `Agent` and `GatedAgent`."""

    name = "fake"
    title = "Fake Agent"
    program = sys.executable
    install_hint = ""
    env_allow: Sequence[str] = ("FAKE_*",)
    status_rules: Sequence[StatusRule] = ()
    minimum_version = ""

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        script = Path(__file__).with_name("program.py")
        env = {"FAKE_PROMPT": prompt}
        return Launch(argv=(program, "-S", str(script), *args), env=env, conversation=f"c-{session}")

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        if Path(ended.cwd).with_name("no-resume").exists():
            return None
        launch = self.launch(program, (), "", "")
        env = {**launch.env, "FAKE_GO_ON": ended.prompt}
        return replace(launch, env=env, conversation=ended.conversation)

    def version_argv(self, program: str) -> Sequence[str]:
        return ()

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        hook = shlex.join([*setting.hook.argv, "fake", *(["--observe"] if setting.hook.observe else [])])
        env = {**launch.env, "FAKE_HOOK": hook}
        own = "FAKE_SANDBOX" in setting.env and not setting.kernel
        if own:
            env["FAKE_OPEN"] = ":".join(setting.writable.open)
        return Prepared(launch=replace(launch, env=env), hooks=True, tells=True, holds_itself=own)

    def interpret(self, payload: Mapping[str, object]) -> HookCall:
        kind = HookKind(str(payload["kind"]))
        told, listed = payload.get("tool"), payload.get("list")
        told_list = str(listed).split(",") if listed else []
        tool = None
        if isinstance(told, dict):
            tool = ToolUse(
                name=told["name"],
                kind=ToolKind(told["kind"]),
                paths=tuple(told.get("paths", ())),
                command=told.get("command", ""),
                added=told.get("added"),
            )
        return HookCall(
            kind=kind,
            event=kind.value,
            conversation=str(payload.get("conversation", "")),
            source=str(payload.get("source", "")),
            jobs=("job",) * int(str(payload.get("jobs", 0))),
            items=tuple(ListItem(str(number), done == "done") for number, done in enumerate(told_list)),
            items_whole=True,
            cwd=str(payload.get("cwd", "")),
            call=str(payload.get("call", "")),
            failed=bool(payload.get("failed")),
            tool=tool,
            plan=str(payload.get("plan", "")),
            subagent=str(payload.get("subagent", "")),
            words=str(payload.get("words", "")),
            text=str(payload.get("text", "")),
        )

    def answer(self, call: HookCall, answer: Answer) -> HookReply:
        said = {"verdict": answer.verdict.value, "words": answer.words, "context": answer.context}
        return HookReply(stdout=json.dumps(said), exit=2 if answer.verdict is Verdict.DENY else 0)

    def plan_at_end(self, call: HookCall) -> str:
        return call.text

    def go_on(self, call: HookCall, answer: Answer) -> Typing:
        if call.kind is HookKind.OTHER:  # a plan that came as a file: it reads the answer itself
            return Typing()
        return Typing(text=f"say {answer.verdict.value}: {answer.words.splitlines()[0]}")

    def state_paths(self, home: Path, env: Mapping[str, str]) -> Sequence[StatePath]:
        return (StatePath(Path(env["FAKE_STATE"]), create=True),) if "FAKE_STATE" in env else ()

    def control_paths(self, home: Path, env: Mapping[str, str], cwd: Path) -> Sequence[ControlPath]:
        return (ControlPath(cwd / ".fake" / "settings.json", content="{}"),)


class Plugin:
    """The entry point."""

    api_version = 1

    def agents(self) -> Sequence[Fake]:
        return (Fake(),)
