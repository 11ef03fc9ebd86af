"""Programs that run another program: what they run is judged."""

from __future__ import annotations

import re

from plangate.gate.classify.options import Options
from plangate.gate.classify.rules.call import Call, Rule
from plangate.gate.classify.variables import harmless_for_programs
from plangate.gate.classify.verdict import Doubt, Finding
from plangate.gate.classify.words import Loose, Word, is_tame

__all__ = ["RULES"]

_TIMEOUT = Options(
    "-v -f -p -k= -s= --foreground --preserve-status --kill-after= --signal= --verbose", stops=True
)
_NICE = Options("-# -n= --adjustment=", stops=True)
_IONICE = Options("-t -c= -n= --class= --classdata= --ignore", stops=True)
_STDBUF = Options("-i= -o= -e= --input= --output= --error=", stops=True)
_TIME = Options("-p", stops=True)
_ENV = Options("-i0v -u= -C= --ignore-environment --null --unset= --chdir= --debug", stops=True)
"""env(1) without -S, which splits a text into words."""
_XARGS = Options(
    "-0rtxo -n= -L= -P= -s= -d= -E= -I= -a= -i? -l? --null --no-run-if-empty --verbose --exit --max-args= --max-procs="
    " --max-lines? --max-chars= --replace? --delimiter= --arg-file= --show-limits --open-tty",
    stops=True,
)
"""xargs(1) without -p, which asks, and --process-slot-var, which sets a variable."""
_APPENDED = Loose(single=False, start="", tame=False)
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_DURATION = re.compile(r"[0-9]+(?:\.[0-9]+)?[smhd]?")


def _run(call: Call, words: list[Word]) -> Finding:
    if not words:
        raise Doubt("there is nothing to run")
    return call.shell.judge(Call(words, call.shell))


def _timeout(call: Call) -> Finding:
    parsed = _TIMEOUT.parse(call.args)
    if not parsed.operands or parsed.has("--help", "--version"):
        return None
    duration, *words = parsed.operands
    if not isinstance(duration, str) or not _DURATION.fullmatch(duration):
        raise Doubt("how long it may take is not known")
    return _run(call, words)


def _simple(options: Options) -> Rule:
    def rule(call: Call) -> Finding:
        parsed = options.parse(call.args)
        if not parsed.operands:
            return None
        return _run(call, parsed.operands)

    return rule


def _env(call: Call) -> Finding:
    parsed = _ENV.parse(call.args)
    if any(not isinstance(name, str) or not _NAME.fullmatch(name) for name in parsed.values("-u", "--unset")):
        raise Doubt("which variable is unset is not known")
    words = list(parsed.operands)
    while words:
        word = words[0]
        if not isinstance(word, str):
            raise Doubt("what an expansion becomes might be a program to run")
        assignment = _ASSIGNMENT.fullmatch(word)
        if assignment is None:
            if "=" in word:
                raise Doubt("an assignment that is not understood")
            return _run(call, words)
        if not harmless_for_programs(assignment[1], assignment[2]):
            raise Doubt(f"{assignment[1]} is set, which may change what programs do")
        words.pop(0)
    return None


def _xargs(call: Call) -> Finding:
    parsed = _XARGS.parse(call.args)
    if parsed.has("--help", "--version", "--show-limits"):
        return None
    if not parsed.operands:
        return None
    marks = parsed.values("-I", "-i", "--replace")
    if not marks:
        return _run(call, [*parsed.operands, _APPENDED])
    mark = marks[-1] or "{}"
    if len(marks) != 1 or not isinstance(mark, str):
        raise Doubt("what is replaced is not known")
    words = [_replaced(word, mark) for word in parsed.operands]
    if parsed.has("-n", "-L", "-l", "--max-args", "--max-lines"):
        words.append(_APPENDED)  # these take back the replacing, whichever comes last
    return _run(call, words)


def _replaced(word: Word, mark: str) -> Word:
    """A word in which what xargs reads takes the place of a mark."""
    if isinstance(word, Loose):
        return Loose(word.single, "", False)
    before, found, _ = word.partition(mark)
    return Loose(single=True, start=before, tame=is_tame(before)) if found else word


RULES: dict[str, Rule] = {
    "timeout": _timeout,
    "gtimeout": _timeout,
    "nice": _simple(_NICE),
    "ionice": _simple(_IONICE),
    "stdbuf": _simple(_STDBUF),
    "time": _simple(_TIME),
    "env": _env,
    "xargs": _xargs,
    "gxargs": _xargs,
}
"""By the name of the program."""
