"""What a hook's message may hold. Whatever runs in a session can write one, so nothing in it is believed to be small. Pure."""

from __future__ import annotations

import re

from plangate.errors import UsageError
from plangate.plugins.gate import HookCall

__all__ = ["within_bounds"]

_CONVERSATION = re.compile(r"\w[\w.:@+-]{0,199}")
"""It becomes an argument of the agent when it is resumed, so it may not look like an option."""
_PATH = 4096
"""Characters, as in PATH_MAX of limits.h; the time to resolve one grows with the square of its length."""
_NAME = 300


def within_bounds(call: HookCall) -> HookCall:
    """The message itself, when an agent may have written it.

    Raises:
        UsageError: Something in it is longer than any agent makes it, or is no name.
    """
    tool = call.tool
    if call.conversation and not _CONVERSATION.fullmatch(call.conversation):
        raise UsageError("the hook's message names a conversation in a way that no agent does")
    for path in (call.cwd, call.log, *(tool.paths if tool is not None else ())):
        if len(path) > _PATH or "\0" in path:
            raise UsageError(f"a path in the hook's message is no path, or has more than {_PATH} characters")
    named = (
        call.event,
        call.call,
        call.mode,
        call.source,
        call.subagent,
        tool.name if tool is not None else "",
    )
    if any(len(name) > _NAME for name in named):
        raise UsageError(f"a name in the hook's message has more than {_NAME} characters")
    return call
