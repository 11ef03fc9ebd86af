"""Package managers and hosting services, as far as they are only asked."""

from __future__ import annotations

from plangate.gate.classify.options import Options, Parsed
from plangate.gate.classify.rules.call import Call, Rule, by_table
from plangate.gate.classify.rules.verbs import by_verb
from plangate.gate.classify.verdict import Doubt, Finding, mutating
from plangate.gate.classify.words import Loose

__all__ = ["RULES"]

_NPM_LIST = """
    -ga --all --depth= --json --long --parseable --global --prod --production --dev --omit= --include= --workspaces -w=
    --workspace= --package-lock-only --link
"""
_NPM = by_verb(
    {
        "ls list ll la": _NPM_LIST,
        "view info show v": "--json -w= --workspace=",
        "outdated": "-g --json --long --all --depth= --global --parseable",
        "explain why": "--json",
        "config c": {"get list ls": "-g -l --json --global --long"},
        "get root prefix": "-g --global --json",
        "search find": "--json --long --searchlimit=",
        "whoami ping": "--json",
        "run run-script audit version fund": {"": ""},
        "pkg": {"get": "--json"},
        "dist-tag": {"ls": ""},
    },
    "install i add ci uninstall remove rm update up upgrade publish unpublish link init create prune dedupe rebuild pack"
    " set cache fix",
    "-g --json --silent -s --global",
    "-v",
)
_PIP = by_verb(
    {
        "list": "-oule --outdated --uptodate --local --user --format= --not-required --exclude= --path= --pre --editable"
        " --disable-pip-version-check --exclude-editable --include-editable",
        "show": "-fv --files --verbose",
        "freeze": "-l --all --local --user --exclude= --path= --exclude-editable -r=",
        "check inspect debug": "--local --user --path= --verbose",
        "config": {"list get debug": "--global --user --site"},
        "index": {"versions": "--pre"},
        "cache": {"dir info list": ""},
    },
    "install uninstall download wheel",
    "-qv --disable-pip-version-check --no-color --no-input --quiet --verbose --isolated --no-cache-dir",
    "-V",
)
_APT = by_verb(
    {
        "list": "-a --installed --upgradable --all-versions --manual-installed",
        "show search policy depends rdepends showsrc": "-a -n --names-only --full --installed",
    },
    "install remove purge update upgrade full-upgrade dist-upgrade autoremove autoclean clean edit-sources reinstall",
    "-q",
)
_APT_CACHE = by_verb(
    {
        "policy show search depends rdepends madison pkgnames showpkg showsrc stats dump unmet": "-anfi --names-only --full"
        " --installed --recurse --no-recommends --no-suggests"
    }
)
_BREW = by_verb(
    {
        "list ls info search outdated deps uses leaves config desc cat": "-v1t --versions --formula --cask --json?"
        " --tree --installed --verbose --full-name --greedy --eval-all",
        "services": {"list": "--json"},
    },
    "install uninstall upgrade update remove rm link unlink tap untap cleanup pin unpin reinstall",
    alone="-v --prefix? --cellar? --repository --cache? --env --config",
)

_GH_LIST = """
    -c -L= -R= -s= -A= -a= -l= -S= -B= -H= -q= -t= -u= -b= -e= --limit= --repo= --state= --author= --assignee= --label= --search=
    --base= --head= --json= --jq= --template= --comments --log --log-failed --job= -j= -v --verbose --exit-status --workflow=
    --branch= --user= --event= --status= --name-only --patch --color= --required --draft --app= --mention= --milestone=
    --exclude-drafts --exclude-pre-releases --attempt= --order= --sort= --language= --owner= --created= --updated= --merged
"""
_GH = by_verb(
    {
        "pr": {"view list diff checks status": _GH_LIST},
        "issue": {"view list status": _GH_LIST},
        "run": {"view list": _GH_LIST},
        "workflow release label gist ruleset": {"view list": _GH_LIST},
        "repo": {"view list": _GH_LIST},
        "search": {"prs issues repos code commits": _GH_LIST},
        "auth": {"status": ""},
        "status": _GH_LIST,
    },
    "create close merge edit comment delete reopen review checkout ready rerun cancel clone fork sync upload login logout"
    " develop transfer lock unlock pin unpin set enable disable archive rename",
)
_GH_API = Options(
    "-i -H= -q= -t= -p= -X= --method= --header= --jq= --template= --paginate --include --hostname= --slurp --silent --cache="
    " --preview= --verbose"
)


