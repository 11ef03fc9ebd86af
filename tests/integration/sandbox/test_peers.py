"""Whatever a session starts is recognised, however it hides where it comes from."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from tests.integration.sandbox.support import IDENTITIES, as_identity, cell, interpreter, spec_for
from tests.support.tools import need

from plangate.sandbox.peers import look_at, look_at_process, refusal

pytestmark = pytest.mark.parametrize("identity", IDENTITIES)

_CONNECT = "import socket,sys,time; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.recv(1)"
_WAYS = {
    "child": "{connect}",
    "double fork": "( ( {connect} ) & ) & wait",
    "new session": "setsid -f {connect}",
    "empty environment": "env -i {connect}",
    "new terminal": "script -qec '{quoted}' /dev/null",
    "user namespace": "unshare --user {connect}",
}


@pytest.mark.parametrize("way", _WAYS)
def test_a_session_is_recognised(identity: str, way: str) -> None:
    """Even by a socket that it should not have been able to reach."""
    command = _WAYS[way]
    if command.split()[0].isalpha():
        need(command.split()[0])

    def body(root: Path) -> None:
        door = root / "door"
        door.mkdir()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(door / "s"))
            listener.listen()
            spec = spec_for(root, doors=(str(door),))
            (root / "work" / "connect.py").write_text(_CONNECT)
            connect = f"{interpreter()} -S -E {root}/work/connect.py {door}/s"
            with cell(spec) as shell:
                os.write(shell.master, (command.format(connect=connect, quoted=connect) + "\n").encode())
                listener.settimeout(20)
                connection, _ = listener.accept()
                with connection:
                    reason = refusal(look_at(connection), look_at_process(os.getpid()), {})
        assert "another user namespace" in reason, reason

    as_identity(identity, body)


def test_what_is_hidden_cannot_be_reached(identity: str) -> None:
    """A socket anywhere on the machine refuses the session, unless it is a door; abstract ones, too."""

    def body(root: Path) -> None:
        (root / "run").mkdir()
        os.environ["XDG_RUNTIME_DIR"] = str(root / "run")
        places = [
            str(root / "run" / "s"),
            str(root / "work" / "s"),
            str(root / "s"),
            f"\0plangate-{os.getpid()}",
        ]
        spec = spec_for(root)
        listeners = [socket.socket(socket.AF_UNIX) for _ in places]
        for listener, place in zip(listeners, places, strict=True):
            listener.bind(place)
            listener.listen()
        (root / "work" / "connect.py").write_text(
            "import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1].replace('@','\\0'))"
        )
        with cell(spec) as shell:
            for place in places:
                shown = place.replace("\0", "@")
                if shown.startswith("@") and shell.confinement.gaps:
                    continue
                assert not shell.succeeds(f"{interpreter()} -S -E connect.py {shown}")
        for listener in listeners:
            listener.close()

    as_identity(identity, body)
