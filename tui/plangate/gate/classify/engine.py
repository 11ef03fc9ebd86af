"""Walks the syntax tree of a command and judges every simple command in it.

Nothing in the tree is trusted that the text does not confirm: what lies between two nodes must be blank, words are read by
a scanner of our own, and any kind of node that is not handled here makes the command unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from plangate.gate.classify.arithmetic import check_arithmetic
from plangate.gate.classify.assignments import AssignmentReader
from plangate.gate.classify.conditions import check_condition, check_test, read_condition
from plangate.gate.classify.heredocs import measure_heredoc
from plangate.gate.classify.outputs import output_of
from plangate.gate.classify.parsing import parse
from plangate.gate.classify.redirects import Redirections
from plangate.gate.classify.rules.call import Call, Shell
from plangate.gate.classify.simple import judge
from plangate.gate.classify.source import Source
from plangate.gate.classify.tables import words_of
from plangate.gate.classify.variables import Assignments, harmless_for_programs, harmless_name
from plangate.gate.classify.verdict import Doubt, Finding, Label, unknown
from plangate.gate.classify.words import Word, WordReader, Yield

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Analysis"]

_DEEPEST = 60
_NESTED = 4

_CLAUSES = frozenset({"elif_clause", "else_clause"})
_BLOCKS = frozenset(
    words_of(
        "program subshell do_group if_statement elif_clause else_clause while_statement list pipeline negated_command"
    )
)


class Analysis:
    """One command text while it is being judged.

    Args:
        text: The command, one character for each byte of its UTF-8.
        allowed: Simple commands that the policy takes for read-only.
        nesting: How many command texts this one is inside of.
    """

    def __init__(self, text: str, allowed: frozenset[tuple[str, ...]], nesting: int = 0) -> None:
        self._source = Source(text)
        self._allowed = allowed
        self._nesting = nesting
        self._depth = 0
        self._worst: Finding = None
        self._scope: dict[str, tuple[Word, ...]] = {}
        self._piped = False
        self._assignments: Assignments | None = None
        self._reader = WordReader(
            text, self._run_substitution, self._values, self._is_number, self._arithmetic
        )
        self._assigned = AssignmentReader(self._source, self._reader)
        self._redirections = Redirections(self._source, self._reader, self._note)
        self._root: Node | None = None

    def run(self) -> Finding:
        """Judge the whole text."""
        try:
            root = parse(self._source.text)
            if root.has_error:
                return unknown("it is not understood as a shell command")
            self._root = root
            self._block(root, 0, len(self._source.text))
        except Doubt as doubt:
            self._note(unknown(str(doubt)))
        except RecursionError:
            self._note(unknown("it is nested too deeply"))
        return self._worst

    def assigns(self) -> bool:
        """Whether the text sets any variable."""
        return self._facts().any()

    def _note(self, finding: Finding) -> None:
        if finding is None or (self._worst is not None and self._worst[0] is Label.MUTATING):
            return
        if self._worst is None or finding[0] is Label.MUTATING:
            self._worst = finding

    def _guarded(self, step: Callable[[Node], None], node: Node) -> None:
        """Go on after a doubt: what follows may still be known to change something."""
        try:
            step(node)
        except Doubt as doubt:
            self._note(unknown(str(doubt)))

    # ---- statements

    def _visit(self, node: Node) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Doubt("it is nested too deeply")
        try:
            self._statement(node)
        finally:
            self._depth -= 1

    def _statement(self, node: Node) -> None:
        kind = node.type
        if kind == "command":
            self._command(node, [])
        elif kind == "redirected_statement":
            self._redirected(node)
        elif kind == "pipeline":
            self._pipeline(node)
        elif kind == "list":
            self._list(node)
        elif kind == "variable_assignment":
            self._assignment(node)
        elif kind == "variable_assignments":
            self._source.adjacent(node.children)
            for child in node.children:
                self._assignment(child)
        elif kind == "test_command":
            self._test(node)
        elif kind == "compound_statement":
            self._compound(node)
        elif kind == "for_statement":
            self._for(node)
        elif kind == "c_style_for_statement":
            self._counting_for(node)
        elif kind == "case_statement":
            self._case(node)
        elif kind == "declaration_command":
            self._assigned.declaration(node)
        elif kind == "unset_command":
            self._assigned.unset(node)
        elif kind == "subshell" and self._source.text.startswith("((", node.start_byte):
            raise Doubt("a subshell that might be arithmetic")
        elif kind in _BLOCKS:
            self._scoped(self._block_of, node)
        elif kind == "function_definition":
            self._note(unknown("it defines a function"))
            self._scoped(self._visit_named, node)
        else:
            raise Doubt(f"a construct that is not understood ({kind.replace('_', ' ')})")

    def _visit_named(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        if body is not None:
            self._visit(body)

    def _block_of(self, node: Node) -> None:
        self._block(node, node.start_byte, node.end_byte)

    def _scoped(self, step: Callable[[Node], None], node: Node) -> None:
        """What is set in there is not certain afterwards."""
        outer = self._scope
        self._scope = dict(outer)
        try:
            step(node)
        finally:
            self._scope = outer

    def _block(self, node: Node, start: int, end: int) -> None:
        """Statements and the tokens between them; every gap is checked against the text."""
        position = start
        after_statement = False
        children = node.children
        for index, child in enumerate(children):
            gap = self._source.gap(position, child.start_byte)
            kind = child.type
            if not child.is_named:
                if kind == ";;":
                    raise Doubt("the end of a choice that is not one")
                self._source.token(child)
                after_statement = False
            elif kind == "comment":
                self._source.comment(child, gap)
            else:
                if kind in _CLAUSES:
                    self._source.ended(child)
                elif after_statement and "\n" not in gap.replace("\\\n", ""):
                    raise Doubt("two commands without anything between them")
                following = children[index + 1].type if index + 1 < len(children) else ""
                if following == "&":
                    self._scoped(lambda part: self._guarded(self._visit, part), child)
                else:
                    self._guarded(self._visit, child)
                after_statement = True
            position = child.end_byte
        self._source.gap(position, end)

    def _list(self, node: Node) -> None:
        children = node.children
        if len(children) < 3:
            raise Doubt("a list that is not understood")
        self._source.tokens(node)
        self._guarded(self._visit, children[0])
        for child in children[1:]:
            if child.is_named and child.type != "comment":
                self._scoped(lambda part: self._guarded(self._visit, part), child)

    def _pipeline(self, node: Node) -> None:
        self._source.tokens(node)
        parts = [child for child in node.children if child.is_named and child.type != "comment"]
        outer = self._piped
        for part in parts:
            self._piped = outer or part is not parts[-1]
            self._scoped(lambda part: self._guarded(self._visit, part), part)
        self._piped = outer

    def _compound(self, node: Node) -> None:
        if node.children and node.children[0].type == "((":
            if not self._source.text.startswith("))", node.end_byte - 2):
                raise Doubt("arithmetic that is not understood")
            self._arithmetic(self._source.text[node.start_byte + 2 : node.end_byte - 2])
        else:
            self._block_of(node)

    # ---- loops and choices

    def _for(self, node: Node) -> None:
        variable = node.child_by_field_name("variable")
        name = self._source.of(variable)
        if self._source.text[node.start_byte : node.start_byte + 3] != "for" or not harmless_name(name):
            raise Doubt("a loop over a name that other commands may read")
        values = node.children_by_field_name("value")
        words = [word for value in values for word in self._reader.read(value)]
        body = node.child_by_field_name("body")
        if body is None:
            raise Doubt("a loop without a body")
        self._source.tokens(node, [*values, body, *([variable] if variable else [])])
        self._source.adjacent(values)
        outer = self._scope
        self._scope = dict(outer)
        if words and self._facts().once(name):
            self._scope[name] = tuple(words)
        try:
            self._visit(body)
        finally:
            self._scope = outer

    def _counting_for(self, node: Node) -> None:
        source = self._source.text
        body = node.child_by_field_name("body")
        opening = next((child for child in node.children if child.type == "(("), None)
        closing = next((child for child in node.children if child.type == "))"), None)
        if body is None or body.type != "do_group" or opening is None or closing is None:
            raise Doubt("a loop that is not understood")
        head = source[opening.end_byte : closing.start_byte]
        if (
            not re.fullmatch(r"for[ \t]*", source[node.start_byte : opening.start_byte])
            or head.count(";") != 2
        ):
            raise Doubt("a loop that is not understood")
        if not re.fullmatch(r"[ \t]*;?[ \t\n]*", source[closing.end_byte : body.start_byte]):
            raise Doubt("a loop that is not understood")
        self._arithmetic(head.replace(";", " , "))
        self._scoped(self._visit, body)

    def _case(self, node: Node) -> None:
        value = node.child_by_field_name("value")
        if value is None:
            raise Doubt("a choice that is not understood")
        self._reader.read(value)
        items = [child for child in node.children if child.type == "case_item"]
        self._source.tokens(node, [value, *items])
        for item in items:
            patterns = item.children_by_field_name("value")
            if not patterns:
                raise Doubt("a choice that is not understood")
            for pattern in patterns:
                self._reader.read(pattern)
            self._scoped(lambda part: self._case_item(part, part.children_by_field_name("value")), item)

    def _case_item(self, item: Node, patterns: list[Node]) -> None:
        starts = {pattern.start_byte for pattern in patterns}
        position = item.start_byte
        after_statement = False
        for child in item.children:
            gap = self._source.gap(position, child.start_byte)
            if not child.is_named:
                self._source.token(child)
                after_statement = False
            elif child.type == "comment":
                self._source.comment(child, gap)
            elif child.start_byte not in starts:
                if after_statement and "\n" not in gap.replace("\\\n", ""):
                    raise Doubt("two commands without anything between them")
                self._guarded(self._visit, child)
                after_statement = True
            position = child.end_byte

    # ---- simple commands

    def _command(self, node: Node, more: list[Node], heredoc: bool = False) -> None:
        """Judge one simple command with the redirections and words that follow it."""
        words: list[Word] = []
        prefix: list[tuple[str, Word]] = []
        position = node.start_byte
        name_text = ""
        before: Node | None = None
        for child in [*node.children, *more]:
            gap = "" if before is None else self._source.gap(position, child.start_byte)
            kind = child.type
            redirect = kind.endswith("_redirect")
            if before is not None and not gap and (not redirect or not self._may_touch(before)):
                raise Doubt("two words without a blank between them")
            if kind == "variable_assignment":
                if words:
                    raise Doubt("an assignment that is not understood")
                prefix.append(self._assigned.read(child))
            elif redirect:
                words += [
                    word for extra in self._redirections.judge(child) for word in self._reader.read(extra)
                ]
            elif kind == "command_name":
                name_text = self._source.of(child)
                words += self._reader.read(child)
            else:
                words += self._reader.read(child)
            before, position = child, child.end_byte
        if not name_text:
            raise Doubt("a command without a name")
        if words and words[0] != name_text.replace("\\", "").strip("'\""):
            name_text = ""
        self._note(judge(self._call(words, prefix, name_text)))

    def _may_touch(self, before: Node) -> bool:
        """Whether a redirection may directly follow; a number or {name} before it names a descriptor."""
        text = self._source.of(before)
        return not text.isdigit() and not text.endswith("}")

    def _call(self, words: list[Word], prefix: list[tuple[str, Word]], written: str) -> Call:
        shell = Shell(judge, self._script, self._allowed, piped=self._piped)
        return Call(words, shell, tuple(prefix), written)

    def _script(self, text: str, same_shell: bool) -> Finding:
        """Judge a command text inside this one."""
        if self._nesting >= _NESTED:
            return unknown("it is nested too deeply")
        inner = Analysis(text, self._allowed, self._nesting + 1)
        finding = inner.run()
        if finding is None and same_shell and inner.assigns():
            return unknown("it sets variables in a way that cannot be followed")
        return finding

    def _redirected(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        redirects = [child for child in node.children if child is not body and child != body]
        if (
            body is not None
            and body.type == "command"
            and not any(r.type == "heredoc_redirect" for r in redirects)
        ):
            self._command(body, redirects)
            return
        position = node.start_byte
        extras: list[Node] = []
        for child in node.children:
            gap = self._source.gap(position, child.start_byte)
            if child.type in ("file_redirect", "herestring_redirect"):
                if not gap and position > node.start_byte and self._source.text[position - 1] not in ")}]":
                    raise Doubt("a redirection that is not understood")
                extras += self._redirections.judge(child)
            elif child.type == "heredoc_redirect":
                self._heredoc(child, body)
            elif child != body:
                raise Doubt("a redirection that is not understood")
            position = child.end_byte
        if extras:
            raise Doubt("words behind a redirection of more than one command")
        if body is not None:
            self._visit(body)

    def _heredoc(self, node: Node, body: Node | None) -> None:
        operator, start, *rest = node.children
        if operator.type not in ("<<", "<<-") or start.type != "heredoc_start":
            raise Doubt("a here-document that is not understood")
        if body is None or body.type != "command":
            raise Doubt("a here-document for more than one command")
        extent = measure_heredoc(self._source.text, operator.type, start.start_byte, start.end_byte)
        if node.end_byte != extent.end or not rest or rest[-1].type != "heredoc_end":
            raise Doubt("a here-document that is not understood")
        for child in rest[:-1]:
            if child.type == "heredoc_body":
                continue
            if child.end_byte > extent.line_end or not self._gap_before(child):
                raise Doubt("a here-document with more on its line")
            if child.type == "file_redirect":
                if self._redirections.judge(child):
                    raise Doubt("words behind a here-document")
            elif child.type == "pipeline":
                self._source.tokens(child)
                for part in child.children:
                    if part.is_named:
                        self._scoped(lambda part: self._guarded(self._visit, part), part)
            else:
                raise Doubt("a here-document with more on its line")

    def _gap_before(self, node: Node) -> bool:
        return self._source.text[node.start_byte - 1] in " \t"

    def _test(self, node: Node) -> None:
        items = read_condition(node, self._source, self._reader)
        double = items[0][1] == "[["
        if items[-1][1] != ("]]" if double else "]"):
            raise Doubt("a condition that is not understood")
        if double:
            check_condition(items[1:-1], self._is_number)
        elif items[0][1] == "[":
            check_test([word for _, _, word in items[1:-1]])
        else:
            raise Doubt("a condition that is not understood")

    # ---- variables

    def _assignment(self, node: Node) -> None:
        name, value = self._assigned.read(node)
        if not harmless_name(name):
            if harmless_for_programs(name, value):
                return
            raise Doubt(f"{name} is set, which other commands may read")
        array = node.children[-1].type == "array"
        if value and not array and self._facts().once(name):
            self._scope[name] = (value if isinstance(value, str) else replace(value, single=True),)

    def _values(self, name: str) -> tuple[Word, ...] | None:
        return self._scope.get(name)

    def _is_number(self, name: str) -> bool:
        return self._root is not None and self._facts().number(name)

    def _facts(self) -> Assignments:
        if self._assignments is None:
            if self._root is None:
                raise Doubt("nothing is known about variables")
            self._assignments = Assignments(self._root)
        return self._assignments

    def _arithmetic(self, text: str) -> None:
        check_arithmetic(text, self._is_number)

    def _run_substitution(self, node: Node) -> Yield:
        """Judge the commands of a substitution."""
        outer = self._piped
        self._piped = True
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                raise Doubt("it is nested too deeply")
            self._scoped(self._substituted, node)
        finally:
            self._piped = outer
            self._depth -= 1
        return output_of(node, self._source.of(node))

    def _substituted(self, node: Node) -> None:
        children = node.children
        if len(children) == 3 and children[1].type == "file_redirect":
            self._source.token(children[0])
            if self._redirections.judge(children[1]):
                raise Doubt("a substitution that is not understood")
            return
        self._block_of(node)
