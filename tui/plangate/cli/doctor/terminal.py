"""The terminal we run in: what the environment says, and what it answers itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from plangate.cli.doctor.finding import Finding, Level
from plangate.cli.fullscreen.probe import Abilities, probe

__all__ = ["check_terminal"]


def check_terminal() -> Iterator[Finding]:
    """Look at the terminal; it is asked only when there is one on standard input and error."""
    name = os.environ.get("TERM", "")
    program = os.environ.get("TERM_PROGRAM", "")
    text = f"TERM={name or 'not set'}" + (f", {program}" if program else "")
    if name in ("", "dumb"):
        yield Finding(
            "terminal", "name", Level.WARN, text, "Set TERM to what your terminal is, e.g. xterm-256color."
        )
    else:
        yield Finding("terminal", "name", Level.OK, text)
    yield _encoding()
    for variable in ("TMUX", "STY"):
        if os.environ.get(variable):
            yield Finding("terminal", "inside", Level.NOTE, f"inside another multiplexer ({variable} is set)")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        yield Finding("terminal", "answers", Level.NOTE, "not asked: this is not a terminal")
        return
    yield from _abilities(probe(sys.stdin.fileno(), sys.stderr.fileno()))


def _encoding() -> Finding:
    encoding = (sys.stdout.encoding or "").lower()
    if encoding.replace("-", "") == "utf8":
        return Finding("terminal", "encoding", Level.OK, "UTF-8")
    return Finding(
        "terminal", "encoding", Level.WARN, encoding or "unknown", "Use a UTF-8 locale: LANG=C.UTF-8."
    )


def _abilities(found: Abilities) -> Iterator[Finding]:
    if not found.answered:
        yield Finding(
            "terminal", "answers", Level.WARN, "it did not answer in time", "Colours and keys are guessed."
        )
        return
    yield Finding("terminal", "version", Level.OK, found.version or "does not tell its version")
    colours = "24-bit" if found.true_colour else "palette only, or not told"
    yield Finding("terminal", "colours", Level.OK, colours, values={"true_colour": found.true_colour})
    yield Finding(
        "terminal",
        "keyboard",
        Level.OK if found.kitty_keyboard else Level.NOTE,
        "kitty keyboard protocol"
        if found.kitty_keyboard
        else "no kitty keyboard protocol: Shift+Enter reads as Enter",
        values={"kitty": found.kitty_keyboard},
    )
    yield Finding(
        "terminal",
        "painting",
        Level.OK if found.synchronized else Level.NOTE,
        "synchronized output" if found.synchronized else "no synchronized output: fast redraws may flicker",
        values={"synchronized": found.synchronized},
    )
