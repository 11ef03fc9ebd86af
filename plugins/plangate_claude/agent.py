"""How Claude Code is started and resumed. Command line as of 2.1.329."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import before_prompt, value_of, without
from plangate_claude.status import STATUS_RULES

__all__ = ["Claude", "Plugin"]

_CONVERSATION = ("--session-id", "--resume", "-r")
_CONTINUE = ("--continue", "-c", "--fork-session")


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

    def __init__(self, new_id: Callable[[], str] = lambda: str(uuid.uuid4())) -> None:
        self._new_id = new_id

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


class Plugin:
    """Registers Claude Code."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Claude(),)
