"""What the shell itself brings along."""

from __future__ import annotations

import re

from plangate.gate.classify.conditions import check_test
from plangate.gate.classify.options import Options
from plangate.gate.classify.rules.call import Call, Rule, by_table, free, only, texts
from plangate.gate.classify.variables import harmless_name
from plangate.gate.classify.verdict import Doubt, Finding
from plangate.gate.classify.words import Loose, Word

__all__ = ["RULES"]

_FREE = ": true false echo pwd cd pushd popd dirs type times exit return break continue shift sleep yes help caller"

_COUNTS_WRITTEN = re.compile(r"%[^%A-Za-z]*[hlLqjzt]*n")
"""printf's %n sets a variable, and evaluates the subscript in its name."""
_SET = re.compile(r"[-+][euxfvh]+")
_SET_OPTIONS = frozenset({"pipefail", "errexit", "nounset", "xtrace", "noglob", "verbose"})
_SHOPT = frozenset(
    ["globstar", "nullglob", "dotglob", "nocaseglob", "failglob", "nocasematch", "inherit_errexit"]
)
_READ = Options("-rse -p= -d= -n= -N= -t= -u= -a=")
_MAPFILE = Options("-t -d= -n= -s= -u=")
_SHELL_FLAGS = re.compile(r"[-+][lceuxf]+")
_NO_CONDITIONS = re.compile(r"\[\[|(?<!\$)\(\(")
_READ_DIFFERENTLY = {
    "zsh": re.compile(r"-(?:eq|ne|lt|le|gt|ge)\b|printf|\$\w+\["),
    "sh": _NO_CONDITIONS,
    "dash": _NO_CONDITIONS,
}
"""zsh evaluates these as arithmetic; where double brackets are unknown, `>` between them is a redirection."""
_SHELL_LONG = frozenset({"--login", "--norc", "--noprofile", "--posix"})


def _printf(call: Call) -> Finding:
    args = call.args
    if args and args[0] == "--":
        args = args[1:]
    if not args:
        return None
    layout, *rest = args
    if isinstance(layout, Loose):
        if (
            not layout.tame
            or not layout.single
            or any(not isinstance(word, str) or "[" in word for word in rest)
        ):
            raise Doubt("the format is not known")
        return None
    if layout.startswith("-") and layout != "-" and call.args[0] != "--":
        raise Doubt("an option of printf")
    if _COUNTS_WRITTEN.search(layout):
        raise Doubt("%n sets a variable")
    return None


def _test(call: Call) -> Finding:
    words = call.args
    if call.words[0] == "[":
        if not words or words[-1] != "]":
            raise Doubt("a test that does not end")
        words = words[:-1]
    check_test(words)
    return None


def _read(call: Call) -> Finding:
    """read and mapfile set variables, so they must be written in a way that the variables were seen."""
    name = call.words[0]
    if call.written != name:
        raise Doubt("it sets variables in a way that cannot be followed")
    parsed = (_READ if name == "read" else _MAPFILE).parse(call.args)
    for variable in texts([*parsed.operands, *(value for value in parsed.values("-a") if value is not None)]):
        if not harmless_name(variable) and variable != "REPLY":
            raise Doubt("it sets a variable that other commands may read")
    return None


def _set(call: Call) -> Finding:
    words = list(call.args)
    while words:
        word = words.pop(0)
        if word == "--":
            return None
        if word in ("-o", "+o", "-eo", "-euo", "-exo", "-euxo", "-uo", "-xeuo", "-ueo"):
            if words and words.pop(0) not in _SET_OPTIONS:
                raise Doubt("an option of the shell that is not known")
        elif not isinstance(word, str) or not _SET.fullmatch(word):
            raise Doubt("an option of the shell that is not known")
    return None


def _shopt(call: Call) -> Finding:
    words = texts(call.args)
    if words and words[0] in ("-s", "-u", "-q", "-p"):
        words = words[1:]
    if not set(words) <= _SHOPT:
        raise Doubt("an option of the shell that is not known")
    return None


def _eval(call: Call) -> Finding:
    return call.shell.script(" ".join(texts(call.args)), True)


def _shell(call: Call) -> Finding:
    """A shell with its commands on the command line; they are judged as a text of their own."""
    words = call.args
    if len(words) == 2 and words[0] == "-n" and _is_file(words[1]):
        return None
    if len(words) == 1 and words[0] in ("--version", "--help"):
        return None
    commands = False
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if not isinstance(word, str):
            break
        if word in _SHELL_LONG:
            continue
        if word in ("-o", "+o", "-eo", "-euo", "-euxo"):
            if position >= len(words) or words[position] not in _SET_OPTIONS:
                break
            position += 1
        elif _SHELL_FLAGS.fullmatch(word):
            commands = commands or "c" in word
        elif word.startswith(("-", "+")):
            break
        elif commands:
            if call.words[0] in _READ_DIFFERENTLY and _READ_DIFFERENTLY[call.words[0]].search(word):
                break
            return call.shell.script(word, False)
        else:
            break
    raise Doubt("which commands the shell runs is not known")


def _is_file(word: Word) -> bool:
    return word.tame and word.single if isinstance(word, Loose) else not word.startswith(("-", "+"))


def _command(call: Call) -> Finding:
    """`command` and `builtin`: what they run is judged, -v and -V only tell."""
    args: list[Word] = call.args
    if call.words[0] == "command" and args:
        if args[0] in ("-v", "-V"):
            return None
        if args[0] == "-p":
            args = args[1:]
    if not args:
        return None
    return call.shell.judge(Call(args, call.shell))


def _history(call: Call) -> Finding:
    if all(isinstance(word, str) and word.isdigit() for word in call.args):
        return None
    raise Doubt("history is known to change nothing only with a number")


RULES: dict[str, Rule] = {
    **dict.fromkeys(_FREE.split(), free),
    "printf": _printf,
    "test": _test,
    "[": _test,
    **dict.fromkeys(("read", "mapfile", "readarray"), _read),
    "set": _set,
    "shopt": _shopt,
    "eval": _eval,
    **dict.fromkeys(("bash", "sh", "dash", "zsh"), _shell),
    "command": _command,
    "builtin": _command,
    "history": _history,
    "wait": by_table("-nf"),
    "jobs": by_table("-lnprs"),
    "hash": only("", "-l"),
    "umask": only("", "-S", "-p"),
    "ulimit": only("", "-a", "-n", "-u", "-s", "-c", "-v", "-f", "-Ha", "-Sa", "-Hn", "-Sn"),
    "alias": only("", "-p"),
}
"""By the name of the command."""
