"""Tests of `plangate.toml.document`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.toml.document import Document, Fault, did_you_mean


def test_a_missing_file_is_empty(tmp_path: Path) -> None:
    """Nobody has to write a file."""
    document = Document.read(tmp_path / "none.toml")
    assert (document.values, document.faults) == ({}, [])


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """Some editors write one."""
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert Document.read(tmp_path / "bom.toml").values == {"a": 1}


@pytest.mark.parametrize(
    ("source", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("[x]\n[x]\n", 2), ('a = """\nnever\n', 3), ("\n\n[", 3)],
)
def test_syntax_errors_name_their_line(source: str, line: int) -> None:
    """The parser's place becomes the fault's."""
    (fault,) = Document.parse("f.toml", source).faults
    assert fault.line == line
    assert "(at" not in fault.message


def test_text_in_another_encoding_is_named(tmp_path: Path) -> None:
    """Latin-1 is found on its line."""
    (tmp_path / "latin.toml").write_bytes(b"a = 1\nb = '\xe9'\n")
    (fault,) = Document.read(tmp_path / "latin.toml").faults
    assert (fault.line, fault.message) == (2, "is not UTF-8 text")


def test_a_directory_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    """What cannot be read is a fault, no crash."""
    (fault,) = Document.read(tmp_path).faults
    assert "cannot be read" in fault.message


def test_a_key_within_a_value_has_the_line_of_its_key() -> None:
    """Inline tables and list entries are named by where they begin."""
    document = Document.parse("f", "[t]\n\nlist = [\n1,\n2]\n")
    assert document.line(("t", "list", 1)) == 3
    assert document.line(("t", "missing")) == 1
    assert document.line(("missing",)) == 0


def test_a_fault_reads_like_a_compiler_message() -> None:
    """File, line, message, hint; editors can jump to it."""
    assert str(Fault("s.toml", 3, "unknown key x", 'did you mean "y"?')) == (
        's.toml:3: unknown key x (did you mean "y"?)'
    )
    assert str(Fault("s.toml", 0, "cannot be read")) == "s.toml: cannot be read"


def test_only_similar_words_are_suggested() -> None:
    """A hint that is far off would mislead."""
    assert did_you_mean("them", ["theme", "frame_rate"]) == 'did you mean "theme"?'
    assert did_you_mean("qqq", ["theme"]) == ""
