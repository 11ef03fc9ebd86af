"""Tests of `plangate.gate.scope`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.gate.policy import DEFAULT
from plangate.gate.scope import (
    covering_directories,
    fault,
    in_scope,
    is_whole,
    may_protect,
    normalise,
    protecting,
)


@pytest.mark.parametrize(
    ("path", "scope", "inside"),
    [
        ("src/a.py", ("src/**",), True),
        ("src/deep/a.py", ("src/**",), True),
        ("src2/a.py", ("src/**",), False),
        ("src/a.py", ("src",), True),
        ("src/a.py", ("src/",), True),
        ("src", ("src/",), True),
        ("src/deep/a.py", ("src/*",), False),
        ("src/a.py", ("src/*.py",), True),
        ("lib/deep/a.py", ("*.py",), True),
        ("README.md", ("README.md",), True),
        ("docs/README.md", ("README.md",), False),
        ("docs/README.md", ("**/README.md",), True),
        ("README.md", ("**/README.md",), True),
        ("a/x/y/b", ("a/**/b",), True),
        ("a/b", ("a/**/b",), True),
        ("src/a.ts", ("src/*.{ts,tsx}",), True),
        ("src/a.js", ("src/*.{ts,tsx}",), False),
        ("src/a1.py", ("src/a[0-9].py",), True),
        ("src/ab.py", ("src/a[!0-9].py",), True),
        ("SRC/a.py", ("src/**",), False),
        ("src/keys/a.pem", ("src/**", "!src/keys/**"), False),
        ("src/KEYS/a.pem", ("src/**", "!src/keys/**"), False),
        ("src/keys/open", ("src/**", "!src/keys/**", "src/keys/open"), True),
        ("anything", ("**",), True),
        ("/etc/passwd", ("**",), False),
        ("../other", ("**",), False),
        ("src/../../other", ("**",), False),
        ("src/../top", ("**",), False),
        ("a.py", ("../**", "/../**", "~/**"), False),
        ("a.py", (), False),
        ("./src//a.py", ("src/a.py",), True),
    ],
)
def test_what_a_scope_takes_in(path: str, scope: tuple[str, ...], inside: bool) -> None:
    """As written in the module's docstring: strict."""
    assert in_scope(path, scope) is inside


@pytest.mark.parametrize(
    ("path", "patterns", "by"),
    [
        ("packages/x/package.json", ("package.json",), "package.json"),
        ("deploy/Dockerfile.prod", ("Dockerfile*",), "Dockerfile*"),
        ("infra/main.tf", ("*.tf",), "*.tf"),
        (".GitHub/workflows/x.yml", (".github/**",), ".github/**"),
        ("app/migrations/0001.py", ("**/migrations/**",), "**/migrations/**"),
        ("src/oauth2/x.py", ("**/*auth*/**",), "**/*auth*/**"),
        ("src/a.py", (".github/**",), ""),
        ("src/x/deep/a", ("src/*",), "src/*"),
        ("docs/migrations/x", ("**/migrations/**", "!docs/**"), ""),
    ],
)
def test_what_protects_a_path(path: str, patterns: tuple[str, ...], by: str) -> None:
    """A plain name in every directory, with all below, in any case."""
    assert protecting(path, patterns) == by


@pytest.mark.parametrize(
    ("scope", "directories"),
    [
        (("src/**",), ("src",)),
        (("src/sub/**", "src/**"), ("src",)),
        (("src/a.py", "tests/**"), ("src", "tests")),
        (("new/deep/**",), (".",)),
        (("src/new/**",), ("src",)),
        (("*.py",), (".",)),
        (("**",), (".",)),
        (("src/*/x/**",), ("src",)),
        (("**/x.py",), (".",)),
        (("src/**", "!src/keys/**"), ("src",)),
        ((), ()),
    ],
)
def test_directories_that_cover_a_scope(scope: tuple[str, ...], directories: tuple[str, ...]) -> None:
    """The nearest that exist, none within another."""
    assert covering_directories(scope, {".", "src", "src/sub", "tests"}.__contains__) == directories


def test_the_whole_workspace_is_recognised() -> None:
    """So that it can be said openly."""
    assert all(is_whole((pattern,)) for pattern in ("**", "**/*", "/**", "**/", "."))
    assert not any(is_whole(scope) for scope in [("src/**",), ("**", "!a"), ()])


def test_faults_are_named() -> None:
    """For the policy and for plans."""
    assert [fault(text) for text in ("", "../x", "~/x", "a\0b", "x" * 2000)].count("") == 0
    assert [fault(text) for text in ("src/**", "!x", "/x")] == ["", "", ""]


def test_paths_out_of_the_workspace_are_no_paths() -> None:
    """Text only; links are resolved before."""
    assert [normalise(path) for path in ("a/./b//c", ".", "", "/a", "a/../b", "~a")] == [
        "a/b/c",
        ".",
        None,
        None,
        None,
        None,
    ]


def test_hostile_patterns_are_matched_at_once() -> None:
    """No regular expression, so nothing to blow up: this would take centuries with one."""
    assert not in_scope("a" * 2000, ("*a" * 100 + "b",))
    assert not in_scope("/".join("a" * 200), ("**/a/" * 100 + "b",))
    assert not in_scope("x", ("{a,b}" * 60,))


TEXT = st.text(alphabet="ab*?[]{}!/.,~-\\", max_size=24)


@given(TEXT, st.lists(TEXT, max_size=3))
def test_no_text_makes_it_raise_and_what_leads_out_is_never_inside(path: str, scope: list[str]) -> None:
    """Agents write both."""
    inside = in_scope(path, scope)
    protecting(path, scope)
    covering_directories(scope, lambda _: True)
    assert not inside or (normalise(path) is not None and bool(scope))


PART = st.text(alphabet="ab.", min_size=1, max_size=3).filter(lambda part: part.strip(".") != "")
PATHS = st.lists(PART, min_size=1, max_size=4).map("/".join)


@given(PATHS, st.sampled_from(["**", "*", "a*", "*.b", "a/**", "**/b", "a/*", "/a", "a/"]))
def test_what_is_in_scope_lies_in_a_covering_directory(path: str, pattern: str) -> None:
    """Otherwise the kernel would refuse what was approved."""
    if in_scope(path, (pattern,)):
        (root,) = covering_directories((pattern,), lambda _: True)
        assert root == "." or path == root or path.startswith(root + "/")


_NAMES = st.sampled_from(
    ["a", "auth", "OAuth2.py", "author", "Migrations", "db", "x.tf", "Dockerfile.dev", ".github", "[a]", "ab"]
)
_GLOBS = st.sampled_from(
    [*DEFAULT.need_plan, "a/**/db", "docs/*", "[a-b]uth", "x[!]y]z*", "{auth,db}/**", "a?", "!author", "**"]
)


@given(st.lists(_GLOBS, min_size=1, max_size=4), st.lists(_NAMES, min_size=1, max_size=4))
def test_the_quick_test_misses_nothing(globs: list[str], names: list[str]) -> None:
    """Where protection begins, the name there passes it."""
    may = may_protect(globs)
    for count in range(1, len(names) + 1):
        if protecting("/".join(names[:count]), globs):
            assert may(names[count - 1])
            break


def test_the_quick_test_sorts_out_most_names() -> None:
    """That is what it is for."""
    may = may_protect(DEFAULT.need_plan)
    assert not any(may(name) for name in ("main.py", "README.md", "src", "index.html", "util.go"))
    assert not may_protect(())("anything")
