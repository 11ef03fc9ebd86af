from __future__ import annotations

from tests.support.scenes import SESSIONS

from plangate.dashboard.keymap import DEFAULT_KEYMAP
from plangate.dashboard.palette_entries import EntryKind, action_entries, find, session_entries, theme_entries

RUNNING = SESSIONS[0]
ENTRIES = [
    *action_entries(DEFAULT_KEYMAP, RUNNING),
    *session_entries(SESSIONS),
    *theme_entries({"dusk": "Dusk"}, "dusk"),
]


def test_only_what_can_be_done_is_offered() -> None:
    """Without a session there is nothing to stop; a running one cannot be removed."""
    none = {entry.value for entry in action_entries(DEFAULT_KEYMAP, None)}
    some = {entry.value for entry in action_entries(DEFAULT_KEYMAP, RUNNING)}
    assert "session.new" in none
    assert "session.stop" not in none
    assert "session.stop" in some
    assert "session.remove" not in some


def test_a_few_letters_find_sessions_actions_and_themes() -> None:
    """Fuzzy letters match titles; the id, the task and the help match as they are."""
    assert find("chk tot", ENTRIES)[0].entry.value == RUNNING.id
    assert find("new", ENTRIES)[0].entry.value == "session.new"
    assert find("dusk", ENTRIES)[0].entry.kind is EntryKind.THEME
    assert RUNNING.id in {match.entry.value for match in find("round totals", ENTRIES)}
    assert find("k3m7", ENTRIES)[0].entry.value == RUNNING.id
    assert find("zzzz", ENTRIES) == []
    assert [match.entry for match in find("  ", ENTRIES)] == ENTRIES


def test_the_letters_that_matched_are_known() -> None:
    """The offsets point at the typed letters in the title."""
    match = find("stp", ENTRIES)[0]
    assert "".join(match.entry.title[offset] for offset in match.offsets).lower() == "stp"


def test_themes_show_their_colours() -> None:
    """The list of themes has no prefix and shows what each looks like."""
    (entry,) = theme_entries({"dusk": "Dusk"}, "", {"dusk": ("#ffffff",), "sand": ("#000000",)}, prefix="")
    assert (entry.title, entry.detail, entry.swatch) == ("Dusk", "", ("#ffffff",))
