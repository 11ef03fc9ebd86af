"""git: the forms that only look.

They may refresh the index, and they run what the user's own configuration names (a pager, a file system monitor, a text
conversion): the configuration is not part of the repository's content.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from plangate.gate.classify.options import Options, Parsed
from plangate.gate.classify.rules.call import Call, texts
from plangate.gate.classify.rules.git_options import DIFF, LOG, TABLES
from plangate.gate.classify.tables import words_of
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import Loose, Word

__all__ = ["git"]

_GLOBAL = Options(
    "-P -C= -c= --no-pager --no-optional-locks --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs"
    " --no-replace-objects --no-lazy-fetch --exec-path --html-path --man-path --info-path",
    stops=True,
)
_SETTING = re.compile(
    r"(?:color\.[A-Za-z.-]+|core\.quote[pP]ath|core\.abbrev|log\.date|diff\.(?:renames|noprefix|mnemonicPrefix)"
    r"|status\.[A-Za-z]+|column\.ui)=[A-Za-z0-9-]*"
    r"|(?:core\.pager|pager\.[a-z-]+)=(?:cat|false)?|core\.fsmonitor=(?:false)?|log\.showSignature=false"
)
"""Settings of `-c` that name no program."""

_MUTATING = frozenset(
    words_of("""
    add am apply bisect checkout cherry-pick clean clone commit fetch filter-branch gc init
    maintenance merge mv notes pull push prune rebase replace reset restore revert rm
    sparse-checkout stash submodule switch update-index update-ref worktree repack pack-refs
    read-tree write-tree commit-tree mktree mktag checkout-index fast-import remote reflog tag
    branch config symbolic-ref archive bundle format-patch lfs svn p4 subtree rerere send-email
    unpack-objects index-pack pack-objects prune-packed multi-pack-index commit-graph merge-file
    merge-index merge-tree
