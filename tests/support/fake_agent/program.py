"""The scripted agent: does what the lines typed to it say, asking its hook first as agents do.

write PATH TEXT      ask the hook about a writing tool, then write
force PATH TEXT      write without asking
sh COMMAND           ask the hook about a shell command, then run it
permission COMMAND   ask the person, as by its own rules
plan FILE            present the plan in a file, and say what came of it
turn FILE            end the turn with the plan in a file
say TEXT             print
converse ID SOURCE   begin another conversation, and say what it is told
prompt TEXT          take a prompt, and say what it is told besides
list done,open       write its own list of what is to be done
end JOBS             end the turn, with so many jobs in the background
fork                 end this process and go on in a child
"""

import json
import os
import subprocess
import sys
from pathlib import Path

CONVERSATION = [""]


def hook(**payload: object) -> tuple[bool, str]:
    """Whether the hook lets it pass, and its words, or else its context."""
    done = subprocess.run(
        os.environ["FAKE_HOOK"] + " || exit 2",
        shell=True,
        input=json.dumps({"cwd": str(Path.cwd()), "conversation": CONVERSATION[0], **payload}),
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        words = json.loads(done.stdout)["words"] or json.loads(done.stdout)["context"]
    except (ValueError, KeyError):
        words = done.stderr.strip()
    return done.returncode == 0, words


def write(path: str, text: str) -> str:
    opened = os.environ.get("FAKE_OPEN")  # the sandbox of its own, such as it is
    if opened is not None and not any(Path(path).resolve().is_relative_to(o) for o in opened.split(":") if o):
        return f"kept from {path}"
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        return f"failed {path}: {error.strerror}"
    return f"wrote {path}"


def act(verb: str, rest: str) -> str:
    first, _, more = rest.partition(" ")
    if verb == "force":
        return write(first, more)
    if verb == "write":
        tool = {"name": "Write", "kind": "write", "paths": [first], "added": 1}
        passed, words = hook(kind="tool", tool=tool, words=f"write {first}", call=rest[:200])
        if not passed:
            return f"refused {first}: {words}"
        said = write(first, more)
        hook(kind="tool-ended", tool=tool, call=rest[:200])
        return said
    if verb == "sh":
        tool = {"name": "Bash", "kind": "shell", "command": rest}
        passed, words = hook(kind="tool", tool=tool, words=rest, call=rest[:200])
        if not passed:
            return f"refused: {words}"
        done = subprocess.run(rest, shell=True, capture_output=True, text=True, check=False)
        hook(kind="tool-ended", tool=tool, call=rest[:200], failed=done.returncode != 0)
        return f"ran {done.returncode}: {done.stdout.strip()}{done.stderr.strip()}"
    if verb == "run":
        done = subprocess.run(rest, shell=True, capture_output=True, text=True, check=False)
        return f"ran {done.returncode}: " + " ".join((done.stdout + done.stderr).split())
    if verb == "permission":
        tool = {"name": "Bash", "kind": "shell", "command": rest}
        passed, words = hook(kind="permission", tool=tool, words=rest)
        return f"permitted {rest}" if passed else f"forbidden: {words}"
    if verb == "plan":
        passed, words = hook(kind="plan", plan=Path(rest).read_text("utf-8"))
        return f"approved: {words}" if passed else f"not approved: {words}"
    if verb == "turn":
        hook(kind="turn-end", text=Path(rest).read_text("utf-8"))
        return "turn ended"
    if verb == "converse":
        CONVERSATION[0] = first
        return f"told: {hook(kind='session-start', source=more)[1]}"
    if verb == "prompt":
        return f"told: {hook(kind='prompt', text=rest)[1]}".replace("\n", " ")
    if verb == "woken":
        return f"woken {hook(kind='woken')[0]}"
    if verb == "list":
        tool = {"name": "TodoWrite", "kind": "talk"}
        return f"listed {hook(kind='tool', tool=tool, list=rest)[0]}"
    if verb == "end":
        return f"ended {hook(kind='turn-end', jobs=int(rest or 0))[0]}"
    return rest


def main() -> None:
    hook(kind="session-start")
    sys.stdout.write("fake agent ready\n")
    if prompt := os.environ.get("FAKE_GO_ON"):
        sys.stdout.write(f"prompted: {prompt}\n")
    sys.stdout.flush()
    for number, line in enumerate(sys.stdin, 1):
        verb, _, rest = line.strip().partition(" ")
        for text in act(verb, rest).splitlines() or [""]:
            sys.stdout.write(f"[{number}] {text}\n")
        sys.stdout.flush()


main()
