"""Operating Claude Code and Codex at their terminals, with a model that does what the chapter says."""

from __future__ import annotations

import asyncio
import json
import os
import re
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.truth.pen import TREE
from tests.support.truth.steps import Act, Ask, Rewind, Write
from tests.support.world import Shown, Watch, World

from plangate.cli.keynames import key_named
from plangate.client.control import Control
from plangate.conformance.model import Model
from plangate.conformance.said import Call, Said, Turn
from plangate.conformance.setups import SETUPS
from plangate.model.session import NewSession, State

__all__ = ["HANDS", "Claude", "Codex"]

_PATIENCE = 120.0
_LOOK = 0.15
_STILL = 3
"""Looks at the screen that are the same before it counts as drawn."""
_WAITS = (State.DONE, State.IDLE)


class _Hand:
    """What both agents have in common."""

    agent = ""
    args: tuple[str, ...] = ()
    new_conversation = "/clear"

    def __init__(self, world: World, control: Control, watch: Watch) -> None:
        self._world = world
        self._control = control
        self._watch = watch
        self._setup = SETUPS[self.agent]
        self._ask: Ask | None = None
        self._work = world.work
        self._told = threading.Event()
        """The model has said the last of what it has to say."""
        self._go_on = threading.Event()
        self._model = Model(self._say)
        self._shown: dict[str, Shown] = {}
        self._home = world.root / "home"
        self._home.mkdir()

    def __enter__(self) -> _Hand:
        self._model.__enter__()
        self._setup.prepare(self._home, self._world.work, self._model.url)
        return self

    def __exit__(self, *error: Any) -> None:
        self._go_on.set()
        self._model.__exit__(None, None, None)

    def env(self) -> Mapping[str, str]:
        """Of the agent."""
        return {
            "HOME": str(self._home),
            "XDG_CONFIG_HOME": str(self._home / ".config"),
            "XDG_STATE_HOME": str(self._home / ".local/state"),
            "PLANGATE_TEST_WORLD": str(self._world.root),
            **self._setup.env(self._model.url),
        }

    async def start(self, tree: str) -> str:
        new = NewSession(
            agent=self.agent,
            cwd=_place(self._world, tree),
            argv=(*self._setup.args, *self.args),
            env=dict(self.env()),
            cols=110,
            rows=40,
        )
        session = str((await self._control.new_session(new)).id)
        await self.ready(session)
        return session

    async def ready(self, session: str) -> None:
        await self.sees(session, self._setup.ready)
        await self.settles(session)

    async def ask(self, session: str, ask: Ask) -> None:
        self._ask, self._work = ask, Path(self._watch.sessions[session].cwd)
        self._told.clear()
        self._go_on.clear()
        await self._prompt(session, ask.text)
        await asyncio.wait_for(asyncio.to_thread(self._told.wait, _PATIENCE), _PATIENCE + 5)
        assert self._told.is_set(), f"never asked: {ask.text!r}\n{(await self.shown(session)).text()}"
        if ask.cut:
            await self._interrupt(session)
        await self._watch.session(session, lambda s: s.state in _WAITS, "the turn has ended")
        self._go_on.set()

    async def clear(self, session: str) -> None:
        await self.settles(session)
        await self._prompt(session, self.new_conversation)
        await self.settles(session)

    async def rewind(self, session: str, step: Rewind) -> None:
        raise NotImplementedError

    async def _empty(self, session: str) -> None:
        """Take the old prompt out of the box, into which it was put to be changed."""
        await self.settles(session)
        await self.press(session, "ctrl+c")
        await self.settles(session)

    async def _interrupt(self, session: str) -> None:
        await self.press(session, "escape")

    async def _prompt(self, session: str, text: str) -> None:
        await self.paste(session, text)
        await self.sees(session, re.escape(text.strip()[-12:]))
        await self.press(session, "enter")

    # ---- the terminal

    async def shown(self, session: str) -> Shown:
        """Its screen."""
        if session not in self._shown:
            self._shown[session] = await self._world.show(self._control, session)
        return self._shown[session]

    async def sees(self, session: str, pattern: str) -> None:
        """Wait for a text."""
        shown = await self.shown(session)
        await shown.until(
            lambda: re.search(pattern, shown.text(), re.MULTILINE), f"{pattern!r} on the screen"
        )

    async def settles(self, session: str) -> None:
        """Wait until it is drawn: keys are lost on a dialog that is not."""
        shown = await self.shown(session)
        before, same = "", 0
        end = time.monotonic() + _PATIENCE
        while same < _STILL and time.monotonic() < end:
            now = shown.text()
            before, same = now, same + 1 if now == before else 0
            await asyncio.sleep(_LOOK)

    async def press(self, session: str, *keys: str) -> None:
        """Press keys."""
        stream = (await self.shown(session)).stream
        assert stream is not None
        for key in keys:
            stream.send_key(key_named(key))

    async def paste(self, session: str, text: str) -> None:
        """Type a text."""
        stream = (await self.shown(session)).stream
        assert stream is not None
        stream.paste(text)

    # ---- the model

    def _say(self, turn: Turn, body: Mapping[str, Any]) -> Said:
        ask = self._ask
        if turn.side:
            return Said('{"title": "A test"}')
        if ask is None or not _ends_with(turn.prompt.split(), ask.text.split()):
            return Said("Nothing to do.")
        if turn.index < len(ask.acts):
            return self.does(ask.acts[turn.index])
        self._told.set()
        if ask.cut:
            self._go_on.wait(_PATIENCE)
        return Said("That is done.")

    def does(self, act: Act) -> Said:
        """How the agent's model does something."""
        raise NotImplementedError


