"""The entry of the command `plangate`: parse, carry out, and end with a documented exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from plangate.cli.output import Output
from plangate.errors import ExitCode, LimitReached, PlangateError

__all__ = ["main"]


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command line, by default this process's, and return the exit code."""
    _open_what_is_closed()
    output = Output(sys.stdout, sys.stderr, os.environ)
    try:
        code = _carry_out(sys.argv[1:] if words is None else words, output)
        output.flush()
        return int(code)
    except PlangateError as error:
        output.error(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        _forget_output()
        return int(ExitCode.OK)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            return _unforeseen(error, output)
        _forget_output()
        output.error(LimitReached("the disk is full", "plangate doctor tells what Plangate keeps where."))
        return int(ExitCode.LIMIT)
    except Exception as error:  # noqa: BLE001  # the last resort: a person gets a sentence, not a traceback
        return _unforeseen(error, output)


def _unforeseen(error: Exception, output: Output) -> int:
    from plangate.cli.crash import note

    output.error(note(error))
    return int(ExitCode.FAILED)


def _carry_out(words: Sequence[str], output: Output) -> int:
    if not words:
        from plangate.cli.dashboard import open_dashboard

        return open_dashboard()  # before anything about commands is imported
    from plangate.cli.parser import parse
    from plangate.cli.registry import load

    output.as_json = "--json" in (words[: list(words).index("--")] if "--" in words else words)
    args = parse(words)
    if args.command is None:
        from plangate.cli.dashboard import open_dashboard

        return open_dashboard(args.role)
    return load(args.command).run(args, output)


def _open_what_is_closed() -> None:
    """A program started with `>&-` has no standard output; what it writes goes nowhere."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # lives as long as the process
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def _forget_output() -> None:
    """Whoever read our output is gone: nothing is left to flush at the interpreter's end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
