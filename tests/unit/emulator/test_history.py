"""The history: a list that packs itself."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from plangate.emulator.history import LOOSE, History
from plangate.emulator.line import Line
from plangate.emulator.pens import Codebook
from plangate.model.screen import Row, Style

LIMIT = 700
TEXTS = st.sampled_from(["", "a", "two words", "x" * 80, "─" * 40, "漢\0字\0"])


class Model(RuleBasedStateMachine):
    """Whatever happens to a history also happens to a plain list."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Codebook()
        self.history = History(LIMIT)
        self.rows: list[tuple[Row, Style]] = []
        self.base = 0

    def _made(self, text: str, colour: int, wrapped: bool) -> tuple[str, str, bool]:
        style = Style(fg=colour)
        self.rows.append((Row(text, "", wrapped), style))
        return text, self.book.pens.code(style) * len(text), wrapped

    @rule(text=TEXTS, colour=st.integers(0, 255), wrapped=st.booleans())
    def push(self, text: str, colour: int, wrapped: bool) -> None:
        """One line."""
        self.history.push(Line(*self._made(text, colour, wrapped)))
        self._drop()

    @rule(
        texts=st.lists(TEXTS, min_size=1, max_size=5), times=st.integers(1, 200), colour=st.integers(0, 255)
    )
    def extend(self, texts: list[str], times: int, colour: int) -> None:
        """Many lines."""
        made = [self._made(text, colour, False) for text in texts * times]
        self.history.extend(
            [item[0] for item in made], [item[1] for item in made], [item[2] for item in made]
        )
        self._drop()

    @rule(
        texts=st.lists(TEXTS, min_size=1, max_size=5), times=st.integers(1, 200), colour=st.integers(0, 255)
    )
    def flood(self, texts: list[str], times: int, colour: int) -> None:
        """Many lines in one style."""
        made = [self._made(text, colour, False) for text in texts * times]
        self.history.flood([item[0] for item in made], self.book.pens.code(Style(fg=colour)))
        self._drop()

    @precondition(lambda self: self.rows)
    @rule(count=st.integers(1, 300))
    def pop(self, count: int) -> None:
        """The newest lines come back."""
        for _ in range(min(count, len(self.rows))):
            line = self.history.pop(self.book)
            row, style = self.rows.pop()
            assert line is not None
            assert (line.text, line.wrapped) == (row.text, row.wrapped)
            assert line.codes == self.book.pens.code(style) * len(row.text)

    @rule()
    def clear(self) -> None:
        """All lines are dropped."""
        self.history.clear()
        self.base += len(self.rows)
        self.rows.clear()

    @rule()
    def renew(self) -> None:
        """The tables begin a new epoch."""
        self.history.settle(self.book)
        self.book.renew()

    @rule()
    def compact(self) -> None:
        """Everything is packed."""
        self.history.compact()
        assert self.history._loose == 0

    def _drop(self) -> None:
        surplus = max(0, len(self.rows) - LIMIT)
        self.base += surplus
        del self.rows[:surplus]

    @invariant()
    def numbers_agree(self) -> None:
        """Base and end are those of the list: dropped lines do not come back."""
        assert (self.history.base, self.history.end) == (self.base, self.base + len(self.rows))

    @invariant()
    def lines_agree(self) -> None:
        """The newest, the oldest and some between read the same."""
        for index in {0, len(self.rows) // 2, len(self.rows) - 1} if self.rows else ():
            (found,) = self.history.rows(self.base + index, self.base + index + 1, self.book)
            row, style = self.rows[index]
            assert (found.text, found.wrapped) == (row.text, row.wrapped)
            if row.text:
                assert next(iter(self.book.tables.runs(found))).style == style


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_many_coloured_lines_take_little() -> None:
    """Old lines are compressed beyond a bound."""
    history, book = History(5000), Codebook()
    pens = [book.pens.code(Style(fg=number)) for number in range(200)]
    for number in range(6000):
        text = f"{number:06} " + "─" * (number % 100)
        history.push(Line(text, "".join(pens[(number + col // 5) % 200] for col in range(len(text)))))
    assert history._loose <= LOOSE + 200_000
    assert history.rows(5999, 6000, book)[0].text.startswith("005999")
    history.compact()
    assert sum(chunk.size for chunk in history._chunks) <= 250_000
    assert history.rows(5999, 6000, book)[0].text.startswith("005999")
    assert history.rows(1000, 1001, book)[0].text.startswith("001000")
