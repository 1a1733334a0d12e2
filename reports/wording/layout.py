"""JSON text laid out for reading, lexeme by lexeme, so that only white space differs from what was sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_LEXEME = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_MAX_DEPTH = 32
_INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Indented JSON.

    Attributes:
        text: the text.
        spans: start and end of each value in `text`, with its name where it has one, by JSON Pointer.
    """

    text: str
    spans: dict[str, tuple[int, int]]


def lay_out(source: str) -> Layout | None:
    """`source` with each member on a line of its own, or None if it is no JSON or too deep for that."""
    try:
        json.loads(source)
    except (ValueError, RecursionError):
        return None
    writer = _Writer()
    for lexeme in _LEXEME.findall(source):
        writer.add(lexeme)
        if len(writer.open) > _MAX_DEPTH:
            return None
    return Layout(text="".join(writer.parts), spans=writer.spans)


@dataclass(slots=True, kw_only=True)
class _Container:
    pointer: str
    start: int
    named: bool
    count: int = 0
    name: str | None = None


@dataclass(slots=True)
class _Writer:
    """Writes lexemes of valid JSON and remembers where each value stands."""

    parts: list[str] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    open: list[_Container] = field(default_factory=list)
    length: int = 0
    start: int = 0

    def add(self, lexeme: str) -> None:
        if lexeme in "}]":
            self._close(lexeme)
        elif lexeme in ",:":
            self._write(lexeme if lexeme == "," else ": ")
        elif self._expects_name():
            self._begin_entry()
            self.open[-1].name = json.loads(lexeme)
            self._write(lexeme)
        else:
            self._value(lexeme)

    def _value(self, lexeme: str) -> None:
        if self.open and not self.open[-1].named:
            self._begin_entry()
        pointer = self._pointer()
        if self.open:
            self.open[-1].name = None
        if lexeme in "{[":
            self.open.append(_Container(pointer=pointer, start=self.start, named=lexeme == "{"))
        self._write(lexeme)
        self.spans[pointer] = (self.start, self.length)

    def _close(self, lexeme: str) -> None:
        container = self.open.pop()
        if container.count:
            self._write("\n" + _INDENT * len(self.open))
        self._write(lexeme)
        self.spans[container.pointer] = (container.start, self.length)

    def _expects_name(self) -> bool:
        return bool(self.open) and self.open[-1].named and self.open[-1].name is None

    def _begin_entry(self) -> None:
        self._write("\n" + _INDENT * len(self.open))
        self.open[-1].count += 1
        self.start = self.length

    def _pointer(self) -> str:
        if not self.open:
            return ""
        container = self.open[-1]
        step = str(container.count - 1) if container.name is None else container.name
        return inside(container.pointer, step)

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def inside(pointer: str, step: str) -> str:
    """The JSON Pointer to a member or item of what `pointer` leads to."""
    return f"{pointer}/{step.replace('~', '~0').replace('/', '~1')}"