""")
)
_RUNS_GPG = re.compile(r"%[-+ ]?G|%\([^)]{0,40}sig", re.IGNORECASE)
_REMOTE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_URL = re.compile(r"https://[A-Za-z0-9_.:/@~-]+")

Form = Callable[[list[Word]], Finding]


def git(call: Call) -> Finding:
    """Judge git."""
    parsed = _GLOBAL.parse(call.args)
    for setting in parsed.values("-c"):
        if not isinstance(setting, str) or not _SETTING.fullmatch(setting):
            raise Doubt("a setting might name a program to run")
    if not parsed.operands:
        if parsed.has("--version", "--help", "--exec-path", "--html-path", "--man-path", "--info-path"):
            return None
        raise Doubt("there is no command for git")
    if parsed.has("--help"):
        raise Doubt("help is shown by a program of the user's choice")
    command, *args = parsed.operands
    if not isinstance(command, str):
        raise Doubt("which command of git is run is not known")
    for word in args:
        if isinstance(word, Loose):
            if word.start.startswith(("--f", "--p")):
                raise Doubt("a format that is not known might run gpg")
        elif _RUNS_GPG.search(word):
            raise Doubt("a format that runs gpg")
    if command == "rev-parse":
        return None
    if command in _COMPILED:
        return _plain(_COMPILED[command].parse(args))
    form = _FORMS.get(command)
    if form is not None:
        return form(args)
    if command in _MUTATING:
        return mutating(f"git {command} changes something")
    raise Doubt(f"git {command} is not known to change nothing")


def _plain(parsed: Parsed) -> Finding:
    if parsed.has("--help"):
        raise Doubt("help is shown by a program of the user's choice")
    return None


_BRANCH = Options(
    "-arvi --list --all --remotes --verbose --show-current --contains? --no-contains? --merged? --no-merged? --points-at="
    " --sort= --format= --color? --no-color --column? --no-column --abbrev= --no-abbrev --ignore-case",
    "-d -D -m -M -c -C -u -f -t --delete --move --copy --force --set-upstream-to --unset-upstream --edit-description --track",
)
_LISTING = ("--list", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at")


def _branch(args: list[Word]) -> Finding:
    parsed = _BRANCH.parse(args)
    if parsed.operands and not parsed.begins_with(*_LISTING):
        return mutating("git branch makes a branch")
    return _plain(parsed)


_TAG = Options(
    "-li -n? --list --contains? --no-contains? --merged? --no-merged? --points-at= --sort= --format= --color? --column?"
    " --no-column --ignore-case",
    "-d -a -s -f -m -F -u --delete --annotate --sign --force --message --file",
)


def _tag(args: list[Word]) -> Finding:
    parsed = _TAG.parse(args)
    if parsed.operands and not parsed.begins_with("-l", *_LISTING):
        return mutating("git tag makes a tag")
    return _plain(parsed)


_REMOTE_OPTIONS = Options("-v --verbose", stops=True)
_REMOTE_SHOW = Options("-n")
_REMOTE_URL = Options("--push --all")


def _remote(args: list[Word]) -> Finding:
    words = _REMOTE_OPTIONS.parse(args).operands
    if not words:
        return None
    verb, *names = words
    if verb not in ("show", "get-url"):
        return _other("remote", verb, "add remove rm rename set-url set-head set-branches prune update")
    parsed = (_REMOTE_SHOW if verb == "show" else _REMOTE_URL).parse(names)
    for name in texts(parsed.operands):
        if not _REMOTE.fullmatch(name):
            raise Doubt("a remote that is not a plain name")
    return _plain(parsed)


_LS_REMOTE = Options("-tq --heads --branches --tags --refs --quiet --exit-code --get-url --sort= --symref")


def _ls_remote(args: list[Word]) -> Finding:
    parsed = _LS_REMOTE.parse(args)
    for name in parsed.operands[:1]:
        if not isinstance(name, str) or not (_REMOTE.fullmatch(name) or _URL.fullmatch(name)):
            raise Doubt("a remote that is not a plain name")
    return _plain(parsed)


_STASH_LIST = Options(DIFF + LOG)
_STASH_SHOW = Options(DIFF + " --include-untracked --only-untracked")


def _stash(args: list[Word]) -> Finding:
    if not args:
        return mutating("git stash puts changes away")
    verb, *rest = args
    if verb == "list":
        return _plain(_STASH_LIST.parse(rest))
    if verb == "show":
        return _plain(_STASH_SHOW.parse(rest))
    return _other("stash", verb, "push save pop apply drop clear branch create store -u -p -k -a -m")


_CONFIG_TABLE = (
    "-lz -f= --get --get-all --get-regexp --list --global --local --system --worktree --show-origin --show-scope --name-only"
    " --null --type= --bool --int --bool-or-int --path --expiry-date --default= --file= --blob= --includes --no-includes"
    " --all --regexp --value= --fixed-value"
)
_CONFIG = Options(
    _CONFIG_TABLE,
    "-e --edit --add --unset --unset-all --replace-all --rename-section --remove-section",
)


def _config(args: list[Word]) -> Finding:
    parsed = _CONFIG.parse(args)
    first = parsed.operands[0] if parsed.operands else ""
    if parsed.begins_with("--list", "-l", "--get", "--get-all", "--get-regexp"):
        return _plain(parsed)
    if any(not isinstance(word, str) and not word.single for word in parsed.operands):
        raise Doubt("what an expansion becomes might be a value to set")
    if first in ("get", "list") or len(_CONFIG_LEADING.parse(args).operands) == 1:
        return (
            _plain(parsed)
            if first not in _CONFIG_VERBS
            else mutating(f"git config {first} changes something")
        )
    return mutating("git config sets a value")


_CONFIG_LEADING = Options(_CONFIG_TABLE, stops=True)
"""git config takes everything behind its first operand for a value."""
_CONFIG_VERBS = ("set", "unset", "rename-section", "remove-section", "edit")
_REFLOG = Options(DIFF + LOG)


def _reflog(args: list[Word]) -> Finding:
    if args and args[0] in ("show", "list", "exists"):
        return _plain(_REFLOG.parse(args[1:]))
    if args and args[0] in ("expire", "delete", "drop", "write"):
        return mutating(f"git reflog {args[0]} changes something")
    if args and isinstance(args[0], Loose):
        raise Doubt("which command of git reflog is run is not known")
    return _plain(_REFLOG.parse(args))


def _verbs(command: str, known: dict[str, str], changing: str, *, bare: bool = False) -> Form:
    """A command with verbs, each with a table of options."""
    tables = {verb: Options(table) for verb, table in known.items()}

    def form(args: list[Word]) -> Finding:
        if not args:
            return None if bare else mutating(f"git {command} changes something")
        verb, *rest = args
        if isinstance(verb, str) and verb in tables:
            return _plain(tables[verb].parse(rest))
        return _other(command, verb, changing)

    return form


def _other(command: str, verb: Word, changing: str) -> Finding:
    if verb in changing.split():
        return mutating(f"git {command} {verb} changes something")
    raise Doubt(f"this form of git {command} is not known to change nothing")


_SYMBOLIC_REF = Options("-q --quiet --short --no-recurse", "-d --delete")


def _symbolic_ref(args: list[Word]) -> Finding:
    parsed = _SYMBOLIC_REF.parse(args)
    if any(isinstance(word, Loose) and not word.single for word in parsed.operands):
        raise Doubt("what an expansion becomes might be a value to set")
    return mutating("git symbolic-ref sets a reference") if len(parsed.operands) > 1 else _plain(parsed)


_CLEAN = Options("-ndxXqf -e= --dry-run --quiet --exclude= --force")
_APPLY = Options(
    "-vRz -p= -C= --check --stat --numstat --summary --verbose --reverse --ignore-whitespace --unidiff-zero"
)


def _clean(args: list[Word]) -> Finding:
    parsed = _CLEAN.parse(args)
    return _plain(parsed) if parsed.begins_with("-n", "--dry-run") else mutating("git clean deletes files")


def _apply(args: list[Word]) -> Finding:
    parsed = _APPLY.parse(args)
    if parsed.begins_with("--check", "--stat", "--numstat", "--summary"):
        return _plain(parsed)
    return mutating("git apply changes files")


_COMPILED = {command: Options(table) for command, table in TABLES.items()}
_FORMS: dict[str, Form] = {
    "branch": _branch,
    "tag": _tag,
    "remote": _remote,
    "ls-remote": _ls_remote,
    "stash": _stash,
    "config": _config,
    "reflog": _reflog,
    "symbolic-ref": _symbolic_ref,
    "clean": _clean,
    "apply": _apply,
    "worktree": _verbs(
        "worktree", {"list": "-vz --porcelain --verbose"}, "add lock move prune remove repair unlock"
    ),
    "submodule": _verbs(
        "submodule",
        {"status": "--cached --recursive --quiet", "summary": "--cached --files -n="},
        "add init deinit update set-branch set-url sync absorbgitdirs",
        bare=True,
    ),
    "notes": _verbs("notes", {"list": "", "show": ""}, "add copy append edit merge remove prune", bare=True),
    "bisect": _verbs("bisect", {"log": ""}, "start good bad new old skip reset replay run terms"),
    "sparse-checkout": _verbs("sparse-checkout", {"list": ""}, "init set add reapply disable"),
}
