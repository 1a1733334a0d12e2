"""The shapes of a model as JSON Schemas, written out in full as far as their number allows.

A shape may contain itself, and some services nest their shapes into tens of thousands of members. Neither is followed
without end: what is left out stays an object or a list with the shape's name under `x-type`, and is listed as a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spec.derive.sources import cite
from spec.patterns import is_pattern

Shape = Mapping[str, Any]
Schema = dict[str, Any]

# How many schema nodes one body may have. The median of all bodies has a dozen; a hundredth has more than this.
MAXIMUM_NODES = 1500
MAXIMUM_DEPTH = 24

_NUMBERS: Mapping[str, Schema] = {
    "byte": {"type": "integer"},
    "short": {"type": "integer"},
    "integer": {"type": "integer"},
    "long": {"type": "integer", "format": "int64"},
    "biginteger": {"type": "integer"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "bigdecimal": {"type": "number"},
}
_TIMESTAMPS: Mapping[str, Schema] = {
    "unixTimestamp": {"type": "number", "format": "timestamp"},
    "iso8601": {"type": "string", "format": "timestamp"},
    "rfc822": {"type": "string", "format": "http-date"},
}
# How restJson1 writes a timestamp that does not say: by where it stands.
_WRITTEN = {"body": "unixTimestamp", "querystring": "iso8601", "uri": "iso8601", "header": "rfc822"}
_TRAITS = {"deprecated": "deprecated", "sensitive": "x-sensitive", "idempotencyToken": "x-idempotency-token"}


@dataclass(slots=True, kw_only=True)
class Writer:
    """Writes shapes of one model out.

    Attributes:
        shapes: the model's.
        gaps: what could not be written, one line each, in the order found.
    """

    shapes: Mapping[str, Shape]
    gaps: list[str] = field(default_factory=list)
    _sizes: dict[tuple[str, int], int] = field(default_factory=dict)

    def written(self, name: str, place: str, path: str, *, where: str = "body") -> Schema:
        """The schema of a shape.

        Args:
            name: the shape's.
            place: what to cite for it: `CreateThingRequest › thingName`.
            path: where it is used, for the gaps: `request.body`.
            where: `body`, `uri`, `querystring` or `header`, which decides how a timestamp is written.
        """
        depth = MAXIMUM_DEPTH
        while depth > 1 and self._size(name, depth) > MAXIMUM_NODES:
            depth -= 1
        return self._schema({"shape": name}, _Spot(place=place, path=path, where=where, depth=depth))

    def members(self, name: str, chosen: Mapping[str, Shape], place: str, path: str) -> Schema:
        """The schema of some members of a structure: those that go in the body."""
        depth = MAXIMUM_DEPTH
        while depth > 1 and sum(self._size(member["shape"], depth) for member in chosen.values()) > MAXIMUM_NODES:
            depth -= 1
        spot = _Spot(place=place, path=path, where="body", depth=depth, inside=(name,))
        return self._object(name, self.shapes[name], chosen, spot)

    def _size(self, name: str, depth: int) -> int:
        """How many nodes a shape has, down to a depth."""
        if depth == 0:
            return 1
        key = (name, depth)
        if key not in self._sizes:
            inner = sum(self._size(child["shape"], depth - 1) for child in _children(self.shapes[name]))
            self._sizes[key] = min(1 + inner, MAXIMUM_NODES + 1)
        return self._sizes[key]

    def _schema(self, reference: Shape, spot: _Spot) -> Schema:
        name = reference["shape"]
        shape = self.shapes[name]
        schema = self._typed(name, shape, reference, spot)
        for trait, keyword in _TRAITS.items():
            if reference.get(trait) or shape.get(trait):
                schema[keyword] = True
        source = cite("model", spot.place)
        schema["x-sources"] = {key: source for key in schema if key not in _INNER and not key.startswith("x-")}
        return schema

    def _typed(self, name: str, shape: Shape, reference: Shape, spot: _Spot) -> Schema:
        kind = shape["type"]
        if reference.get("jsonvalue") or shape.get("jsonvalue"):
            encoded = {"contentEncoding": "base64"} if spot.where == "header" else {}
            bounds = {} if encoded else _bounds(shape, "minLength", "maxLength")
            return {"type": "string", **bounds, **encoded, "contentMediaType": "application/json"}
        if kind == "timestamp":
            written = reference.get("timestampFormat") or shape.get("timestampFormat") or _WRITTEN[spot.where]
            return dict(_TIMESTAMPS[written])
        if kind in _NUMBERS:
            return {**_NUMBERS[kind], **_bounds(shape, "minimum", "maximum")}
        if kind == "boolean":
            return {"type": "boolean"}
        if kind == "blob":
            return {"type": "string", "contentEncoding": "base64", **_encoded(shape)}
        if kind in {"string", "character"}:
            return self._text(shape, spot)
        if shape.get("document"):
            return {}
        if spot.depth == 0 or name in spot.inside:
            reason = "it contains itself" if name in spot.inside else "there are too many members to write out"
            self.gaps.append(f"{spot.path}: {name} is not written out here, since {reason}")
            return {"type": {"list": "array"}.get(kind, "object"), "x-type": name}
        return self._container(name, shape, spot)

    def _container(self, name: str, shape: Shape, spot: _Spot) -> Schema:
        inner = spot.within(name)
        if shape["type"] == "list":
            item = self._schema(shape["member"], inner.child(f"{name} › member", "items"))
            return {"type": "array", **_bounds(shape, "minItems", "maxItems"), "items": item}
        if shape["type"] == "map":
            key = self._schema(shape["key"], inner.child(f"{name} › key", "propertyNames"))
            value = self._schema(shape["value"], inner.child(f"{name} › value", "additionalProperties"))
            bounds = _bounds(shape, "minProperties", "maxProperties")
            return {"type": "object", **bounds, "propertyNames": key, "additionalProperties": value}
        return self._object(name, shape, shape["members"], inner)

    def _object(self, name: str, shape: Shape, members: Mapping[str, Shape], spot: _Spot) -> Schema:
        named = {member: spelled(member, reference) for member, reference in members.items()}
        properties = {
            named[member]: self._schema(reference, spot.child(f"{name} › {member}", named[member]))
            for member, reference in members.items()
        }
        required = [named[member] for member in shape.get("required", ()) if member in named]
        for member, stated in named.items():
            properties[stated].setdefault("x-sources", {})["required"] = cite("model", f"{name} › {member}")
        schema: Schema = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        if shape.get("union"):
            schema["oneOf"] = [{"required": [member]} for member in properties]
        return schema

    def _text(self, shape: Shape, spot: _Spot) -> Schema:
        schema: Schema = {"type": "string", **_bounds(shape, "minLength", "maxLength")}
        if "enum" in shape:
            schema["enum"] = list(shape["enum"])
        pattern = shape.get("pattern")
        if pattern is None:
            return schema
        if is_pattern(pattern):
            return {**schema, "pattern": pattern}
        self.gaps.append(f"{spot.path}: the pattern {pattern} is not one of ECMA-262")
        return {**schema, "x-pattern": pattern}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where a shape is being written.

    Attributes:
        place: what to cite.
        path: where it is used.
        where: `body`, `uri`, `querystring` or `header`.
        depth: how much deeper it may go.
        inside: the shapes around it.
    """

    place: str
    path: str
    where: str
    depth: int
    inside: tuple[str, ...] = ()

    def within(self, name: str) -> _Spot:
        return _Spot(place=self.place, path=self.path, where=self.where, depth=self.depth, inside=(*self.inside, name))

    def child(self, place: str, step: str) -> _Spot:
        return _Spot(
            place=place, path=f"{self.path}.{step}", where=self.where, depth=self.depth - 1, inside=self.inside
        )


_INNER = {"properties", "items", "additionalProperties", "propertyNames", "required"}


def spelled(member: str, reference: Shape) -> str:
    """The name that a member has on the wire."""
    return str(reference.get("locationName", member))


def _children(shape: Shape) -> Iterator[Shape]:
    if shape.get("document"):
        return
    yield from shape.get("members", {}).values()
    yield from (shape[key] for key in ("member", "key", "value") if key in shape)


def _bounds(shape: Shape, least: str, most: str) -> Schema:
    return {keyword: shape[key] for keyword, key in ((least, "min"), (most, "max")) if key in shape}


def _encoded(shape: Shape) -> Schema:
    """The bounds of bytes as those of their base64."""
    return {keyword: -(-bound // 3) * 4 for keyword, bound in _bounds(shape, "minLength", "maxLength").items()}
