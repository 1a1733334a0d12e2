"""JSON Schemas from what a page shows (the syntax) and what it and its type pages say of each member."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spec.derive.conflicts import Conflict
from spec.derive.page.fields import Field
from spec.derive.sources import Source, cite

_BARE = {
    "<number>": {"type": "number"},
    "<boolean>": {"type": "boolean"},
    "<blob>": {"type": "string", "contentEncoding": "base64"},
    "<JSON value>": {},
}
_STRUCTURE = re.compile(r"[A-Z]\w*")
_CHILDREN = ("items", "additionalProperties", "propertyNames")
# What is not copied from a documented type as it stands.
_OWN = {"type", "x-type", "x-union", "x-exception", *_CHILDREN}
# Why a type without a page is a gap, where no model tells of it either.
ONLY_THE_SYNTAX = "so only the syntax tells of its members"
# No documented body is nested half as deep.
_DEPTH = 60

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePage:
    """The members of a type, and how to cite them.

    Attributes:
        label: the type's name with the edition of its page: `GeoMatchParams (2022-08-03)`.
        url: the page's address, or "".
        fields: its members.
        union: whether the page says that only one of them is given.
    """

    label: str
    url: str
    fields: tuple[Field, ...]
    union: bool = False

    def source(self, member: Field) -> Source:
        """The citation of a member."""
        return cite("linked", f"{self.label} › {member.name}", url=self.url, anchor=member.anchor)


Types = Mapping[str, TypePage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What describing goes by, and what it finds missing.

    Attributes:
        types: the type pages, by type.
        gaps: the types without a page, one line for each place.
        around: the types that the one being described is inside of.
    """

    types: Types
    gaps: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)


def shape(skeleton: Any, source: Source, depth: int = _DEPTH) -> Schema:
    """The schema of a syntax's skeleton (see `exchanges.structure`), each type with its source.

    Raises:
        ValueError: a placeholder is unknown, a list has not just one item, or there is no end to the nesting.
    """
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(skeleton, list):
        if len(skeleton) != 1:
            raise ValueError(skeleton)
        return {"type": "array", "items": shape(skeleton[0], source, depth - 1), "x-sources": {"type": source}}
    if isinstance(skeleton, Mapping):
        return {"type": "object", **_content(skeleton, source, depth - 1), "x-sources": {"type": source}}
    if not isinstance(skeleton, str) or not (skeleton in {"string", *_BARE} or _STRUCTURE.fullmatch(skeleton)):
        raise ValueError(skeleton)
    # Text other than "string" is the name of a structure that contains itself; none begins with a small letter.
    stated = _BARE.get(skeleton, {"type": "string"} if skeleton == "string" else {"type": "object"})
    return {**stated, "x-sources": {"type": source}} if stated else {}


def _content(skeleton: Mapping[str, Any], source: Source, depth: int) -> Schema:
    if list(skeleton) == ["string"]:
        return {"additionalProperties": shape(skeleton["string"], source, depth)}
    return {"properties": {name: shape(value, source, depth) for name, value in skeleton.items()}}


def is_payload(schema: Schema, members: Sequence[Field]) -> bool:
    """Whether the only documented member is the whole body, which then shows that member's own members."""
    if len(members) != 1:
        return False
    stated = members[0].schema
    shown = schema.get("properties", {})
    return "x-type" in stated and "properties" in schema and members[0].name not in shown


def describe_root(
    schema: Schema, members: Sequence[Field], sources: Mapping[str, Source], reading: Reading, path: str
) -> list[Conflict]:
    """Adds what a page says of a body's members to what its syntax shows of them; see `describe_members`."""
    if is_payload(schema, members):
        return describe(schema, members[0].schema, sources[members[0].name], reading, path)
    return describe_members(schema, members, sources, reading, path)


def describe_members(
    schema: Schema, members: Iterable[Field], sources: Mapping[str, Source], reading: Reading, path: str
) -> list[Conflict]:
    """Adds what is said of an object's members to what the syntax shows of them.

    Args:
        schema: an object's schema; changed in place.
        members: what is said.
        sources: what to cite, by the member's name.
        reading: the type pages.
        path: the conflict ids' beginning, `request.body` or `response.body` at the root.
    """
    found: list[Conflict] = []
    shown = schema.get("properties", {})
    documented = {member.name: member for member in members}
    for name, member in documented.items():
        if name not in shown:
            found.append(_alone(f"{path}.{name}.unshown", sources[name]["place"], _syntax(path)))
            continue
        found += describe(shown[name], member.schema, sources[name], reading, f"{path}.{name}")
        if member.required is not None:
            shown[name].setdefault("x-sources", {})["required"] = sources[name]
    found += [
        _alone(f"{path}.{name}.undocumented", _syntax(path), "the list of members")
        for name in shown
        if name not in documented
    ]
    required = [name for name in shown if name in documented and documented[name].required]
    if required:
        schema["required"] = required
    return found


