"""How Gemini CLI is started, resumed and read. Command line and screen as of 0.61.0."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from plangate.model.session import Reason
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import value_of, without
from plangate.plugins.held import Held
from plangate.plugins.signs import blocked, waiting, working

__all__ = ["Gemini", "Plugin"]

_CONVERSATION = ("--session-id", "--resume", "-r")
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
            return Launch(argv=(program, *first, *args), env={}, conversation=chosen)
        conversation = self._new_id()
        return Launch(
            argv=(program, *first, "--session-id", conversation, *args), env={}, conversation=conversation
        )

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Go on with that conversation, or with the project's last one when its id is not known."""
        args = without(ended.argv[1:], valued=(*_CONVERSATION, *_PROMPT))
        return Launch(
            argv=(program, "--resume", ended.conversation or "latest", *args),
            env={},
            conversation=ended.conversation,
        )

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "0.61.0"."""
        return (program, "--version")


class Plugin:
    """Registers Gemini CLI."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Gemini(),)
