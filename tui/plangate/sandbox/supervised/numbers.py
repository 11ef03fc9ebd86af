"""Numbers of the system calls that the filter knows, by machine: pure tables.

Sources: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (for aarch64).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LAST", "MACHINES", "Machine"]

LAST = 470
"""The last number that was looked at, listns (Linux 6.18). What comes later is refused, for it may write; so
is x32, whose numbers are far above."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One kind of processor."""

    audit: int
    """AUDIT_ARCH_* of linux/audit.h; calls that enter the kernel as any other are refused."""
    seccomp: int
    numbers: Mapping[str, int]


_NEW = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "clone3": 435, "openat2": 437, "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442,
    "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466, "open_tree_attr": 467, "file_setattr": 469,
}  # fmt: skip
"""Calls that came after Linux 5.0 have one number on all machines."""

_X86_64 = {
    "open": 2, "ioctl": 16, "socket": 41, "connect": 42, "bind": 49, "socketpair": 53, "clone": 56,
    "kill": 62, "truncate": 76, "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85, "link": 86,
    "unlink": 87, "symlink": 88, "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94,
    "ptrace": 101, "rt_sigqueueinfo": 129, "utime": 132, "mknod": 133, "pivot_root": 155, "chroot": 161,
    "mount": 165, "umount2": 166, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190,
    "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "tkill": 200, "tgkill": 234,
    "utimes": 235, "openat": 257, "mkdirat": 258, "mknodat": 259, "fchownat": 260, "futimesat": 261,
    "unlinkat": 263, "renameat": 264, "linkat": 265, "symlinkat": 266, "fchmodat": 268, "unshare": 272,
    "utimensat": 280, "rt_tgsigqueueinfo": 297, "perf_event_open": 298, "prlimit64": 302,
    "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
    "kcmp": 312, "renameat2": 316, "bpf": 321, "userfaultfd": 323,
}  # fmt: skip

_AARCH64 = {
    "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15,
    "fremovexattr": 16, "ioctl": 29, "mknodat": 33, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36,
    "linkat": 37, "renameat": 38, "umount2": 39, "mount": 40, "pivot_root": 41, "truncate": 45,
    "chroot": 51, "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "openat": 56,
    "utimensat": 88, "unshare": 97, "ptrace": 117, "kill": 129, "tkill": 130, "tgkill": 131,
    "rt_sigqueueinfo": 138, "socket": 198, "socketpair": 199, "bind": 200, "connect": 203, "clone": 220,
    "rt_tgsigqueueinfo": 240, "perf_event_open": 241, "prlimit64": 261, "open_by_handle_at": 265,
    "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "renameat2": 276,
    "bpf": 280, "userfaultfd": 282,
}  # fmt: skip

MACHINES: Mapping[str, Machine] = {
    "x86_64": Machine(0xC000003E, 317, {**_X86_64, **_NEW}),
    "aarch64": Machine(0xC00000B7, 277, {**_AARCH64, **_NEW}),
}
"""By what uname(2) calls them."""
