"""Archives and compressed files, as far as they are only listed or unpacked to standard output."""

from __future__ import annotations

from plangate.gate.classify.options import Options
from plangate.gate.classify.rules.call import Call, Rule, by_table
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import Loose, Word

__all__ = ["RULES"]

_TAR = Options(
    "-tvzjJaO -f= -C= --list --verbose --gzip --gunzip --ungzip --bzip2 --xz --zstd --auto-compress --file= --directory="
    " --wildcards --no-wildcards --full-time --utc --numeric-owner --strip-components= --exclude=",
    "-x -c -r -u -A --extract --get --create --append --update --delete --concatenate --catenate",
)
"""tar(1) that lists; -I, --to-command and --checkpoint-action run programs."""
_CAT = "-fqvk --quiet --force --verbose"
_UNPACK = "-cdltvqkf123456789 --stdout --to-stdout --decompress --uncompress --list --test --verbose --quiet --keep --force"
_GREP = """
    -EFGPHhinlLcvwqsoax -e= -m= -A= -B= -C= -# --ignore-case --line-number --count --files-with-matches --color? --context=
"""


def _tar(call: Call) -> Finding:
    parsed = _TAR.parse(_modern(call.args))
    if parsed.has("--help", "--version"):
        return None
    if not parsed.begins_with("-t", "--list"):
        raise Doubt("tar is known to change nothing only when it lists")
    for name in parsed.values("-f", "--file"):
        if isinstance(name, Loose) or ":" in (name or ""):
            raise Doubt("the archive might be on another machine")
    return None


def _modern(args: list[Word]) -> list[Word]:
    """Options of the old style, letters without a dash whose values follow in order, written as usual ones."""
    if not args or not isinstance(args[0], str) or args[0][:1] in ("-", ""):
        return args
    letters, rest = args[0], list(args[1:])
    written: list[Word] = []
    for letter in letters:
        written.append("-" + letter)
        if letter in "fC" and rest:
            written.append(rest.pop(0))
    return [*written, *rest]


def _ar(call: Call) -> Finding:
    verb = call.args[0] if call.args else ""
    if verb in ("t", "tv", "-t", "-tv", "p"):
        return None
    if isinstance(verb, str) and verb.lstrip("-")[:1] in tuple("rqdmxs"):
        return mutating("ar changes something")
    raise Doubt("ar is known to change nothing only when it lists")


def _seven(call: Call) -> Finding:
    if len(call.args) == 2 and call.args[0] == "l" and not isinstance(call.args[1], Loose):
        return None
    raise Doubt("7z is known to change nothing only when it lists")


RULES: dict[str, Rule] = {
    "tar": _tar,
    "gtar": _tar,
    "bsdtar": _tar,
    "ar": _ar,
    "7z": _seven,
    "unzip": by_table("-lvZtpcqCaLM12hsmz", "-o -d -T", needs="-l -v -Z -t -p -c -z"),
    "zipinfo": by_table("-12smlvhMtzC"),
    **dict.fromkeys(("zcat", "gzcat", "bzcat", "xzcat", "lzcat", "zstdcat"), by_table(_CAT)),
    **dict.fromkeys(
        ("gzip", "gunzip", "bzip2", "bunzip2", "xz", "unxz"),
        by_table(_UNPACK, needs="-c --stdout --to-stdout -l --list -t --test"),
    ),
    **dict.fromkeys(
        ("zstd", "unzstd"),
        by_table(
            "-cdltvq --stdout --decompress --list --test --quiet", needs="-c --stdout -l --list -t --test"
        ),
    ),
    **dict.fromkeys(("zgrep", "zegrep", "zfgrep"), by_table(_GREP)),
}
"""By the name of the program."""
