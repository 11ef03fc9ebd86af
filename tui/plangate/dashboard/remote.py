"""What passes between this dashboard and a page in a browser besides the screen; nothing where there is no page."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.message import Message

__all__ = ["LineComposed", "Reattached", "is_paged", "tell"]


class LineComposed(Message):
    """A person wrote a line in the page's own field; the same id is the same line, sent again."""

    def __init__(self, id: str, text: str, submit: bool) -> None:
        super().__init__()
        self.id = id
        self.text = text
        self.submit = submit


class Reattached(Message):
    """A page shows this dashboard again; it knows nothing of what it was told before."""


def is_paged(app: App[Any]) -> bool:
    """Whether a page in a browser shows this dashboard."""
    return hasattr(app._driver, "tell_page")


def tell(app: App[Any], kind: str, **values: object) -> None:
    """Tell the page; `kind` is received, refused or state."""
    send = getattr(app._driver, "tell_page", None)
    if send is not None:
        send(kind, values)
