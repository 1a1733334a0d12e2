"""What a request carries outside its body: read from path, query and headers, converted, and validated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from conformance.reference.service.reading.validation import broken_keywords
from spec.operation import Operation, Schema, types

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LITERALS = {"true": True, "false": False}
_LONGEST = 300


class Outside:
    """The parameters of one operation."""

    def __init__(self, operation: Operation) -> None:
        self._path = {parameter.name: parameter for parameter in operation.at("path")}
        self._query = operation.at("query")
        self._headers = [(parameter, parameter.name.lower()) for parameter in operation.at("header")]
        self._base = f"{operation.prefix}request"

    def values(self, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """The parameters that a request gives, by name, as their types say.

        Args:
            query: the query string.
            headers: by lower-case name.
        """
        found: dict[str, Any] = {}
        pairs = parse_qsl(query, keep_blank_values=True) if query and self._query else ()
        for parameter in self._query:
            texts = [value for name, value in pairs if name == parameter.name]
            if texts:
                found[parameter.name] = converted(parameter.schema, texts)
        for parameter, key in self._headers:
            if key in headers:
                found[parameter.name] = converted(parameter.schema, [headers[key]])
        return found

    def misnamed(self, name: str, value: str) -> Iterator[str]:
        """The clauses that are broken by the name which the caller chose for a new resource."""
        parameter = self._path[name]
        for broken in broken_keywords(parameter.schema, converted(parameter.schema, [value])):
            yield f"{self._base}.path.{name}.{broken}"

    def violations(self, given: Mapping[str, Any]) -> Iterator[str]:
        """The clauses that a request's parameters break."""
        for parameter in (*self._query, *(parameter for parameter, _ in self._headers)):
            base = f"{self._base}.{parameter.location}.{parameter.name}"
            if parameter.name in given:
                yield from (f"{base}.{broken}" for broken in broken_keywords(parameter.schema, given[parameter.name]))
            elif parameter.required:
                yield f"{base}.required"


def converted(schema: Schema, texts: Sequence[str]) -> Any:
    """The value that texts stand for: of the schema's type where they can be, else the text as it came."""
    kinds = types(schema)
    if "array" in kinds:
        return [converted(schema.get("items", {}), [text]) for text in texts]
    text = texts[-1]
    if "integer" in kinds and _INTEGER.fullmatch(text) and len(text) < _LONGEST:
        return int(text)
    if "number" in kinds and _NUMBER.fullmatch(text) and len(text) < _LONGEST:
        return float(text)
    return _LITERALS.get(text, text) if "boolean" in kinds else text
