"""Tests of `plangate.gate.classify.plain`."""

from __future__ import annotations

from plangate.gate.classify.plain import commands_in


def test_every_simple_command_is_found_in_order() -> None:
    """In lists, pipelines, loops, substitutions; quotes are removed and nothing is expanded."""
    text = "cd 'a b' && git log | head -n 3; for x in 1 2; do echo \"$x\" >out; done; y=$(date -u)"
    assert commands_in(text) == [
        ["cd", "a b"],
        ["git", "log"],
        ["head", "-n", "3"],
        ["echo", "$x"],
        ["date", "-u"],
    ]


def test_what_is_no_command_is_left_out() -> None:
    """Comments, assignments, here-documents."""
    assert commands_in("# rm x\na=1\ncat <<E\nrm y\nE\n") == [["cat"]]


def test_other_alphabets() -> None:
    """Words come back as they were written."""
    assert commands_in("touch ärger.txt") == [["touch", "ärger.txt"]]


def test_a_long_text_has_an_end() -> None:
    """Only so many commands are looked at."""
    assert len(commands_in("ls\n" * 2000)) == 500
