"""What people ask for, and files to work on; chosen by a seeded generator."""

from __future__ import annotations

import random
from collections.abc import Iterator

__all__ = ["otherwise", "prompts", "reworded", "source"]

_VERBS = ("Add", "Implement", "Introduce", "Build", "Write", "Provide")
_WHAT = (
    "a retry with exponential backoff",
    "input validation",
    "a cache with a time limit",
    "structured logging",
    "a command line option for verbosity",
    "pagination",
    "an export to CSV",
    "rate limiting",
    "graceful shutdown on SIGTERM",
    "a dark colour scheme",
    "a progress bar",
    "support for gzip",
    "a health check endpoint",
    "unit tests for the error paths",
    "a fallback for missing configuration",
    "type annotations",
    "a dry run mode",
    "an audit trail",
    "localised messages",
    "a timeout for slow peers",
    "tracing spans",
    "sorting by several columns",
    "a bulk delete",
    "optimistic locking",
    "keyboard shortcuts",
    "an undo history",
    "checksums",
    "a plug-in hook",
    "a circuit breaker",
    "lazy loading",
)
_WHERE = (
    "the fetcher",
    "the invoice parser",
    "the login form",
    "the scheduler",
    "the image pipeline",
    "the search index",
    "the billing report",
    "the websocket client",
    "the migration runner",
    "the settings page",
    "the mail queue",
    "the upload service",
    "the metrics collector",
    "the template engine",
    "the permissions model",
    "the backup job",
    "the calendar view",
    "the chat gateway",
    "the price calculator",
    "the session store",
    "the address book",
    "the PDF renderer",
    "the sensor driver",
    "the build script",
)
_MORE = (
    "; keep the public names as they are",
    ", and update the docstrings",
    " please",
    "; do it in small steps",
    ", without new dependencies",
)


def prompts(random: random.Random) -> Iterator[str]:
    """Different tasks, some of them alike; each is given once."""
    pairs = [(what, where) for what in _WHAT for where in _WHERE]
    random.shuffle(pairs)
    for what, where in pairs:
        yield f"{random.choice(_VERBS)} {what} {random.choice(('to', 'for', 'in'))} {where}"


def reworded(random: random.Random, prompt: str) -> str:
    """The same task with slightly other words."""
    match random.randrange(5):
        case 0:
            return prompt.lower()
        case 1:
            return f"{prompt}{random.choice(_MORE)}"
        case 2:
            return f"{prompt}."
        case 3:
            return f"Please {prompt[0].lower()}{prompt[1:]}"
        case _:
            return f"  {prompt}!"


def otherwise(random: random.Random, prompt: str) -> str:
    """The same task in other words, of which some are common."""
    _, _, rest = prompt.partition(" ")
    return f"{random.choice(('We still need', 'Give me', 'I want to have'))} {rest}, this time with care"


def source(random: random.Random, name: str, lines: int = 4) -> str:
    """A small module."""
    body = "".join(
        f"def {name}_{number}(value):\n    return value * {random.randrange(1000)}\n\n\n"
        for number in range(lines)
    )
    return f'"""The {name} module."""\n\n\n{body}'
