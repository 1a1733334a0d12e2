"""The members that a section documents: their types, their constraints, whether they are required."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spec.derive.errors import PageError
from spec.derive.page.blocks import Block, Kind, blocks
from spec.derive.page.constraints import constrain, labelled
from spec.derive.page.kinds import kind
from spec.derive.page.sections import Line, Section

_REQUIRED = {"Yes": True, "No": False, "Conditional": False}
_STATUS = re.compile(r"[1-5]\d{2}")
# Prose may tell a status as well, with its phrase: `404 Not Found`.
_PROSE = re.compile(r"[1-5]\d{2} \S.*")
_NAMED = re.compile(r"[A-Za-z_][\w.-]*")
_FRACTION = re.compile(r"\d\.\d")
_STATED = "HTTP Status Code"
_FAILURE = re.compile(r"[A-Z]\w*(Exception|Error|Fault)")
# Behind a type: "Note: This object is a Union. Only one member …"; at the head of a type's page: "… is a UNION, so …".
_UNION = re.compile(r"(?:\*\*)?Note: ?(?:\*\*)? ?This object is a Union\b.*", re.IGNORECASE)
_WHOLE_UNION = re.compile(r"This data type is a UNION\b.*", re.IGNORECASE)
_NESTED = (
    ("Array Members", "items", ("minItems", "maxItems")),
    ("Map Entries", "additionalProperties", ("minProperties", "maxProperties")),
    ("Valid Keys", "additionalProperties", ("keys.enum",)),
    ("Key Length Constraints", "additionalProperties", ("keys.minLength", "keys.maxLength")),
    ("Key Pattern", "additionalProperties", ("keys.pattern", "keys.x-pattern")),
)
_HINT = "the grammar of such a line is in spec/derive/page/constraints.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A documented member.

    Attributes:
        name: as the page writes it.
        anchor: its anchor in the page, or "".
        schema: its type and constraints as a JSON Schema; without `type` where nothing tells one.
        required: what `Required:` says, or None.
        kind: what it is introduced as.
        implied: whether only a range of numbers suggests the type.
        prose: what the page says of it in words.
    """

    name: str
    anchor: str
    schema: dict[str, Any]
    required: bool | None
    kind: Kind = Kind.TYPED
    implied: bool = False
    prose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """A documented error and its HTTP status."""

    name: str
    anchor: str
    status: int


def fields(
    section: Section, file: str, *, typed: bool = True, shown: Collection[str] = frozenset()
) -> tuple[Field, ...]:
    """The members of a section.

    Args:
        section: a section of members.
        file: the name of the page's file, for errors.
        typed: whether members state a `Type:` where the section does not tell; those of the URI do not.
        shown: the words in the head of the syntax.

    Raises:
        PageError: a line is not understood, a type is unknown or missing, a member stands there twice.
    """
    found = [_field(block, file) for block in blocks(section.lines, (file, section.heading), typed=typed, shown=shown)]
    names: set[tuple[str, Kind]] = set()
    for member in found:
        if (member.name, member.kind) in names:
            raise PageError(file, f"stands twice in {section.heading}", field=member.name)
        names.add((member.name, member.kind))
    return tuple(found)


def is_union(section: Section) -> bool:
    """Whether a type's page says that only one of its members is given."""
    return any(_WHOLE_UNION.fullmatch(line.text) for line in section.lines)


def errors(section: Section, file: str) -> tuple[Error, ...]:
    """The errors of a section. Each ends with its status; the names before that are members of the error.

    Raises:
        PageError: an error without a status, or with a line after it that is not understood.
    """
    found: list[Error] = []
    name: Line | None = None
    marks = any(line.marked for line in section.lines)
    apart = _heads_apart(section)
    unknown: Line | None = None
    for line in section.lines:
        label, value = labelled(line.text)
        if label == _STATED and name is not None and _PROSE.fullmatch(value):
            unknown = line
        elif label == _STATED:
            found.append(_error(name, value, line, (file, section.heading)))
            name, unknown = None, None
        elif line.name and (line.marked or not marks) and not (name and " " in line.name):
            # A name that can be no member of the error before it comes after a lost status.
            if name is not None and (_FAILURE.fullmatch(line.name) or (marks and line.apart)):
                raise _without_status(name, unknown, file)
            alone = apart and not line.apart and line is not section.lines[0]
            # No published error begins with a small letter; many of their members do.
            member = name is None and (alone or line.name[0].islower())
            if member or not _NAMED.fullmatch(line.name):
                raise PageError(file, "is no name of an error", field=line.name, number=line.number)
            name = name or line
        elif name is None and found and _labelled_like(line):
            reason = "this line is not understood"
            raise PageError(file, reason, field=found[-1].name, line=line.text, number=line.number)
    if name is not None:
        raise _without_status(name, unknown, file)
    return tuple(found)


def _heads_apart(section: Section) -> bool:
    """Whether an empty line stands before each error, as it does on most pages; a member of an error has none."""
    ends = [at for at, line in enumerate(section.lines) if labelled(line.text)[0] == _STATED]
    return any(line.marked and line.apart for end in ends for line in section.lines[end + 1 : end + 2])


