"""How Codex CLI is started and resumed. Command line as of 0.169.0."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import before_prompt
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
from plangate_codex import hooks, settings
from plangate_codex.rollouts import find_thread, in_plan_mode
from plangate_codex.segments import Segments, segments
from plangate_codex.status import STATUS_RULES
from plangate_codex.trust import trusted_hashes

__all__ = ["Codex", "Plugin"]

_ALONE = "--no-daemon"
_RECENT = 3600.0
"""Seconds within which a thread began that a session may be in, when there is only one such thread."""
_SUBCOMMANDS = ("resume", "fork")
_NEVER = ("-a", "never")
_LEAVES_PLAN_MODE = ("shift+tab",)
_IN_PLAN_MODE = r"(?:^|\s)Plan mode(?: \(shift\+tab| ·|\s*$)"
"""In the footer; before it is there, the key would be taken and then the thread's mode set."""


@lru_cache(maxsize=8)
def _knows_alone(program: str) -> bool:
    """Whether this version has the option; blocks for up to two seconds, once for each program."""
    try:
        done = subprocess.run(
            [program, "--help"], stdin=subprocess.DEVNULL, capture_output=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _ALONE.encode() in done.stdout


class Codex:
    """Codex CLI as a process of its own.

    Without `--no-daemon` its commands may run in a background server that all its windows share,
    outside the session.
    """

    name = "codex"
    title = "Codex"
    program = "codex"
    install_hint = "npm install -g @openai/codex"
    env_allow = ("OPENAI_*", "CODEX_*", "AZURE_OPENAI_*", "OPENROUTER_API_KEY")
    status_rules = STATUS_RULES
    minimum_version = "0.169.0"
    """The one its hooks were seen with; older ones missed `apply_patch`."""

    def __init__(self, knows_alone: Callable[[str], bool] = _knows_alone, home: Path | None = None) -> None:
        self._knows_alone = knows_alone
        self._home = home

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Start; Codex chooses the id of the conversation itself and writes it into its rollout file."""
        tail = ("--", prompt) if prompt else ()
        return Launch(argv=(program, *self._alone(program, args), *args, *tail), env={})

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Go on with the thread that ran in that directory at that time, or let the user pick one.

        Sandbox and approvals come from the command line, so the old options are given again;
        -C keeps Codex from asking which directory is meant.
        """
        thread = ended.conversation or find_thread(
            self._sessions(ended.places or os.environ), ended.cwd, ended.started, ended.ended
        )
        args = tuple(arg for arg in settings.original(before_prompt(ended.argv)) if arg != _ALONE)
        start = len(_NEVER) if args[: len(_NEVER)] == _NEVER else 0  # put first by `original`
        if args[start : start + 1] and args[start] in _SUBCOMMANDS:
            args = (*args[:start], *_given_again(args[start:], ended))
        known = (thread,) if thread else ()
        argv = (program, "resume", *self._alone(program, ()), *args, "-C", ended.cwd, *known)
        if not thread or not ended.prompt:
            return Launch(argv=argv, env={}, conversation=thread)
        if in_plan_mode(self._sessions(ended.places or os.environ), thread):
            # no argument leaves the mode, and in it nothing would be carried out
            return Launch(
                argv=argv,
                env={},
                conversation=thread,
                typed=ended.prompt,
                keys=_LEAVES_PLAN_MODE,
                shown=_IN_PLAN_MODE,
            )
        return Launch(argv=(*argv, "--", ended.prompt), env={}, conversation=thread)

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "codex-cli 0.169.0"."""
        return (program, "--version")

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """Trusted hooks, and a sandbox that works beside the gate."""
        program, *args = launch.argv
        option = settings.hooks_option(setting.hook)
        hashes = trusted_hashes(program, setting.version, option, setting.env, setting.cache)
        known = at_least(setting.version, self.minimum_version)
        words = [] if known else [_too_old(setting.version)]
        if not hashes:
            words.append("Codex did not tell how to trust its hooks, so they are not run.")
        if not setting.kernel and not setting.writable.open:
            words.append(
                "Codex runs in its read-only sandbox, and is resumed by itself once its plan is approved."
            )
        options = ("features.hooks=true", option, settings.state_option(hashes)) if hashes else ()
        sandbox = settings.sandbox(setting.writable, kernel=setting.kernel, known=known)
        return Prepared(
            launch=replace(
                launch, argv=(program, *settings.gated(args, options, sandbox, kernel=setting.kernel))
            ),
            hooks=known and bool(hashes) and not setting.hook.observe,
            tells=bool(hashes),
            words=tuple(words),
            holds_itself=not setting.kernel,
        )

    def interpret(self, payload: Mapping[str, object]) -> HookCall:
        """See `plangate_codex.hooks`."""
        return hooks.interpret(payload)

    def answer(self, call: HookCall, answer: Answer) -> HookReply:
        """See `plangate_codex.hooks`."""
        return hooks.reply(call, answer)

    def plan_at_end(self, call: HookCall) -> str:
        """See `plangate_codex.hooks`."""
        return hooks.plan_at_end(call)

    def go_on(self, call: HookCall, answer: Answer) -> Typing:
        """See `plangate_codex.hooks`."""
        return hooks.go_on(call, answer)

    def log_reader(self) -> LogReader:
        """See `plangate_codex.segments`."""
        return Segments()

    def parts(self, log: str, known: str) -> Sequence[str]:
        """See `plangate_codex.segments`."""
        return segments(log, known)

    def find_log(self, conversation: str, cwd: str, home: Path, env: Mapping[str, str]) -> Path | None:
        """The thread that began last in this directory, when Codex has not told which it is."""
        sessions = _own(home, env) / "sessions"
        thread = conversation or find_thread(sessions, cwd, time.time() - _RECENT)
        found = sorted(sessions.glob(f"*/*/*/rollout-*-{thread}*.jsonl")) if thread else []
        return found[-1] if found else None

    def state_paths(self, home: Path, env: Mapping[str, str]) -> Sequence[StatePath]:
        """Its own directory."""
        return (StatePath(_own(home, env), create=True),)

    def control_paths(self, home: Path, env: Mapping[str, str], cwd: Path) -> Sequence[ControlPath]:
        """Configuration, hooks and rules: what runs commands or trusts them, here and in later sessions."""
        own = _own(home, env)
        return (
            ControlPath(own / "config.toml", content=""),
            ControlPath(own / "hooks.json"),
            ControlPath(own / "rules", directory=True),
            ControlPath(cwd / ".codex", directory=True),
        )

    def _alone(self, program: str, args: Sequence[str]) -> tuple[str, ...]:
        return (_ALONE,) if _ALONE not in args and self._knows_alone(program) else ()

    def _sessions(self, places: Mapping[str, str]) -> Path:
        home = Path(places.get("HOME") or Path.home())
        return (self._home or _own(home, places)) / "sessions"


def _own(home: Path, env: Mapping[str, str]) -> Path:
    return Path(env.get("CODEX_HOME") or home / ".codex")


def _given_again(args: Sequence[str], ended: Resumption) -> tuple[str, ...]:
    """The options of a session that was itself resumed by us; none of what a person has typed as `codex resume …`."""
    resumed, *more = args
    ours = ("-C", ended.cwd, ended.conversation)
    if resumed != "resume" or not ended.conversation or tuple(more[-len(ours) :]) != ours:
        return ()
    options = tuple(more[: -len(ours)])
    return options if not options or options[0].startswith("-") else ()


def _too_old(version: str) -> str:
    which = f"Codex {version}" if version else "This Codex names no version and"
    return f"{which} may not ask its hooks about every tool, so they do not count; 0.169.0 and newer do."


class Plugin:
    """Registers Codex."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Codex(),)
