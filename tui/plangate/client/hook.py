"""The program that agents run as their hook: passes a message on to the daemon, prints its answer.

    PYTHON -I -S hook.py AGENT [--observe] [--tell] [--within SECONDS] < payload

It runs before every tool an agent uses, and starting a bare interpreter is most of what it costs:
hence nothing is imported that is not built in or a single C file, nothing of Plangate, and `_json`
and `_socket` instead of the packages around them.

Everything that goes wrong ends with exit code 2 and words on standard error, which agents take for
a refusal: no daemon, an answer that is none, a signal, nobody deciding within `--within`. With
`--observe` (nothing is refused) and `--tell` (an event that asks nothing) it ends with 0 instead.

One line out: {"do": "hook", "id": ..., "token": ..., "agent": ..., "observe": ..., "payload": {...}}
Lines back: {"wait": true} at once and now and then while a person is asked, and in the end
{"stdout": ..., "stderr": ..., "exit": ...} or {"error": ...}. When the daemon goes away while a person is asked,
the same line with the same id is sent to the next one.
"""

import _json
import _signal  # type: ignore[import-not-found]  # the package around it loads enum
import _socket
import posix
import sys
import time

_LARGEST = 7 << 20
"""Bytes of a payload; the daemon takes lines of 8 MiB."""
_LONGEST = 8 << 20
"""Bytes of an answer."""
_PATIENCE = 3.0
"""Seconds for a daemon to come back that was not yet asking a person; a restart takes about one."""
_WITHIN = 590.0
"""Below the 600 seconds after which Claude Code and Codex cut off a hook that names no time-out."""
_WORDS = (
    "Plangate: the gate is closed, because {}. Nothing was changed. The person can run `plangate doctor`.\n"
)


class Fault(Exception):
    """Raised when there is no answer, and there will be none; says why."""


class _Decoder:
    """What the C scanner asks of a JSON decoder."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


def run() -> None:
    """The command `plangate-hook`, for those who wire up a hook by hand."""
    main(sys.argv)


def main(argv: list[str]) -> None:
    """Pass standard input on and end the process as the daemon says."""
    agent, observe, tell, within = _options(argv)
    on_failure = 0 if observe or tell else 2
    _arm(on_failure, within)
    try:
        line = _line(agent, observe)
        path = _variable(b"PLANGATE_AGENT_SOCKET")
        stdout, stderr, code = _answer(_asked(path, line, 0.0 if tell else _PATIENCE))
        _write(1, stdout)
        _write(2, stderr)
    except Fault as fault:
        _end(on_failure, str(fault))
    except BaseException as error:  # noqa: BLE001  # whatever it is, agents would take it for consent
        _end(on_failure, f"its hook failed ({type(error).__name__}: {error})")
    posix._exit(code)


def _options(argv: list[str]) -> tuple[str, bool, bool, float]:
    """The agent's name, --observe, --tell, --within."""
    within = _WITHIN
    if "--within" in argv:
        try:  # noqa: SIM105  # contextlib costs as much as all the rest
            within = max(0.1, float(argv[argv.index("--within") + 1]))
        except (IndexError, ValueError):
            pass
    agent = argv[1] if len(argv) > 1 else ""
    return agent, "--observe" in argv, "--tell" in argv, within


def _arm(on_failure: int, within: float) -> None:
    """Have the process end in time and with the right code, whatever it is doing then."""

    def end(number: int, _frame: object) -> None:
        late = number == _signal.SIGALRM
        _end(on_failure, "nobody has decided in time" if late else "its hook was told to stop")

    ours = (_signal.SIGALRM, _signal.SIGTERM, _signal.SIGINT, _signal.SIGHUP)
    for number in ours:
        _signal.signal(number, end)
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, ours)
    _signal.setitimer(_signal.ITIMER_REAL, within)


def _line(agent: str, observe: bool) -> bytes:
    payload = _read_all()
    # a line break in JSON is blank space: in texts it is written as an escape
    payload = payload.replace(b"\n", b" ").replace(b"\r", b" ").strip()
    if not (payload.startswith(b"{") and payload.endswith(b"}")):
        raise Fault("the agent sent its hook no message")
    quoted = _json.encode_basestring_ascii
    token = quoted(_variable(b"PLANGATE_AGENT_TOKEN"))
    head = (
        f'{{"do":"hook","id":"{posix.urandom(8).hex()}","token":{token},"agent":{quoted(agent)},'
        f'"observe":{"true" if observe else "false"},"payload":'
    )
    return head.encode() + payload + b"}\n"


def _read_all() -> bytes:
    chunks = []
    size = 0
    while chunk := posix.read(0, 1 << 20):
        size += len(chunk)
        if size > _LARGEST:
            raise Fault(f"a message of more than {_LARGEST >> 20} MiB cannot be judged")
        chunks.append(chunk)
    return b"".join(chunks)


def _variable(name: bytes) -> str:
    value = posix.environ.get(name, b"")
    if not value:
        raise Fault(f"{name.decode()} is not set: this is no session of Plangate")
    return value.decode("utf-8", "surrogateescape")


def _asked(path: str, line: bytes, patience: float) -> bytes:
    """The daemon's answer; blocks until there is one.

    Raises:
        Fault: There is no daemon, or it went away without having asked a person.
    """
    end = time.monotonic() + patience
    pause = 0.02
    asking = False
    while True:
        why, heard, answer = _exchange(path, line)
        if answer:
            return answer
        if heard and not asking:
            asking, pause = True, 0.02
        if not asking and time.monotonic() >= end:
            raise Fault(why)
        time.sleep(pause)
        pause = min(1.0, pause * 1.5)


def _exchange(path: str, line: bytes) -> tuple[str, bool, bytes]:
    """Why there is no answer, whether a person is being asked, and the answer if there is one."""
    heard = False
    buffer = b""
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        connection.connect(path.encode("utf-8", "surrogateescape"))
        connection.sendall(line)
        while chunk := connection.recv(1 << 16):
            buffer += chunk
            while (cut := buffer.find(b"\n") + 1) > 0:
                answer, buffer = buffer[:cut], buffer[cut:]
                if b'"wait"' not in answer[:16]:
                    return "", heard, answer
                heard = True
            if len(buffer) > _LONGEST:
                raise Fault("its daemon's answer is too long")
    except OSError as error:
        return f"its daemon does not answer ({error.strerror or error})", heard, b""
    finally:
        connection.close()
    return "its daemon broke off", heard, b""


def _answer(line: bytes) -> tuple[str, str, int]:
    """Standard output, standard error and exit code.

    Raises:
        Fault: The line is no answer, or says that something went wrong.
    """
    try:
        answer, _ = _json.make_scanner(_Decoder())(line.decode(), 0)  # type: ignore[arg-type]
        if "error" in answer:
            raise Fault(f"{answer['error']}")
        stdout, stderr, code = answer["stdout"], answer["stderr"], answer["exit"]
    except (ValueError, StopIteration, RecursionError, TypeError, KeyError) as error:
        raise Fault("its daemon's answer cannot be understood") from error
    if not (isinstance(stdout, str) and isinstance(stderr, str) and type(code) is int and 0 <= code <= 255):
        raise Fault("its daemon's answer cannot be understood")
    return stdout, stderr, code


def _write(descriptor: int, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    while data:
        data = data[posix.write(descriptor, data) :]


def _end(code: int, why: str) -> None:
    try:  # noqa: SIM105  # as above
        _write(2, _WORDS.format(why))
    except OSError:
        pass
    posix._exit(code)


if __name__ == "__main__":
    run()
