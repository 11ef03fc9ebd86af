"""How opencode is started, resumed and read. Command line and screen as of 1.18.33."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from plangate.errors import Refused
from plangate.model.session import Reason
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import value_of, without
from plangate.plugins.gate import Answer, ControlPath, HookCall, HookReply, Prepared, Setting
from plangate.plugins.held import Held, placed
from plangate.plugins.signs import blocked, waiting, working
from plangate.plugins.versions import at_least
from plangate_opencode import hooks, settings
from plangate_opencode.sessions import database, find_session

__all__ = ["Opencode", "Plugin"]

_SESSION = ("--session", "-s", "--prompt")
_CONTINUE = ("--continue", "-c", "--fork")
_ELSEWHERE = frozenset({"attach", "--attach"})
_PURE, _PURE_VARIABLE = "--pure", "OPENCODE_PURE"
_IGNORE, _IGNORED = ".gitignore", "node_modules\npackage.json\npackage-lock.json\nbun.lock\n.gitignore\n"


class Opencode(Held):
    """opencode."""

    name = "opencode"
    title = "opencode"
    program = "opencode"
    install_hint = "npm install -g opencode-ai"
    env_allow = (
        "OPENCODE_*",
        "ANTHROPIC_*",
        "OPENAI_*",
        "OPENROUTER_*",
        "GEMINI_*",
        "GOOGLE_*",
        "GROQ_*",
        "DEEPSEEK_*",
        "MISTRAL_*",
        "XAI_*",
        "AWS_*",
        "AZURE_*",
        "GITHUB_TOKEN",
    )
    status_rules = (
        blocked(
            Reason.PERMISSION,
            "permission required",
            r"△ Permission required|^\s*┃\s+Allow once\s+Allow always",
            rows=24,
        ),
        working("esc interrupt", r"\besc (?:again to )?interrupt\b"),
        waiting("prompt box", r"\bctrl\+p commands\b", rows=12),
    )

    minimum_version = "1.18.33"
    """The one its plugin was seen with."""
    told = True
    state = ("~/.local/share/opencode", "~/.local/state/opencode", "~/.cache/opencode", "~/.config/opencode")
    control = ("opencode.json", "opencode.jsonc", ".opencode")

    def __init__(self, database: Callable[[Mapping[str, str]], Path] = database) -> None:
        self._database = database

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Start; the equals sign lets a prompt begin with a dash."""
        first = (f"--prompt={prompt}",) if prompt else ()
        chosen = value_of(args, "--session") or value_of(args, "-s")
        return Launch(argv=(program, *first, *args), env={}, conversation=chosen)

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Go on with the session that began in that directory at that time.

        Not with `--continue`: that takes the project's last one, which may be another window's. Where
        it is not certain which one was meant, there is nothing to go on with.
        """
        path = self._database(ended.places or os.environ)
        found = ended.conversation or find_session(path, ended.cwd, ended.started, ended.ended)
        if not found:
            return None
        args = without(ended.argv[1:], valued=_SESSION, bare=_CONTINUE)
        return Launch(argv=(program, "--session", found, *args), env={}, conversation=found)

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """A plugin that asks the gate before each tool, and the guide as instructions."""
        if _ELSEWHERE.intersection((*launch.argv[1:2], *(arg.partition("=")[0] for arg in launch.argv[2:]))):
            raise Refused("it would work in another opencode, where no gate holds", "Leave out attach.")
        words = [] if at_least(setting.version, self.minimum_version) else [_too_old(setting.version)]
        env: dict[str, str] = {}
        try:
            env = settings.environment(setting.hook, setting.env)
        except ValueError as error:
            words.append(f"opencode runs without the gate's hooks: {error}.")
        if _PURE in launch.argv or setting.env.get(_PURE_VARIABLE):
            words.append(f"{_PURE} keeps opencode from loading the gate's hooks, so they do not count.")
        return Prepared(
            launch=replace(launch, env={**launch.env, **env}),
            hooks=not words and not setting.hook.observe,
            tells=not words,
            words=tuple(words),
        )

    def interpret(self, payload: Mapping[str, object]) -> HookCall:
        """See `plangate_opencode.hooks`."""
        return hooks.interpret(payload)

    def answer(self, call: HookCall, answer: Answer) -> HookReply:
        """See `plangate_opencode.hooks`."""
        return hooks.reply(call, answer)

    def control_paths(self, home: Path, env: Mapping[str, str], cwd: Path) -> Sequence[ControlPath]:
        """Its configuration as a whole: packages that it puts there are programs.

        Where it can write there it installs packages before it loads a plugin, which takes over a
        minute without a network; where it cannot, it only insists on a file for git (seen with 1.18.33).
        """
        own = placed("~/.config/opencode", home, env, home)
        ignored = [ControlPath(own / _IGNORE, content=_IGNORED)]
        if (cwd / ".opencode").is_dir():
            ignored.append(ControlPath(cwd / ".opencode" / _IGNORE, content=_IGNORED))
        locked = (ControlPath(own, directory=True), ControlPath(settings.PLUGIN))
        return (*ignored, *locked, *super().control_paths(home, env, cwd))

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "1.18.33"."""
        return (program, "--version")


def _too_old(version: str) -> str:
    which = f"opencode {version}" if version else "This opencode names no version and"
    return (
        f"{which} may not ask its plugin about every tool, so its hooks do not count; 1.18.33 and newer do."
    )


class Plugin:
    """Registers opencode."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Opencode(),)
