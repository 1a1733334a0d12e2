"""JSON Schemas from what a page shows (the syntax) and what it and its type pages say of each member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
_CHILDREN = ("items", "additionalProperties", "propertyNames")

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePage:
    """The members of a type, and how to cite them.

    Attributes:
        label: the type's name with the edition of its page: `GeoMatchParams (2022-08-03)`.
        url: the page's address, or "".
        fields: its members.
    """

    label: str
    url: str
    fields: tuple[Field, ...]

    def source(self, member: Field) -> Source:
        """The citation of a member."""
        return cite("linked", f"{self.label} › {member.name}", url=self.url, anchor=member.anchor)


Types = Mapping[str, TypePage]


def shape(skeleton: Any, source: Source) -> Schema:
    """The schema of a syntax's skeleton (see `messages.structure`), each type with its source.

    Raises:
        ValueError: a placeholder is unknown, or a list has not just one item.
    """
    if isinstance(skeleton, list):
        if len(skeleton) != 1:
            raise ValueError(skeleton)
        return {"type": "array", "items": shape(skeleton[0], source), "x-sources": {"type": source}}
    if isinstance(skeleton, Mapping):
        return {"type": "object", **_content(skeleton, source), "x-sources": {"type": source}}
    if not isinstance(skeleton, str) or (skeleton.startswith("<") and skeleton not in _BARE):
        raise ValueError(skeleton)
    # Text other than "string" is the name of a structure that contains itself.
    stated = _BARE.get(skeleton, {"type": "string"} if skeleton == "string" else {"type": "object"})
    return {**stated, "x-sources": {"type": source}} if stated else {}


def _content(skeleton: Mapping[str, Any], source: Source) -> Schema:
    if list(skeleton) == ["string"]:
        return {"additionalProperties": shape(skeleton["string"], source)}
    return {"properties": {name: shape(value, source) for name, value in skeleton.items()}}


def describe_members(
    schema: Schema, members: Iterable[Field], sources: Mapping[str, Source], types: Types, path: str
) -> list[Conflict]:
    """Adds what is said of an object's members to what the syntax shows of them.

    Args:
        schema: an object's schema; changed in place.
        members: what is said.
        sources: what to cite, by the member's name.
        types: the type pages, by type.
        path: the conflict ids' beginning, `request.body` or `response.body` at the root.
    """
    found: list[Conflict] = []
    shown = schema.get("properties", {})
    documented = {member.name: member for member in members}
    for name, member in documented.items():
        if name not in shown:
            found.append(_alone(f"{path}.{name}.unshown", sources[name]["place"], _syntax(path)))
            continue
        found += describe(shown[name], member.schema, sources[name], types, f"{path}.{name}")
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


def describe(schema: Schema, stated: Schema, source: Source, types: Types, path: str) -> list[Conflict]:
    """Adds the keywords of a documented type to a member that the syntax shows.

    Args:
        schema: the member's schema; changed in place.
        stated: its type and constraints, as `fields` reads them.
        source: what to cite for them.
        types: the type pages, by type.
        path: the conflict ids' beginning.
    """
    found = _narrow(schema, stated, source, path)
    keywords = {key: value for key, value in stated.items() if key not in {"type", "x-type", *_CHILDREN}}
    schema.update(keywords)
    if keywords:
        schema.setdefault("x-sources", {}).update(dict.fromkeys(keywords, source))
    for child in _CHILDREN:
        if child in stated:
            found += describe(schema.setdefault(child, {}), stated[child], source, types, f"{path}.{child}")
    linked = types.get(stated.get("x-type", ""))
    if linked and "properties" in schema:
        _fill(schema["properties"], linked)
        cited = {member.name: linked.source(member) for member in linked.fields}
        found += describe_members(schema, linked.fields, cited, types, path)
        found += _optional(schema, linked, path)
    return found


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
