"""What the demo says and does, turn by turn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from plangate.aio import spawn
from plangate_demo import work
from plangate_demo.gate import Gate, refusal
from plangate_demo.ui import MODES, Interrupted, Ui
from plangate_demo.view import bold, column_count, cut, dim, markdown, paint, wrapped

__all__ = ["Story"]

_GREETING = """\
I am a scripted demo, not a model: whatever you ask, I do the same small piece of work, on a sample \
repository made for it. But the terminal, the files, the tests and the background job are real."""
_HELP = (
    "/plan [task]   plan first from now on, and begin the task",
    "/jobs          the background job",
    "/quit          leave",
    "shift+tab      plan first, or edit directly",
    "esc            stop what is being done",
)
_PLAN = """\
# Plan {version}: discounts for the cart

## Steps
1. `shop/cart.py`: `Cart` takes `percent`, `total()` takes the discount off, rounded {rounding}.
2. `tests/test_cart.py`: one test with a discount of 10 percent.
3. Run `python -m unittest`.
4. Start the import job in the background, so that you can leave.
{extra}
## Scope
{scope}

## Risks
- A discount that is rounded the other way than the receipts do it.

## Tests
- `python -m unittest`"""
_WAITS = (
    "",
    bold("  The plan waits for you."),
    "  Leave this terminal with Ctrl+], and press a: there it is read, commented and approved.",
)
_DIFF = {"+": "green", "-": "red"}
_ROUNDINGS = {"1": "half up", "2": "down"}


class Story:
    """One conversation."""

    def __init__(self, ui: Ui, root: Path, gate: Gate | None = None) -> None:
        self._ui = ui
        self._root = root
        self._gate = gate or Gate()

    async def tell(self, prompt: str) -> None:
        """Greet, then take prompts until the person leaves, which ends it with `Quit`."""
        cols = self._ui.cols
        self._ui.say(
            "",
            f"  {paint('◆', 'cyan')} {bold('Plangate demo')}",
            *(dim(line) for line in wrapped(_GREETING, cols, "  ", "  ")),
            dim(f"  {self._root}"),
            "",
        )
        state = "idle"
        while True:
            text = prompt or await self._ui.prompt(state)
            prompt = ""
            self._ui.say("", *(paint(line, "blue") for line in wrapped(text, self._ui.cols, "> ", "  ")))
            task = self._command(text)
            if task is None:
                continue
            try:
                await self._ui.run(spawn(self._turn(task), name="demo-turn"))
            except Interrupted:
                self._ui.say(paint("  ⎿ Interrupted. What should I do instead?", "red"))
            state = "done"

    def _command(self, text: str) -> str | None:
        """The task in a line; None for a command that is done with at once."""
        word, _, rest = text.partition(" ")
        match word:
            case "/plan":
                self._ui.mode = 0
                if not rest.strip():
                    self._ui.say(dim(f"  Mode: {MODES[0]}"))
                return rest.strip() or None
            case "/jobs":
                self._ui.say(*self._ui.job_lines())
            case "/help":
                self._ui.say(*(dim(f"  {line}") for line in _HELP))
            case "/quit" | "/exit":
                self._ui.leave()
            case _ if word.startswith("/"):
                self._ui.say(paint(f"  No such command: {word}", "red"), dim("  /help lists them"))
            case _:
                return text
        return None

    async def _turn(self, _task: str) -> None:
        if work.is_done(self._root):
            await self._check_again()
            return
        await self._explore()
        rounding = await self._ask_rounding()
        wishes = await self._allowed(rounding)
        if wishes is None:
            self._ui.say("", "● Then I leave everything as it is.")
            return
        await self._edit(rounding, wishes)
        await self._test()
        await self._ui.work("Starting the import job…", 0.6)
        await self._ui.start_job()
        self._tool("Bash", "python -m plangate_demo.job &", ["goes on in the background"])
        self._ui.say(
            "",
            *wrapped(
                "● Done: the cart takes discounts, and the tests pass. The import job goes on by itself; "
                "/jobs tells how far it is.",
                self._ui.cols,
                rest="  ",
            ),
        )

    async def _explore(self) -> None:
        self._ui.say("", "● I look at how the total is made.")
        for name in ("README.md", "shop/cart.py", "tests/test_cart.py"):
            await self._ui.work(f"Reading {name}…", 0.7)
            lines = work.read(self._root, name).count("\n")
            self._tool("Read", name, [f"{lines} lines"])
        await self._ui.work("Searching…", 0.6)
        self._tool("Search", '"total"', work.search(self._root, "total"))

    async def _ask_rounding(self) -> str:
        await self._ui.work("Thinking…", 0.8)
        question = [
            "",
            bold("  How should a discount be rounded?"),
            "  1. Half up, as on receipts",
            "  2. Down, in favour of the shop",
        ]
        answer = await self._ui.ask("question", question, choices=2, hint="1 or 2 · a number answers")
        rounding = _ROUNDINGS.get(answer[:1], "half up")
        self._ui.say(*question, dim(f"  ⎿ {rounding}"))
        return rounding

    async def _allowed(self, rounding: str) -> list[str] | None:
        """The wishes of the plan that was approved; none when none was needed, None when it was rejected."""
        if await self._gate.holds(self._root):
            return await self._through_the_gate(rounding)
        return await self._agree(rounding) if self._ui.mode == 0 else []

    async def _through_the_gate(self, rounding: str) -> list[str] | None:
        """Try to edit without a plan, be refused, and present plans until one is approved."""
        await self._ui.work("Editing shop/cart.py without asking…", 1.0)
        if why := refusal(self._root / "shop/cart.py"):
            self._tool("Edit", "shop/cart.py", [why], lambda _: "red", ok=False)
            text = "● The plan gate is closed: nothing may change before you have approved a plan. So I write one."
            self._ui.say("", *wrapped(text, self._ui.cols, rest="  "))
        wishes: list[str] = []
        while True:
            await self._ui.work("Writing the plan…", 1.2)
            plan = _plan(rounding, wishes)
            self._ui.say("", *markdown(plan, self._ui.cols))
            try:
                found = await self._ui.wait_for(
                    self._gate.submit(plan), "plan", _WAITS, hint="esc stops waiting"
                )
            except ValueError as error:
                self._ui.say(paint(f"  ⎿ {error}", "red"))
                return None
            told = found.words.split("\n\n")[0]
            self._ui.say(*(dim(line) for line in wrapped(told, self._ui.cols, "  ⎿ ", "    ")))
            if found.approved:
                return wishes
            if found.rejected:
                return None
            wishes.append(_wish(found.words))

    async def _agree(self, rounding: str) -> list[str] | None:
        """Propose the plan until it is approved; every wish makes a new version.

        Returns the wishes of the approved version, or None when it was rejected.
        """
        wishes: list[str] = []
        while True:
            await self._ui.work("Writing the plan…", 1.2)
            self._ui.say("", *markdown(_plan(rounding, wishes), self._ui.cols))
            answer = await self._ui.ask(
                "plan",
                ["", bold("  Approve this plan?") + dim("  y, n, or what to change")],
                hint="y · n · or type a change",
            )
            self._ui.say(dim(f"  ⎿ {answer.splitlines()[0]}"))
            if answer.lower() in ("y", "yes", "1"):
                return wishes
            if answer.lower() in ("n", "no", "2"):
                return None
            wishes.append(" ".join(answer.split()))

    async def _edit(self, rounding: str, wishes: list[str]) -> None:
        for edit in work.planned(self._root, rounding, wishes):
            await self._ui.work(f"Editing {edit.name}…", 1.0)
            work.apply(self._root, edit)
            self._tool("Edit", edit.name, edit.diff(), lambda line: _DIFF.get(line[:1], "dim"))

    async def _test(self) -> None:
        await self._ui.work("Running python -m unittest…", 0.8)
        tests = await work.run_tests(self._root)
        self._tool("Bash", "python -m unittest -v", tests.lines[-6:], ok=tests.ok)

    async def _check_again(self) -> None:
        """The second and every later turn: ask for permission, then run the tests once more."""
        self._ui.say("", "● The discounts are in already. I would run the tests once more.")
        question = [
            "",
            bold("  May I run this?"),
            f"    {Path(sys.executable).name} -m unittest -v",
            "  1. Yes",
            "  2. No",
        ]
        await self._ui.work("Thinking…", 0.6)
        answer = await self._ui.ask("permission", question, choices=2, hint="1 or 2 answers")
        self._ui.say(*question, dim(f"  ⎿ {'Yes' if answer.startswith('1') else 'No'}"))
        if answer.startswith("1"):
            await self._test()
            self._ui.say("", "● All is as it was.")
        else:
            self._ui.say("", "● Then I do not.")

    def _tool(
        self,
        name: str,
        what: str,
        lines: list[str],
        style: Callable[[str], str] = lambda _line: "dim",
        *,
        ok: bool = True,
    ) -> None:
        """Show a tool's use with its output, one line for each."""
        width = column_count(self._ui.cols)
        self._ui.say(
            "",
            f"{paint('●', 'green' if ok else 'red')} {bold(name)}({cut(what, width - len(name) - 4)})",
            *(f"    {paint(cut(line, width - 4), style(line))}" for line in lines),
        )


def _wish(words: str) -> str:
    """What a person wants, without the gate's words around it: a comment is `- on step s1 "...": what is wanted`."""
    lines = [line.strip() for line in words.splitlines()]
    comments = [line.rpartition('": ')[2].removeprefix("- ") for line in lines if line.startswith("- ")]
    reason = lines[0].removeprefix("Changes to the plan are requested.").strip() if lines else ""
    return "; ".join(one for one in (reason, *comments) if one)[:200]


def _plan(rounding: str, wishes: list[str]) -> str:
    extra = "".join(f"{number}. `README.md`: {wish}\n" for number, wish in enumerate(wishes, 5))
    files = ["shop/cart.py", "tests/test_cart.py", *(["README.md"] if wishes else [])]
    scope = "\n".join(f"- `{name}`" for name in files)
    return _PLAN.format(version=len(wishes) + 1, rounding=rounding, extra=extra, scope=scope)
