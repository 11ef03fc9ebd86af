"""Chapters of every kind, made from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from tests.support.truth.lookalikes import LOOKALIKES
from tests.support.truth.pen import TREE, Pen
from tests.support.truth.steps import Ask, Chapter, Clear, Restart, Rewind, Start, Stop
from tests.support.truth.undoing import UNDOS, undos
from tests.support.truth.words import otherwise, prompts, reworded

__all__ = ["full_set"]

_AGAIN = ("Start over.", "No, try again from scratch", "ok, do it again")


def _undone(pen: Pen, kind: str) -> Chapter:
    """Undone, and something else is asked for."""
    first = pen.ask(undone=True)
    return pen.chapter(f"undone: {kind}", first, *undos(pen, kind), pen.other(), only=_only(kind))


def _only(kind: str) -> str:
    return "claude" if kind == "rewind" else ""


def _redone(pen: Pen, kind: str) -> Chapter:
    """Undone, and asked for again."""
    steps = undos(pen, kind)
    same = pen.prompt
    if not any(isinstance(step, Ask) and step.begins for step in steps):
        same = _said_again(pen)
    first = pen.ask(undone=True, restarted=True)
    second = Ask(text=same, acts=pen.again())
    return pen.chapter(f"redone: {kind}", first, *steps, second, only=_only(kind))


def _said_again(pen: Pen) -> str:
    """The same, nearly the same, only that it is to be done again, or other words for the same files."""
    match pen.random.randrange(6):
        case 0:
            return pen.random.choice(_AGAIN)
        case 1 if len(pen.work) > 1:
            return otherwise(pen.random, pen.prompt)
        case 2 | 3:
            return reworded(pen.random, pen.prompt)
        case _:
            return pen.prompt


def _restarts(pen: Pen, kind: str) -> Chapter:
    """Asked for again, without an undo before."""
    same = pen.random.choice((pen.prompt, reworded(pen.random, pen.prompt)))
    first = pen.ask(restarted=True)
    second = Ask(text=same, acts=pen.again())
    match kind:
        case "tree" | "tree-undone" | "tree-removed":
            return _in_another_tree(pen, kind, second)
        case "clear":
            return pen.chapter("restart: clear", first, Clear(), second)
        case "kill":
            return pen.chapter("restart: killed and run again", first, Stop(), Start(), second)
        case "restart":
            again = Ask(text=pen.tell() if pen.random.random() < 0.3 else same, acts=pen.again())
            return pen.chapter("restart: plangate restart", first, Restart(), again)
        case "rewound":
            return pen.chapter("restart: conversation rewound", first, Rewind(), second)
        case "killed-undone":
            undone = pen.ask(undone=True, restarted=True)
            steps = undos(pen, pen.random.choice(("reset by person", "by-hand by person")))
            return pen.chapter("restart: killed, undone, run again", undone, Stop(), *steps, Start(), second)
        case "clear-undone":
            undone = pen.ask(undone=True, restarted=True)
            steps = undos(pen, "reset by person")
            return pen.chapter("restart: undone, cleared", undone, *steps, Clear(), second)
        case _:
            cut = pen.ask(restarted=True, cut=True)
            return pen.chapter("restart: interrupted", cut, second)


def _in_another_tree(pen: Pen, kind: str, second: Ask) -> Chapter:
    """Begun again in another working tree of the repository, or here after it was begun there."""
    if kind == "tree":
        begun = Stop(), pen.tree(), Start(tree=TREE), replace(second, undone=True)
        home = Stop(), pen.no_tree(), Start()
        return pen.chapter("restart: in another worktree", pen.ask(restarted=True), *begun, *home)
    undone = pen.ask(undone=True, restarted=True)
    if kind == "tree-undone":
        beside = replace(second, session=1)
        there = pen.tree(), Start(1, TREE), beside, Stop(1), pen.merged(beside)
        steps = undone, *undos(pen, "reset by person"), *there
        return pen.chapter("restart: undone, in another worktree", *steps)
    away = Stop(), pen.tree(), Start(tree=TREE), undone, Stop(), pen.no_tree()
    return pen.chapter("restart: worktree thrown away", *away, Start(), second)


_RESTARTS = (
    *("clear", "kill", "restart", "interrupted", "rewound", "clear-undone", "killed-undone"),
    *("tree", "tree-undone", "tree-removed"),
)


def full_set(seed: int, chapters: int, *, can: str = "memory") -> Iterator[Chapter]:
    """So many chapters, all kinds mixed.

    Args:
        can: Who will play them: "memory", "claude", "codex".
    """
    chance = random.Random(seed)
    words = prompts(chance)
    made = 0
    kinds = _kinds(chance, tuple(LOOKALIKES))
    while made < chapters:
        group, kind = next(kinds)
        pen = Pen(made, chance, lambda: next(words))
        pen.tools_only = kind == "rewind"
        makers = {"undone": _undone, "redone": _redone, "restart": _restarts}
        chapter = LOOKALIKES[kind](pen) if group == "look-alike" else makers[group](pen, kind)
        if chapter.only in ("", can) or can == "memory":
            made += 1
            yield chapter


def _kinds(chance: random.Random, lookalikes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """For ten chapters: two are undone, three undone and begun again, two begun again, three neither."""
    decks = {"undone": UNDOS, "redone": UNDOS, "restart": _RESTARTS, "look-alike": lookalikes}
    piles: dict[str, list[str]] = {group: [] for group in decks}
    while True:
        groups = ["undone"] * 2 + ["redone"] * 3 + ["restart"] * 2 + ["look-alike"] * 3
        chance.shuffle(groups)
        for group in groups:
            if not piles[group]:
                piles[group] = chance.sample(decks[group], len(decks[group]))
            yield group, piles[group].pop()
