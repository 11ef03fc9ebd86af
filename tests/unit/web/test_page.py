"""What can be said of the page without a browser: it asks nobody else, and needs no exception from its policy."""

from __future__ import annotations

import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from plangate.web.icons import PAGE, icons
from plangate.web.vendoring import PARTS

FILES = sorted(
    path for path in PAGE.iterdir() if path.suffix in {".html", ".js", ".css", ".webmanifest", ".svg"}
)
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
_NAMESPACE = "http://www.w3.org/2000/svg"


def pixels(content: bytes) -> bytes:
    """What a picture shows: how well it is packed depends on the zlib."""
    start = content.find(b"IDAT")
    return content if start < 0 else zlib.decompress(content[start + 4 :].split(b"IEND")[0])


class Collector(HTMLParser):
    """Addresses, inline scripts and styles, and attributes that a strict policy refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what it carries."""
        known = dict(attrs)
        self._script = tag == "script"
        self.addresses += [value for name in ("src", "href", "action") if (value := known.get(name))]
        self.inline += [f"{tag} {name}" for name in known if name.startswith("on") or name == "style"]
        if tag == "style":
            self.inline.append(tag)

    def handle_data(self, data: str) -> None:
        """Text within a script is a script."""
        if self._script and data.strip():
            self.inline.append(data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    """A phone in a tunnel or a closed network shows the same page, and nobody else hears of it."""
    text = path.read_text("utf-8").replace(_NAMESPACE, "")
    assert re.findall(r"(?:https?:|wss?:)?//[\w.-]+\.\w{2,}[^\s\"']*", text) == []
    assert "data:" not in text


@pytest.mark.parametrize("name", ["index.html", "pair.html"])
def test_pages_hold_no_code_and_no_style(name: str) -> None:
    """The policy allows none; and every address is one of our own files, relative to the page."""
    collector = Collector()
    collector.feed((PAGE / name).read_text("utf-8"))
    assert collector.inline == []
    vendored = {f"vendor/{part.name}" for part in PARTS}
    ours = {path.name for path in PAGE.iterdir()}
    assert [address for address in collector.addresses if address not in vendored | ours] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_modules_import_only_ours(path: Path) -> None:
    """By relative names that exist."""
    for name in re.findall(r"^(?:import|export) .*?from \"([^\"]+)\"", path.read_text("utf-8"), re.M):
        if name.startswith("./vendor/"):
            assert name.removeprefix("./vendor/") in {part.name for part in PARTS}
        else:
            assert (path.parent / name).is_file(), name


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_modules_are_small_and_never_make_markup_of_text(path: Path) -> None:
    """What agents write is never parsed as HTML or as code."""
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 200
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
        == []
    )


def test_the_manifest_names_icons_that_exist() -> None:
    """With sizes that launchers ask for."""
    manifest = json.loads((PAGE / "manifest.webmanifest").read_text("utf-8"))
    assert manifest["display"] == "standalone"
    assert all((PAGE / icon["src"]).is_file() for icon in manifest["icons"])
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


def test_icons_are_what_the_script_draws() -> None:
    """After a change of the drawing `python -m plangate.web.icons` is to be run."""
    for name, content in icons():
        assert pixels((PAGE / name).read_bytes()) == pixels(content), name
