"""What kind of value a schema describes, and whether there is one."""

from __future__ import annotations

from enum import Enum
from typing import Final

from spec.operation import Schema, types
from strategies.values import texts


class Absent(Enum):
    """The member is left out."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
INT32_MAX = 2**31 - 1


def kind(schema: Schema) -> str:
    """The JSON type that values of the schema are made of; "any" where it states nothing about it.

    A timestamp that may be a number or a text is a number: so the protocol writes it in a body.
    """
    stated = [name for name in types(schema) if name != "null"]
    if stated:
        return "number" if set(stated) == {"number", "string"} else stated[0]
    if "enum" in schema:
        return "string"
    for keyword, name in _IMPLIED.items():
        if keyword in schema:
            return name
    return "any"


_IMPLIED = {
    "properties": "object",
    "additionalProperties": "object",
    "items": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "format": "string",
    "contentEncoding": "string",
    "minimum": "integer",
    "maximum": "integer",
}


def is_known(schema: Schema) -> bool:
    """Whether valid values can be made: its type is stated and written out, and its pattern can be followed."""
    return kind(schema) != "any" and is_possible(schema)


def is_possible(schema: Schema) -> bool:
    """Whether a value can be made of what the description says; of a type inside itself (`x-type`) it says nothing."""
    if "x-type" in schema:
        return False
    if kind(schema) == "string" and "pattern" in schema and "enum" not in schema:
        return texts.fits(schema, texts.ordinary(schema))
    inner = [schema[keyword] for keyword in ("items", "additionalProperties") if isinstance(schema.get(keyword), dict)]
    members = schema.get("properties", {})
    inner += [members[name] for name in schema.get("required", ()) if name in members]
    union = branches_of(schema)
    return all(map(is_possible, inner)) and (not union or any(is_possible(members[name]) for name in union))


def branches_of(schema: Schema) -> tuple[str, ...]:
    """The members of a union, of which an object has exactly one; none where the schema is no union."""
    found = tuple(branch["required"][0] for branch in schema.get("oneOf", ()) if len(branch.get("required", ())) == 1)
    return found if found and set(found) <= schema.get("properties", {}).keys() else ()


def possible(schema: Schema) -> list[str]:
    """The branches of a union of which values can be made; all branches where no value can be made."""
    union = branches_of(schema)
    return [name for name in union if is_possible(schema["properties"][name])] or list(union)
