"""Programs that search: find, fd, ripgrep and their like."""

from __future__ import annotations

import re
from dataclasses import replace

from plangate.gate.classify.rules.call import Call, Rule, by_table
from plangate.gate.classify.tables import words_of
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import Loose, Word, is_tame

__all__ = ["RULES"]

_FIND_FLAGS = frozenset(
    words_of("""
    -H -L -P -O0 -O1 -O2 -O3 -daystart -depth -d -follow -help --help -ignore_readdir_race -mount
    -noignore_readdir_race -noleaf -nowarn -version --version -warn -xdev -empty -executable -false
    -nogroup -nouser -readable -true -writable -ls -print -print0 -prune -quit -a -and -not -o -or (
    ) ! , -E -x -s -X
""")
)
"""Options, tests and actions of find(1), GNU and BSD, that take no argument and change nothing."""
_FIND_VALUES = frozenset(
    words_of("""
    -D -maxdepth -mindepth -regextype -amin -anewer -atime -cmin -cnewer -ctime -fstype -gid -group
    -ilname -iname -inum -ipath -iregex -iwholename -links -lname -mmin -mtime -name -newer -path
    -perm -regex -samefile -size -type -uid -used -user -wholename -xtype -context -printf -Bmin
    -Btime
""")
)
"""Those that take one."""
_NEWER = re.compile(r"-newer[aBcm][aBcmt]")
_EXEC = frozenset({"-exec", "-execdir"})
_CHANGES = frozenset({"-delete", "-fprint", "-fprint0", "-fprintf", "-fls"})


def _find(call: Call) -> Finding:
    words = call.args
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if isinstance(word, Loose):
            if not word.tame:
                raise Doubt("what an expansion becomes might be an action of find")
        elif word in _FIND_FLAGS:
            continue
        elif word in _FIND_VALUES or _NEWER.fullmatch(word):
            _one_value(words, position)
            position += 1
        elif word in _EXEC:
            finding, position = _executed(call, position, word)
            if finding is not None:
                return finding
        elif word in _CHANGES:
            return mutating(f"find {word} changes files")
        elif word[:1] in ("-", "!", "(", ")", ",") or not word:
            raise Doubt(f"{word} of find is not known to change nothing")
    return None


def _one_value(words: list[Word], position: int) -> None:
    value: Word | None = words[position] if position < len(words) else None
    if value is None or (isinstance(value, Loose) and not value.single):
        raise Doubt("a test of find may have no value")
    if isinstance(value, str) and (value in _CHANGES or value in _EXEC or value.startswith(("-exec", "-ok"))):
        raise Doubt("a test of find has an action for its value")


def _executed(call: Call, position: int, action: str) -> tuple[Finding, int]:
    """The command behind -exec; a path that begins at a starting point never looks like an option, a mere name may."""
    whole = Loose(single=True, start="", tame=action == "-exec")
    command: list[Word] = []
    while position < len(call.args):
        word = call.args[position]
        position += 1
        if word == ";":
            break
        if word == "+" and command and command[-1] == whole:
            command[-1] = replace(whole, single=False)
            break
        if isinstance(word, Loose) and not word.single:
            raise Doubt("what an expansion becomes might end the command of find")
        if isinstance(word, str) and "{}" in word:
            before = word.partition("{}")[0]
            word = Loose(single=True, start=before, tame=is_tame(before)) if before else whole
        command.append(word)
    else:
        raise Doubt("the command of find does not end")
    if not command:
        raise Doubt("find runs no command")
    return call.shell.judge(Call(command, call.shell)), position


