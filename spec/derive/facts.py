"""What an operation's description states, one fact for each keyword: `request.body.Name.maxLength`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

KEYWORDS = (
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "pattern",
    "x-pattern",
    "format",
    "contentEncoding",
)
# What is said of text: of a list outside of the body, which no page calls one, it is said of each item.
OF_TEXT = ("minLength", "maxLength", "pattern", "x-pattern", "enum")
_STEPS = ("items", "additionalProperties", "propertyNames")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement.

    Attributes:
        path: where it stands: `request.query.limit`, `response.body.Tags.items`, `error.ConflictException`.
        keyword: of the schema, or `member` (there is such a one), `required`, `status`, `union`.
        value: what it says.
        source: what it rests on, as `x-sources` has it.
    """

    path: str
    keyword: str
    value: Any
    source: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Path and keyword."""
        return f"{self.path}.{self.keyword}"


def facts(definition: Mapping[str, Any]) -> dict[str, Fact]:
    """Everything that an OpenAPI operation object states, by id."""
    return {fact.id: fact for fact in _facts(definition)}


def _facts(definition: Mapping[str, Any]) -> Iterator[Fact]:
    for parameter in definition.get("parameters", ()):
        schema = parameter.get("schema", {})
        path = f"request.{parameter['in']}.{parameter['name']}"
        source = schema.get("x-sources", {}).get("required", {})
        yield Fact(path=path, keyword="member", value=True, source=source)
        yield Fact(path=path, keyword="required", value=bool(parameter.get("required")), source=source)
        yield from _schema(schema, path)
    yield from _content(definition.get("requestBody", {}).get("content", {}), "request.body")
    for code, response in definition.get("responses", {}).items():
        yield from _response(str(code), response)


def _response(code: str, response: Mapping[str, Any]) -> Iterator[Fact]:
    source = response.get("x-sources", {}).get("status", {})
    for name in response.get("x-errors", ()):
        yield Fact(path=f"error.{name}", keyword="status", value=int(code), source=source)
    if not code.startswith("2"):
        return
    yield Fact(path="response", keyword="status", value=int(code), source=source)
    for name, header in response.get("headers", {}).items():
        path = f"response.header.{name.lower()}"
        yield Fact(path=path, keyword="member", value=True, source=header.get("x-sources", {}).get("required", {}))
        yield from _schema(header.get("schema", {}), path)
    yield from _content(response.get("content", {}), "response.body")


def _content(content: Mapping[str, Any], path: str) -> Iterator[Fact]:
    for media_type, media in content.items():
        schema = media.get("schema", {})
        yield Fact(path=path, keyword="mediaType", value=media_type, source=schema.get("x-sources", {}).get("type", {}))
        yield from _schema(schema, path)


def _schema(schema: Mapping[str, Any], path: str) -> Iterator[Fact]:
    sources = schema.get("x-sources", {})
    for keyword in KEYWORDS:
        if keyword in schema:
            yield Fact(path=path, keyword=keyword, value=schema[keyword], source=sources.get(keyword, {}))
    if "oneOf" in schema:
        yield Fact(path=path, keyword="union", value=True, source=sources.get("oneOf", sources.get("type", {})))
    needed = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        stated = member.get("x-sources", {})
        inner = f"{path}.{name}"
        yield Fact(path=inner, keyword="member", value=True, source=stated.get("type", stated.get("required", {})))
        if "required" in stated or name in needed:
            yield Fact(path=inner, keyword="required", value=name in needed, source=stated.get("required", {}))
        yield from _schema(member, inner)
    for step in _STEPS:
        if isinstance(schema.get(step), Mapping):
            yield from _schema(schema[step], f"{path}.{step}")
