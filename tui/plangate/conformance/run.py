"""Runs an agent through its suite: every mode, with and without the plan gate.

The person at the keyboard is an impatient one: they say yes to whatever the agent asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plangate.conformance.model import Model
from plangate.conformance.scratch import Scratch
from plangate.conformance.suites import END, PROMPT, Mode, Suite
from plangate.errors import PlangateError, TimedOut

__all__ = ["Outcome", "conform"]

_START = "180s"
_PATIENCE = 120.0
"""Seconds without a request to the model: a slow machine makes an agent slow, not silent."""
_LONGEST = 900.0
"""Seconds for all of it."""
_LOOK = 0.5
"""Seconds between looks: there is no event for "asks something or has ended"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one mode."""

    mode: str
    gated: bool
    strength: str = ""
    """Of the gate."""
    written: tuple[str, ...] = ()
    """Names of the writes that changed their file."""
    tried: int = 0
    other: tuple[str, ...] = ()
    """Files that changed besides."""
    fault: str = ""
    """Why it could not be carried through; the other fields say how far it came."""


def conform(
    agent: str, suite: Suite, told: Callable[[str], None], *, modes: tuple[str, ...] = ()
) -> Iterator[Outcome]:
    """Try every mode, without the gate first.

    Args:
        agent: Its name.
        suite: What is tried.
        told: Hears what is being done.
        modes: Only these; empty: all.
    """
    for mode in suite.modes:
        if modes and mode.name not in modes:
            continue
        for gated in (False, True):
            told(f"{agent}, {mode.name}, {'with' if gated else 'without'} the gate")
            with Scratch() as scratch:
                yield _try(agent, suite, mode, scratch, gated=gated)


def _try(agent: str, suite: Suite, mode: Mode, scratch: Scratch, *, gated: bool) -> Outcome:
    fault = strength = ""
    script = suite.script(scratch.work)
    with Model(lambda turn, _: script(turn)) as model:
        suite.setup.prepare(scratch.home, scratch.work, model.url)
        for name, text in suite.files.items():
            path = scratch.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        env = {**suite.setup.env(model.url), **suite.env}
        try:
            session = scratch.start(agent, (*suite.setup.args, *mode.args), env, gated=gated)
            strength = scratch.strength(session) if gated else ""
            _go_through(suite, mode, scratch, session, model)
        except PlangateError as error:
            fault = error.message
    changed = scratch.changed()
    written = tuple(write.name for write in suite.writes if write.file in changed)
    return Outcome(
        mode=mode.name,
        gated=gated,
        strength=strength,
        written=written,
        tried=len(suite.writes),
        other=tuple(sorted(changed - {write.file for write in suite.writes})),
        fault=fault,
    )


def _go_through(suite: Suite, mode: Mode, scratch: Scratch, session: str, model: Model) -> None:
    """Give the prompt and say yes to everything until the model has come to its end.

    Raises:
        TimedOut: It never came to it.
    """
    scratch.plangate("wait", session, "--text", suite.setup.ready, "--timeout", _START)
    _settle(scratch, session)
    for key in mode.keys:
        scratch.plangate("send", session, "-k", key)
        _settle(scratch, session)
    scratch.plangate("send", session, PROMPT, "--no-enter")
    scratch.plangate("wait", session, "--text", PROMPT, "--timeout", _START)
    scratch.plangate("send", session, "-k", "enter")
    last = time.monotonic() + _LONGEST
    end, asked = time.monotonic() + _PATIENCE, len(model.requests)
    while True:
        if len(model.requests) != asked:
            end, asked = min(last, time.monotonic() + _PATIENCE), len(model.requests)
        said = END in scratch.plangate("screen", session)
        state = scratch.show(session)["state"]
        if said and (not suite.told or state in ("done", "idle")):
            return  # without tools it carries out what was said only afterwards
        if time.monotonic() > end:
            raise TimedOut(f"it asked nothing for {_PATIENCE:.0f} seconds, before the end of its script")
        if state == "blocked":
            scratch.plangate("send", session, "-k", "enter", check=False)
        elif state in ("failed", "stopped"):
            raise PlangateError("it ended by itself")
        time.sleep(_LOOK)


def _settle(scratch: Scratch, session: str) -> None:
    """Wait until two looks at the screen are the same: keys are lost on a dialog that is being drawn."""
    end = time.monotonic() + 15.0
    before = ""
    while (now := scratch.plangate("screen", session)) != before and time.monotonic() < end:
        before = now
        time.sleep(_LOOK)
