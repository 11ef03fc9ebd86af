"""The demo's dialogue with the person: keys in, lines out, one question at a time."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine, Sequence
from typing import TypeVar

from plangate.aio import cancel_and_wait, spawn
from plangate_demo.keys import Decoder, Press
from plangate_demo.screen import Screen
from plangate_demo.view import Live, dim, live_rows, paint
from plangate_demo.work import Job

__all__ = ["MODES", "Interrupted", "Quit", "Ui"]

MODES = ("plan first", "edit directly")
_SPINNER = "◐◓◑◒"
_SLASH_HINT = "/help"
_T = TypeVar("_T")


class Quit(Exception):
    """The person wants to leave, or the terminal is gone."""


class Interrupted(Exception):
    """The person pressed Esc or Ctrl-C while something was being done."""


class Ui:
    """Owns what is on the screen; the conversation waits for its answers."""

    def __init__(self, screen: Screen, job: Job, speed: float) -> None:
        self._screen = screen
        self._job = job
        self._speed = speed
        self._decoder = Decoder()
        self._spinner = itertools.cycle(_SPINNER)
        self._glyph = _SPINNER[0]
        self._typed = ""
        self._activity = ""
        self._question: Sequence[str] = ()
        self._choices = 0
        self._hint = _SLASH_HINT
        self._answer: asyncio.Future[str] | None = None
        self._queued: list[str] = []
        self._turn: asyncio.Task[None] | None = None
        self._leaving = False
        self._tasks: list[asyncio.Task[None]] = []
        self.mode = 0
        """Index into `MODES`."""

    @property
    def cols(self) -> int:
        """Width of the terminal."""
        return self._screen.size[0]

    def say(self, *lines: str) -> None:
        """Write lines that stay."""
        cols, rows = self._screen.size
        live = Live(
            activity=self._activity,
            spinner=self._glyph,
            jobs=(f"import job: {self._job.last_line()} · /jobs",) if self._job.running else (),
            question=self._question,
            typed=self._typed,
            mode=MODES[self.mode],
            hint=self._hint,
        )
        self._screen.show(lines, *live_rows(live, cols, rows))

    async def work(self, activity: str, seconds: float) -> None:
        """Show what is being done, for some time at normal speed."""
        if not self._activity:
            self._screen.report("working", title=f"{_SPINNER[0]} Plangate demo")
        self._activity = activity
        self.say()
        await asyncio.sleep(seconds * self._speed)

    async def prompt(self, state: str) -> str:
        """Wait for the next prompt; `state` is "idle" or "done"."""
        self._screen.report(state, title="✳ Plangate demo")
        if self._queued and not self._leaving:
            return self._queued.pop(0)
        return await self._wait((), 0, _SLASH_HINT)

    async def ask(self, kind: str, question: Sequence[str], *, choices: int = 0, hint: str) -> str:
        """Wait for the answer to a question.

        Args:
            kind: plan, permission or question, as the terminal is told.
            question: Painted lines.
            choices: How many numbered choices there are; a digit answers at once.
            hint: What can be pressed.
        """
        activity, self._activity = self._activity, ""
        self._screen.report("blocked", kind, title="✋ Plangate demo")
        answer = await self._wait(question, choices, hint)
        self._screen.report("working", title=f"{_SPINNER[0]} Plangate demo")
        self._activity = activity
        return answer

    async def wait_for(
        self, decision: Coroutine[None, None, _T], kind: str, shown: Sequence[str], *, hint: str
    ) -> _T:
        """Show that something is waited for which is decided elsewhere; what is typed is kept for later.

        Args:
            decision: Ends when it has been decided.
            kind: plan, permission or question, as the terminal is told.
            shown: Painted lines.
            hint: What can be pressed.
        """
        activity, self._activity = self._activity, ""
        self._screen.report("blocked", kind, title="✋ Plangate demo")
        self._question, self._hint = shown, hint
        self.say()
        try:
            return await decision
        finally:
            self._question, self._hint = (), _SLASH_HINT
            self._screen.report("working", title=f"{_SPINNER[0]} Plangate demo")
            self._activity = activity

    async def run(self, turn: asyncio.Task[None]) -> None:
        """Let a turn go to its end.

        Raises:
            Interrupted: The person stopped it.
        """
        self._turn = turn
        try:
            await asyncio.wait([turn])
        finally:
            self._turn, self._activity = None, ""
            await cancel_and_wait(turn)
        if self._leaving:
            raise Quit
        if turn.cancelled():
            raise Interrupted
        turn.result()

    def readable(self) -> None:
        """Take what was typed; for the event loop."""
        data = self._screen.read()
        if not data:
            self.leave()
        for press in self._decoder.feed(data):
            self._press(press)
        self.say()

    def leave(self) -> None:
        """Have the conversation end."""
        self._leaving = True
        if self._turn is not None:
            self._turn.cancel()
        elif self._answer is not None and not self._answer.done():
            self._answer.set_exception(Quit())

    async def _tick(self) -> None:
        """Turn the spinner and follow the job's progress, for ever."""
        while True:
            await asyncio.sleep(0.12 if self._activity else 1.0)
            if self._activity:
                self._glyph = next(self._spinner)
            if self._activity or self._job.running:
                self.say()

    async def _wait(self, question: Sequence[str], choices: int, hint: str) -> str:
        if self._leaving:
            raise Quit
        self._question, self._choices, self._hint = question, choices, hint
        self._answer = asyncio.get_running_loop().create_future()
        self.say()
        try:
            return await self._answer
        finally:
            self._answer = None
            self._question, self._choices, self._hint = (), 0, _SLASH_HINT

    def _press(self, press: Press) -> None:
        match press.name:
            case "text" | "paste":
                self._type(press)
            case "newline":
                self._typed += "\n"
            case "backspace":
                self._typed = self._typed[:-1]
            case "clear":
                self._typed = ""
            case "enter":
                self._submit()
            case "shift_tab":
                self.mode = (self.mode + 1) % len(MODES)
            case "escape":
                self._interrupt()
            case "interrupt":
                self._interrupt_or_leave()
            case "end" if not self._typed:
                self.leave()

    def _type(self, press: Press) -> None:
        digit = press.text if press.name == "text" and press.text.isdecimal() else ""
        if self._answer is not None and not self._typed and digit and 1 <= int(digit) <= self._choices:
            self._answer.set_result(digit)
            return
        self._typed += press.text.replace("\t", "    ")
        self._hint = _SLASH_HINT if self._answer is None or not self._question else self._hint

    def _submit(self) -> None:
        text, self._typed = self._typed.strip(), ""
        if self._answer is None or self._answer.done():
            if text:
                self._queued.append(text)
                self.say(dim(f"  queued: {text.splitlines()[0]}"))
        elif text or self._choices:
            self._answer.set_result(text or "1")

    def _interrupt(self) -> bool:
        """Stop the turn; else empty the prompt. Whether there was anything to do."""
        if self._turn is not None:
            return self._turn.cancel()
        had, self._typed = bool(self._typed), ""
        return had

    def _interrupt_or_leave(self) -> None:
        again = "ctrl+c again to quit"
        if self._interrupt():
            return
        if self._hint == again:
            self.leave()
        self._hint = again

    async def start_job(self) -> None:
        """Begin the background job, and say so when it has ended."""
        await self._job.start()
        self._tasks.append(spawn(self._follow_job(), name="demo-job"))

    async def _follow_job(self) -> None:
        await self._job.ended()
        self.say("", f"● The import job has ended: {self._job.last_line()}")

    def job_lines(self) -> list[str]:
        """What `/jobs` says."""
        if not self._job.pid:
            return [dim("  No background job.")]
        state = paint("running", "green") if self._job.running else "ended"
        return [
            f"  import job · {state} · pid {self._job.pid}",
            dim(f"    {self._job.last_line()}"),
            dim(f"    {self._job.log}"),
        ]

    def open(self) -> None:
        """Start following time."""
        self._tasks.append(spawn(self._tick(), name="demo-tick"))

    async def close(self) -> None:
        """End the job and everything else that goes on."""
        await cancel_and_wait(*self._tasks)
        await self._job.stop()
        self._job.forget()
