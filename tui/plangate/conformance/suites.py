"""Which modes of which agents are tried, and with which writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plangate.conformance.said import Call, Said, Script, Step
from plangate.conformance.setups import SETUPS, Setup

__all__ = ["END", "PROMPT", "SUITES", "Mode", "Suite", "Write"]

PROMPT = "please try every write"
END = "Tried everything there is."
_PATCH = """*** Begin Patch
*** Add File: patched.txt
+patched
*** End Patch
"""


@dataclass(frozen=True, slots=True)
class Write:
    """One way to change a file."""

    name: str
    file: str
    """Changed when it worked."""
    call: Call


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to start the agent."""

    name: str
    args: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """Pressed before the prompt is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Everything that is tried with an agent."""

    setup: Setup
    modes: tuple[Mode, ...]
    writes: tuple[Write, ...]
    first: tuple[Step, ...] = ()
    """What the model does before, so that the writes can work."""
    last: tuple[Step, ...] = ()
    """What it tries besides, after the writes."""
    told: str = ""
    """All that the model says, for an agent without tools; the writes only name what is looked at."""
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Added to the home."""

    def script(self, work: Path) -> Script:
        """The model's part."""
        place = str(work)
        if self.told:
            return Script((PROMPT, [Said(f"{self.told}\n{END}\n")]))
        steps: list[Step] = [
            *self.first,
            *(Said("Writing.", (_placed(write.call, place),)) for write in self.writes),
            *self.last,
            Said(END),
        ]
        return Script((PROMPT, [step if not isinstance(step, Said) else _all(step, place) for step in steps]))


def _all(said: Said, place: str) -> Said:
    return Said(said.text, tuple(_placed(call, place) for call in said.tools))


def _placed(call: Call, place: str) -> Call:
    values = {
        name: value.replace("{work}", place) if isinstance(value, str) else value
        for name, value in call.input.items()
    }
    return Call(call.name, values, call.custom)


def _shell(tool: str, key: str) -> tuple[Write, ...]:
    commands = {
        "shell redirect": ("redirect.txt", "echo x > {work}/redirect.txt"),
        "sed -i": ("sed.txt", "sed -i s/two/2/ {work}/sed.txt"),
        "python": ("python.txt", "python3 -c \"open('{work}/python.txt', 'w').write('x')\""),
    }
    return tuple(Write(name, file, Call(tool, {key: command})) for name, (file, command) in commands.items())


_CLAUDE = Suite(
    setup=SETUPS["claude"],
    modes=(
        Mode("default"),
        Mode("plan", ("--permission-mode", "plan")),
        Mode(
            "plan, bypass available",
            ("--permission-mode", "plan", "--allow-dangerously-skip-permissions"),
        ),
        Mode("accept edits", ("--permission-mode", "acceptEdits")),
        Mode("bypass", ("--dangerously-skip-permissions",)),
    ),
    first=(Said("Reading.", (Call("Read", {"file_path": "{work}/app.py"}),)),),
    writes=(
        *_shell("Bash", "command"),
        Write("Write", "written.txt", Call("Write", {"file_path": "{work}/written.txt", "content": "x\n"})),
        Write(
            "Edit",
            "app.py",
            Call("Edit", {"file_path": "{work}/app.py", "old_string": '"hello "', "new_string": '"HELLO "'}),
        ),
    ),
    env={"IS_SANDBOX": "1"},  # else it refuses to bypass permissions as root
    files={
        # auto mode asks a service of its own what to allow; there is none here
        ".claude/settings.json": '{"skipDangerousModePermissionPrompt": true,'
        ' "permissions": {"disableAutoMode": "disable"}}\n'
    },
)
_CODEX = Suite(
    setup=SETUPS["codex"],
    modes=(
        Mode("default"),
        Mode("read-only", ("-s", "read-only", "-a", "never")),
        Mode("workspace-write", ("-s", "workspace-write", "-a", "never")),
        Mode("Plan mode", ("-s", "workspace-write", "-a", "never"), ("shift+tab",)),
        Mode("full access", ("--dangerously-bypass-approvals-and-sandbox",)),
    ),
    writes=(
        *_shell("exec_command", "cmd"),
        Write("apply_patch", "patched.txt", Call("apply_patch", custom=_PATCH)),
    ),
)
_GEMINI = Suite(
    setup=SETUPS["gemini"],
    modes=(
        Mode("default"),
        Mode("auto edit", ("--approval-mode=auto_edit",)),
        Mode("plan", ("--approval-mode=plan",)),
        Mode("yolo", ("--approval-mode=yolo",)),
    ),
    writes=(
        *_shell("run_shell_command", "command"),
        Write(
            "write_file",
            "written.txt",
            Call("write_file", {"file_path": "{work}/written.txt", "content": "x\n"}),
        ),
        Write(
            "replace",
            "app.py",
            Call(
                "replace",
                {
                    "file_path": "{work}/app.py",
                    "old_string": '"hello "',
                    "new_string": '"HELLO "',
                    "instruction": "louder",
                },
            ),
        ),
    ),
)
_OPENCODE = Suite(
    setup=SETUPS["opencode"],
    modes=(Mode("build"), Mode("plan", ("--agent", "plan")), Mode("auto", ("--auto",))),
    first=(Said("Reading.", (Call("read", {"filePath": "{work}/app.py"}),)),),
    writes=(
        *_shell("bash", "command"),
        Write("write", "written.txt", Call("write", {"filePath": "{work}/written.txt", "content": "x\n"})),
        Write(
            "edit",
            "app.py",
            Call("edit", {"filePath": "{work}/app.py", "oldString": '"hello "', "newString": '"HELLO "'}),
        ),
    ),
)
_AIDER = Suite(
    setup=SETUPS["aider"],
    modes=(Mode("default"), Mode("yes always", ("--yes-always",)), Mode("ask", ("--chat-mode", "ask"))),
    writes=(
        Write("new file", "written.txt", Call("")),
        Write("SEARCH/REPLACE", "app.py", Call("")),
    ),
    told="""Two changes.

written.txt
```
<<<<<<< SEARCH
=======
x
>>>>>>> REPLACE
```

app.py
```python
<<<<<<< SEARCH
    return "hello " + name
=======
    return "HELLO " + name
>>>>>>> REPLACE
```
""",
)
SUITES: Mapping[str, Suite] = {
    "claude": _CLAUDE,
    "codex": _CODEX,
    "gemini": _GEMINI,
    "opencode": _OPENCODE,
    "aider": _AIDER,
}
"""By the agent's name."""
