"""All themes there are: those that come along, those of other packages, and the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

from plangate.config.files import missing
from plangate.dashboard.theme_file import Palette, ThemeSpec, read_spec, to_theme
from plangate.plugins.offers import folder_of, offers
from plangate.toml.document import Document, Fault
from plangate.wire.control import UsePalette

__all__ = [
    "FALLBACK",
    "VARIABLE_DEFAULTS",
    "Themes",
    "load_themes",
    "palette_message",
    "palette_of",
    "user_files_signature",
]

FALLBACK = "dark"
"""Used when the theme that was asked for does not exist or is faulty."""

VARIABLE_DEFAULTS = {
    "state-working": "#86d3a0",
    "state-blocked": "#f2c66d",
    "state-done": "#63d2c6",
    "state-idle": "#909bae",
    "state-failed": "#f58a93",
    "state-stopped": "#909bae",
    "state-unknown": "#c3a2f2",
    "muted": "#909bae",
    "rule": "#2d3645",
    "cursor-row": "#243045",
    "terminal-foreground": "#d5dbe6",
    "terminal-background": "#0b0f15",
    "terminal-cursor": "#82aaff",
}
"""What `App.get_theme_variable_defaults` returns: our variables, for themes that are not ours."""

_GROUP = "plangate.themes"
_FIRST = (FALLBACK, "light", "high-contrast", "colour-blind-safe")
_BARE = Palette((213, 219, 230), (11, 15, 21), (130, 170, 255), ())


@dataclass(slots=True)
class Themes:
    """The themes that can be used, and the faults of those that cannot."""

    user: Path | None = None
    """Directory of the user's own themes."""
    specs: Mapping[str, ThemeSpec] = field(default_factory=dict)
    """By name, in the order in which they are offered."""
    faults: tuple[Fault, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """What people call them, by name."""
        return {name: spec.title for name, spec in self.specs.items()}

    @property
    def swatches(self) -> dict[str, tuple[str, ...]]:
        """Some colours of each theme, by its name: what it is known by."""
        names = ("working", "blocked", "done", "failed", "unknown")
        return {
            name: (spec.colors["primary"], *(spec.states[state] for state in names))
            for name, spec in self.specs.items()
        }

    def reload(self) -> None:
        """Read all files anew; of two themes with one name the later wins: packages first, then the user's."""
        specs: dict[str, ThemeSpec] = {}
        faults: list[Fault] = []
        _collect(_packaged(faults), specs, faults)
        if self.user is not None:
            _collect(_read_directory(self.user, faults), specs, faults)
        self.specs = {name: specs[name] for name in sorted(specs, key=_rank)}
        self.faults = tuple(faults)

    def pick(self, name: str) -> str:
        """The name itself if there is such a theme, else the fallback."""
        for candidate in (name, FALLBACK):
            if candidate in self.specs:
                return candidate
        return next(iter(self.specs), "textual-dark")

    def missing(self, settings: Path, name: str) -> tuple[Fault, ...]:
        """The fault of settings that name a theme which does not exist; nothing when it does."""
        return missing(settings, "appearance.theme", name, self.specs)

    def textual(self) -> list[Theme]:
        """All of them, to be registered with the app."""
        return [to_theme(spec) for spec in self.specs.values()]

    def palette(self, name: str) -> Palette:
        """The terminal colours of a theme."""
        spec = self.specs.get(name)
        return spec.palette if spec else _BARE


def load_themes(user: Path | None = None) -> Themes:
    """Read all themes.

    Args:
        user: Directory of the user's own themes; need not exist.
    """
    themes = Themes(user)
    themes.reload()
    return themes


def palette_message(palette: Palette, *, dark: bool) -> UsePalette:
    """The colours as `Control.use_palette` wants them."""
    return UsePalette(
        id=0,
        foreground=palette.foreground,
        background=palette.background,
        cursor=palette.cursor,
        indexed=list(palette.indexed),
        dark=dark,
    )


def palette_of(app: App[Any]) -> Palette:
    """The terminal colours of the theme that an app is showing."""
    variables = app.current_theme.variables
    try:
        front, back, cursor = (
            Color.parse(variables[f"terminal-{name}"]).rgb for name in ("foreground", "background", "cursor")
        )
        indexed = tuple(Color.parse(variables[f"terminal-{number}"]).rgb for number in range(16))
    except (KeyError, ColorParseError):
        return _BARE
    return Palette(front, back, cursor, indexed)


def user_files_signature(user: Path) -> tuple[tuple[str, int, int], ...]:
    """Something that differs once any theme in the directory has changed."""
    try:
        found = [(path.name, path.stat()) for path in sorted(user.glob("*.toml"))]
    except OSError:
        return ()
    return tuple((name, info.st_mtime_ns, info.st_size) for name, info in found)


def _rank(name: str) -> tuple[int, str]:
    """The four that most people look for come first."""
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _collect(documents: Iterable[Document], specs: dict[str, ThemeSpec], faults: list[Fault]) -> None:
    """Add the themes of the documents; those that build on others come after them."""
    waiting = [document for document in documents if document.values or document.faults]
    while waiting:
        names = {document.values.get("name") for document in waiting}
        ready = [each for each in waiting if each.values.get("base") not in names - {each.values.get("name")}]
        for document in ready or waiting:
            spec = read_spec(document, specs.get) if not document.faults else None
            if spec is not None:
                specs[spec.name] = spec
            faults.extend(document.faults)
        waiting = [document for document in waiting if ready and document not in ready]


def _packaged(faults: list[Fault]) -> list[Document]:
    documents: list[Document] = []
    for name, package in sorted(offers(_GROUP), key=lambda each: (each[0] != "plangate", each)):
        try:
            documents += [
                Document.parse(f"{package}/{path.name}", path.read_text("utf-8"))
                for path in sorted(folder_of(package).glob("*.toml"))
            ]
        except (ImportError, OSError, ValueError) as error:
            faults.append(Fault(package, 0, f"themes of {name} cannot be read: {error}"))
    return documents


def _read_directory(folder: Path, faults: list[Fault]) -> list[Document]:
    try:
        return [Document.read(path) for path in sorted(folder.glob("*.toml"))]
    except OSError as error:
        faults.append(Fault(str(folder), 0, f"cannot be read: {error.strerror}"))
        return []
