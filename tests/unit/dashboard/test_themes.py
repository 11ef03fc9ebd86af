from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from tests.support.color_math import DEFICIENCIES, contrast, difference, seen_with
from tests.support.stage import Stage
from textual.color import Color
from textual.screen import Screen

from plangate.config.settings import Settings
from plangate.dashboard.theme_file import to_theme
from plangate.dashboard.themes import (
    FALLBACK,
    VARIABLE_DEFAULTS,
    load_themes,
    palette_of,
    user_files_signature,
)

THEMES = load_themes()
TEXT = ("foreground", "muted", "primary", "secondary", "accent", "success", "warning", "error")
GROUNDS = ("background", "surface", "panel", "cursor-row")
ANY = pytest.mark.parametrize("name", list(THEMES.specs))


def test_the_themes_that_come_along_are_complete() -> None:
    """Dark, light, high contrast and colour-blind safe are there, and none has a fault."""
    assert not THEMES.faults
    assert {FALLBACK, "light", "high-contrast", "colour-blind-safe"} <= set(THEMES.specs)
    assert next(iter(THEMES.specs)) == FALLBACK


@ANY
def test_text_and_states_can_be_read(name: str) -> None:
    """Every text and state colour keeps WCAG's 4.5 to 1 on every ground, 7 to 1 in high contrast."""
    spec = THEMES.specs[name]
    least = 7.0 if name == "high-contrast" else 4.5
    shown = {**{key: spec.colors[key] for key in TEXT}, **spec.states}
    faint = {
        (key, ground): ratio
        for key, value in shown.items()
        for ground in GROUNDS
        if (ratio := contrast(Color.parse(value).rgb, Color.parse(spec.colors[ground]).rgb)) < least
    }
    assert not faint


@ANY
def test_terminal_colours_can_be_read(name: str) -> None:
    """All sixteen but the one that is meant to vanish keep 4.5 to 1 on the terminal's background."""
    palette = THEMES.specs[name].palette
    hidden = 0 if THEMES.specs[name].dark else None
    faint = {
        number: ratio
        for number, color in enumerate(palette.indexed)
        if number != hidden and (ratio := contrast(color, palette.background)) < 4.5
    }
    assert not faint
    assert contrast(palette.foreground, palette.background) >= 7


@pytest.mark.parametrize("deficiency", list(DEFICIENCIES))
def test_the_colour_blind_safe_theme_keeps_states_apart(deficiency: str) -> None:
    """With each kind of colour blindness the states that matter still look different."""
    states = THEMES.specs["colour-blind-safe"].states
    seen = {
        key: seen_with(deficiency, Color.parse(states[key]).rgb)
        for key in ("working", "blocked", "done", "failed", "idle")
    }
    close = {
        pair: distance
        for pair in itertools.combinations(seen, 2)
        if (distance := difference(seen[pair[0]], seen[pair[1]])) < 20
    }
    assert not close


@ANY
def test_textual_gets_every_variable_that_our_styles_use(name: str) -> None:
    """A theme defines all of our own variables, so that none is left to a default."""
    variables = to_theme(THEMES.specs[name]).variables
    assert set(VARIABLE_DEFAULTS) <= set(variables)


def _write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, "utf-8")


def test_a_users_theme_builds_on_another_and_wins_by_name(tmp_path: Path) -> None:
    """Three lines make a theme; one with a known name replaces the one that came along."""
    _write(tmp_path, "a", 'name = "mine"\nbase = "dusk"\n[colors]\nprimary = "#ffffff"\n')
    _write(tmp_path, "b", 'name = "dusk"\nbase = "dark"\ntitle = "My dusk"\n')
    themes = load_themes(tmp_path)
    assert not themes.faults
    assert themes.specs["mine"].colors["primary"] == "#FFFFFF"
    assert themes.specs["dusk"].title == "My dusk"
    assert themes.specs["mine"].states == themes.specs["dusk"].states == THEMES.specs[FALLBACK].states


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('name = "x"\nbase = "dusk"\ncolours = 1\n', 3, "unknown key colours"),
        ('name = "x"\nbase = "dusk"\n[colors]\nprimry = "red"\n', 4, "unknown key colors.primry"),
        (
            'name = "x"\nbase = "dusk"\n[colors]\nprimary = "#12"\n',
            4,
            "colors.primary: '#12' is not a colour",
        ),
        ('name = "x"\nbase = "dusk"\n[states]\nworking = 3\n', 4, "states.working: 3 is not a colour"),
        ('name = "x"\ndark = true\n[states]\n', 0, "colors: background"),
        ('base = "dusk"\n', 0, "name is missing"),
        ('name = "x"\nbase = "nowhere"\n', 2, "there is no theme 'nowhere'"),
        ('name = "x"\nbase = "dusk"\n[terminal]\npalette = ["red"]\n', 4, "expected a list of 16 colours"),
        ('name = "x"\nbase = "dusk"\n[variables]\nbordr = "red"\n', 4, "unknown variable bordr"),
        ('name = "x"\nbase = "dusk"\n[variables]\nborder = "blurple"\n', 4, "is not a colour"),
        ('name = "x"\nbase = \n', 2, "not valid TOML"),
        ('name = "x"\nbase = "x"\n', 2, "there is no theme 'x'"),
    ],
)
def test_a_faulty_theme_is_named_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    """A theme with a fault is left out, and the fault is reported once, with file and line."""
    _write(tmp_path, "x", text)
    themes = load_themes(tmp_path)
    assert "x" not in themes.specs
    fault = themes.faults[0]
    assert message in fault.message
    assert (fault.file, fault.line) == (str(tmp_path / "x.toml"), line)
    assert len(set(themes.faults)) == len(themes.faults)


def test_a_theme_that_is_not_there_is_replaced_by_the_fallback(tmp_path: Path) -> None:
    """And the settings that named it are at fault, with their line."""
    assert THEMES.pick("nothing") == FALLBACK
    assert THEMES.pick("dusk") == "dusk"
    settings = tmp_path / "settings.toml"
    settings.write_text('# mine\n[appearance]\ntheme = "dsk"\n')
    (fault,) = THEMES.missing(settings, "dsk")
    assert (fault.file, fault.line, fault.message) == (str(settings), 3, 'there is no theme "dsk"')
    assert "dusk" in fault.hint
    assert THEMES.missing(settings, "dusk") == ()


def test_the_default_of_the_settings_is_a_theme() -> None:
    """One word for it everywhere."""
    assert Settings().appearance.theme == FALLBACK
    assert list(THEMES.specs)[:4] == ["dark", "light", "high-contrast", "colour-blind-safe"]


def test_changed_files_are_noticed(tmp_path: Path) -> None:
    """The signature of the user's themes changes with their content and their number."""
    before = user_files_signature(tmp_path)
    _write(tmp_path, "x", "name = 1")
    between = user_files_signature(tmp_path)
    _write(tmp_path, "x", "name = 12")
    assert len({before, between, user_files_signature(tmp_path)}) == 3
    assert user_files_signature(tmp_path / "missing") == ()


@ANY
async def test_an_app_knows_the_terminal_colours_of_its_theme(name: str) -> None:
    """What is drawn in a terminal's colours takes them from the theme in use."""
    app = Stage(Screen(), theme=name)
    async with app.run_test():
        assert palette_of(app) == THEMES.specs[name].palette
        app.theme = "nord"
        assert palette_of(app).indexed == ()
