"""Every way to take all of a chapter's work back."""

from __future__ import annotations

from tests.support.truth.pen import Pen, commit
from tests.support.truth.repo import Repo
from tests.support.truth.steps import Act, Ask, Command, Person, Restore, Rewind, Step, Write

__all__ = ["UNDOS", "undos"]


def _cleaned(pen: Pen, command: Command) -> Command:
    """With the files gone that the work created."""
    return command.then(Command(f"git clean -fdq {pen.folder}", Repo.clean)) if pen.created else command


def _restore(pen: Pen) -> list[Command]:
    return [_cleaned(pen, Command(f"git restore -- {pen.folder}", Repo.restore))]


def _checkout(pen: Pen) -> list[Command]:
    return [_cleaned(pen, Command("git checkout -q -- .", Repo.restore))]


def _checkout_files(pen: Pen) -> list[Command]:
    files = [path for path in pen.work if path in pen.base]
    made = Command(f"git checkout -q HEAD -- {' '.join(files)}", lambda repo: repo.restore(*files))
    return [_removed(pen, made)]


def _removed(pen: Pen, command: Command) -> Command:
    def remove(repo: Repo) -> None:
        for path in pen.created:
            repo.put(path, None)

    return command.then(Command(f"rm {' '.join(pen.created)}", remove)) if pen.created else command


def _reset(pen: Pen) -> list[Command]:
    return [_cleaned(pen, Command("git reset -q --hard", Repo.reset))]


def _reset_commit(pen: Pen) -> list[Command]:
    return [commit(), Command("git reset -q --hard HEAD~1", lambda repo: repo.reset(1))]


def _revert(pen: Pen) -> list[Command]:
    return [commit(), Command("git revert --no-edit HEAD >/dev/null", Repo.revert)]


def _stash(pen: Pen) -> list[Command]:
    return [Command("git stash push -q -u", Repo.stash)]


def _switch(pen: Pen) -> list[Command]:
    branch = f"topic-{pen.number}"
    away = Command(f"git switch -q -c {branch}", lambda repo: repo.switch(branch))
    words = pen.random.choice(("git checkout -q -f main", "git switch -q --discard-changes main"))
    return [away, _cleaned(pen, Command(words, lambda repo: repo.switch("main")))]


def _apply(pen: Pen) -> list[Command]:
    def save(repo: Repo) -> None:
        repo.patch = dict(repo.head)

    def back(repo: Repo) -> None:
        for path in pen.work:
            repo.put(path, repo.patch.get(path))

    patch = f".git/{pen.folder}.patch"
    return [
        Command(f"git add -A && git diff --cached > {patch} && git reset -q", save),
        Command(f"git apply -R {patch}", back),
    ]


def _by_hand(pen: Pen) -> list[Command]:
    """The files are put back one by one, without git."""
    made = [Command.writing(path, pen.base[path]) for path in pen.work if path in pen.base]
    return [*made[:-1], _removed(pen, made[-1])]


_BY_COMMANDS = {
    "restore": _restore,
    "checkout": _checkout,
    "checkout-files": _checkout_files,
    "reset": _reset,
    "reset-commit": _reset_commit,
    "revert": _revert,
    "stash-left": _stash,
    "switch": _switch,
    "apply": _apply,
    "by-hand": _by_hand,
}
_SAID = (
    ("undo that", False),
    ("Undo it please", False),
    ("Take all of that back, I do not want it after all", True),
)


def _by_agent(pen: Pen, commands: list[Command]) -> list[Step]:
    text, begins = pen.random.choice(_SAID)
    return [Ask(text=text, acts=tuple(commands), begins=begins)]


def _edited_back(pen: Pen) -> list[Step]:
    acts: list[Act] = [Write(path, pen.base[path]) for path in pen.work if path in pen.base]
    if pen.created:
        acts.append(_removed(pen, Command("true", lambda repo: None)))
    return [Ask(text="undo that", acts=tuple(acts), begins=False)]


def _plangate(pen: Pen) -> list[Step]:
    return [Restore(lambda repo: _cleaned(pen, Command("", Repo.restore)).effect(repo))]


def _rewound(pen: Pen) -> list[Step]:
    return [Rewind(tuple(pen.work), tuple(pen.base.get(path) for path in pen.work))]


def undos(pen: Pen, kind: str) -> list[Step]:
    """The steps that take all of a chapter's work back."""
    means, _, who = kind.partition(" by ")
    match means:
        case "edited-back":
            return _edited_back(pen)
        case "plangate":
            return _plangate(pen)
        case "rewind":
            return _rewound(pen)
    commands = _BY_COMMANDS[means](pen)
    return _by_agent(pen, commands) if who == "agent" else [Person(command) for command in commands]


UNDOS = (
    *(f"{means} by {who}" for means in _BY_COMMANDS for who in ("agent", "person")),
    "edited-back",
    "plangate",
    "rewind",
)
"""The last one needs an agent that can."""
