"""Programs that look at files and directories."""

from __future__ import annotations

import re
from dataclasses import replace

from plangate.gate.classify.options import Parsed
from plangate.gate.classify.rules.call import Call, Rule, by_table, free, only
from plangate.gate.classify.verdict import Doubt, Finding
from plangate.gate.classify.words import Word

__all__ = ["RULES"]

_FREE = """
    ls dir vdir cat head tail wc basename dirname readlink realpath stat du df cksum sum md5sum sha1sum sha224sum sha256sum
    sha384sum sha512sum b2sum shasum md5 cmp od hexdump hd readelf namei pathchk lsattr getfacl exa eza lsd mdls mdfind
    sw_vers vm_stat
"""
"""Whatever they are given, they write only to standard output; read in the manuals of coreutils, util-linux and BSD."""

_TREE = """
    -adfxnCAJXSDFpsugQNqriVctUvh -L= -P= -I= -H= --dirsfirst --filesfirst --noreport --du --si --prune --inodes --device
    --gitignore --matchdirs --ignore-case --filelimit= --charset= --sort= --timefmt= --nolinks --gitfile= --infofile= --info
    --metafirst --hintro= --houtro= --fflinks
"""
"""tree(1) without -o, and without -R, which writes 00Tree.html with -H."""

_FILE = """
    -bciIkLhNnprsv0zZEd -F= -f= -P= -e= -m= --brief --mime --mime-type --mime-encoding --keep-going --dereference
    --no-dereference --uncompress --separator= --files-from= --extension --raw --print0 --special-files --no-pad
"""
"""file(1) without -C and --compile, which write magic.mgc; -z starts only its own decompressors."""

_XXD = "-abeEiu -c= -g= -l= -o= -s= -n= -autoskip -bits -capitalize -cols= -groupsize= -len= -offset= -seek= -plain -p -ps -u"
"""xxd(1) without -r, which writes into a file; a second operand is its output."""


def _no_response_file(parsed: Parsed) -> Finding:
    """Programs of binutils read options from a file behind an @."""
    for operand in parsed.operands:
        start = operand if isinstance(operand, str) else operand.start
        if start[:1] in ("@", ""):
            raise Doubt("options might be read from a file")
    return None


_XXD_TABLE = by_table(_XXD, "-r -revert", most=1, lone=True)
_ATTACHED = re.compile(r"(-[cglosn])([0-9]+)")


def _xxd(call: Call) -> Finding:
    """xxd's numbers may be attached to their options."""
    words: list[Word] = []
    for word in call.args:
        attached = _ATTACHED.fullmatch(word) if isinstance(word, str) else None
        words += attached.groups() if attached else [word]
    return _XXD_TABLE(replace(call, words=[call.words[0], *words]))


RULES: dict[str, Rule] = {
    **dict.fromkeys(_FREE.split(), free),
    "tree": by_table(_TREE, "-o --output"),
    "file": by_table(_FILE, "-C --compile"),
    "xxd": _xxd,
    "base64": by_table("-dD -w= -b= -i --decode --ignore-garbage --wrap= --break=", "-o --output"),
    "base32": by_table("-d -w= -i --decode --ignore-garbage --wrap="),
    "strings": by_table(
        "-afwsd -n= -t= -e= -T= -o -# --all --print-file-name --bytes= --radix= --encoding= --include-all-whitespace"
        " --output-separator= --unicode="
    ),
    "iconv": by_table("-lcs -f= -t= --from-code= --to-code= --list --silent", "-o --output"),
    "nm": by_table(
        check=_no_response_file,
        table="-aABCDglnpPrSuv -f= -t= --demangle? --defined-only --extern-only --undefined-only --dynamic --numeric-sort --size-sort",
    ),
    "objdump": by_table(
        check=_no_response_file,
        table="-adDxfhptTrRsSlCw -j= -M= -m= -b= --demangle? --disassemble? --no-show-raw-insn --section=",
    ),
    "size": by_table(check=_no_response_file, table="-ABdotx --format= --totals"),
    "otool": free,
    "plutil": by_table("-p -lint -s", lone=True, needs="-p -lint"),
    "defaults": only("domains"),
    "findmnt": free,
    "dircolors": only("", "-p", "-b", "--print-database"),
    "cloc": by_table(
        "--quiet --json --csv --md --by-file --by-file-by-lang --exclude-dir= --include-lang= --exclude-lang="
        " --not-match-d= --match-d= --exclude-ext= --include-ext= --hide-rate --sum-one --yaml",
        "--out --report-file",
    ),
    "tokei": by_table(
        "-f -s= -e= -t= -o= -c= -V --files --sort= --exclude= --type= --output= --hidden --no-ignore -C --compact"
    ),
}
"""By the name of the program."""
