"""What happens in a scripted session, one value for each thing; run in memory or with real agents."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tests.support.truth.repo import Repo

__all__ = [
    "Act",
    "Ask",
    "Chapter",
    "Clear",
    "Command",
    "Person",
    "Restart",
    "Restore",
    "Rewind",
    "Start",
    "Step",
    "Stop",
    "Wait",
    "Write",
]


@dataclass(frozen=True, slots=True)
class Write:
    """The agent writes a whole file with its own tool."""

    path: str
    text: str

    def effect(self, repo: Repo) -> None:
        """In memory."""
        repo.put(self.path, self.text)


@dataclass(frozen=True, slots=True)
class Command:
    """A shell command, in the repository's top directory."""

    shell: str
    effect: Callable[[Repo], None]
    passing: Callable[[Repo], None] | None = None
    """What is in the tree for a moment while it runs."""

    def then(self, other: Command) -> Command:
        """Both, one after the other."""

        def both(repo: Repo) -> None:
            self.effect(repo)
            other.effect(repo)

        return Command(f"{self.shell} && {other.shell}", both)

    @classmethod
    def writing(cls, path: str, text: str) -> Command:
        """Write a file without any tool of an agent's."""
        folder = path.rpartition("/")[0] or "."
        escaped = shlex.quote(text.replace("\n", "\\n"))  # one line, for agents that read lines
        shell = f"mkdir -p {folder} && printf %b {escaped} > {path}"
        return cls(shell, lambda repo: repo.put(path, text))


Act: TypeAlias = Write | Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A prompt and what the agent does about it, with the truth about the attempt that it begins."""

    text: str
    acts: tuple[Act, ...] = ()
    session: int = 0
    begins: bool = True
    """Whether it begins an attempt."""
    undone: bool = False
    """Whether that attempt is fully undone in the end."""
    restarted: bool = False
    """Whether it is begun again."""
    cut: bool = False
    """Whether the person interrupts it after the acts."""


@dataclass(frozen=True, slots=True)
class Person:
    """The person runs a command in another terminal."""

    command: Command
    removes: str = ""
    """A working tree that is gone afterwards, relative to the main one."""


@dataclass(frozen=True, slots=True)
class Clear:
    """`/clear`."""

    session: int = 0


@dataclass(frozen=True, slots=True)
class Rewind:
    """The agent's own way back to the message before the last prompt."""

    writes: tuple[str, ...] = ()
    """Files that it restores."""
    texts: tuple[str | None, ...] = ()
    """Their contents then."""
    session: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """The person ends a session."""

    session: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A session is started."""

    session: int = 0
    tree: str = ""
    """The working tree, relative to the main one; empty: that one."""


@dataclass(frozen=True, slots=True)
class Restart:
    """`plangate restart`."""

    session: int = 0


@dataclass(frozen=True, slots=True)
class Restore:
    """Plangate brings the workspace back to where the session's last attempt began."""

    effect: Callable[[Repo], None]
    session: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes; only in memory."""

    hours: float


Step: TypeAlias = Ask | Person | Clear | Rewind | Stop | Start | Restart | Restore | Wait


@dataclass(frozen=True, slots=True)
class Chapter:
    """A story that is complete in itself; it begins with one idle session and everything committed."""

    number: int
    name: str
    steps: tuple[Step, ...]
    only: str = ""
    """Who can play it, when not everybody: "memory", "claude"."""

    @property
    def asks(self) -> list[Ask]:
        """The prompts that begin attempts."""
        return [step for step in self.steps if isinstance(step, Ask) and step.begins]
