"""How Claude Code is started and resumed. Command line as of 2.1.329."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import before_prompt, value_of, without
from plangate.plugins.gate import (
    Answer,
    ControlPath,
    HookCall,
    HookReply,
    Prepared,
    Setting,
    StatePath,
    Typing,
)
from plangate.plugins.logs import LogReader
from plangate.plugins.versions import at_least
from plangate_claude import hooks, settings, state
from plangate_claude.status import STATUS_RULES
from plangate_claude.transcript import Transcript

__all__ = ["Claude", "Plugin"]

_CONVERSATION = ("--session-id", "--resume", "-r")
_CONTINUE = ("--continue", "-c", "--fork-session")
_PLANNING, _EDITING, _FREE = "plan", "acceptEdits", "bypassPermissions"
_REMEMBERED = 500


class Claude:
    """Claude Code with an id of its conversation that is known from the start."""

    name = "claude"
    title = "Claude Code"
    program = "claude"
    install_hint = "npm install -g @anthropic-ai/claude-code"
    env_allow = (
        "ANTHROPIC_*",
        "CLAUDE_*",
        "AWS_*",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_CLOUD_PROJECT",
        "CLOUD_ML_REGION",
        "VERTEX_*",
        "BASH_DEFAULT_TIMEOUT_MS",
        "BASH_MAX_*",
        "MCP_*",
        "MAX_*_TOKENS",
        "DISABLE_*",
        "ENABLE_TOOL_SEARCH",
        "IS_SANDBOX",
        "USE_BUILTIN_RIPGREP",
    )
    status_rules = STATUS_RULES
    minimum_version = "2.1.295"
    """The first one that knows `onFailure`: before, a hook that failed let the tool run."""

    def __init__(self, new_id: Callable[[], str] = lambda: str(uuid.uuid4())) -> None:
        self._new_id = new_id
        self._free: dict[str, None] = {}
        """Conversations that bypassed all permissions when they were not planning, oldest first."""

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Start with a conversation id of our own, unless the arguments name or continue one.

        "--" before the prompt keeps options with many values (--add-dir) from swallowing it.
        """
        tail = ("--", prompt) if prompt else ()
        chosen = next((value for name in _CONVERSATION if (value := value_of(args, name))), "")
        if chosen or any(arg in (*_CONVERSATION, *_CONTINUE) for arg in args):
            return Launch(argv=(program, *args, *tail), env={}, conversation=chosen)
        conversation = self._new_id()
        return Launch(
            argv=(program, "--session-id", conversation, *args, *tail), env={}, conversation=conversation
        )

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Go on in the same mode; without a known id Claude Code lets the user pick one."""
        args = without(before_prompt(ended.argv), valued=_CONVERSATION, bare=_CONTINUE)
        known = (ended.conversation,) if ended.conversation else ()
        return Launch(argv=(program, "--resume", *known, *args), env={}, conversation=ended.conversation)

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "2.1.329 (Claude Code)"."""
        return (program, "--version")

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """Settings with our hooks; in a read-only home also a place for what it keeps there."""
        program, *args = launch.argv
        argv = (program, *settings.gated(args, setting.hook, setting.cwd))
        env = dict(launch.env)
        if setting.kernel:
            env["DISABLE_AUTOUPDATER"] = "1"  # it could not replace itself
            if not setting.env.get(state.CONFIG_DIR):
                state.seed(setting.home)
                env[state.CONFIG_DIR] = str(setting.home / ".claude")
        known = at_least(setting.version, self.minimum_version)
        return Prepared(
            launch=replace(launch, argv=argv, env=env),
            hooks=known and not setting.hook.observe,
            tells=True,
            words=() if known else (_too_old(setting.version),),
            scrub=settings.SCRUBBED,
        )

    def interpret(self, payload: Mapping[str, object]) -> HookCall:
        """See `plangate_claude.hooks`; which mode it was in before it planned is remembered."""
        call = hooks.interpret(payload)
        if call.mode and call.mode != _PLANNING and call.conversation:
            self._free.pop(call.conversation, None)
            if call.mode == _FREE:
                self._free[call.conversation] = None
                if len(self._free) > _REMEMBERED:
                    del self._free[next(iter(self._free))]
        return call

    def answer(self, call: HookCall, answer: Answer) -> HookReply:
        """See `plangate_claude.hooks`. An approved plan needs no question for each edit; a mode without any comes back."""
        return hooks.reply(call, answer, _FREE if call.conversation in self._free else _EDITING)

    def plan_at_end(self, call: HookCall) -> str:
        """Plans come by a tool."""
        return ""

    def go_on(self, call: HookCall, answer: Answer) -> Typing:
        """Its hook waits for the answer."""
        return Typing()

    def log_reader(self) -> LogReader:
        """See `plangate_claude.transcript`."""
        return Transcript()

    def parts(self, log: str, known: str) -> Sequence[str]:
        """A conversation has one file."""
        return (log,)

    def find_log(self, conversation: str, cwd: str, home: Path, env: Mapping[str, str]) -> Path | None:
        """In whichever project's directory it lies."""
        found = state.config_dir(home, env).glob(f"projects/*/{conversation}.jsonl") if conversation else ()
        return next(iter(found), None)

    def state_paths(self, home: Path, env: Mapping[str, str]) -> Sequence[StatePath]:
        """See `plangate_claude.state`."""
        return state.state_paths(home, env)

    def control_paths(self, home: Path, env: Mapping[str, str], cwd: Path) -> Sequence[ControlPath]:
        """See `plangate_claude.state`."""
        return state.control_paths(home, env, cwd)


def _too_old(version: str) -> str:
    which = f"Claude Code {version}" if version else "This Claude Code names no version and"
    return f"{which} may run a tool when a hook fails, so its hooks do not count; 2.1.295 and newer do not."


class Plugin:
    """Registers Claude Code."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Claude(),)
