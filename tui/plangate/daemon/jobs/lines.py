"""The last line of what a job has written, as a person would have seen it."""

from __future__ import annotations

import re

__all__ = ["last_line"]

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)"  # OSC, DCS and other strings
    r"|\x1b[ -/]*[0-~]"
)
_LONGEST = 200


def last_line(data: bytes) -> str:
    """The last line that says something at the end of a file; without escape sequences and control bytes."""
    text = _ESCAPES.sub("", data.decode(errors="replace"))
    for line in reversed(text.split("\n")):
        shown = line.rstrip("\r").rpartition("\r")[2]  # a progress bar writes over itself
        plain = "".join(char for char in shown if char.isprintable()).strip()
        if plain:
            return plain[-_LONGEST:]
    return ""
