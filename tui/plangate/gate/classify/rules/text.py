"""Programs that turn text into text."""

from __future__ import annotations

import re

from plangate.gate.classify.options import Options, Parsed
from plangate.gate.classify.rules.awk import awk
from plangate.gate.classify.rules.call import Call, Rule, by_table, free
from plangate.gate.classify.rules.sed import sed
from plangate.gate.classify.verdict import Doubt, Finding
from plangate.gate.classify.words import Loose, Word

__all__ = ["RULES"]

_FREE = """
    cut tr nl tac rev fold fmt paste join comm expand unexpand column colrm col look tsort factor numfmt seq diff ul pr
"""
"""Whatever they are given, they write only to standard output; GNU, BSD and util-linux manuals."""

_GREP = Options(
    "-EFGPivwxcLlqsobHhnTzaIrRUuZyV -e= -f= -m= -A= -B= -C= -d= -D= -# --extended-regexp --fixed-strings --basic-regexp"
    " --perl-regexp --regexp= --file= --ignore-case --no-ignore-case --invert-match --word-regexp --line-regexp --count"
    " --color? --colour? --files-without-match --files-with-matches --max-count= --only-matching --quiet --silent"
    " --no-messages --byte-offset --with-filename --no-filename --label= --line-number --initial-tab --null"
    " --after-context= --before-context= --context= --group-separator= --no-group-separator --text --binary-files="
    " --binary --devices= --directories= --exclude= --exclude-from= --exclude-dir= --include= --recursive"
    " --dereference-recursive --line-buffered --null-data --unix-byte-offsets"
)
"""grep(1); what is written plainly must be one of these, as other programs that are called grep have options that write."""


def _grep(call: Call) -> Finding:
    """No option of grep itself changes anything, so what an expansion becomes is not looked at."""
    _GREP.parse([word if isinstance(word, str) else "word" for word in call.args])
    return None


_SORT = """
    -bdfgiMhnRrVcCmsuz -k= -t= -S= --ignore-leading-blanks --dictionary-order --ignore-case --general-numeric-sort
    --ignore-nonprinting --month-sort --human-numeric-sort --numeric-sort --random-sort --reverse --version-sort --sort=
    --check? --merge --stable --unique --zero-terminated --key= --field-separator= --buffer-size= --parallel= --debug
    --batch-size= --files0-from= --random-source=
"""
"""sort(1) without -o, --compress-program and -T, which decides where temporary files are made."""

_SHUF = "-ez -i= -n= -r --echo --input-range= --head-count= --repeat --zero-terminated --random-source="
_UNIQ = """
    -cdDiuz -f= -s= -w= --count --repeated --all-repeated? --ignore-case --unique --zero-terminated --skip-fields=
    --skip-chars= --check-chars= --group?
"""
"""uniq(1); a second operand is its output."""

_JQ = Options(
    "-ncCrRsSjaMe -f= -L= --null-input --compact-output --color-output --monochrome-output --raw-output --raw-output0"
    " --raw-input --slurp --sort-keys --join-output --ascii-output --exit-status --tab --indent= --stream --stream-errors"
    " --seq --from-file= --unbuffered"
)
"""jq(1); it has no way to write a file or to run a program."""
_JQ_PAIRS = frozenset({"--arg", "--argjson", "--slurpfile", "--rawfile"})
_JQ_REST = frozenset({"--args", "--jsonargs"})

_YQ = (
    "-PCMNren -p= -o= -I= --prettyPrint --colors --no-colors --no-doc --unwrapScalar? --exit-status --null-input"
    " --input-format= --output-format= --indent= --raw-output"
)
"""yq(1) of either kind without -i and -s, which write files."""


def _jq(call: Call) -> Finding:
    """jq's own way of options: some take two words, and `--args` makes all the rest data."""
    words: list[Word] = []
    rest = iter(call.args)
    for word in rest:
        if word in _JQ_PAIRS:
            for value in (next(rest, None), next(rest, None)):
                if value is None or (isinstance(value, Loose) and not value.single):
                    raise Doubt("an option may have no value")
                if isinstance(value, str) and value.startswith("-"):
                    raise Doubt("an option has a value that looks like an option")
        elif word in _JQ_REST or (isinstance(word, Loose) and word.single and not word.start):
            continue
        else:
            words.append(word)
    _JQ.parse(words)
    return None


def _yq(parsed: Parsed) -> Finding:
    for operand in parsed.operands:
        if isinstance(operand, str) and re.search(r"\b(?:system|exec)\b", operand):
            raise Doubt("the expression might run a program")
    return None


RULES: dict[str, Rule] = {
    **dict.fromkeys(_FREE.split(), free),
    **dict.fromkeys(("grep", "egrep", "fgrep", "ggrep"), _grep),
    "diff3": by_table(
        "-AeE3xXimTa -L= --merge --text --show-all --easy-only --overlap-only --strip-trailing-cr --label="
    ),
    "bc": by_table("-lqsw --mathlib --quiet --standard --warn"),
    "sdiff": by_table("-sliWbBEatd -w= --width= --suppress-common-lines --ignore-case --text", "-o --output"),
    "xmllint": by_table("--format --noout --xpath= --html --nowarning --recover", "-o --output"),
    "sed": sed,
    "gsed": sed,
    **dict.fromkeys(("awk", "gawk", "mawk", "nawk"), awk),
    "sort": by_table(_SORT, "-o --output"),
    "gsort": by_table(_SORT, "-o --output"),
    "shuf": by_table(_SHUF, "-o --output"),
    "uniq": by_table(_UNIQ, most=1),
    "jq": _jq,
    "yq": by_table(_YQ, "-i --inplace --in-place -s --split-exp", check=_yq),
}
"""By the name of the program."""
