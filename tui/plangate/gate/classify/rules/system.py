"""Programs that tell about the machine."""

from __future__ import annotations

import re

from plangate.gate.classify.options import Options, Parsed
from plangate.gate.classify.rules.call import Call, Rule, by_table, free, only, texts
from plangate.gate.classify.rules.verbs import by_verb
from plangate.gate.classify.verdict import Doubt, Finding, mutating

__all__ = ["RULES"]

_FREE = """
    ps pgrep pidof pstree free vmstat w who whoami last users id groups logname tty nproc lscpu lsmem lsmod
    lsns lslocks lsipc lsblk uptime cal ncal getconf getent locale printenv which whereis expr netstat apropos
    whatis clear
"""
"""Whatever they are given, they only tell; procps, util-linux, coreutils and net-tools manuals."""

_IP = re.compile(
    r"(?:-(?:4|6|br|brief|c|color|j|json|p|s|o|d|details|stats|oneline) )*"
    r"(?:a|addr|address|l|link|r|route|n|neigh|rule)(?: (?:s|show|list|ls|get)(?: [A-Za-z0-9.:/_-]+)*)?"
)


def _date(parsed: Parsed) -> Finding:
    for operand in parsed.operands:
        start = operand if isinstance(operand, str) else operand.start
        if not start.startswith("+"):
            return mutating("date sets the clock")
    return None


def _ip(call: Call) -> Finding:
    if not _IP.fullmatch(" ".join(texts(call.args))):
        raise Doubt("this form of ip is not known to change nothing")
    return None


def _sysctl(parsed: Parsed) -> Finding:
    if any("=" in operand for operand in texts(parsed.operands)):
        return mutating("sysctl sets a value")
    return None


def _no_operand(parsed: Parsed) -> Finding:
    return mutating("hostname sets the name") if parsed.operands else None


def _kill(call: Call) -> Finding:
    words = call.args
    if words and words[0] in ("-l", "-L"):
        return None
    if (
        words
        and words[0] == "-0"
        and call.written
        and not any(str(word).startswith("-") for word in words[1:])
    ):
        return None
    return mutating("kill ends processes")


def _tee(call: Call) -> Finding:
    if all(word in ("/dev/null", "/dev/stderr", "/dev/stdout", "-a") for word in call.args):
        return None
    return mutating("tee writes a file")


_LESS = Options(
    "-NSRFXEeiIMmnqrsuwgGJQ# -p= -x= -j= -b= -h= -z= --quit-if-one-screen --raw-control-chars --no-init --chop-long-lines"
)
_MAN = Options("-kfwWaK -s= -S= --apropos --whatis --where --all")


def _pager(call: Call) -> Finding:
    """A pager copies its input when its output is no terminal; on one it lets whoever types run programs."""
    parsed = _LESS.parse(call.args)
    if parsed.has("--version", "--help"):
        return None
    if not call.shell.piped:
        raise Doubt("it is interactive, and runs what is typed into it")
    if any((word if isinstance(word, str) else word.start)[:1] in ("+", "") for word in parsed.operands):
        raise Doubt("a command for the pager")
    return None


def _man(call: Call) -> Finding:
    parsed = _MAN.parse(call.args)
    if call.shell.piped or parsed.has(
        "-k", "-f", "-w", "-W", "--apropos", "--whatis", "--where", "--version", "--help"
    ):
        return None
    raise Doubt("it is interactive, and its pager runs what is typed into it")


_OPENSSL_DIGESTS = "-sha1 -sha256 -sha384 -sha512 -md5 -hex -r -c -binary"
_OPENSSL = {
    "version": Options("-a -v -d", lone=True),
    **dict.fromkeys(("dgst", "sha1", "sha256", "sha512", "md5"), Options(_OPENSSL_DIGESTS, lone=True)),
    "x509": Options(
        "-noout -text -subject -issuer -dates -startdate -enddate -serial -fingerprint -sha256 -in= -inform= -pubkey -ext=",
        lone=True,
    ),
}


