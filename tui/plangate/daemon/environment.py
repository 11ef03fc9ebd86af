"""Which environment variables an agent gets; pure.

What counts is the environment of the client that starts the session, not the daemon's: it may
have been started days ago in another terminal. Of it only allowed names pass, because everything
else is another program's business at best and another session's secret at worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["BUILT_IN", "allowed", "places", "session_environment"]

BUILT_IN: tuple[str, ...] = (
    # who and where
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "HOSTNAME", "TZ", "TZDIR", "TMPDIR",
    "LANG", "LANGUAGE", "LC_*", "XDG_*", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
    # tools of the trade
    "EDITOR", "VISUAL", "PAGER", "LESS", "BROWSER", "MANPATH", "INFOPATH", "LS_COLORS", "NO_COLOR",
    "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_TTY", "GNUPGHOME", "GIT_AUTHOR_*", "GIT_COMMITTER_*", "GIT_SSH",
    "GIT_SSH_COMMAND", "DOCKER_HOST", "KUBECONFIG",
    "VIRTUAL_ENV", "CONDA_*", "PYENV_*", "UV_*", "PIP_*", "CARGO_HOME", "RUSTUP_HOME", "GOPATH", "GOROOT", "GOPROXY",
    "JAVA_HOME", "NVM_*", "NODE_*", "NPM_CONFIG_*", "npm_config_*", "PNPM_HOME", "BUN_INSTALL", "DENO_*", "ASDF_*",
    "MISE_*", "NIX_*", "HOMEBREW_*",
    # the network
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "FTP_PROXY",
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    # what the common agents log in with and are set up by
    "ANTHROPIC_*", "CLAUDE_*", "OPENAI_*", "CODEX_*", "AZURE_OPENAI_*", "GEMINI_*", "GOOGLE_*", "OPENCODE_*",
    "AIDER_*", "OPENROUTER_*", "MISTRAL_*", "DEEPSEEK_*", "GROQ_*", "XAI_*", "OLLAMA_*",
    "DISABLE_AUTOUPDATER", "DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING", "IS_SANDBOX",
)  # fmt: skip
"""Names that pass; "PREFIX_*" stands for all that begin so."""

NEVER: tuple[str, ...] = ("PLANGATE_*", "CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SSE_PORT")
"""Marks of an enclosing session: an agent that sees them takes itself for a part of that one."""


def allowed(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is covered by one of the patterns."""
    return any(
        name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern for pattern in patterns
    )


def session_environment(
    client: Mapping[str, str],
    *,
    session: str,
    product: str,
    wanted: Iterable[str] = (),
    refused: Iterable[str] = (),
    explicit: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The complete environment of an agent.

    Args:
        client: Environment of the client that starts the session.
        session: Our id of the session.
        product: Our version.
        wanted: Patterns that the agent's plugin and the settings add.
        refused: Patterns that the settings take away; they win over `wanted`.
        explicit: Set whatever the lists say, because a person or a plugin named them for this session.
    """
    passing = (*BUILT_IN, *wanted)
    stopped = (*NEVER, *refused)
    found = {
        name: value
        for name, value in client.items()
        if allowed(name, passing) and not allowed(name, stopped) and _clean(name, value)
    }
    found |= {
        name: value
        for name, value in (explicit or {}).items()
        if _clean(name, value) and name != "PLANGATE_SESSION"
    }
    return found | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TERM_PROGRAM": "plangate",
        "TERM_PROGRAM_VERSION": product,
        "PLANGATE_SESSION": session,
    }


def places(environment: Mapping[str, str], wanted: Iterable[str] = ()) -> dict[str, str]:
    """The variables of a session that say where its programs keep their files; no secret is among them.

    Args:
        environment: The session's.
        wanted: Patterns of variables that its agent is set up by.
    """
    return {
        name: value
        for name, value in environment.items()
        if name == "HOME" or (name.endswith(("_HOME", "_DIR")) and allowed(name, ("XDG_*", *wanted)))
    }


def _clean(name: str, value: str) -> bool:
    """Whether execve takes it: no NUL, and a name without "="."""
    return bool(name) and "=" not in name and "\0" not in name and "\0" not in value
