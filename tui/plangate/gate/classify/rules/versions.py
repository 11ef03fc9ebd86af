"""Programs of which only the version, or a summary of their options, is harmless to ask for."""

from __future__ import annotations

from plangate.gate.classify.rules.call import Rule, only

__all__ = ["RULES"]

_VERSION = """
    python python2 python3 python3.9 python3.10 python3.11 python3.12 python3.13 python3.14 pypy3 node nodejs deno bun
    ruby perl php lua luajit java javac kotlin scala rustc rustfmt clang clang++ gcc g++ cc c++ ld make gmake cmake ninja meson
    swift swiftc dotnet ghc elixir julia Rscript tsc esbuild ruff black mypy pyright flake8
    isort poetry pipenv pipx hatch pdm pre-commit virtualenv eslint prettier terraform tofu vagrant packer
    aws gcloud az psql mysql sqlite3 redis-cli mongosh curl wget rsync tmux screen vim nvim emacs nano code cursor claude
    codex gemini opencode aider ffmpeg convert magick pandoc latex pdflatex gpg protoc buf shellcheck hadolint
    golangci-lint kustomize minikube kind k9s skaffold fish nu pwsh direnv asdf mise volta fnm rbenv pyenv
    sudo patch dc m4 bison flex strace watch entr parallel zip nc dig nslookup host
    ping traceroute jj hg svn fossil just task act nix guix
"""


def _forms(*lines: str) -> Rule:
    return only("--version", *lines)


_MORE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("python", "python2", "python3"), ("-V", "-VV", "--help", "-h")),
    **dict.fromkeys(("node", "nodejs", "ruby", "php", "perl", "deno", "bun", "tsc"), ("-v", "--help")),
    **dict.fromkeys(("java", "javac"), ("-version",)),
    **dict.fromkeys(
        ("gcc", "g++", "clang", "clang++", "cc", "c++"), ("-v", "--help", "-dumpversion", "-dumpmachine")
    ),
    **dict.fromkeys(("make", "gmake"), ("-v", "--help")),
    **dict.fromkeys(("rustc", "curl", "wget", "tmux", "psql", "mysql", "svn"), ("-V", "--help")),
    **dict.fromkeys(("terraform", "tofu", "aws", "nix", "hg", "jj"), ("version", "--help")),
    "ffmpeg": ("-version",),
    "dotnet": ("--info", "--list-sdks", "--list-runtimes"),
    "patch": ("-v",),
    "sudo": ("-V",),
}
_ONLY = {
    "ssh": only("-V"),
    "lua": only("-v", "--version"),
    "nc": only("-h"),
    "code": only("--version", "--list-extensions"),
    "xcode-select": only("-p", "--print-path", "--version"),
    "update-alternatives": only("--get-selections"),
    "pyenv": only("--version", "versions", "version", "root"),
    "rbenv": only("--version", "versions", "version", "root"),
    "fnm": only("--version", "list", "current"),
    "pipx": only("--version", "list"),
    "claude": only("--version", "-v"),
}
RULES: dict[str, Rule] = {
    **{name: _forms(*_MORE.get(name, ())) for name in _VERSION.split()},
    **_ONLY,
}
"""By the name of the program."""