def _openssl(call: Call) -> Finding:
    verb, *args = call.args or [""]
    options = _OPENSSL.get(verb) if isinstance(verb, str) else None
    if options is None:
        raise Doubt("this form of openssl is not known to change nothing")
    options.parse(args)
    return None


_UNITS = (
    "-alrq -t= -n= -p= -o= --user --system --all --full --no-pager --no-legend --plain --type= --state= --property= --value --lines="
    " --output= --quiet --recursive --failed --reverse --after --before"
)
RULES: dict[str, Rule] = {
    **dict.fromkeys(_FREE.split(), free),
    "date": by_table(
        "-uRj -d= -r= -I? --date= --reference= --iso-8601? --rfc-3339= --rfc-email --utc --universal --debug",
        "-s --set",
        check=_date,
    ),
    "gdate": by_table("-uR -d= -r= -I? --date= --utc", "-s --set", check=_date),
    "pmap": by_table("-xXdqp"),
    "arch": only(""),
    "uname": by_table(
        "-asnrvmpio --all --kernel-name --nodename --kernel-release --kernel-version --machine --processor"
        " --hardware-platform --operating-system",
        most=0,
    ),
    "hostname": by_table(
        "-fiIsdAay --fqdn --long --ip-address --all-ip-addresses --short --domain",
        "-F --file -b",
        check=_no_operand,
    ),
    "hostnamectl": only("", "status"),
    "timedatectl": only("", "status", "show"),
    "mount": only("", "-l"),
    "dmesg": by_table(
        "-THkuxetLwWPJ -l= -f= --level= --facility= --human --ctime --kernel --userspace --color? --nopager --follow --since= --until=",
        "-c -C -D -E -n --clear --read-clear --console-on --console-off --console-level",
    ),
    "top": by_table("-bcHiSs1 -n= -d= -u= -p= -o= -w? -E= -e= -l= -stats", needs="-b -l"),
    "lsof": by_table("-nPtabhlUvVRwX -i? -p= -u= -c= -d= -F? -g? -s? -T? -r?"),
    "ss": by_table(
        "-tulnpaeimorxsw460HSd -f= -A= --tcp --udp --listening --numeric --processes --all --extended --memory --summary"
        " --ipv4 --ipv6 --no-header --oneline --info --options --resolve --unix --query= --family=",
        "-K --kill -D --diag",
    ),
    "lspci": by_table("-vkntmxbDP -s= -d="),
    "lsusb": by_table("-vt -s= -d="),
    "ip": _ip,
    "ifconfig": only("", "-a"),
    "arp": only("-a", "-n", "-an"),
    "sysctl": by_table("-anNe --all --names --values", "-w --write -p --load", check=_sysctl),
    "systemctl": by_verb(
        {
            "": "",
            "status show cat is-active is-enabled is-failed is-system-running list-units list-unit-files list-timers"
            " list-sockets list-dependencies list-jobs get-default show-environment": _UNITS,
        },
        "start stop restart reload enable disable mask unmask kill daemon-reload isolate set-property edit poweroff reboot",
        "--user --system --no-pager --all -a",
    ),
    "journalctl": by_table(
        "-aefklmqrx -b? -n? -u= -t= -p= -S= -U= -o= -g= --unit= --user-unit= --since= --until= --no-pager --lines? --output="
        " --follow --reverse --priority= --grep= --user --system --dmesg --boot? --list-boots --disk-usage --identifier= --all"
        " --no-hostname --utc --quiet",
        "--rotate --vacuum-size --vacuum-time --vacuum-files --flush --sync --relinquish-var --setup-keys --update-catalog",
    ),
    "crontab": only("-l"),
    "tput": only("cols", "lines", "colors"),
    "stty": only("-a", "size", "-g"),
    "nvidia-smi": only("", "-L", "-q"),
    "diffstat": by_table("-cmktusC -p= -w= -n= -f="),
    "kill": _kill,
    "tee": _tee,
    "less": _pager,
    "more": _pager,
    "man": _man,
    "openssl": _openssl,
}
"""By the name of the program."""
