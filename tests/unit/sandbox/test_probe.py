"""What a person is told to do about a machine that refuses the gate."""

from __future__ import annotations

import pytest

from plangate.sandbox.probe import advice


@pytest.mark.parametrize(
    ("step", "settings", "words"),
    [
        (
            "making everything read-only",
            {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1"},
            "AppArmor",
        ),
        ("making namespaces", {"/proc/sys/kernel/unprivileged_userns_clone": "0"}, "userns_clone=1"),
        ("making namespaces", {"/proc/sys/user/max_user_namespaces": "0"}, "max_user_namespaces=1000"),
        ("making namespaces", {"/proc/sys/user/max_user_namespaces": "9"}, "seccomp=unconfined"),
        ("mounting /proc", {}, "systempaths=unconfined"),
        ("something else", {}, ""),
    ],
)
def test_advice(step: str, settings: dict[str, str], words: str) -> None:
    """The setting that stands in the way is named before what containers do in general."""
    assert words in advice(step, settings)
