"""Chapters in which nothing is fully undone and nothing is begun again, although it looks like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.support.truth.pen import TREE, Pen, commit
from tests.support.truth.repo import Repo
from tests.support.truth.steps import Ask, Chapter, Clear, Command, Person, Start, Stop, Wait, Write
from tests.support.truth.words import source

__all__ = ["LOOKALIKES"]


def _stays(pen: Pen) -> Chapter:
    return pen.chapter("stays", pen.ask(), pen.other())


def _partial(pen: Pen) -> Chapter:
    """One of several files is brought back."""
    path = next(path for path in pen.work if path in pen.base)
    more = Write(pen.path("kept"), source(pen.random, "kept"))
    command = Command(f"git checkout -q HEAD -- {path}", lambda repo: repo.restore(path))
    by = pen.random.choice((Person(command), Ask(text="undo that", acts=(command,), begins=False)))
    return pen.chapter("partial undo", pen.ask(acts=(*pen.acts(), more)), by, pen.other())


def _look_around(pen: Pen) -> Chapter:
    """The work is committed on a branch; somebody looks at the main one and comes back."""
    branch = f"look-{pen.number}"
    there = Command(f"git switch -q -c {branch}", lambda repo: repo.switch(branch)).then(commit())
    away = Command("git switch -q main", lambda repo: repo.switch("main"))
    back = Command(f"git switch -q {branch}", lambda repo: repo.switch(branch))
    home = away.then(Command(f"git merge -q --ff-only {branch}", lambda repo: repo.merge(branch)))
    looked = pen.random.choice(
        (
            (Person(away), Person(back)),
            (Ask(text="go on", acts=(away, back), begins=False),),
            (Person(away), Ask(text=pen.tell(), acts=()), Person(back)),
        )
    )
    return pen.chapter("switching branches", pen.ask(), Person(there), *looked, Person(home), pen.other())


def _stash_pop(pen: Pen) -> Chapter:
    push, pop = Command("git stash push -q -u", Repo.stash), Command("git stash pop -q", Repo.pop)
    steps = pen.random.choice(
        (
            (Person(push), Person(pop)),
            (Ask(text="run the tests", acts=(push, pop), begins=False),),
            (Ask(text="continue", acts=(push,), begins=False), Person(pop)),
        )
    )
    return pen.chapter("stash and pop", pen.ask(), *steps, pen.other())


def _formatting(pen: Pen) -> Chapter:
    """A formatter runs over the work, and its opposite."""
    path = next(path for path in pen.work if path in pen.base)
    text = pen.work[path]
    tabs = text.replace("    ", "\t").replace("\n\n\n", "\n\n").replace('"', "'")
    first = tuple(Write(path, text) for path, text in pen.work.items())
    acts = (Write(path, tabs), Write(path, text))
    only = pen.base[path].replace("    ", "  ")
    other = Ask(
        text=pen.tell(),
        acts=(Command.writing(path, text.replace(pen.base[path], only)), Write(path, text)),
    )
    ask = Ask(text="continue", acts=acts, begins=False)
    return pen.chapter("formatting back and forth", pen.ask(acts=first), ask, other)


def _tests(pen: Pen) -> Chapter:
    """A test writes files and removes them, and puts one of the work away while it runs."""
    made, path = f"{pen.folder}/out.tmp", next(iter(pen.work))
    run = Command(
        f"echo x > {made}; cp {path} .git/kept; git show HEAD:{path} > {path} 2>/dev/null || rm {path};"
        f" sleep 0.3; cp .git/kept {path}; rm {made}",
        lambda repo: None,
        lambda repo: repo.put(path, pen.base.get(path)),
    )
    return pen.chapter("a test that writes and removes", pen.ask(acts=(*pen.acts(), run)), pen.other())


def _persons_own(pen: Pen) -> Chapter:
    """The person edits something else and reverts that."""
    path = (
        next(path for path in pen.base if path not in pen.work)
        if len(pen.base) > len([path for path in pen.work if path in pen.base])
        else f"{pen.folder}/notes.md"
    )
    edit = Command.writing(path, "mine\n")
    if path in pen.base:
        back = Command(f"git checkout -q -- {path}", lambda repo: repo.restore(path))
    else:
        back = Command(f"rm {path}", lambda repo: repo.put(path, None))
    return pen.chapter("a person's own edits", pen.ask(), Person(edit), Person(back), pen.other())


def _quoted(pen: Pen) -> Chapter:
    say = pen.random.choice(
        (
            "echo 'git reset --hard && git clean -fd'",
            "grep -rn 'git checkout -- .' . || true",
            "printf '%s\\n' 'git restore .' | cat",
            "git log --oneline -1 --grep 'git revert HEAD'",
        )
    )
    return pen.chapter(
        "quoted commands", pen.ask(acts=(*pen.acts(), Command(say, lambda repo: None))), pen.other()
    )


def _idle_git(pen: Pen) -> Chapter:
    """Commands that sound like an undo and change no file."""
    commands = (
        Command("git add -A && git restore --staged .", lambda repo: None),
        Command("git add -A && git reset -q", lambda repo: None),
        commit().then(Command("git reset -q --soft HEAD~1", lambda repo: _soft(repo))),
        commit().then(Command("git checkout -q -- .", lambda repo: None)),
    )
    command = pen.random.choice(commands)
    return pen.chapter("git without effect", pen.ask(acts=(*pen.acts(), command)), pen.other())


def _soft(repo: Repo) -> None:
    repo.branches[repo.branch].pop()


def _family(pen: Pen) -> Chapter:
    """Prompts that differ in one word or number, one after the other."""
    what, first, second = pen.random.choice(
        (
            ("Do step {} of the migration described in docs/plan.md", "3", "4"),
            ("Translate the messages of the {} screen into German", "login", "profile"),
            ("Write unit tests for the module {} and run them", "core", "views"),
            ("Fix the failing test number {} in the nightly run", "17", "18"),
        )
    )
    mark = f" (ticket {pen.number * 7 + 11})"
    one = pen.ask(what.format(first) + mark, acts=(Write(pen.path("one"), source(pen.random, "one")),))
    two = Ask(text=what.format(second) + mark, acts=(Write(pen.path("two"), source(pen.random, "two")),))
    return pen.chapter("prompts of one family", one, two)


def _asked_twice(pen: Pen) -> Chapter:
    """The same prompt again while the first work stands: another attempt, no restart."""
    second = Ask(text=pen.prompt, acts=(Write(pen.path("second"), source(pen.random, "second")),))
    return pen.chapter("the same prompt while the work stands", pen.ask(), second)


def _next_day(pen: Pen) -> Chapter:
    second = Ask(text=pen.prompt, acts=(Write(pen.path("second"), source(pen.random, "second")),))
    return pen.chapter("the same prompt the next day", pen.ask(), Wait(25), second, only="memory")


def _two_sessions(pen: Pen) -> Chapter:
    """Side by side in one directory, at the same task or at another one."""
    same = pen.random.random() < 0.5
    path = pen.path("beside")
    text = pen.prompt if same else pen.tell()
    other = Ask(text=text, acts=(Write(path, source(pen.random, "beside")),), session=1)
    return pen.chapter("two sessions", Start(1), pen.ask(), other, pen.other(), Stop(1))


def _two_trees(pen: Pen) -> Chapter:
    """Two go at the same task side by side, each in a working tree of its own."""
    first = pen.ask()
    there = Ask(text=pen.prompt, acts=(Write(pen.path("beside"), source(pen.random, "beside")),), session=1)
    beside = Start(1, TREE), first, there, Stop(1), pen.merged(there)
    return pen.chapter("two worktrees", pen.tree(), *beside, pen.other())


def _own_file_gone(pen: Pen) -> Chapter:
    """The agent removes a file that it made as a part of its work."""
    path = pen.path("scratch")
    acts = (
        Write(path, source(pen.random, "scratch")),
        *pen.acts(),
        Command(f"rm {path}", lambda repo: repo.put(path, None)),
    )
    return pen.chapter("a file of its own removed", pen.ask(acts=acts), pen.other())


def _moved(pen: Pen) -> Chapter:
    path = next(path for path in pen.work if path in pen.base)
    target = pen.path("moved")
    move = Command(f"git mv -f {path} {target}", lambda repo: repo.move(path, target))
    by = pen.random.choice((Person(move), Ask(text="continue", acts=(move,), begins=False)))
    return pen.chapter("files moved", pen.ask(), by, pen.other())


def _rebase(pen: Pen) -> Chapter:
    branch, path = f"rebase-{pen.number}", f"{pen.folder}/main.md"
    there = Command(f"git switch -q -c {branch}", lambda repo: repo.switch(branch)).then(commit())
    elsewhere = (
        Command("git switch -q main", lambda repo: repo.switch("main"))
        .then(Command.writing(path, "main\n"))
        .then(commit())
        .then(Command(f"git switch -q {branch}", lambda repo: repo.switch(branch)))
    )
    rebase = Command("git rebase -q main", lambda repo: repo.rebase("main"))
    home = Command("git switch -q main", lambda repo: repo.switch("main")).then(
        Command(f"git merge -q --ff-only {branch}", lambda repo: repo.merge(branch))
    )
    steps = (Person(there), Person(elsewhere), Person(rebase), Person(home))
    return pen.chapter("a rebase", pen.ask(), *steps, pen.other())


def _amend(pen: Pen) -> Chapter:
    more = Command.writing(pen.path("late"), source(pen.random, "late"))
    amend = Command("git add -A && git commit -q --amend --no-edit", Repo.amend)
    return pen.chapter("amend", pen.ask(), Person(commit()), Person(more.then(amend)), pen.other())


def _merge(pen: Pen) -> Chapter:
    branch = f"merge-{pen.number}"
    there = Command(f"git switch -q -c {branch}", lambda repo: repo.switch(branch)).then(commit())
    home = Command("git switch -q main", lambda repo: repo.switch("main")).then(
        Command(f"git merge -q --ff-only {branch}", lambda repo: repo.merge(branch))
    )
    return pen.chapter("a merge", pen.ask(), Person(there), Person(home), pen.other())


def _taken_back(pen: Pen) -> Chapter:
    """Undone, and then that is undone."""

    def again(repo: Repo) -> None:
        repo.branches[repo.branch].append(dict(saved))
        repo.reset()

    saved: dict[str, str] = {}
    keep = commit()

    def save(repo: Repo) -> None:
        keep.effect(repo)
        saved.update(repo.files)

    made = Command(keep.shell, save)
    away = Command("git reset -q --hard HEAD~1", lambda repo: repo.reset(1))
    back = Command("git reset -q --hard ORIG_HEAD", again)
    return pen.chapter(
        "undone, then redone", pen.ask(), Person(made), Person(away), Person(back), pen.other()
    )


def _cleared_other(pen: Pen) -> Chapter:
    return pen.chapter("cleared, another task", pen.ask(), Clear(), pen.other())


def _killed_other(pen: Pen) -> Chapter:
    return pen.chapter("ended, another task", pen.ask(), Stop(), Start(), pen.other())


def _rewritten(pen: Pen) -> Chapter:
    """Another task changes the same files once more."""
    again = {path: pen.changed(text) for path, text in pen.work.items()}
    return pen.chapter("work built upon", pen.ask(), Ask(text=pen.tell(), acts=pen.acts(again)))


def _went_on(pen: Pen) -> Chapter:
    """Try again, while the work stands: it goes on."""
    more = tuple(Write(path, pen.changed(text)) for path, text in pen.work.items())
    return pen.chapter("try again while it stands", pen.ask(), Ask(text="try again", acts=more, begins=False))


LOOKALIKES: Mapping[str, Callable[[Pen], Chapter]] = {
    make.__name__.strip("_"): make
    for make in (
        *(_stays, _partial, _look_around, _stash_pop, _formatting, _tests, _persons_own, _quoted, _idle_git),
        *(
            _family,
            _asked_twice,
            _next_day,
            _two_sessions,
            _two_trees,
            _own_file_gone,
            _moved,
            _rebase,
            _amend,
            _merge,
        ),
        *(_taken_back, _cleared_other, _killed_other, _rewritten, _went_on),
    )
}
