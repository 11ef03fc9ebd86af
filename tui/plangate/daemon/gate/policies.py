"""The policy of a session's repository, read anew when its file changes. Reading blocks."""

from __future__ import annotations

from pathlib import Path

from plangate.config.policy import PolicyFile, policy_path, read_policy
from plangate.gate.policy import Policy

__all__ = ["PolicySource"]


class PolicySource:
    """One repository's policy: its own, or the built-in one where it has none."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._signature: tuple[int, ...] | None = None
        self._file: PolicyFile | None = None

    @property
    def file(self) -> PolicyFile:
        """The policy with where it comes from and what is wrong with it, as it was read last."""
        return self._file or self._read()

    def current(self) -> Policy:
        """The policy that holds now; a faulty file is as good as the strictest policy, never as none."""
        signature = self._stamp()
        if self._file is None or signature != self._signature:
            self._read()
            self._signature = signature
        return self.file.policy

    def _read(self) -> PolicyFile:
        self._file = read_policy(self._workspace)
        return self._file

    def _stamp(self) -> tuple[int, ...]:
        try:
            info = policy_path(self._workspace).lstat()
        except OSError as error:
            return (error.errno or 0,)
        return (info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_mode)
