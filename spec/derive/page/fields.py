"""The members that a section documents, one block each: its type, its constraints, whether it is required."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from spec.derive.errors import PageError
from spec.derive.page.constraints import SHAPED, constrain
from spec.derive.page.kinds import kind
from spec.derive.page.sections import Line, Section

_REQUIRED = {"Yes": True, "No": False, "Conditional": False}
# What introduces a group of members. Only data in a format has types; headers and bytes have none.
_INTRODUCTION = re.compile(r"The (request accepts|response returns|following data is) .*")
_TYPED = " format"
_STATED = re.compile(r"Required: (Yes|No|Conditional)")
_FAILURE = re.compile(r"\w+(Exception|Error|Fault)")
_STATUS = re.compile(r"\d{3}")
_CAPITALISED = re.compile(r"[A-Z][a-z]+( [A-Z][a-z]+)+: ")
# Words on a line of their own that begin a remark; behind a complete member they are a member's name.
_REMARKS = {"Note", "Important", "Warning", "Caution", "Tip"}
_HINT = "the grammar of such a line is in spec/derive/page/constraints.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A documented member.

    Attributes:
        name: as the page writes it.
        anchor: its anchor in the page, or "".
        schema: its type and constraints as a JSON Schema; `{}` where its section states no types.
        required: what `Required:` says, or None.
    """

    name: str
    anchor: str
    schema: dict[str, Any]
    required: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """A documented error and its HTTP status."""

    name: str
    anchor: str
    status: int


@dataclass(slots=True, kw_only=True)
class _Block:
    """A member's name, and the lines about it: prose first, then what `opens` and everything after it."""

    line: Line
    constraints: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Group:
    """Members that are introduced together, with or without types."""

    typed: bool
    lines: list[Line] = field(default_factory=list)


def fields(
    section: Section, file: str, *, typed: bool = True, shown: Container[str] = frozenset()
) -> tuple[Field, ...]:
    """The members of a section.

    Args:
        section: a section of members.
        file: the name of the page's file, for errors.
        typed: whether members state a `Type:` where the section does not tell; those of the URI do not.
        shown: the words in the head of the syntax. A member without type may have no constraint at all, and then only
            its place in the syntax tells plain text that a word on a line of its own is the next member.

    Raises:
        PageError: a line is not understood, a type is unknown or missing.
    """
    found = [
        _field(block, file, typed=group.typed)
        for group in _groups(section.lines, typed=typed)
        for block in _blocks(group.lines, *_limits(shown, typed=group.typed), (file, section.heading))
    ]
    names = [member.name for member in found]
    for name in names:
        if names.count(name) > 1:
            raise PageError(file, f"stands twice in {section.heading}", field=name)
    return tuple(found)


def errors(section: Section, file: str) -> tuple[Error, ...]:
    """The errors of a section; of the members that an error may list before its status, none is named like an error.

    Raises:
        PageError: an error without a status, or with a line after it that is not understood.
    """
    blocks = _blocks(section.lines, _is_failure, _status, (file, section.heading))
    return tuple(_error(block, file) for block in blocks)


def _groups(lines: Iterable[Line], *, typed: bool) -> Iterator[_Group]:
    group = _Group(typed=typed)
    for line in lines:
        if _INTRODUCTION.fullmatch(line.text):
            yield group
            group = _Group(typed=_TYPED in line.text)
        else:
            group.lines.append(line)
    yield group


def _limits(shown: Container[str], *, typed: bool) -> tuple[Callable[[Line], bool], Callable[[str], bool]]:
    """What begins a member in any case, and what opens its constraints."""
    if typed:
        return (lambda line: line.marked), _typed
    return (lambda line: line.marked or line.name in shown), _constrained


def _is_failure(line: Line) -> bool:
    return bool(_FAILURE.fullmatch(line.name))


def _typed(text: str) -> bool:
    return text.startswith("Type:") or bool(_STATED.fullmatch(text))


def _constrained(text: str) -> bool:
    """Without a type, the constraints begin with the first line that can only be one."""
    label = text.partition(":")[0]
    return label in {"Type", "Pattern", "Required", "Default"} or bool(_CAPITALISED.match(text))


def _status(text: str) -> bool:
    return text.startswith("HTTP Status Code:")


def _blocks(
    lines: Iterable[Line], begins: Callable[[Line], bool], opens: Callable[[str], bool], place: tuple[str, str]
) -> Iterator[_Block]:
    """Splits lines into blocks: a name begins one where that is certain, or where the block before is complete.

    The place is file and section. A constraint before the first name would be lost, as would be the member it is of.
    """
    block: _Block | None = None
    for line in lines:
        complete = bool(block.constraints) if block else line.marked or line.name not in _REMARKS
        if line.name and (complete or begins(line)):
            if block:
                yield block
            block = _Block(line=line)
        elif opens(line.text) or (block and block.constraints):
            if block is None:
                raise PageError(place[0], "this line belongs to no member", field=place[1], line=line.text)
            block.constraints.append(line.text)
    if block:
        yield block


def _field(block: _Block, file: str, *, typed: bool) -> Field:
    name = block.line.name
    schema: dict[str, Any] = {} if typed else _implied(block.constraints)
    required = None
    labels: list[str] = []
    for text in block.constraints:
        match = SHAPED.fullmatch(text)
        label, value = (match["label"], (match["value"] or "").strip()) if match else ("", "")
        try:
            depth = labels.count(label)
            if label == "Type" and not depth:
                schema = kind(value)
            elif label == "Required" and not depth:
                required = _required(value)
            else:
                constrain(schema, label, value, depth=depth)
        except ValueError as error:
            raise PageError(file, "this line is not understood", field=name, line=text, hint=_HINT) from error
        labels.append(label)
    if typed and "Type" not in labels:
        raise PageError(file, "has no Type", field=name, hint=_HINT)
    return Field(name=name, anchor=block.line.anchor, schema=schema, required=required)


def _implied(constraints: Iterable[str]) -> dict[str, Any]:
    """The type of a member that states none: text, unless it counts or is counted."""
    labels = {text.partition(":")[0] for text in constraints}
    if "Array Members" in labels:
        return {"type": "array", "items": {"type": "string"}}
    return {"type": "integer"} if "Valid Range" in labels else {"type": "string"}


def _required(value: str) -> bool:
    if value not in _REQUIRED:
        raise ValueError(value)
    return _REQUIRED[value]


def _error(block: _Block, file: str) -> Error:
    if not block.constraints:
        raise PageError(file, "has no HTTP Status Code", field=block.line.name)
    stated, *others = block.constraints
    status = stated.partition(":")[2].strip()
    if others or not _STATUS.fullmatch(status):
        line = others[0] if others else stated
        raise PageError(file, "this line is not understood", field=block.line.name, line=line)
    return Error(name=block.line.name, anchor=block.line.anchor, status=int(status))
