"""Programs that people run all day: vim, less, htop, mc and a build."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.e2e.desk import Desk
from tests.support.outer import Outer, plangate

Program = Callable[[str], str]


def resize(desk: Desk, session: str, size: tuple[int, int]) -> None:
    """Change a session's size as a person does: attach, and fit it."""
    with Outer([sys.executable, "-m", "plangate", "attach", session], size=size) as outer:
        outer.sees([line for line in desk.lines(session) if line][-1][:20])
        outer.type("\x1d")
        outer.sees("f fit")
        outer.type("f")
        while desk.screen(session)["cols"] != size[0]:
            outer.read(0.1)
        outer.type("\x1dd")
        outer.ends()


def test_vim(desk: Desk, program: Program) -> None:
    """Edits a file on the alternate screen, follows a resize, and leaves what was there before."""
    file = desk.work / "note.txt"
    file.write_text("\n".join(f"line {number}" for number in range(1, 101)) + "\n")
    session = desk.run("sh", "-c", f"echo before; {program('vim')} -u NONE -N note.txt; echo after; read x")
    desk.sees(session, "line 23")
    screen = desk.screen(session)
    assert screen["modes"]["alternate"]
    assert screen["lines"][0]["text"] == "line 1"
    desk.press(session, "G", "o")
    desk.type(session, "added at the end", enter=False)
    desk.press(session, "escape")
    desk.sees(session, "added at the end")
    resize(desk, session, (60, 15))
    desk.sees(session, "line 100")
    assert desk.screen(session)["rows"] == 15
    desk.press(session, ":", "w", "q", "enter")
    desk.sees(session, "after")
    assert desk.lines(session)[:2] == ["before", "after"]
    assert file.read_text().endswith("line 100\nadded at the end\n")


def test_less(desk: Desk, program: Program) -> None:
    """Pages, searches with highlight, and goes."""
    file = desk.work / "log"
    file.write_text("\n".join(f"entry {number}" for number in range(1, 501)) + "\n")
    session = desk.run(program("less"), "log")
    desk.sees(session, "entry 23$")
    desk.press(session, "space")
    desk.sees(session, "entry 46$")
    desk.press(session, "/", "4", "0", "0", "enter")
    desk.sees(session, "entry 400$")
    found = [line for line in desk.screen(session)["lines"] if line["text"] == "entry 400"]
    assert any("inverse" in run.get("flags", []) for run in found[0]["runs"]), found
    desk.press(session, "q")
    assert desk.ends(session) == 0


def test_htop(desk: Desk, program: Program) -> None:
    """Draws meters in colours, redraws by itself, follows a resize, and quits."""
    session = desk.run(program("htop"), "-d", "5", env={"TERM": "xterm-256color"})
    desk.sees(session, r"Load average|F10")
    screen = desk.screen(session)
    assert any("fg" in run or "bg" in run for line in screen["lines"] for run in line["runs"])
    resize(desk, session, (110, 30))
    desk.sees(session, "F10")
    assert "F10" in desk.lines(session)[29]
    desk.press(session, "q")
    assert desk.ends(session) == 0


def test_mc(desk: Desk, program: Program) -> None:
    """Two panels with frames; function keys and arrows reach it."""
    (desk.work / "one").mkdir()
    (desk.work / "two.txt").write_text("x")
    session = desk.run(program("mc"), "-u", "--nosubshell", env={"LANG": "C.UTF-8"})
    desk.sees(session, r"two\.txt")
    lines = desk.lines(session)
    assert "10Quit" in lines[23].replace(" ", "")
    assert any("│" in line for line in lines)
    desk.press(session, "down", "down", "f3")
    desk.sees(session, "two.txt +1/1|two.txt.*100%")
    desk.press(session, "f10")
    desk.sees(session, "10 ?Quit")
    desk.press(session, "f10")
    assert desk.ends(session) == 0


def test_a_build(desk: Desk, program: Program) -> None:
    """make and the compiler: output in order, errors in colour, the exit code, and history."""
    (desk.work / "good.c").write_text("int main(void) { return 0; }\n")
    (desk.work / "bad.c").write_text("int main(void) { return x; }\n")
    (desk.work / "Makefile").write_text(
        "all:\n\t@for i in $$(seq 1 60); do echo step $$i; done\n"
        "\t$(CC) good.c -o good\n\t$(CC) -fdiagnostics-color=always bad.c -o bad\n"
    )
    session = desk.run(program("make"), f"CC={program('gcc')}", env={"LC_ALL": "C"})
    assert desk.ends(session) == 2
    screen = desk.screen(session, history=500)
    everything = [line["text"] for line in screen["history"] + screen["lines"]]
    assert [line for line in everything if line.startswith("step")] == [f"step {n}" for n in range(1, 61)]
    errors = [run for line in screen["lines"] for run in line["runs"] if run["text"].strip() == "error:"]
    assert errors
    assert errors[0]["fg"] == 1
    assert "bold" in errors[0]["flags"]
    assert desk.state(session) == "failed"
    listed = plangate("ls").stdout
    assert "exit 2" in listed
