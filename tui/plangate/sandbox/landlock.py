"""Landlock: what a process gives up for ever, without any namespace (landlock(7))."""

from __future__ import annotations

import os
import struct

from plangate.sandbox.kernel import syscall

__all__ = ["SCOPES_SINCE", "abi", "keep_to_ourselves"]

SCOPES_SINCE = 6
"""First version of the interface (Linux 6.12) that can scope abstract sockets and signals."""

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_CREATE_RULESET_VERSION = 1
_SCOPE_ABSTRACT_UNIX_SOCKET, _SCOPE_SIGNAL = 1, 2


def abi() -> int:
    """Version of the interface; 0 when the kernel has none or it is switched off."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def keep_to_ourselves() -> bool:
    """Cut this process and all it will start off from abstract sockets and from processes of others.

    No file access is handled, because that would forbid every mount inside, also those of
    namespaces that a program makes for itself.

    Returns:
        False when this kernel cannot do that.
    """
    if abi() < SCOPES_SINCE:
        return False
    attributes = struct.pack("QQQ", 0, 0, _SCOPE_ABSTRACT_UNIX_SOCKET | _SCOPE_SIGNAL)
    ruleset = syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return True