_RG = """
    -nilLcvwFPUHINSsuzapqoxb0. -e= -f= -g= -t= -T= -A= -B= -C= -m= -M= -r= -E= -j= -d= -V --regexp= --file= --glob= --iglob= --type=
    --type-not= --type-add= --type-clear= --type-list --after-context= --before-context= --context= --max-count=
    --max-columns= --max-columns-preview --max-depth= --max-filesize= --replace= --encoding= --threads= --color= --colors=
    --sort= --sortr= --sort-files --engine= --context-separator= --field-context-separator= --field-match-separator=
    --path-separator= --ignore-file= --files --files-with-matches --files-without-match --count --count-matches
    --include-zero --line-number --no-line-number --column --no-column --heading --no-heading --with-filename
    --no-filename --ignore-case --case-sensitive --smart-case --fixed-strings --no-fixed-strings --word-regexp
    --line-regexp --invert-match --only-matching --hidden --no-hidden --no-ignore --no-ignore-vcs --no-ignore-parent
    --no-ignore-global --no-ignore-dot --no-ignore-exclude --no-ignore-files --no-ignore-messages --ignore --unrestricted
    --follow --no-follow --one-file-system --multiline --multiline-dotall --pcre2 --no-pcre2 --auto-hybrid-regex --text
    --binary --null --null-data --quiet --stats --no-stats --trim --no-trim --vimgrep --json --passthru --passthrough
    --pretty --debug --trace --no-messages --messages --no-config --mmap --no-mmap --crlf --byte-offset --block-buffered
    --line-buffered --search-zip --no-search-zip --no-require-git --glob-case-insensitive --ignore-file-case-insensitive
    --stop-on-nonmatch --pcre2-version --no-unicode --unicode --regex-size-limit= --dfa-size-limit= --no-encoding
    --hybrid-regex
"""
"""ripgrep without --pre and --hostname-bin, which run a program."""
_FD = """
    -HIuUsigFLp0lqa1 -d= -t= -e= -E= -S= -o= -c= -j= -C= -q --hidden --no-ignore --no-ignore-vcs --no-ignore-parent --unrestricted
    --case-sensitive --ignore-case --glob --regex --fixed-strings --and= --absolute-path --relative-path --list-details
    --follow --full-path --print0 --max-depth= --min-depth= --exact-depth= --exclude= --prune --type= --extension= --size=
    --changed-within= --changed-before= --owner= --format= --color= --threads= --max-results= --quiet --show-errors
    --base-directory= --path-separator= --search-path= --strip-cwd-prefix? --one-file-system --ignore-file= --newer= --older=
    --change-newer-than= --change-older-than= --max-one-result
"""
"""fd without -x and -X, which run a command."""
_AG = """
    -aclLivwQSsUuzfFHnrot0 -A? -B? -C? -g= -G= -m= -p= -W= --after? --before? --context? --count --files-with-matches
    --files-without-matches --ignore-case --case-sensitive --smart-case --word-regexp --literal --hidden --ignore=
    --ignore-dir= --depth= --max-count= --nocolor --color --nogroup --group --noheading --heading --numbers --nonumbers
    --column --filename --nofilename --only-matching --invert-match --follow --all-types --all-text --unrestricted
    --skip-vcs-ignores --stats --stats-only --vimgrep --silent --null --width= --python --js --ts --go --rust --html --css
"""
"""ag without --pager."""
_BAT = """
    -pPAnfru -l= -H= -r= -m= --plain --paging= --style= --color= --theme= --language= --line-range= --highlight-line=
    --show-all --number --decorations= --wrap= --tabs= --terminal-width= --list-languages --list-themes --file-name=
    --italic-text= --squeeze-blank --diff --force-colorization --no-config
"""
"""bat without --pager."""


def _bat(call: Call) -> Finding:
    if call.args and call.args[0] == "cache":
        return mutating("bat cache writes its cache")
    if call.args and isinstance(call.args[0], Loose):
        raise Doubt("what an expansion becomes might be a command of bat")
    return _BAT_TABLE(call)


_BAT_TABLE = by_table(_BAT)
RULES: dict[str, Rule] = {
    "find": _find,
    "gfind": _find,
    **dict.fromkeys(("rg", "ripgrep"), by_table(_RG, "--pre")),
    **dict.fromkeys(("fd", "fdfind"), by_table(_FD)),
    "ag": by_table(_AG),
    "bat": _bat,
    "batcat": _bat,
    "locate": by_table("-bcAeiLqrw0 -l= -n= --basename --count --existing --ignore-case --limit= --regex"),
}
"""By the name of the program."""
