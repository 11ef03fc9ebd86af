"""Signals where the kernel cannot keep them inside: asked about by whom they are for."""

from __future__ import annotations

from plangate.sandbox.supervised.task import Task, descends, group_of, processes

__all__ = ["may_signal"]


def may_signal(task: Task, name: str, supervisor: int) -> bool:
    """Whether a call signals nobody outside; everything that it says is in registers."""
    if name == "pidfd_send_signal":
        return _inside(_of_descriptor(task), supervisor)
    first = task.call.signed(0)
    if name in ("tgkill", "rt_tgsigqueueinfo", "tkill", "rt_sigqueueinfo") or first > 0:
        return _inside(first, supervisor)
    if first == -1:
        return False  # everything that the user has
    group = -first if first else group_of(task.id)
    return any(_inside(pid, supervisor) for pid in processes() if group_of(pid) == group)


def _inside(pid: int, supervisor: int) -> bool:
    return pid > 0 and descends(pid, supervisor)


def _of_descriptor(task: Task) -> int:
    """The process that a pidfd names; 0 for none."""
    with open(f"/proc/{task.id}/fdinfo/{task.call.signed(0)}", encoding="utf-8") as file:  # noqa: PTH123
        fields = dict(line.split(":", 1) for line in file if ":" in line)
    return int(fields.get("Pid", "0"))
