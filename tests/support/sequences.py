"""Generated terminal output: well-formed control sequences, broken ones, text and noise."""

from __future__ import annotations

import random

__all__ = ["chunks", "malformed", "sequence", "stream"]

_FINALS = "@ABCDEFGHIJKLMPSTXZ`abcdefghlmnqrstux{|}~"
_TEXTS = (
    "hello",
    "a",
    " ",
    "日本語",
    "한",
    "🚀",
    "👩‍💻",
    "⚠️",
    "🇨🇭",
    "é",
    "e\u0301",
    "\u200b",
    "\u200d",
    "\ufe0f",
    "\u0301",
    "नमस्ते",
    "x" * 100,
    "─" * 30,
    "\U00100000",
    "\U0010fffe",
    "\u00ad",
    "\u202e",
    "\x7f",
)
_CONTROLS = "\a\b\t\n\v\f\r\x0e\x0f\x00\x05\x11\x13"
_ESCAPES = "78DEHMNOPVWXZ\\]^_cfgino|}~=<>6 9Fl"
_DEC_MODES = (
    *(1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 25, 40, 45, 47, 66, 67, 69, 80, 95, 1000, 1002, 1003, 1004, 1005),
    *(1006, 1007, 1015, 1016, 1034, 1047, 1048, 1049, 2004, 2026, 2027, 2031, 2048, 99999),
)
_OSC = (
    *("0;title", "1;icon", "2;title ü", "4;1;?", "4;1;rgb:ff/00/00", "7;file://host/tmp/a%20b"),
    *("8;;http://example.com/x", "8;id=1;http://example.com/y", "8;;", "9;note", "9;4;1;50", "10;?", "11;?"),
    *("12;?", "22;pointer", "52;c;aGVsbG8=", "52;c;?", "66;s=2;big", "99;i=1;hi", "104", "104;1", "110"),
    *(
        "133;A",
        "133;D;1",
        "633;E",
        "777;notify;t;b",
        "1337;CurrentDir=/tmp",
        "7501;working;k=v",
        ";",
        "x",
        "",
    ),
)
_STRINGS = ("P", "X", "^", "_")
_BODIES = (
    *(
        "$qm",
        "$qr",
        "+q544e",
        "+q",
        "q#0;2;0;0;0#0!10~-",
        "Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA",
        "tmux;\x1b\x1b[1m",
    ),
    *("", "zz", "0;1|17/ab", "a" * 300),
)


def stream(rng: random.Random, count: int, broken: float = 0.15) -> bytes:
    """`count` pieces of output, a share of them broken."""
    return b"".join(malformed(rng) if rng.random() < broken else sequence(rng) for _ in range(count))


def sequence(rng: random.Random) -> bytes:
    """One well-formed piece: text, a control, an escape, a CSI, OSC or other string sequence."""
    kind = rng.random()
    if kind < 0.25:
        return rng.choice(_TEXTS).encode()
    if kind < 0.33:
        return (rng.choice(_CONTROLS) * rng.choice((1, 1, 1, 5))).encode()
    if kind < 0.42:
        return _escape(rng).encode()
    if kind < 0.50:
        return f"\x1b]{rng.choice(_OSC)}{rng.choice(_ENDS)}".encode()
    if kind < 0.54:
        return f"\x1b{rng.choice(_STRINGS)}{rng.choice(_BODIES)}\x1b\\".encode()
    if kind < 0.64:
        return f"\x1b[?{_some(rng, _DEC_MODES)}{rng.choice('hlhlhlsr')}".encode()
    if kind < 0.78:
        return f"\x1b[{_rendition(rng)}m".encode()
    return _csi(rng).encode()


def malformed(rng: random.Random) -> bytes:
    """A sequence cut short, interrupted, overlong or of bytes that mean nothing."""
    piece = sequence(rng)
    kind = rng.randrange(7)
    if kind == 0:
        return piece[: rng.randrange(len(piece) + 1)]
    if kind == 1:
        place = rng.randrange(len(piece) + 1)
        return (
            piece[:place] + rng.choice((b"\x18", b"\x1a", b"\x1b", b"\n", b"\x00", b"\x9c")) + piece[place:]
        )
    if kind == 2:
        return bytes(rng.randrange(256) for _ in range(rng.randrange(1, 20)))
    if kind == 3:
        return b"\x1b[" + b";".join(b"%d" % rng.randrange(10**12) for _ in range(40)) + b"m"
    if kind == 4:
        return b"\x1b[" + bytes(rng.choice(b"0123456789;:?<=> !\"#$%&'()*+,-./") for _ in range(12)) + b"z"
    if kind == 5:
        return rng.choice(
            (b"\x1b]0;never ended", b"\x1bPnever ended", b"\x1b[", b"\x1b", b"\xc3", b"\xf0\x9f", b"\xff")
        )
    return rng.choice(
        (b"\x9b1m", b"\x90x\x9c", b"\x9d0;t\x07", b"\xc2\x9b1m", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")
    )


def chunks(rng: random.Random, data: bytes) -> list[bytes]:
    """The data cut at random places, often between neighbouring bytes."""
    out, place = [], 0
    while place < len(data):
        length = rng.choice((1, 1, 2, 3, 7, 20, 200, 4096))
        out.append(data[place : place + length])
        place += length
    return out


_ENDS = ("\a", "\x1b\\", "\a")


def _escape(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return f"\x1b{rng.choice('()*+-./')}{rng.choice('0AB<>%5=')}"
    if rng.random() < 0.2:
        return f"\x1b#{rng.choice('345689')}"
    return f"\x1b{rng.choice([char for char in _ESCAPES if char not in 'PX]^_'])}"


def _rendition(rng: random.Random) -> str:
    simple = [
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "7",
        "8",
        "9",
        "21",
        "22",
        "23",
        "24",
        "25",
        "27",
        "28",
        "29",
        "39",
        "49",
        "53",
        "55",
        "59",
    ]
    kinds = (
        rng.choice(simple),
        str(rng.choice((30, 90, 40, 100)) + rng.randrange(8)),
        f"{rng.choice((38, 48, 58))};5;{rng.randrange(256)}",
        f"{rng.choice((38, 48, 58))};2;{rng.randrange(256)};{rng.randrange(256)};{rng.randrange(256)}",
        f"{rng.choice((38, 48, 58))}:2::{rng.randrange(256)}:{rng.randrange(256)}:{rng.randrange(256)}",
        f"4:{rng.randrange(7)}",
        "",
    )
    return ";".join(rng.choice(kinds) for _ in range(rng.choice((1, 1, 1, 2, 3))))


def _csi(rng: random.Random) -> str:
    prefix = rng.choice(("", "", "", "", "", "?", ">", "=", "<"))
    middle = rng.choice(("", "", "", "", "", "", " ", "!", '"', "$", "'", "*", "#"))
    return f"\x1b[{prefix}{_parameters(rng)}{middle}{rng.choice(_FINALS)}"


def _parameters(rng: random.Random) -> str:
    return ";".join(
        rng.choice(("", "0", "1", "1", "2", "3", "5", "10", "24", "80", "999", "65536"))
        for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 5, 8)))
    )


def _some(rng: random.Random, values: tuple[int, ...]) -> str:
    return ";".join(str(rng.choice(values)) for _ in range(rng.choice((1, 1, 1, 2))))
