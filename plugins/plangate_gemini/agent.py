"""How Gemini CLI is started, resumed and read. Command line and screen as of 0.61.0."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from plangate.model.session import Reason
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import value_of, without
from plangate.plugins.gate import Answer, HookCall, HookReply, Prepared, Setting
from plangate.plugins.held import Held
from plangate.plugins.signs import blocked, waiting, working
from plangate.plugins.versions import at_least
from plangate_gemini import hooks, settings

__all__ = ["Gemini", "Plugin"]

_CONVERSATION = ("--session-id", "--resume", "-r")
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PROMPT = ("--prompt-interactive", "-i")


class Gemini(Held):
    """Gemini CLI with an id of its conversation that is known from the start."""

    name = "gemini"
    title = "Gemini CLI"
    program = "gemini"
    install_hint = "npm install -g @google/gemini-cli"
    env_allow = ("GEMINI_*", "GOOGLE_*")
    status_rules = (
        blocked(
            Reason.PERMISSION,
            "confirmation dialog",
            r"^\s*│ (?:● | {2})\d\. (?:Allow once|No, suggest changes)",
        ),
        blocked(Reason.QUESTION, "selection", r"^\s*│ ● \d\. "),
        blocked(Reason.PERMISSION, "action required", r"^✋ .*Action Required", title=True),
        working("esc to cancel", r"\(esc to cancel, \d+"),
        working("working title", r"^✦ .*Working", title=True),
        waiting("prompt box", r"^ [>*!] {2,}", rows=8),
        waiting("ready title", r"^◇ .*Ready", title=True),
    )

    minimum_version = "0.61.0"
    """The one its hooks were seen with."""
    told = True
    state = ("~/.gemini",)
    control = (
        "~/.gemini/settings.json",
        "~/.gemini/policies",
        "~/.gemini/extensions",
        ".gemini/settings.json",
        ".gemini/extensions",
    )

    def __init__(self, new_id: Callable[[], str] = lambda: str(uuid.uuid4())) -> None:
        self._new_id = new_id

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Start with a conversation id of our own, unless the arguments name one.

        The prompt comes first and with an equals sign: some options swallow what follows them.
        """
        first = (f"--prompt-interactive={prompt}",) if prompt else ()
        chosen = next((value for name in _CONVERSATION if (value := value_of(args, name))), "")
        if chosen:
            known = chosen if _ID.fullmatch(chosen) else ""  # "latest" and numbers mean another one tomorrow
            return Launch(argv=(program, *first, *args), env={}, conversation=known)
        conversation = self._new_id()
        return Launch(
            argv=(program, *first, "--session-id", conversation, *args), env={}, conversation=conversation
        )

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Go on with that conversation; "latest" would be the project's last one, which may be another window's."""
        if not ended.conversation:
            return None
        args = without(ended.argv[1:], valued=(*_CONVERSATION, *_PROMPT))
        return Launch(
            argv=(program, "--resume", ended.conversation, *args),
            env={},
            conversation=ended.conversation,
        )

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """Its hooks come as system settings; they count beside the kernel only.

        A message does not tell whether it is in plan mode, where a bare name of a file means another place.
        """
        settings.check(launch.argv[1:])
        words = [] if at_least(setting.version, self.minimum_version) else [_too_old(setting.version)]
        env: dict[str, str] = {}
        try:
            env = settings.environment(setting.hook, setting.env, setting.shown)
        except (OSError, ValueError) as error:
            words.append(f"Gemini CLI runs without the gate's hooks: {error}.")
        return Prepared(
            launch=replace(launch, env={**launch.env, **env}),
            hooks=setting.kernel and not words and not setting.hook.observe,
            tells=bool(env),
            words=tuple(words),
        )

    def interpret(self, payload: Mapping[str, object]) -> HookCall:
        """See `plangate_gemini.hooks`."""
        return hooks.interpret(payload)

    def answer(self, call: HookCall, answer: Answer) -> HookReply:
        """See `plangate_gemini.hooks`."""
        return hooks.reply(call, answer)

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "0.61.0"."""
        return (program, "--version")


def _too_old(version: str) -> str:
    which = f"Gemini CLI {version}" if version else "This Gemini CLI names no version and"
    return f"{which} may not ask its hooks about every tool, so they do not count; 0.61.0 and newer do."


class Plugin:
    """Registers Gemini CLI."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Gemini(),)
