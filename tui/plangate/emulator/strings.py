"""Operating system commands and device control strings."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import ClassVar
from urllib.parse import unquote

from plangate.emulator.coloring import COLOR_COMMANDS, Coloring
from plangate.model.terminal import TerminalEventKind as Kind

__all__ = ["Strings"]

LONGEST_TITLE = 1024
LONGEST_LINK = 4096
LONGEST_TEXT = 16384
CLIPBOARD = 1 << 20

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_CONEMU = re.compile(r"(?:[1-9]|1[0-2])(?:;|\Z)")
_NAME = re.compile(r"[0-9A-Za-z_.+-]{1,64}\Z")
_PERCENT = re.compile(r"\d{1,3}\Z")
_SELECTION = re.compile(r"[cpqs0-7]{1,12}\Z")
_STATES = frozenset({"idle", "working", "blocked", "done", "clear"})


class Strings(Coloring):
    """A screen that understands control strings."""

    def command(self, body: str, bell: bool = False) -> None:
        """OSC; `bell` says that it was ended by BEL."""
        number, _, text = body.partition(";")
        handler = self._COMMANDS.get(number)
        if handler is not None:
            handler(self, text)
        elif number in COLOR_COMMANDS:
            self.color_command(int(number), text, bell)

    def control_string(self, body: str) -> None:
        """DCS; what is not a question is passed over: sixel graphics, keys, fonts."""
        if body.startswith("$q"):
            self.request_setting(body[2:])
        elif body.startswith("+q"):
            self.request_capabilities(body[2:])

    # Titles and places.

    def _title(self, text: str, which: str) -> None:
        if 0 in self.title_modes:
            try:
                text = bytes.fromhex(text).decode(errors="replace")
            except ValueError:
                return
        text = _CONTROLS.sub("", text)[:LONGEST_TITLE]
        if which in "01":
            self.set_icon_name(text)
        if which in "02":
            self.set_title(text)

    def _title_and_icon(self, text: str) -> None:
        self._title(text, "0")

    def _icon(self, text: str) -> None:
        self._title(text, "1")

    def _window_title(self, text: str) -> None:
        self._title(text, "2")

    def _directory_url(self, text: str) -> None:
        """OSC 7: a file URL; the host in it is not looked at."""
        if text.startswith("file://"):
            _, slash, path = text[7:].partition("/")
            self._directory(unquote(slash + path))
        elif text.startswith("/"):
            self._directory(unquote(text))

    def _directory(self, path: str) -> None:
        if path.startswith("/") and len(path) <= 4096 and not _CONTROLS.search(path):
            self.tell(Kind.CWD, path)

    def _hyperlink(self, text: str) -> None:
        _, _, target = text.partition(";")
        if len(target) > LONGEST_LINK or _CONTROLS.search(target):
            target = ""
        style = self.pen.style
        self.pen = self.book.pens.pen(style._replace(link=target or None))

    def _iterm(self, text: str) -> None:
        name, _, value = text.partition("=")
        if name == "CurrentDir":
            self._directory(value)

    # Messages.

    def _notify(self, body: str, title: str = "") -> None:
        self.tell(
            Kind.NOTIFICATION,
            _CONTROLS.sub(" ", body)[:LONGEST_TEXT],
            _CONTROLS.sub(" ", title)[:LONGEST_TITLE],
        )

    def _growl(self, text: str) -> None:
        """OSC 9: a notification, or one of ConEmu's commands."""
        if not _CONEMU.match(text):
            self._notify(text)
            return
        number, _, rest = text.partition(";")
        if number == "4":
            state, _, percent = rest.partition(";")
            if state in ("0", "1", "2", "3", "4"):
                shown = percent if _PERCENT.match(percent) else "0"
                self.tell(Kind.PROGRESS, state, str(min(100, int(shown))))
        elif number == "9":
            self._directory(rest.strip('"'))

    def _urxvt(self, text: str) -> None:
        """OSC 777."""
        parts = text.split(";", 2)
        if parts[0] == "notify" and len(parts) > 1:
            self._notify(parts[2] if len(parts) > 2 else "", parts[1])

    def _kitty_notification(self, text: str) -> None:
        """OSC 99: pieces of title and body, joined by identifier until the last has come."""
        metadata, _, payload = text.partition(";")
        fields = dict(item.partition("=")[::2] for item in metadata.split(":") if item)
        name, kind = fields.get("i", ""), fields.get("p", "title")
        if kind == "?":
            self.osc_reply(f"99;i={name if _NAME.match(name) else '0'}:p=?;p=title,body")
            return
        if fields.get("e") == "1":
            payload = _decoded(payload) or ""
        title, body = self.notes.pop(name, ("", ""))
        if kind == "title":
            title = (title + payload)[:LONGEST_TEXT]
        elif kind == "body":
            body = (body + payload)[:LONGEST_TEXT]
        else:
            return
        if fields.get("d") == "0":
            if len(self.notes) < 16:
                self.notes[name] = (title, body)
        elif body:
            self._notify(body, title)
        else:
            self._notify(title)

    def _clipboard(self, text: str) -> None:
        """OSC 52: writing is passed on to be asked about, reading the user's clipboard is refused.

        With window control a program can read back what it wrote itself.
        """
        selection, _, data = text.partition(";")
        if data == "?":
            if self.window_control and self.selection:
                self.osc_reply(f"52;{selection if _SELECTION.match(selection) else 's0'};{self.selection}")
        elif data:
            content = _decoded(data)
            if content is not None and len(content) <= CLIPBOARD:
                self.selection = data if self.window_control else ""
                self.tell(Kind.CLIPBOARD, content, selection[:16])

    def _prompt_mark(self, text: str) -> None:
        """OSC 133 and 633."""
        mark, _, detail = text.partition(";")
        if mark in ("A", "B", "C", "D"):
            self.tell(Kind.PROMPT_MARK, mark, detail.partition(";")[0][:16] if mark == "D" else "")
        elif mark == "P" and detail.startswith("Cwd="):
            self._directory(detail[4:])

    def _status(self, text: str) -> None:
        """OSC 7501, the status protocol of agents: a question is answered, a state passed on."""
        if text.startswith("?"):
            self.osc_reply("7501;?1")
            return
        fields = [item for item in text.split(":") if item]
        state, rest = "", []
        for item in fields:
            if item.startswith("state="):
                state = item[6:]
            elif item in _STATES and not state:
                state = item
            elif "=" in item:
                rest.append(item)
        if state in _STATES:
            self.tell(Kind.STATUS, state, ":".join(rest)[:LONGEST_TEXT])

    _COMMANDS: ClassVar[dict[str, Callable[[Strings, str], None]]] = {
        "0": _title_and_icon,
        "1": _icon,
        "2": _window_title,
        "7": _directory_url,
        "8": _hyperlink,
        "9": _growl,
        "52": _clipboard,
        "99": _kitty_notification,
        "133": _prompt_mark,
        "633": _prompt_mark,
        "777": _urxvt,
        "1337": _iterm,
        "7501": _status,
    }


def _decoded(text: str) -> str | None:
    """Text from base 64, or None."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return None