def _gh(call: Call) -> Finding:
    if call.args and call.args[0] == "api":
        parsed = _GH_API.parse(call.args[1:])
        if any(method not in ("GET", "HEAD") for method in parsed.values("-X", "--method")):
            return mutating("gh api sends a request that changes something")
        return None
    return _GH(call)


_GO_TABLES = {
    "version": Options("-m -v", lone=True),
    "env": Options("-json -changed", "-w -u", lone=True),
    "list": Options("-m -json? -deps -u -versions -e -find -test -f= -retracted", lone=True),
    "doc": Options("-all -src -short -u -c -cmd", lone=True),
    "help": Options("", lone=True),
}
_GO_MOD = frozenset({"graph", "why", "verify"})
_GO_CHANGES = frozenset({"get", "install", "clean", "fmt", "fix", "generate", "mod", "work"})


def _go(call: Call) -> Finding:
    verb, *args = call.args or [""]
    if verb == "mod" and args and args[0] in _GO_MOD:
        _GO_TABLES["help"].parse(args[1:])
        return None
    options = _GO_TABLES.get(verb) if isinstance(verb, str) else None
    if options is not None:
        options.parse(args)
        return None
    if verb in _GO_CHANGES:
        return mutating(f"go {verb} changes something")
    raise Doubt("this form of go is not known to change nothing")


def _rpm(parsed: Parsed) -> Finding:
    if not parsed.has("-q", "--query"):
        raise Doubt("rpm is known to change nothing only when it is asked")
    return None


def _dpkg(parsed: Parsed) -> Finding:
    if any(isinstance(operand, Loose) for operand in parsed.operands):
        raise Doubt("what an expansion becomes is not known")
    return None


RULES: dict[str, Rule] = {
    "npm": _NPM,
    "pip": _PIP,
    "pip3": _PIP,
    "uv": by_verb(
        {
            "pip": {"list show freeze check": "--format= --outdated --strict --files --all"},
            "python": {"list dir": "--all-versions --only-installed"},
            "tool": {"list dir": "--show-paths"},
            "cache": {"dir": ""},
            "version": {"": ""},
        },
        "add remove sync lock run build publish venv init",
        alone="-V",
    ),
    "conda": by_verb(
        {"list info": "--json -n= -e", "env": {"list": "--json"}, "search": "--json"},
        "install create remove update upgrade clean",
        alone="-V",
    ),
    "gem": by_verb(
        {
            "list search info": "-lra --local --remote --all --versions",
            "environment env": "",
            "which outdated": "",
        },
        "install uninstall update cleanup push",
        alone="-v",
    ),
    "cargo": by_verb(
        {
            "search": "--limit=",
            "locate-project": "--workspace --message-format=",
            "read-manifest": "",
            "version": "-v",
        },
        "add remove rm install uninstall update publish init new clean fix fmt vendor",
        alone="-V --list",
    ),
    "rustup": by_verb(
        {
            "show": {"": "-v", "active-toolchain home profile": "-v"},
            "toolchain target component": {"list": "-v --installed --toolchain="},
            "which": "--toolchain=",
        },
        "install update default uninstall override self set add remove",
        alone="-V",
    ),
    "go": _go,
    "gofmt": by_table("-ldse", "-w"),
    "apt": _APT,
    "apt-cache": _APT_CACHE,
    "apt-get": by_verb(
        {"": ""},
        "install remove purge update upgrade dist-upgrade autoremove clean autoclean download source",
    ),
    "apt-mark": by_verb({"showmanual showauto showhold": ""}, "auto manual hold unhold minimize-manual"),
    "dpkg": by_table(
        "-lLsSpI --list --listfiles --status --search --print-architecture --print-foreign-architectures --get-selections"
        " --print-avail --info --audit --verify",
        "-i -r -P --install --remove --purge --unpack --configure --set-selections --add-architecture",
        needs="-l -L -s -S -p -I --list --listfiles --status --search --print-architecture --print-foreign-architectures"
        " --get-selections --print-avail --info --audit --verify",
        check=_dpkg,
    ),
    "dpkg-query": by_table(
        "-lLsSWp -f= --list --listfiles --status --search --show --showformat= --print-avail"
    ),
    "rpm": by_table(
        "-qailfpcdRv --query --all --info --list --file --package --configfiles --docfiles --requires --provides --changelog"
        " --scripts --last",
        "-e -U -F --erase --upgrade --install --freshen --import",
        check=_rpm,
    ),
    "brew": _BREW,
    "gh": _gh,
    "snap": by_verb({"list info find version": "--all"}, "install remove refresh revert"),
    "flatpak": by_verb({"list info search": "--app --runtime"}, "install uninstall update"),
}
"""By the name of the program."""
