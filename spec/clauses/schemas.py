"""The clauses of one schema node: one for each keyword, and one for being required or optional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spec.clauses.clause_ids import ITEMS, KEYS, VALUES
from spec.nodes import Node
from spec.operation import Schema, types
from spec.words import a_type, counted, either

KEYWORDS = (
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "pattern",
    "format",
    "contentEncoding",
    "oneOf",
)
# The largest bounds that a request of a suite goes beyond, by place. Servers read some 8,000 characters of a request
# line or a header; of a longer one many tell nothing, and close the connection.
LARGEST = {
    "body": {"maxLength": 1_048_576, "maxItems": 10_000, "maxProperties": 1_000},
    "query": {"maxLength": 7_000},
    "header": {"maxLength": 7_000},
    "path": {"maxLength": 1_499},
}
_WIDTHS = ("int32", "int64", "float", "double")
_SIZES = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "member"),
    "maxProperties": ("at most", "member"),
}
_STEPS = {ITEMS: "Each item of", VALUES: "Each value in", KEYS: "Each key of"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one keyword of a node says.

    Attributes:
        keyword: of the schema, or `required` or `optional`.
        sentence: in plain words.
        source: where it comes from, as `x-sources` has it.
        pattern: the regular expression as it is documented, where the keyword is one; else "".
    """

    keyword: str
    sentence: str
    source: Mapping[str, Any]
    pattern: str = ""


def is_a_width(keyword: str, schema: Schema) -> bool:
    """Whether a keyword only says how programs hold a number: `format: int64`, which states no bound."""
    return keyword == "format" and schema[keyword] in _WIDTHS


def is_vacuous(keyword: str, schema: Schema) -> bool:
    """Whether nothing can break a keyword: a least length of 0, or the format of a text where no text is right."""
    if keyword == "format":
        return "string" not in types(schema) and bool(types(schema)) and not is_a_width(keyword, schema)
    return keyword in {"minLength", "minItems", "minProperties"} and schema.get(keyword) == 0


def is_a_least_of_one(keyword: str, schema: Schema) -> bool:
    """Whether only an empty list or map breaks a keyword."""
    return keyword in {"minItems", "minProperties"} and schema.get(keyword) == 1


def is_beyond_reach(keyword: str, schema: Schema, location: str = "body") -> bool:
    """Whether what breaks an upper bound would be larger than any request of a suite.

    Args:
        keyword: of the schema: `maxLength`, for example.
        schema: of the member or parameter.
        location: `body`, `query`, `header` or `path`.
    """
    largest = LARGEST[location]
    return keyword in largest and schema[keyword] > largest[keyword]


def statements(node: Node, *, optional: bool) -> Iterator[Statement]:
    """What a node's schema says, in a fixed order.

    Args:
        node: the node.
        optional: whether a member that may be left out is a statement of its own.
    """
    subject = _subject(node.path)
    sources = node.schema.get("x-sources", {})
    if node.required:
        yield Statement(keyword="required", sentence=f"{subject} must be there.", source=sources.get("required", {}))
    elif node.required is False and optional:
        yield Statement(keyword="optional", sentence=f"{subject} may be left out.", source=sources.get("required", {}))
    for keyword in KEYWORDS:
        # A key of JSON is a string, whatever anybody says.
        if keyword in node.schema and not (keyword == "type" and node.of_keys):
            yield Statement(
                keyword=keyword,
                sentence=_sentence(subject, keyword, node.schema),
                source=sources.get(keyword, {}),
                pattern=node.schema[keyword] if keyword == "pattern" else "",
            )


def _subject(path: tuple[str, ...]) -> str:
    name = ".".join(part for part in path if part not in _STEPS)
    step = _STEPS.get(path[-1]) if path else None
    # A name is written as it is: `name` and `Name` are two members.
    return f"{step} {name or 'the body'}" if step else name or "The body"


def _sentence(subject: str, keyword: str, schema: Schema) -> str:
    value = schema[keyword]
    if keyword == "type":
        return f"{subject} is {either([*map(a_type, types(schema))])}."
    if keyword == "enum":
        return f"{subject} is one of {', '.join(str(item) for item in value if item is not None)}."
    if keyword in _SIZES:
        bound, noun = _SIZES[keyword]
        return f"{subject} has {bound} {counted(value, noun)}."
    if keyword == "oneOf":
        return f"{subject} has exactly one of {either(alternatives(schema))}."
    return {
        "const": f"{subject} is {value}.",
        "minimum": f"{subject} is at least {value}.",
        "maximum": f"{subject} is at most {value}.",
        "exclusiveMinimum": f"{subject} is more than {value}.",
        "exclusiveMaximum": f"{subject} is less than {value}.",
        "multipleOf": f"{subject} is a multiple of {value}.",
        "uniqueItems": f"{subject} has no item twice.",
        "pattern": f"{subject} matches {value}",
        "format": f"{subject} is held as {value}." if value in _WIDTHS else f"{subject} is an instant in time.",
        "contentEncoding": f"{subject} is written in {value}.",
    }[keyword]


def alternatives(schema: Schema) -> tuple[str, ...]:
    """The members of a union, of which exactly one is given; empty for any other schema."""
    return tuple(name for choice in schema.get("oneOf", ()) for name in choice.get("required", ()))
