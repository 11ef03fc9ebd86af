"""How aider is started, resumed and read. Command line and screen as of 0.86.2."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from plangate.model.session import Reason
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.gate import Prepared, Setting
from plangate.plugins.held import Held
from plangate.plugins.signs import blocked, waiting, working

__all__ = ["Aider", "Plugin"]

_RESTORE = "--restore-chat-history"
_HISTORIES = {
    "AIDER_CHAT_HISTORY_FILE": "chat.history.md",
    "AIDER_INPUT_HISTORY_FILE": "input.history",
    "AIDER_LLM_HISTORY_FILE": "llm.history",
}
"""What it keeps in the workspace otherwise, which a closed gate makes read-only."""


class Aider(Held):
    """aider; it keeps one conversation for each directory, in .aider.chat.history.md."""

    name = "aider"
    title = "aider"
    program = "aider"
    install_hint = "python -m pip install aider-install && aider-install"
    env_allow = (
        "AIDER_*",
        "ANTHROPIC_*",
        "OPENAI_*",
        "OPENROUTER_*",
        "GEMINI_*",
        "GROQ_*",
        "DEEPSEEK_*",
        "MISTRAL_*",
        "XAI_*",
        "AWS_*",
        "AZURE_*",
        "OLLAMA_*",
        "VERTEX*",
    )
    status_rules = (
        blocked(Reason.PERMISSION, "yes or no", r"\(Y\)es/\(N\)o.*\]:\s*$", rows=2),
        waiting("prompt line", r"^(?:[a-z-]+ ?)?(?:multi)?> ?", rows=1),
        working("waiting for the model", r"Waiting for ", rows=3),
    )

    told = True
    state = ("~/.aider",)
    control = ("~/.aider.conf.yml", ".aider.conf.yml")
    guided = ("--read", "{guide}")

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Start; the prompt is typed, because `--message` ends aider after its answer."""
        return Launch(argv=(program, *args), env={}, typed=prompt)

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Start again with the directory's chat history."""
        args = tuple(arg for arg in ended.argv[1:] if arg != _RESTORE)
        return Launch(argv=(program, _RESTORE, *args), env={})

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """Its histories go to its own directory, and no plan of its own is carried out unasked."""
        prepared = super().prepare(launch, setting)
        env = dict(prepared.launch.env)
        if setting.kernel:
            own = setting.home / ".aider" / "plangate" / hashlib.sha256(setting.cwd.encode()).hexdigest()[:16]
            own.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, file in _HISTORIES.items():
                if name not in setting.env:
                    env[name] = str(own / file)
        if "AIDER_AUTO_ACCEPT_ARCHITECT" not in setting.env:
            env["AIDER_AUTO_ACCEPT_ARCHITECT"] = "false"
        return replace(prepared, launch=replace(prepared.launch, env=env))

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "aider 0.86.2"."""
        return (program, "--version")


class Plugin:
    """Registers aider."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Aider(),)