def _without_status(name: Line, unknown: Line | None, file: str) -> PageError:
    """An error that is not complete: without a status, or with one that is no number."""
    if unknown is None:
        return PageError(file, f"has no {_STATED}", field=name.name, number=name.number)
    return PageError(file, "this line is not understood", field=name.name, line=unknown.text, number=unknown.number)


def _labelled_like(line: Line) -> bool:
    """Whether a line behind an error's status looks like something stated about it."""
    return bool(labelled(line.text)[0])


def _error(name: Line | None, value: str, line: Line, place: tuple[str, str]) -> Error:
    if name is None:
        raise PageError(place[0], "this line belongs to no member", field=place[1], line=line.text, number=line.number)
    if not _STATUS.fullmatch(value):
        raise PageError(place[0], "this line is not understood", field=name.name, line=line.text, number=line.number)
    return Error(name=name.name, anchor=name.anchor, status=int(value))


def _field(block: Block, file: str) -> Field:
    """A member as its block states it.

    A line that stands there twice says nothing new, unless it speaks of an array or a map inside.
    """
    schema, implied = ({}, False) if block.kind is Kind.TYPED else _implied(block.constraints)
    found = Field(
        name=block.line.name,
        anchor=block.line.anchor,
        schema=schema,
        required=None,
        kind=block.kind,
        implied=implied,
        prose=" ".join(line.text for line in block.prose),
    )
    labels: list[str] = []
    texts: set[str] = set()
    for line in block.constraints:
        label, value = labelled(line.text)
        try:
            found = _stated(found, label, value, line.text, depth=labels.count(label))
        except ValueError as error:
            if line.text in texts:
                continue
            raise PageError(
                file,
                "this line is not understood",
                field=found.name,
                line=line.text,
                hint=_HINT,
                number=line.number,
            ) from error
        labels.append(label)
        texts.add(line.text)
    doubtful = [line.text for line in block.doubtful]
    for label, keyword, bounds in _NESTED:
        if 0 < labels.count(label) < _levels(found.schema, keyword):
            stated = [line.text for line in block.constraints if line.text.startswith(label)]
            doubtful += [f"{text} (of which of several inside one another, is not told)" for text in stated]
            _withdraw(found.schema, bounds)
    if doubtful:
        found.schema["x-unread"] = doubtful
    if block.kind is Kind.TYPED and "Type" not in labels:
        raise PageError(file, "has no Type", field=found.name, hint=_HINT, number=block.line.number)
    return found


def _stated(found: Field, label: str, value: str, text: str, *, depth: int) -> Field:
    """The member with what one line adds.

    Raises:
        ValueError: the line is not understood.
    """
    if _UNION.fullmatch(text):
        _objects(found.schema)["x-union"] = True
        return found
    if label == "Type" and not depth:
        if found.schema.keys() - {"type"}:
            raise ValueError(text)  # what was said before would be lost
        return replace(found, schema=kind(value))
    if label == _STATED and found.schema.get("x-exception") and _STATUS.fullmatch(value):
        return found
    if label == "Required" and not depth:
        return replace(found, required=_REQUIRED[value] if value in _REQUIRED else _unknown(value))
    constrain(found.schema, label, value, depth=depth)
    return found


def _unknown(value: str) -> bool:
    raise ValueError(value)


def _objects(schema: dict[str, Any]) -> dict[str, Any]:
    """The structure in a type: of an array or a map, what it holds."""
    while inner := schema.get("items", schema.get("additionalProperties")):
        schema = inner
    if schema.get("type") != "object":
        raise ValueError(schema)
    return schema


def _levels(schema: dict[str, Any], keyword: str) -> int:
    """How many lists (`items`) or maps (`additionalProperties`) are inside one another."""
    inner = schema.get("items", schema.get("additionalProperties"))
    return 0 if inner is None else (keyword in schema) + _levels(inner, keyword)


def _withdraw(schema: dict[str, Any], keywords: Iterable[str]) -> None:
    """Takes keywords out of a type and of all that it holds; `keys.` stands before those of a map's keys."""
    for keyword in keywords:
        of_keys, _, name = keyword.rpartition(".")
        (schema.get("propertyNames", {}) if of_keys else schema).pop(name, None)
    inner = schema.get("items", schema.get("additionalProperties"))
    if inner is not None:
        _withdraw(inner, keywords)


def _implied(constraints: Sequence[Line]) -> tuple[dict[str, Any], bool]:
    """What the constraints of a member that states no type tell of it, and whether that is more than they say.

    What is measured and matched is text, or each item of a list of texts: the page does not tell which. A range may be
    one of integers or of fractions; without a fraction among its bounds, integers are by far the most.
    """
    labels = {labelled(line.text)[0] for line in constraints}
    listed = {"type": "array", "items": {}} if "Array Members" in labels else {}
    if labels & {"Map Entries", "Valid Keys", "Key Pattern", "Key Length Constraints"}:
        return {"type": "object", "propertyNames": {}, "additionalProperties": listed}, False
    if listed:
        return listed, False
    ranges = [line.text for line in constraints if line.text.startswith("Valid Range")]
    if ranges:
        return {"type": "number" if _FRACTION.search(ranges[-1]) else "integer"}, True
    return {}, False
