"""sed: its script is read command by command."""

from __future__ import annotations

import re

from plangate.gate.classify.options import Options
from plangate.gate.classify.rules.call import Call
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import Word

__all__ = ["sed", "sed_script"]

_OPTIONS = Options(
    "-nErsuz -e= -l= --quiet --silent --regexp-extended --separate --unbuffered --null-data --expression= --line-length="
    " --debug --posix --sandbox",
    "-i -I --in-place",
)
"""sed(1) of GNU and BSD without -f, whose script is not known."""

_ADDRESS = re.compile(r"[0-9]+(?:~[0-9]+)?|\$")
_RANGE_END = re.compile(r"[+~]?[0-9]+|\$")
_BARE = frozenset("pPdDnNgGhHx=zF")
_NUMBERED = frozenset("lqQL")
_LABELLED = frozenset("btT")
_TEXT = frozenset("aic")
_FLAGS = re.compile(r"[gpiImM0-9]*")
_LABEL = re.compile(r"[ \t]*[A-Za-z0-9_]*")
_FILE = re.compile(r"[ \t]*[^\n;}]*")
_BLANKS = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"[ \t\n;]*")


def sed(call: Call) -> Finding:
    """Judge sed."""
    parsed = _OPTIONS.parse(call.args)
    if parsed.has("--help", "--version"):
        return None
    scripts: list[Word | None] = parsed.values("-e", "--expression") or list(parsed.operands[:1])
    if not scripts:
        raise Doubt("there is no script")
    for script in scripts:
        if not isinstance(script, str):
            raise Doubt("the script is not known")
        finding = sed_script(script)
        if finding is not None:
            return finding
    return None


def sed_script(script: str) -> Finding:
    """Judge a script; every command in it must be one that only prints or edits what is printed.

    Raises:
        Doubt: It is not understood.
    """
    position = _skip(_BETWEEN, script, 0)
    while position < len(script):
        finding, position = _command(script, _address(script, position))
        if finding is not None:
            return finding
        position = _skip(_BETWEEN, script, position)
    return None


def _skip(pattern: re.Pattern[str], script: str, position: int) -> int:
    found = pattern.match(script, position)
    return found.end() if found else position


def _address(script: str, position: int) -> int:
    """Behind the address of a command, if it has one."""
    first = _one_address(script, position, _ADDRESS)
    if first != position:
        position = _skip(_BLANKS, script, first)
        if script[position : position + 1] == ",":
            position = _skip(_BLANKS, script, position + 1)
            second = _one_address(script, position, _RANGE_END)
            if second == position:
                raise Doubt("an address that is not understood")
            position = _skip(_BLANKS, script, second)
    while script[position : position + 1] == "!":
        position = _skip(_BLANKS, script, position + 1)
    return position


def _one_address(script: str, position: int, plain: re.Pattern[str]) -> int:
    found = plain.match(script, position)
    if found:
        return found.end()
    mark = script[position : position + 1]
    if mark == "/":
        position = _delimited(script, position + 1, "/", regex=True)
    elif mark == "\\" and script[position + 1 : position + 2] in set("|,#%@!+:"):
        position = _delimited(script, position + 2, script[position + 1], regex=True)
    else:
        return position
    while script[position : position + 1] in ("I", "M"):
        position += 1
    return position


def _delimited(script: str, position: int, delimiter: str, *, regex: bool) -> int:
    """Behind the delimiter that ends a part; brackets that hold it are read differently by different seds."""
    start = position
    while position < len(script):
        mark = script[position]
        if mark == "\\":
            if script[position + 1 : position + 2] in ("\n", ""):
                raise Doubt("a line that goes on inside the script")
            position += 2
            continue
        if mark == "\n":
            raise Doubt("a line that ends inside a pattern")
        if mark == delimiter:
            if regex and _open_bracket(script[start:position]):
                raise Doubt("a delimiter inside brackets")
            return position + 1
        position += 1
    raise Doubt("a pattern that does not end")


_LONG_PATTERN = 400
"""Looking for brackets takes quadratic time."""
_SKIPPED = re.compile(r"\\.")
_BRACKET = re.compile(r"\[\^?\]?(?:\[[:.=][a-z]*[:.=]\]|[^\]])*\]")


def _open_bracket(pattern: str) -> bool:
    """Whether a bracket expression is still open at the end, or might be."""
    if len(pattern) > _LONG_PATTERN:
        return True
    rest = _BRACKET.sub("", _SKIPPED.sub("", pattern))
    return "[" in rest or "[" in _BRACKET.sub("", pattern).replace("\\[", "")


def _command(script: str, position: int) -> tuple[Finding, int]:
    mark = script[position : position + 1]
    after = position + 1
    if mark in _BARE and mark:
        return None, _end(script, after)
    if mark == "{":
        return None, after
    if mark == "}":
        return None, _end(script, after)
    if mark == "s":
        return _substitute(script, after)
    if mark == "y":
        return None, _end(script, _pair(script, after))
    if mark in _NUMBERED and mark:
        return None, _end(script, _skip(re.compile(r"[ \t]*[0-9]*"), script, after))
    if mark in _LABELLED and mark:
        return None, _end(script, _skip(_LABEL, script, after))
    if mark == ":":
        return None, _label(script, after)
    if mark in _TEXT and mark:
        return None, _text(script, after)
    if mark in ("w", "W"):
        return mutating("sed writes a file"), len(script)
    if mark == "#":
        line = script.find("\n", after)
        return None, len(script) if line < 0 else line
    raise Doubt(
        f"the sed command {mark!r} is not known to change nothing" if mark else "a script that ends early"
    )


def _label(script: str, position: int) -> int:
    found = _LABEL.match(script, position)
    if found is None or not found[0].strip():
        raise Doubt("a label that is not understood")
    end = found.end()
    if script[end : end + 1] not in ("", "\n", ";"):
        raise Doubt("a label that is not understood")
    return end


def _text(script: str, position: int) -> int:
    """The text of a, i and c goes on to the end of the line."""
    line = script.find("\n", position)
    end = len(script) if line < 0 else line
    if "\\" in script[position:end]:
        raise Doubt("a text that may go on in the next line")
    return end


def _pair(script: str, position: int) -> int:
    delimiter = script[position : position + 1]
    if not delimiter or delimiter in "\\\n \t;" or delimiter.isalnum():
        raise Doubt("an unusual delimiter")
    middle = _delimited(script, position + 1, delimiter, regex=True)
    return _replacement(script, middle, delimiter)


def _replacement(script: str, position: int, delimiter: str) -> int:
    while position < len(script):
        mark = script[position]
        if mark == "\\":
            position += 2
        elif mark == delimiter:
            return position + 1
        elif mark == "\n":
            raise Doubt("a line that ends inside a replacement")
        else:
            position += 1
    raise Doubt("a replacement that does not end")


def _substitute(script: str, position: int) -> tuple[Finding, int]:
    end = _pair(script, position)
    end = _skip(_FLAGS, script, end)
    following = script[end : end + 1]
    if following == "w":
        return mutating("sed writes a file"), len(script)
    if following == "e":
        raise Doubt("what is substituted is run as a command")
    return None, _end(script, end)


def _end(script: str, position: int) -> int:
    """Behind a command there may be blanks, and then a separator, a closing brace or nothing."""
    position = _skip(_BLANKS, script, position)
    if script[position : position + 1] not in ("", "\n", ";", "}", "#"):
        raise Doubt("a script that is not understood")
    return position
