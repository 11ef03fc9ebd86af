"""`plangate recordings`."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path

from plangate.cli.arguments import add_json, add_session
from plangate.cli.connect import connect
from plangate.cli.doctor.storage import size_of
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.resolve import find
from plangate.cli.text import Align, bytes_in_words
from plangate.config import paths
from plangate.errors import ExitCode, NotFound, PlangateError
from plangate.model.session import Session

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Output is recorded, input never. plangate config set recordings.enabled false turns it off."
    )
    verbs = subcommands(parser)
    add_json(verbs.add_parser("ls", help="which there are, and how large"))
    export = verbs.add_parser("export", help="write one as an asciinema recording")
    add_session(export)
    export.add_argument("file", metavar="FILE", help="such as session.cast; - for standard output")
    purge = verbs.add_parser("purge", help="delete the recordings of ended sessions, or of one session")
    add_session(purge, nargs="?", default="")


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    return {"ls": _list, "export": _export, "purge": _purge}[args.action](args, output)


def _list(args: argparse.Namespace, output: Output) -> int:
    with connect() as control:
        sessions = {str(session.id): session for session in control.sessions()}
    found = [(folder.name, size_of(folder), sessions.get(folder.name)) for folder in _folders()]
    if args.json:
        output.document(
            recordings=[
                {
                    "session": id,
                    "bytes": size,
                    "name": session.name if session else None,
                    "path": str(paths.recording_dir(id)),
                }
                for id, size, session in found
            ]
        )
        return ExitCode.OK
    rows = [[id, bytes_in_words(size), session.name if session else ""] for id, size, session in found]
    output.table(("SESSION", "SIZE", "NAME"), rows, align=(Align.LEFT, Align.RIGHT))
    return ExitCode.OK


def _export(args: argparse.Namespace, output: Output) -> int:
    from plangate.emulator import make  # neither is needed to list or delete
    from plangate.host.playback import cast_lines

    lines = cast_lines(paths.recording_dir(_session_id(args.session)), make(80, 24, scrollback=0))
    first = next(lines, None)
    if first is None:
        raise NotFound(f"there is no recording of {args.session}", "plangate recordings ls lists them.")
    if args.file == "-":
        for line in chain([first], lines):
            output.raw(line + "\n")
        return ExitCode.OK
    try:
        with Path(args.file).open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in chain([first], lines))
    except OSError as error:
        raise PlangateError(f"{args.file} cannot be written: {error.strerror}") from error
    return ExitCode.OK


def _purge(args: argparse.Namespace, output: Output) -> int:
    with connect() as control:
        id = find(control.sessions(), args.session).id if args.session else ""
        if said := control.purge_recordings(id):
            output.say(said)
    return ExitCode.OK


def _session_id(word: str) -> str:
    """The id that a word means: of a session on the list, or of a recording whose session is gone."""
    if any(folder.name == word for folder in _folders()):
        return word
    with connect() as control:
        session: Session = find(control.sessions(), word)
        return session.id


def _folders() -> list[Path]:
    return sorted(path for path in paths.recordings_dir().iterdir() if path.is_dir())
