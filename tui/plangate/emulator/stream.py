"""Bytes to actions: cuts the program's output into text and controls and carries them out.

Text is handed to the screen together with the rendition sequences in it, since that is how
programs repeat themselves: the same coloured line drawn again costs one look-up. Every other
control is looked up whole; what it does has to be found out only the first time it is seen.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from encodings import utf_8
from functools import partial

import pyte

from plangate.emulator.screen import PlangateScreen
from plangate.emulator.vocabulary import BASIC, CSI, ESCAPE, ESCAPE_ARGUMENTS
from plangate.emulator.windows import OMITTED

__all__ = ["PlangateStream"]

LONGEST_STRING = 1 << 20
"""Characters of a control string; a longer one is swallowed without effect."""

LONGEST_SEQUENCE = 1024
"""Characters of a control sequence; a longer one has no effect."""

PIECE = 256 * 1024
"""Bytes handled at a time."""

KNOWN = 2048
"""Controls remembered before all are forgotten."""

NEWLINE = "\r\n"
COOKED = "\r\r\n"
"""What a terminal line with output processing makes of `NEWLINE`; the same to a screen."""

_FEW = 8
_MANY = 24
"""Lines in one piece of output from which it may be a flood."""
_ECHO = 64
"""Bytes of output that are taken the shortest way: what programs answer a key with."""

Action = Callable[[], object]

_INSIDE = r"[\x00-\x17\x19\x1c-?\x7f]*"
_SPLIT = re.compile(
    r"(\r+\n|[\x00-\x1a\x1c-\x1f\x7f]|\x1b(?!\[[0-9;:]{0,500}m)(?:"
    rf"\[{_INSIDE}[@-~]?"
    r"|\][^\x07\x18\x1a\x1b]*(?:[\x07\x18\x1a]|\x1b(?:\\|\Z))?"
    r"|[P_^X][^\x18\x1a\x1b]*(?:[\x18\x1a]|\x1b(?:\\|\Z))?"
    r"|[\x00-\x17\x19\x1c-/\x7f]*[0-~]?))"
)
_OPEN = re.compile(
    rf"\x1b(?:[\x00-\x17\x19\x1c-/\x7f]*|\[{_INSIDE}|\][^\x07\x18\x1a\x1b]*\x1b?|[P_^X][^\x18\x1a\x1b]*\x1b?)\Z"
)
_WITHIN_ROWS = re.compile(r"(?:[ -~\b\r]|\x1b\[[0-9;]*[A-DGHKdfm])*")
"""Text, renditions, moves of the cursor and EL: they change the rows that the cursor comes to and no other."""
_SEQUENCE = re.compile(r"\x1b\[([<-?]?)([0-9;:]*)([ -/]*[@-~])\Z")
_DESIGNATION = re.compile(r"\x1b([()*+\-./])([ -/]*[0-~])\Z")
_C0 = re.compile(r"[\x00-\x1a\x1c-\x1f\x7f]")
_C1 = re.compile("[\x80-\x9f]")
_C1_LEAD = b"\xc2"
"""What each of them begins with in UTF-8, unless that was in the piece before."""
_RAW = re.compile("[\udc80-\udc9f]")
"""Bytes 0x80 to 0x9f that are no part of UTF-8, as the decoder leaves them."""
_STRAY = re.compile(rb"[\x80-\xbf]+")
_STRAYS = {byte: 0xDC00 + byte if byte < 0xA0 else 0xFFFD for byte in range(0x80, 0xC0)}
"""What becomes of each byte that would go on a character of UTF-8 where none has begun."""
_SWITCH = re.compile(r' [\x00-\x1f\x7f]*[FG]|"[\x00-\x1f\x7f]*p|\x1b[\x00-\x1f\x7f]*c')
"""What the sequences that may change the meaning of raw bytes end with: S7C1T, S8C1T, DECSCL, RIS."""
_PRINTED = bytes([*range(0x20, 0x7F), *range(0x80, 0x100)])
"""All bytes of UTF-8 but control characters."""
_RENDITION = re.compile(r"\x1b\[[0-9;:]{0,500}m")
_COMMAND_END = re.compile(r"[\x07\x18\x1a\x1b]")
_STRING_END = re.compile(r"[\x18\x1a\x1b]")


_METHODS = {key: method for key, (method, _) in CSI.items()}


def _nothing() -> None:
    """What an unknown control does."""


class _Kept:
    """How often any decoder has kept a byte: cheaper than looking for them in all that was decoded."""

    count = 0


def _keep_controls(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are not UTF-8: themselves where they may be controls, else U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = _STRAY.match(error.object, error.start)
    if stray is None:
        return "\ufffd", error.end
    _Kept.count += 1
    return stray.group().decode("latin-1").translate(_STRAYS), stray.end()


codecs.register_error("plangate-controls", _keep_controls)


def _control(found: re.Match[str]) -> str:
    return "\x1b" + chr(ord(found.group()) - 0xDC40)


def _seven_bit(found: re.Match[str]) -> str:
    return "\x1b" + chr(ord(found.group()) - 0x40)


def _odd_lines(lines: list[str], controls: list[bytes]) -> list[int]:
    """Which lines but the last have other controls than tabs and complete renditions."""
    odd = []
    for index, inside in enumerate(controls[:-1]):
        if inside and not _is_simple(lines[index], inside):
            odd.append(index)
            if len(odd) * _FEW > len(lines):  # too many
                break
    return odd


def _is_simple(line: str, controls: bytes) -> bool:
    """Whether the controls in a line are tabs and complete renditions."""
    if controls.strip(b"\x1b\t"):
        return False
    escapes = controls.count(b"\x1b")
    return not escapes or len(_RENDITION.findall(line)) == escapes


class PlangateStream(pyte.ByteStream):
    """Feeds a `PlangateScreen`."""

    csi = _METHODS
    escape = ESCAPE
    basic = BASIC

    def __init__(self, screen: PlangateScreen) -> None:
        self.screen = screen
        super().__init__(screen, strict=False)  # that it has all events is a matter of its type
        self.utf8_decoder = utf_8.IncrementalDecoder("plangate-controls")
        self._held = ""
        """A sequence that has begun and is not complete."""
        self._string: list[str] | None = None
        """Parts of a control string that is not complete, without its introducer."""
        self._kind = ""
        self._size = 0
        self._escape_seen = False
        self._known: dict[str, Action] = {}
        self.touched: set[int] | None = None
        """Rows that may have changed since this was last emptied; None when any may have."""

    def _initialize_parser(self) -> None:
        """pyte's state machine is not used."""

    def feed(self, data: bytes) -> None:
        """Take output of the program; it may be cut anywhere."""
        if (
            0 < len(data) <= _ECHO
            and data.isascii()
            and self._string is None
            and not self.utf8_decoder.buffer
        ):
            self._take_little(self._held + data.decode())
            return
        self.touched = None
        for start in range(0, len(data), PIECE):
            kept = _Kept.count
            piece = data[start : start + PIECE]
            text = self.utf8_decoder.decode(piece)
            if not text.isascii() and (_C1_LEAD in piece or 0x80 <= piece[0] < 0xC0):
                text = _C1.sub(_seven_bit, text)
            if _Kept.count == kept:
                self._take(text)
            else:
                self._take_raw(text)

    def _take_little(self, text: str) -> None:
        """Carry out what a program answers a key with, and take note of the rows that it can change."""
        if not _WITHIN_ROWS.fullmatch(text):
            self.touched = None
            self._run(text)
            return
        self._held = ""
        screen, known = self.screen, self._known
        tokens = _SPLIT.split(text)
        for index in range(0, len(tokens) - 1, 2):
            if tokens[index]:
                self._draw_little(tokens[index])
            if self.touched is not None:
                self.touched.add(screen.y)
            (known.get(tokens[index + 1]) or self._action(tokens[index + 1]))()
        if tokens[-1]:
            self._draw_little(tokens[-1])

    def _draw_little(self, text: str) -> None:
        screen = self.screen
        if self.touched is not None:
            if screen.direct and not screen.pending and screen.x + len(text) < screen.columns:
                self.touched.add(screen.y)
            else:
                self.touched = None  # it wraps and may scroll
        screen.draw(text)

    def _take(self, text: str) -> None:
        if self._string is not None:
            text = self._continue(text)
        if text:
            self._run(self._held + text)

    def _take_raw(self, text: str) -> None:
        """Take text with raw bytes in it: controls once S8C1T has been asked for, else not UTF-8."""
        start = 0
        while start < len(text):
            # One at a time while a sequence is open, which may be the one that switches.
            is_open = bool(self._held) or self._escape_seen
            found = None if is_open else _SWITCH.search(text, start)
            end = start + 1 if is_open else found.end() if found else len(text)
            meaning = _control if self.screen.eight_bit else "\ufffd"
            self._take(_RAW.sub(meaning, text[start:end]))
            start = end

    def _run(self, text: str) -> None:
        self._held = ""
        if "\x1b" not in text or text.count(NEWLINE) >= _MANY:
            text = self._draw_lines(text)
            if text and self._string is not None:  # one of the lines has begun it
                text = self._continue(text)
            elif text:
                text, self._held = self._held + text, ""
        if text:
            self._play_text(text)

    def _play_text(self, text: str) -> None:
        tokens = _SPLIT.split(text)
        texts, controls = tokens[::2], tokens[1::2]
        if COOKED in controls:
            controls = [NEWLINE if control == COOKED else control for control in controls]
        opened = ""
        if controls and not texts[-1] and controls[-1][0] == "\x1b" and _OPEN.match(controls[-1]):
            opened = controls.pop()
        if len(controls) >= _FEW and controls.count(NEWLINE) * 2 >= len(controls):
            self._play_lines(texts, controls)
        else:
            self._play(texts, controls)
        rest = texts[len(controls)]
        if rest:
            self.screen.draw(rest)
        if opened:
            self._hold(opened)

    def _draw_lines(self, text: str) -> str:
        """Draw the lines of a text that may be a flood; what is left to do is returned."""
        if text[0] == "\n":  # half of an end that was cut in two
            self._play([""], ["\n"])
            text = text[1:]
        body = text.rstrip("\r").replace(COOKED, NEWLINE)
        left = "\r" if text[-1:] == "\r" else ""
        controls = body.encode().translate(None, _PRINTED)
        if controls != b"\r\n" * (len(controls) // 2):
            return self._draw_simple_lines(body, controls.split(b"\r\n")) + left
        plain = body.isascii()
        lines = body.splitlines() if plain else body.split(NEWLINE)  # Unicode has further ends of lines
        rest = lines.pop() if not plain or body[-1:] not in ("\n", "") else ""
        if len(lines) != len(controls) // 2:  # there is text between the halves of an end
            return body + left
        self.screen.draw_lines(lines, plain)
        if rest:
            self.screen.draw(rest)
        return left

    def _draw_simple_lines(self, text: str, controls: list[bytes]) -> str:
        """Draw the lines of a text if most have no controls but tabs and renditions; else all of it is left.

        Args:
            controls: Those in each line.
        """
        lines = text.split(NEWLINE)
        if len(lines) != len(controls) or len(lines) < _MANY:
            return text
        odd = _odd_lines(lines, controls)
        if len(odd) * _FEW > len(lines):
            return text
        start = 0
        for index in odd:
            if index - start >= _FEW:
                self.screen.draw_lines(lines[start:index])
                start = index
            self._play_text(NEWLINE.join(lines[start : index + 1]) + NEWLINE)
            start = index + 1
            if self._held or self._string is not None:  # the end of the line was inside of a sequence
                return NEWLINE.join(lines[start:])
        self.screen.draw_lines(lines[start:-1])
        return lines[-1]

    def _play(self, texts: list[str], controls: list[str]) -> None:
        draw = self.screen.draw
        known = self._known
        for text, control in zip(texts, controls, strict=False):
            if text:
                draw(text)
            action = known.get(control)
            if action is None:
                action = self._action(control)
            action()

    def _play_lines(self, texts: list[str], controls: list[str]) -> None:
        """The same where many controls are ends of lines: long runs of lines are drawn whole."""
        played = start = 0
        for index, control in enumerate((*controls, "")):
            if control == NEWLINE:
                continue
            if index - start >= _FEW:
                self._play(texts[played:start], controls[played:start])
                self.screen.draw_lines(texts[start:index])
                played = index
            start = index + 1
        self._play(texts[played : len(controls)], controls[played:])

    # Incomplete sequences.

    def _hold(self, token: str) -> None:
        kind = token[1:2]
        if kind and kind in "]P_^X":
            self._string, self._kind, self._size = [], kind, 0
            self._escape_seen = token[-1] == "\x1b"
            self._gather(token[2:-1] if self._escape_seen else token[2:])
            return
        if len(token) > 4 * LONGEST_SEQUENCE:
            self._inner(token)
            token = token[:2] + ":" * (LONGEST_SEQUENCE + 1)
        self._held = token

    def _gather(self, text: str) -> None:
        self._size += len(text)
        if self._size > LONGEST_STRING:
            self._string = []
        elif self._string is not None:
            self._string.append(text)

    def _continue(self, text: str) -> str:
        """Go on with a control string; what is behind its end is returned."""
        if self._escape_seen:
            text = "\x1b" + text
            self._escape_seen = False
        found = (_COMMAND_END if self._kind == "]" else _STRING_END).search(text)
        if found is None:
            self._gather(text)
            return ""
        at = found.start()
        self._gather(text[:at])
        end = text[at : at + 2]
        if end == "\x1b":
            self._escape_seen = True
            return ""
        parts, self._string = self._string, None
        if end == "\x1b\\" or end[0] == "\x07":
            if self._size <= LONGEST_STRING:
                self._finish(self._kind, "".join(parts or ()), end[0] == "\x07")
            return text[at + len(end) :] if end == "\x1b\\" else text[at + 1 :]
        return text[at:] if end[0] == "\x1b" else text[at + 1 :]

    def _finish(self, kind: str, body: str, bell: bool) -> None:
        if kind == "]":
            self.screen.command(body, bell)
        elif kind == "P":
            self.screen.control_string(body)

    # Finding out what a control does.

    def _action(self, control: str) -> Action:
        if control[0] == "\x1b" and control[1:2] and control[1] in "]P_^X":
            return partial(self._whole_string, control)
        if len(control) > 2 and control[0] == "\x1b" and _C0.search(control, 1):
            return partial(self._mixed, control)
        action = self._find(control)
        if len(self._known) >= KNOWN:
            self._known.clear()
        if len(control) <= 64:
            self._known[control] = action
        return action

    def _find(self, control: str) -> Action:
        screen = self.screen
        if control[0] != "\x1b":
            name = BASIC.get(control) or ("newline" if control[-1] == "\n" else "")
            return self._method(name) if name else _nothing
        if control[1:2] == "[":
            return self._sequence(control)
        end = control[1:]
        if end in ESCAPE:
            return self._method(ESCAPE[end])
        if end in ESCAPE_ARGUMENTS:
            name, argument = ESCAPE_ARGUMENTS[end]
            return partial(getattr(screen, name), argument)
        found = _DESIGNATION.match(control)
        if found:
            place = "()*+".find(found[1])
            if place >= 0:
                return partial(screen.designate, place, found[2])
            return partial(screen.designate, " -./".index(found[1]), "-" + found[2])
        return _nothing

    def _method(self, name: str) -> Action:
        action: Action = getattr(self.screen, name)
        return action

    def _sequence(self, control: str) -> Action:
        if control == "\x1b[>4;?m":
            return partial(self.screen.report_modified_keys, 4)
        found = _SEQUENCE.match(control)
        if found is None or len(control) > LONGEST_SEQUENCE:
            return _nothing
        marker, parameters, end = found.groups()
        if not marker and end == "m":
            return partial(self.screen.select_rendition, parameters)
        entry = CSI.get(marker + end)
        if entry is None or ":" in parameters:
            return _nothing
        name, most = entry
        missing = OMITTED if name == "window" else 0
        fields = parameters.split(";")[:most] if parameters else []
        numbers = [int(item[-9:] or missing) for item in fields]
        return partial(getattr(self.screen, name), *(min(number, 99999) for number in numbers))

    def _whole_string(self, control: str) -> None:
        if control.endswith("\x1b\\"):
            body, bell = control[2:-2], False
        elif control[-1] == "\x07" and control[1] == "]":
            body, bell = control[2:-1], True
        else:
            return
        if len(body) <= LONGEST_STRING:
            self._finish(control[1], body, bell)

    def _inner(self, control: str) -> None:
        """Carry out the control characters inside a sequence."""
        for char in _C0.findall(control, 1):
            self._find(char)()

    def _mixed(self, control: str) -> None:
        self._inner(control)
        if len(control) <= LONGEST_SEQUENCE:
            self._find(_C0.sub("", control))()
