"""A plan out of an agent's markdown, and markdown out of a plan. Whatever the text, nothing raises."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from plangate.gate.plan.record import Content, Plan, Step
from plangate.gate.scope import WHOLE, fault, normalise

__all__ = ["LONG_PLAN", "is_long", "parse", "paths_in", "render"]

LONG_PLAN = 120
"""Lines beyond which nobody reads a plan to the end; shown as a warning."""

_MOST = 200
"""Entries of a list that are kept; a plan with more of them is no plan."""
_LONGEST = 2000
"""Characters of a title or a list entry that are kept; the body keeps everything."""
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
_BOLD_HEADING = re.compile(r"^\*\*([^*]{1,80}?):?\*\*:?\s*$")
_ITEM = re.compile(r"^(\s*)(?:(\d{1,4})[.)]|[-*+])[ \t]+(?:\[[ xX]\][ \t]+)?(.*)$")
_TAG = re.compile(r"^[ \t]*</?proposed_plan>[ \t]*\n?", re.MULTILINE)
"""Codex puts its plans between these."""
_GENERIC = re.compile(r"(?:the |my |proposed |implementation |detailed )*plan", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(```|~~~)")
_TICKS = re.compile(r"`([^`\n]{1,300})`")
_PATH = re.compile(r"[\w.@+\-*?\[\]{},]+(?:/[\w.@+\-*?\[\]{},]*)*")
_FRONT = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)$")
_DONE_WHEN = re.compile(r"\s*[(\[—–-]*\s*\bdone when\b:?\s*(.+?)[)\]]?\s*$", re.IGNORECASE)
_FILE_NAME = re.compile(r"^[\w.@+\-*?]+\.[A-Za-z]\w{0,9}$")
_SECTIONS: tuple[tuple[str, str], ...] = (
    (r"out of scope|not in scope|non-?goals?|won't do|will not", "out_of_scope"),
    (r"risks?|caveats?|concerns?|dangers?", "risks"),
    (r"tests?|testing|verification|verify|validation|how to (?:test|verify)|acceptance", "tests"),
    (r"(?:[\w-]+ )*(?:files?|scope|paths?)(?: [\w-]+)*", "scope"),
    (r"goals?|summary|overview|context|objective|why|background|purpose", "goal"),
    (r"(?:[\w-]+ )*(?:steps?|plan|tasks?|changes|implementation|approach|phases?)(?: [\w-]+)*", "steps"),
)


@dataclass(slots=True)
class _Part:
    """A heading with what stands under it."""

    level: int
    heading: str
    kind: str
    lines: list[str] = field(default_factory=list)


def parse(text: str, *, title: str = "") -> Content:
    """Read a plan.

    The title is the first heading, the steps are the entries of the steps' section (else of the first
    numbered list, else of the first list), the scope comes from a section about files or from paths in
    back-ticks. When no path is named the scope is the whole workspace and `scope_assumed` says so.

    Args:
        text: Markdown, with front matter or without.
        title: What it is called when its heading says no more than "plan": the task.
    """
    body = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    front, rest = _front_matter(_TAG.sub("", body))
    parts = _parts(rest)
    named = front.get("title", [""])[0] or _title(parts)
    if not named or (title and _GENERIC.fullmatch(named.strip(" :."))):
        named = title or named
    scope = _scope(front, parts, rest)
    return Content(
        title=_clean(named) or "Untitled plan",
        goal=_cut(" ".join(front.get("goal", [])) or _goal(parts)),
        steps=_steps(parts),
        scope=scope or WHOLE,
        scope_assumed=not scope,
        risks=_list(front.get("risks") or _entries(parts, "risks")),
        tests=_list(front.get("tests") or _entries(parts, "tests")),
        out_of_scope=_list(front.get("out_of_scope") or _entries(parts, "out_of_scope")),
        body=body.strip("\n"),
    )


def is_long(content: Content) -> bool:
    """Whether a plan is longer than people read."""
    return content.body.count("\n") + 1 > LONG_PLAN


def paths_in(text: str) -> tuple[str, ...]:
    """What a text names in back-ticks that looks like a path or a pattern of paths."""
    return _globs(word for word in _TICKS.findall(text) if _looks_like_path(word))


def render(plan: Plan) -> str:
    """The record as markdown, which `parse` reads back to the same title, steps, scope and lists."""
    lines = [f"# {plan.title}", ""]
    if plan.goal:
        lines += ["## Goal", "", plan.goal, ""]
    lines += ["## Steps", ""]
    for number, step in enumerate(plan.steps, 1):
        done = f" (done when: {step.done_when})" if step.done_when else ""
        lines.append(f"{number}. {step.text}{done}")
    lines += ["", "## Scope", ""]
    if plan.scope_assumed:
        lines.append("The plan names no files: the whole workspace, without what is protected.")
    else:
        lines += [f"- `{glob}`" for glob in plan.scope]
    for heading, entries in (
        ("Risks", plan.risks),
        ("Tests", plan.tests),
        ("Out of scope", plan.out_of_scope),
    ):
        if entries:
            lines += ["", f"## {heading}", "", *(f"- {entry}" for entry in entries)]
    return "\n".join(lines) + "\n"


def _front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """The keys between `---` lines with their values, lists opened, and the text behind them."""
    lines = text.lstrip("\ufeff\n").split("\n")
    if lines[0].strip() != "---":
        return {}, text
    end = next((at for at, line in enumerate(lines[1:400], 1) if line.strip() in ("---", "...")), 0)
    if not end:
        return {}, text
    found: dict[str, list[str]] = {}
    key = ""
    for line in lines[1:end]:
        pair = _FRONT.match(line)
        if pair:
            key = {"files": "scope", "paths": "scope"}.get(pair[1].lower(), pair[1].lower().replace("-", "_"))
            found[key] = _inline(pair[2].strip())
        elif key and (item := _ITEM.match(line)):
            found[key].append(_unquote(item[3]))
    return {name: values for name, values in found.items() if values}, "\n".join(lines[end + 1 :])


def _inline(value: str) -> list[str]:
    if value.startswith("[") and value.endswith("]"):
        return [_unquote(item) for item in value[1:-1].split(",") if item.strip()]
    return [_unquote(value)] if value else []


def _unquote(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`" else text


def _parts(text: str) -> list[_Part]:
    parts = [_Part(0, "", "")]
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        found = None if fenced else _HEADING.match(line) or _BOLD_HEADING.match(line)
        if found:
            hashes, words = (found[1], found[2]) if found.re is _HEADING else ("#" * 6, found[1])
            is_title = hashes == "#" and all(
                part.level != 1 for part in parts
            )  # it says what, not which part
            parts.append(_Part(len(hashes), words.strip(), "" if is_title else _kind(words)))
        else:
            parts[-1].lines.append(line)
    return _with_inner(parts)


def _with_inner(parts: list[_Part]) -> list[_Part]:
    """Sections under a heading that says what they are belong to it when they do not say themselves."""
    around: list[_Part] = []
    for part in parts:
        around = [outer for outer in around if outer.level < part.level]
        if not part.kind and part.level > 1:
            part.kind = next((outer.kind for outer in reversed(around) if outer.kind), "")
        around.append(part)
    return parts


def _kind(heading: str) -> str:
    plain = re.sub(r"^[\d.)\s]+|[^\w\s'-]", "", heading.lower()).strip()[:80]
    return next((kind for words, kind in _SECTIONS if re.fullmatch(words, plain)), "")


def _title(parts: list[_Part]) -> str:
    named = next((part for part in parts if part.level == 1 and part.heading), None) or next(
        (part for part in parts if part.heading and not part.kind), None
    )
    if named:
        return re.sub(r"^plan\s*[:—–-]\s*", "", named.heading, flags=re.IGNORECASE)
    first = next((line.strip() for part in parts for line in part.lines if line.strip()), "")
    item = _ITEM.match(first)
    return (item[3] if item else first)[:120]


def _goal(parts: list[_Part]) -> str:
    named = next((part for part in parts if part.kind == "goal"), None)
    places = [named] if named else parts[:2]
    for part in places:
        text = _first_paragraph(part.lines)
        if text:
            return text
    return ""


def _first_paragraph(lines: Iterable[str]) -> str:
    found: list[str] = []
    for line in lines:
        if not line.strip():
            if found:
                break
        elif _ITEM.match(line) or _FENCE.match(line) or line.lstrip().startswith(("|", ">")):
            break
        else:
            found.append(line.strip())
    return " ".join(found)


def _items(lines: Iterable[str]) -> list[tuple[bool, str]]:
    """The outermost entries of lists, with what continues them; whether each is numbered."""
    found: list[tuple[bool, str]] = []
    outer: int | None = None
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
            continue
        item = None if fenced else _ITEM.match(line)
        if item and (outer is None or len(item[1].expandtabs(4)) <= outer):
            outer = len(item[1].expandtabs(4))
            found.append((item[2] is not None, item[3].strip()))
        elif found and line.strip() and not item and not fenced and line[:1] in " \t":
            numbered, before = found[-1]
            found[-1] = numbered, f"{before} {line.strip()}"
    return found[:_MOST]


def _steps(parts: list[_Part]) -> tuple[Step, ...]:
    texts = [text for part in parts if part.kind == "steps" for _, text in _items(part.lines)]
    if not texts:
        texts = [part.heading for part in parts if part.kind == "steps" and part.level > 2]
    free = [_items(part.lines) for part in parts if part.kind in ("", "goal")]
    if not texts:
        texts = next(([t for _, t in items] for items in free if any(n for n, _ in items)), [])
    if not texts:
        texts = next(([t for _, t in items] for items in free if items), [])
    return tuple(_step(number, text) for number, text in enumerate((t for t in texts if t), 1))[:_MOST]


def _step(number: int, text: str) -> Step:
    done = _DONE_WHEN.search(text)
    if done and done.start() > 0:
        return Step(id=f"s{number}", text=_clean(text[: done.start()]), done_when=_clean(done[1]))
    return Step(id=f"s{number}", text=_clean(text))


def _entries(parts: list[_Part], kind: str) -> list[str]:
    found: list[str] = []
    for part in parts:
        if part.kind == kind:
            items = [text for _, text in _items(part.lines)]
            paragraph = _first_paragraph(part.lines)
            found += items or ([paragraph] if paragraph else [])
    return found


def _scope(front: dict[str, list[str]], parts: list[_Part], text: str) -> tuple[str, ...]:
    if front.get("scope"):
        return _globs(front["scope"])
    named = [word for part in parts if part.kind == "scope" for word in _named_files(part.lines)]
    if found := _globs(named):
        return found
    excluded = {word for part in parts if part.kind == "out_of_scope" for word in _ticked(part.lines)}
    words = (word for word in _ticked(text.split("\n")) if word not in excluded and _looks_like_path(word))
    return _globs(words)


def _named_files(lines: list[str]) -> list[str]:
    """In a section about files: what each entry begins with in back-ticks, and whatever looks like a path."""
    found: list[str] = []
    for _, text in _items(lines):
        first = _TICKS.match(text.lstrip("*_ "))
        if first and _PATH.fullmatch(first[1]):
            found.append(first[1])
        elif not first and _looks_like_path(word := _leading_path(text)):
            found.append(word)
    ticked = [word for word in _ticked(lines) if _looks_like_path(word)]
    return list(dict.fromkeys([*found, *ticked]))


def _ticked(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            found += _TICKS.findall(line)
    return found


def _leading_path(text: str) -> str:
    return re.split(r"\s|:\s|,\s", text.strip("*_ "), maxsplit=1)[0].rstrip(",;:")


def _looks_like_path(word: str) -> bool:
    word = re.sub(r":\d+(?:[-:]\d+)?$", "", word.strip())
    if not _PATH.fullmatch(word) or fault(word) or (word.strip(".*/") == "" and word not in ("**", "**/*")):
        return False
    return "/" in word or bool(_FILE_NAME.match(word)) or word.startswith(".")


def _globs(words: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for word in words:
        plain = re.sub(r":\d+(?:[-:]\d+)?$", "", word.strip()).removeprefix("./")
        if fault(plain):
            continue
        tail = "/" if plain.endswith("/") else ""
        kept = normalise(plain.removeprefix("!").removeprefix("/"))
        if kept:
            found[("!" if plain.startswith("!") else "") + ("**" if kept == "." else kept + tail)] = None
    return tuple(found)[:_MOST]


def _list(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in map(_clean, entries) if text)[:_MOST]


def _clean(text: str) -> str:
    return _cut(" ".join(text.replace("**", "").split()))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
