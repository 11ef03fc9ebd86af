"""Completion scripts for shells, generated from the parsers. Pure but for reading the commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plangate.cli.specs import CommandSpec, Option, Value, all_commands

__all__ = ["script"]

_CALL = 'plangate completion --words "$1" 2>/dev/null'


def script(shell: str) -> str:
    """The script for "bash", "zsh" or "fish"."""
    commands = list(all_commands())
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](commands)


def _flat(commands: Sequence[CommandSpec]) -> Iterator[CommandSpec]:
    for command in commands:
        yield command
        yield from _flat(command.verbs)


def _names(commands: Sequence[CommandSpec]) -> list[str]:
    return [command.path[-1] for command in commands]


def _bash(commands: Sequence[CommandSpec]) -> str:
    paths = "|".join(f'"{" ".join(command.path)}"' for command in _flat(commands))
    lines = [
        '# bash completion of plangate; eval "$(plangate completion bash)"',
        f"_plangate_words() {{ {_CALL} | cut -f1; }}",
        "_plangate() {",
        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}",
        '    local at="" words="" kind="" i next',
        "    for ((i = 1; i < COMP_CWORD; i++)); do",
        "        if [[ ${COMP_WORDS[i]} == -- ]]; then",
        '            mapfile -t COMPREPLY < <(compgen -c -f -- "$cur"); return',
        "        fi",
        '        next="${at:+$at }${COMP_WORDS[i]}"',
        f"        case $next in {paths}) at=$next ;; esac",
        "    done",
        '    case "$at:$prev" in',
        *(f"        {line}" for command in _flat(commands) for line in _bash_values(command)),
        "    esac",
        '    if [[ -z $words && -z $kind ]]; then case "$at" in',
        f'        "") words="{" ".join([*_names(commands), "--help", "--version"])}" ;;',
        *(f"        {_bash_case(command)}" for command in _flat(commands)),
        "    esac; fi",
        '    case "$kind" in',
        '        directory) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); compopt -o filenames; return ;;',
        '        file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames; return ;;',
        '        ?*) [[ $cur == -* ]] || words="$words $(_plangate_words "$kind")" ;;',
        "    esac",
        '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")',
        "}",
        "complete -F _plangate plangate",
    ]
    return "\n".join(lines) + "\n"


def _bash_values(command: CommandSpec) -> Iterator[str]:
    """What follows an option that takes a value."""
    at = " ".join(command.path)
    for option in command.options:
        if option.value is None:
            continue
        pattern = "|".join(f'"{at}:{flag}"' for flag in option.flags)
        if option.value.choices:
            yield f'{pattern}) words="{" ".join(option.value.choices)}" ;;'
        elif option.value.completer:
            yield f"{pattern}) kind={option.value.completer} ;;"
        else:
            yield f"{pattern}) return ;;"


def _bash_case(command: CommandSpec) -> str:
    flags = [flag for option in command.options for flag in option.flags]
    choices = [choice for value in command.values for choice in value.choices]
    kind = next((value.completer for value in command.values if value.completer), "")
    words = " ".join([*_names(command.verbs), *choices, *flags])
    return f'"{" ".join(command.path)}") words="{words}"; kind={kind or chr(34) * 2} ;;'


def _fish(commands: Sequence[CommandSpec]) -> str:
    lines = [
        "# fish completion of plangate; plangate completion fish > ~/.config/fish/completions/plangate.fish",
        "function __plangate_words; plangate completion --words $argv[1] 2>/dev/null; end",
        "complete -c plangate -f",
        "complete -c plangate -n __fish_use_subcommand -l version -d 'print the version'",
    ]
    for command in commands:
        lines.append(
            f"complete -c plangate -n __fish_use_subcommand -a {command.path[0]} -d {_quoted(command.help)}"
        )
    for command in _flat(commands):
        lines += _fish_command(command)
    return "\n".join(lines) + "\n"


def _fish_command(command: CommandSpec) -> Iterator[str]:
    seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in command.path)
    start = f"complete -c plangate -n {_quoted(seen)}"
    names = " ".join(_names(command.verbs))
    for verb in command.verbs:
        fresh = _quoted(f"{seen}; and not __fish_seen_subcommand_from {names}")
        yield f"complete -c plangate -n {fresh} -a {verb.path[-1]} -d {_quoted(verb.help)}"
    for option in command.options:
        flags = " ".join(
            f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags
        )
        yield f"{start} {flags}{_fish_value(option.value, required=True)} -d {_quoted(option.help)}".rstrip()
    for value in command.values:
        if made := _fish_value(value, required=False):
            yield start + made


def _fish_value(value: Value | None, *, required: bool) -> str:
    if value is None:
        return ""
    need = " -x" if required else ""
    if value.choices:
        return f"{need} -a {_quoted(' '.join(value.choices))}"
    if value.completer == "directory":
        return f"{need} -a '(__fish_complete_directories)'"
    if value.completer == "file":
        return " -r -F" if required else " -F"
    return f"{need} -a '(__plangate_words {value.completer})'" if value.completer else need


def _zsh(commands: Sequence[CommandSpec]) -> str:
    lines = [
        "#compdef plangate",
        '# zsh completion of plangate; eval "$(plangate completion zsh)" after compinit',
        "_plangate_words() {",
        "    local -a found",
        f'    found=("${{(@f)$({_CALL})}}")',
        "    found=(${found//:/\\\\:})",
        "    found=(${found//$'\\t'/:})",
        "    _describe $1 found",
        "}",
        "_plangate() {",
        "    local at= word",
        "    for word in ${words[2,CURRENT-1]}; do",
        '        case "${at:+$at }$word" in',
        f'            {"|".join(_zsh_path(command) for command in _flat(commands))}) at="${{at:+$at }}$word" ;;',
        "        esac",
        "    done",
        '    case "$at" in',
        f"        '') {_zsh_verbs(commands)} ;;",
        *(f"        {_zsh_path(command)}) {_zsh_command(command)} ;;" for command in _flat(commands)),
        "    esac",
        "}",
        'if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _plangate "$@"; else compdef _plangate plangate; fi',
    ]
    return "\n".join(lines) + "\n"


def _zsh_path(command: CommandSpec) -> str:
    return _quoted(" ".join(command.path))


def _zsh_verbs(commands: Sequence[CommandSpec]) -> str:
    pairs = " ".join(_quoted(f"{command.path[-1]}:{command.help}") for command in commands)
    return f"local -a verbs=({pairs}); _describe command verbs"


def _zsh_command(command: CommandSpec) -> str:
    if command.verbs:
        return _zsh_verbs(command.verbs)
    specs = [_zsh_option(option, flag) for option in command.options for flag in option.flags]
    if not command.values:
        return f"_arguments {' '.join(specs)} '*: :'"
    value = next((value for value in command.values if value.completer or value.choices), command.values[0])
    specs.append(_quoted(f"*:{_zsh_plain(value.name)}:{_zsh_action(value)}"))
    return f"_arguments {' '.join(specs)}"


def _zsh_option(option: Option, flag: str) -> str:
    text = f"{flag}[{_zsh_plain(option.help)}]"
    if option.value is not None:
        text += f":{_zsh_plain(option.value.name)}:{_zsh_action(option.value)}"
    return _quoted(f"*{text}")


def _zsh_action(value: Value) -> str:
    if value.choices:
        return f"({' '.join(value.choices)})"
    known = {"directory": "_files -/", "file": "_files", "": " "}
    return known.get(value.completer) or f"_plangate_words {value.completer}"


def _zsh_plain(text: str) -> str:
    return text.replace(":", "\\:").replace("[", "(").replace("]", ")")


def _quoted(text: str) -> str:
    """In single quotes, in a way that bash, zsh and fish read alike."""
    return "'" + text.replace("'", "'\\''") + "'"