def describe(schema: Schema, stated: Schema, source: Source, reading: Reading, path: str) -> list[Conflict]:
    """Adds the keywords of a documented type to a member that the syntax shows.

    Args:
        schema: the member's schema; changed in place.
        stated: its type and constraints, as `fields` reads them.
        source: what to cite for them.
        reading: the type pages.
        path: the conflict ids' beginning.
    """
    found = _narrow(schema, stated, source, path)
    keywords = {key: value for key, value in stated.items() if key not in _OWN}
    reading.gaps.extend(f"{path}: {unread(line)}" for line in keywords.pop("x-unread", ()))
    schema.update(keywords)
    if keywords:
        schema.setdefault("x-sources", {}).update(dict.fromkeys(keywords, source))
    for child in _CHILDREN:
        if child in stated:
            found += describe(schema.setdefault(child, {}), stated[child], source, reading, f"{path}.{child}")
    if "x-type" in stated:
        found += _describe_type(schema, stated, source, reading, path)
    return found


def _describe_type(schema: Schema, stated: Schema, source: Source, reading: Reading, path: str) -> list[Conflict]:
    """Adds what the page of a structure's type says of its members; without the page, that is a gap."""
    name = stated["x-type"]
    linked = reading.types.get(name)
    found: list[Conflict] = []
    if linked and name not in reading.around and len(reading.around) < _DEPTH:
        _fill(schema.setdefault("properties", {}), linked)
        cited = {member.name: linked.source(member) for member in linked.fields}
        reading.around.append(name)
        found += describe_members(schema, linked.fields, cited, reading, path)
        reading.around.pop()
        found += _optional(schema, linked, path)
    elif linked is None:
        reading.gaps.append(f"{path}: no page of the type {name} was given, {ONLY_THE_SYNTAX}")
    if (stated.get("x-union") or (linked and linked.union)) and schema.get("properties"):
        schema["oneOf"] = [{"required": [member]} for member in schema["properties"]]
        schema.setdefault("x-sources", {})["oneOf"] = source
    return found


def unread(line: str) -> str:
    """The gap that a line leaves which looks like a constraint and is not used as one."""
    return f"this line is taken for prose, or says nothing: {line}"


def _fill(shown: Schema, linked: TypePage) -> None:
    """A union's members, of which the syntax shows none."""
    if not shown:
        shown.update({member.name: {} for member in linked.fields})


def _narrow(schema: Schema, stated: Schema, source: Source, path: str) -> list[Conflict]:
    """Settles the type: the documented one where it says more than the syntax, the syntax where the two differ."""
    shown, said = _types(schema), _types(stated)
    if not said:
        return []
    narrower = [name for name in said if not shown or name in shown or (name == "integer" and "number" in shown)]
    if not narrower:
        return [_differ(f"{path}.type", (_syntax(path), " or ".join(shown)), (source["place"], " or ".join(said)))]
    schema["type"] = narrower[0] if len(narrower) == 1 else narrower
    # The syntax stands on the page itself: a linked page refines it and does not replace it.
    if source["evidence"] == "page" or not shown:
        schema.setdefault("x-sources", {})["type"] = source
    return []


def _types(schema: Schema) -> tuple[str, ...]:
    stated = schema.get("type", ())
    return (stated,) if isinstance(stated, str) else tuple(stated)


def _optional(schema: Schema, linked: TypePage, path: str) -> list[Conflict]:
    """An answer's members that the type page calls optional although the syntax shows them."""
    names = [field.name for field in linked.fields if field.required is False and field.name in schema["properties"]]
    if not names or not path.startswith("response"):
        return []
    shown = (_syntax(path), f"shows {', '.join(names)}")
    return [_differ(f"{path}.optional", shown, (linked.label, "calls every one of them optional"))]


def _syntax(path: str) -> str:
    return f"{path.partition('.')[0].capitalize()} Syntax"


def _alone(conflict: str, place: str, against: str) -> Conflict:
    return _differ(conflict, (place, "a member"), (against, "no such member"))


def _differ(conflict: str, one: tuple[str, str], other: tuple[str, str]) -> Conflict:
    return Conflict(id=conflict, place=one[0], says=one[1], against=other[0], reads=other[1])
