"""How opencode is started, resumed and read. Command line and screen as of 1.18.33."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from plangate.model.session import Reason
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import value_of, without
from plangate.plugins.held import Held
from plangate.plugins.signs import blocked, waiting, working
from plangate_opencode.sessions import database, find_session

__all__ = ["Opencode", "Plugin"]

_SESSION = ("--session", "-s", "--prompt")
_CONTINUE = ("--continue", "-c", "--fork")


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

    state = ("~/.local/share/opencode", "~/.local/state/opencode", "~/.cache/opencode", "~/.config/opencode")
    control = (
        "~/.config/opencode/opencode.json",
        "~/.config/opencode/opencode.jsonc",
        "~/.config/opencode/config.json",
        "~/.config/opencode/plugin",
        "~/.config/opencode/plugins",
        "opencode.json",
        "opencode.jsonc",
        ".opencode",
    )

    def __init__(self, database: Callable[[], Path] = database) -> None:
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
        found = ended.conversation or find_session(self._database(), ended.cwd, ended.started, ended.ended)
        if not found:
            return None
        args = without(ended.argv[1:], valued=_SESSION, bare=_CONTINUE)
        return Launch(argv=(program, "--session", found, *args), env={}, conversation=found)

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "1.18.33"."""
        return (program, "--version")


class Plugin:
    """Registers opencode."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Opencode(),)
