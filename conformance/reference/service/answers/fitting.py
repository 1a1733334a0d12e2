"""Fits what a request says into an answer that is narrower: a number in a path, an id of another form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.reference.service.reading.parameters import converted
from conformance.reference.service.reading.validation import broken_keywords
from spec.names import levels, resource
from spec.operation import Operation, Schema

# What a schema says beside its constraints.
_WORDS = frozenset({"description", "title", "example", "default", "format"})


class Fitting:
    """Knows the members of one operation's answer that may not take what a request says under their names."""

    def __init__(self, operation: Operation) -> None:
        asked = dict(_asked(operation))
        texts = {parameter.name.lower() for parameter in operation.at("path")}
        # An answer that repeats the token would lead to the same page for ever.
        self._token = operation.token_in("query", "header", "body").lower()
        self._narrower = {
            name: schema
            for name, schema in answered(operation)
            if name in texts or (name in asked and not _implies(_bare(asked[name]), _bare(schema)))
        }
        # A `serviceIdentifier` is an id or an ARN: an answer shows the id as `serviceId`.
        self._identified = {
            name: (f"{name.removesuffix('id')}identifier", schema)
            for name, schema in answered(operation)
            if name.endswith("id") and f"{name.removesuffix('id')}identifier" in asked
        }

    def fitted(self, facts: dict[str, Any]) -> dict[str, Any]:
        """What an answer may show of a request: not what it cannot take; a text becomes the number that it stands for.

        Args:
            facts: what the request states, by lower-case name of the member.
        """
        facts.pop(self._token, None)
        facts = {**self.identified(facts), **facts}
        for name, schema in self._narrower.items():
            if name not in facts:
                continue
            value = facts[name]
            shown = converted(schema, [value]) if isinstance(value, str) else value
            if any(broken_keywords(schema, shown)):
                del facts[name]
            else:
                facts[name] = shown
        return facts

    def identified(self, facts: Mapping[str, Any]) -> dict[str, str]:
        """The ids that an answer shows of what a request identifies.

        Args:
            facts: what the request states, by lower-case name of the member.
        """
        found = {name: (facts.get(source), schema) for name, (source, schema) in self._identified.items()}
        return {
            name: value
            for name, (value, schema) in found.items()
            if isinstance(value, str) and not value.startswith("arn:") and not any(broken_keywords(schema, value))
        }


def answered(operation: Operation) -> Iterator[tuple[str, Schema]]:
    """The members of an answer and of the object in it that is the resource, by lower-case name."""
    for _, members in levels(operation.response_schema, resource(operation.name)):
        yield from ((name.lower(), schema) for name, schema in members.items())


def _asked(operation: Operation) -> Iterator[tuple[str, Schema]]:
    for parameter in operation.parameters:
        yield parameter.name.lower(), parameter.schema
    for name, schema in operation.request_schema.get("properties", {}).items():
        yield name.lower(), schema


def _bare(schema: Any) -> Any:
    """A schema's constraints alone."""
    if isinstance(schema, Mapping):
        return {
            key: {name: _bare(inner) for name, inner in value.items()} if key == "properties" else _bare(value)
            for key, value in schema.items()
            if key not in _WORDS and not key.startswith("x-")
        }
    return schema


def _implies(asked: Any, answer: Any) -> bool:
    """Whether everything that `asked` allows is allowed by `answer`, as each of its constraints stands in both."""
    if isinstance(asked, Mapping) and isinstance(answer, Mapping):
        return all(key in asked and _implies(asked[key], value) for key, value in answer.items())
    return bool(asked == answer)
