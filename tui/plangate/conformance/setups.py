"""How each agent is set up for a scripted model: without credentials, questions and updates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SETUPS", "Setup"]

_KEY = "sk-scripted-0000000000000000000000000000"


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run of one agent needs."""

    prepare: Callable[[Path, Path, str], None]
    """Writes its files, given its home, the project and the model server."""
    env: Callable[[str], Mapping[str, str]]
    """Variables, given the model server."""
    args: tuple[str, ...]
    ready: str
    """On the screen when it takes a prompt."""
    leave: tuple[str, ...]
    """Keys that end it."""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _claude(home: Path, project: Path, url: str) -> None:
    trust = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True, "allowedTools": []}
    told = {
        "hasCompletedOnboarding": True,
        "lastOnboardingVersion": "2.1.329",
        "theme": "dark",
        "customApiKeyResponses": {"approved": [_KEY[-20:]], "rejected": []},
        "projects": {str(project): trust},
    }
    _write(home / ".claude.json", json.dumps(told))


def _codex(home: Path, project: Path, url: str) -> None:
    _write(
        home / ".codex/config.toml",
        f"""
model = "gpt-5.5"
model_provider = "scripted"
check_for_update_on_startup = false

[model_providers.scripted]
name = "scripted"
base_url = "{url}/v1"
wire_api = "responses"
env_key = "SCRIPTED_API_KEY"

[analytics]
enabled = false

[notice]
hide_gpt5_1_migration_prompt = true

[notice.model_migrations]
"gpt-5.5" = "gpt-6-sol"
"gpt-5.1-codex" = "gpt-6-sol"

[tui.model_availability_nux]
"gpt-6.1-sol" = 1

[projects."{project}"]
trust_level = "trusted"
""",
    )


def _opencode(home: Path, project: Path, url: str) -> None:
    models = {"scripted": {"name": "scripted", "limit": {"context": 200000, "output": 8000}}}
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "scripted",
        "options": {"baseURL": f"{url}/v1", "apiKey": _KEY},
        "models": models,
    }
    told = {
        "autoupdate": False,
        "share": "disabled",
        "model": "scripted/scripted",
        "small_model": "scripted/scripted",
        "provider": {"scripted": provider},
    }
    _write(home / ".config/opencode/opencode.json", json.dumps(told))


def _gemini(home: Path, project: Path, url: str) -> None:
    told = {
        "security": {"auth": {"selectedType": "gemini-api-key"}},
        "general": {
            "disableAutoUpdate": True,
            "enableAutoUpdate": False,
            "enableAutoUpdateNotification": False,
        },
        "privacy": {"usageStatisticsEnabled": False},
        "telemetry": {"enabled": False},
        "ui": {"hideTips": True},
        "ide": {"hasSeenNudge": True},
    }
    _write(home / ".gemini/settings.json", json.dumps(told))


def _aider(home: Path, project: Path, url: str) -> None:
    if not (project / "app.py").exists():
        _write(project / "app.py", "print('hello')\n")


SETUPS = {
    "claude": Setup(
        _claude,
        lambda url: {
            "ANTHROPIC_BASE_URL": url,
            "ANTHROPIC_API_KEY": _KEY,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "DISABLE_TELEMETRY": "1",
            "DISABLE_ERROR_REPORTING": "1",
        },
        (),
        r"❯|for shortcuts|shift\+tab",
        ("ctrl+c", "ctrl+c"),
    ),
    "codex": Setup(
        _codex,
        lambda url: {"SCRIPTED_API_KEY": _KEY, "NO_PROXY": "*"},
        ("--no-daemon",),
        r"context left|for shortcuts|^› ",
        ("ctrl+c",),
    ),
    "opencode": Setup(
        _opencode,
        lambda url: {
            "OPENCODE_DISABLE_AUTOUPDATE": "1",
            "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
            "OPENCODE_DISABLE_MODELS_FETCH": "1",
            "NO_PROXY": "*",
        },
        ("--pure",),
        r"Ask anything|ctrl\+p",
        ("ctrl+c",),
    ),
    "gemini": Setup(
        _gemini,
        lambda url: {
            "GEMINI_API_KEY": _KEY,
            "GOOGLE_GEMINI_BASE_URL": url,
            "GEMINI_CLI_NO_RELAUNCH": "true",
            "NO_PROXY": "*",
        },
        ("--skip-trust", "-m", "gemini-2.5-pro"),
        r"Type your message",
        ("ctrl+c", "ctrl+c"),
    ),
    "aider": Setup(
        _aider,
        lambda url: {
            "OPENAI_API_KEY": _KEY,
            "OPENAI_API_BASE": f"{url}/v1",
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        },
        (
            "--model",
            "openai/scripted",
            "--edit-format",
            "diff",
            "--no-auto-commits",
            "--no-show-model-warnings",
            "--no-check-update",
            "--no-analytics",
            "--no-gitignore",
            "--no-git",
            "--no-show-release-notes",
            "app.py",
        ),
        r"^(diff|ask)?> ?$",
        ("ctrl+d",),
    ),
}