class Claude(_Hand):
    """Claude Code, all permissions bypassed."""

    agent = "claude"
    args = ("--dangerously-skip-permissions",)

    def __enter__(self) -> _Hand:
        settings = self._home / ".claude/settings.json"
        settings.parent.mkdir()
        settings.write_text('{"skipDangerousModePermissionPrompt": true}')
        super().__enter__()
        told = self._home / ".claude.json"
        known = json.loads(told.read_text())
        (trust,) = known["projects"].values()
        known["projects"][_place(self._world, TREE)] = trust
        told.write_text(json.dumps(known))
        return self

    def env(self) -> Mapping[str, str]:
        return {**super().env(), "IS_SANDBOX": "1", "ENABLE_TOOL_SEARCH": "false"}

    async def rewind(self, session: str, step: Rewind) -> None:
        """To before the last prompt, with the code when there are files to restore."""
        await self.settles(session)
        await self._prompt(session, "/rewind")
        await self.sees(session, r"Restore the code and/or conversation")
        await self.settles(session)
        await self.press(session, "up", "enter")
        await self.sees(session, r"The conversation goes back")
        await self.settles(session)
        shown = await self.shown(session)
        both = "1. Restore code and conversation" in shown.text()
        await self.press(session, *(("enter",) if step.writes or not both else ("down", "enter")))
        await shown.until(lambda: "Restore to the point" not in shown.text(), "rewound")
        await self._empty(session)

    def does(self, act: Act) -> Said:
        if isinstance(act, Write):
            path = self._work / act.path
            read = (Call("Read", {"file_path": str(path)}),) if path.exists() else ()
            return Said("", (*read, Call("Write", {"file_path": str(path), "content": act.text})))
        return Said("", (Call("Bash", {"command": act.shell, "description": "a step"}),))


class Codex(_Hand):
    """Codex with full access."""

    agent = "codex"
    args = ("--dangerously-bypass-approvals-and-sandbox",)
    new_conversation = "/new"

    async def clear(self, session: str) -> None:
        await super().clear(session)
        if "Where should the new conversation run?" in (await self.shown(session)).text():
            await self.press(session, "enter")
            await self.settles(session)

    async def rewind(self, session: str, step: Rewind) -> None:
        """The conversation only."""
        await self.settles(session)
        await self.press(session, "escape")
        await self.sees(session, "esc again to edit")
        await self.press(session, "escape")
        await self.sees(session, "Browsing transcript")
        await self.settles(session)
        await self.press(session, "enter")
        await self.sees(session, "Conversation reverted")
        await self._empty(session)

    def does(self, act: Act) -> Said:
        if isinstance(act, Write):
            body = "".join(f"+{line}\n" for line in act.text.splitlines())
            patch = f"*** Begin Patch\n*** Add File: {act.path}\n{body}*** End Patch\n"
            return Said("Patching.", (Call("apply_patch", custom=patch),))
        return Said("Running.", (Call("exec_command", {"cmd": act.shell}),))


def _ends_with(said: list[str], asked: list[str]) -> bool:
    """After a turn that was cut short an agent may put words of its own before the prompt."""
    return said[-len(asked) :] == asked


def _place(world: World, tree: str) -> str:
    return os.path.normpath(world.work / tree)


HANDS = {"claude": Claude, "codex": Codex}
