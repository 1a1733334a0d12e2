"""What a request says in its query string and in the headers that are the operation's parameters."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.oracle.answer.timestamps import is_iso
from conformance.oracle.request.headers import Openness, named
from conformance.oracle.schemas import Checker, Offence
from spec.operation import Operation, Schema, types
from spec.parameter import Parameter
from strategies.request import Request

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# What some readers of numbers take and others do not: `+5`, `05`, ` 5`, `5.0`, `5e0`.
_ALMOST = re.compile(r"\s*[+-]?[0-9]+(\.0*)?([eE][+-]?[0-9]+)?\s*")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_LITERALS = {"true": True, "false": False}


@dataclass(slots=True)
class Given:
    """What a request gives for the parameters outside its path.

    Attributes:
        values: by parameter; one that is ambiguous is not there.
        offences: what they break.
        unclear: the parameters that are there in a way that readers take differently, so that they are not missing.
    """

    values: dict[str, Any] = field(default_factory=dict)
    offences: list[Offence] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)


class ParameterRules:
    """Knows the query and header parameters of one operation."""

    def __init__(self, operation: Operation, allowed: Collection[str] = ()) -> None:
        """Prepare; `allowed` is what nobody says of values (`spec.clauses.ledger.allowances`)."""
        self._query = {parameter.name: parameter for parameter in operation.at("query")}
        self._headers = {parameter.name.lower(): parameter for parameter in operation.at("header")}
        self._clause_id = operation.clause_id
        self._token = operation.token_in("query", "header")
        self._checkers = {
            parameter.name: Checker(
                operation.clause_id(f"request.{parameter.location}.{parameter.name}"),
                parameter.schema,
                {"timestamp": is_iso, "date-time": is_iso},
                root=parameter.name,
                allowed=allowed,
            )
            for parameter in (*self._query.values(), *self._headers.values())
        }

    def given(self, request: Request, existing: Mapping[str, str], found: Openness) -> Given:
        """The parameters of a request.

        Args:
            request: the request.
            existing: values that are known to be right, by parameter: the token of a page that the target gave.
            found: what the documentation leaves open about them is added to it.
        """
        result = Given()
        _, mark, query = request.path.partition("?")
        texts = self._read_query(query, found, result.unclear) if mark else {}
        if mark and not query:
            found.add("query", 401, 403, 404)
        headers = named(request)
        texts |= {parameter.name: [headers[name]] for name, parameter in self._headers.items() if name in headers}
        for parameter in (*self._query.values(), *self._headers.values()):
            self._one(parameter, texts.get(parameter.name, []), result, found)
        if self._token in result.values and result.values[self._token] != existing.get(self._token):
            # Whether a target gave a token is known only to those who have read the page before.
            found.add("page-token", 404, 410)
        return result

    def _read_query(self, query: str, found: Openness, unclear: set[str]) -> dict[str, list[str]]:
        """The texts of the known parameters. Signers, routers and services differ in how they read an unusual query."""
        texts: dict[str, list[str]] = {}
        for pair in query.split("&"):
            name, equals, text = pair.partition("=")
            key = _decoded(name)
            if key not in self._query or _ESCAPE.search(pair) or not equals:
                found.add("query", 401, 403, 404)
                unclear.add(key)
            else:
                texts.setdefault(key, []).append(_decoded(text.replace("+", " ")))
        return texts

    def _one(self, parameter: Parameter, texts: list[str], result: Given, found: Openness) -> None:
        checker = self._checkers[parameter.name]
        if not texts:
            if parameter.required and parameter.name not in result.unclear:
                clause = self._clause_id(f"request.{parameter.location}.{parameter.name}.required")
                detail = f"{parameter.name} is missing"
                result.offences.append(Offence(clause=clause, keyword="required", pointer="", detail=detail))
            return
        listed = "array" in types(parameter.schema)
        if len(texts) > 1 and not listed:
            found.add("repeated-parameter")
            return
        if "" in texts and not (listed and (parameter.required or any(texts))):
            # A server may take an empty text for a value or for none.
            found.add("empty-parameter")
            if any(offence.keyword in ("minLength", "pattern", "enum", "type") for offence in checker.offences("")):
                return
        if any(_is_almost(text, _item(parameter.schema)) for text in texts):
            found.add("unusual-number")
            return
        values = [value_of(text, _item(parameter.schema)) for text in texts]
        value = values if listed else values[0]
        result.values[parameter.name] = value
        offences = checker.offences(value)
        if not offences:
            found.unspecified.update(checker.in_doubt(value))
        result.offences += offences


def value_of(text: str, schema: Schema) -> Any:
    """The JSON value that a parameter's text stands for; the text itself where it is not of the schema's type."""
    allowed = types(schema)
    if "integer" in allowed and _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 400 else 10**400 * (-1 if text.startswith("-") else 1)
    if "number" in allowed and _NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in allowed and text in _LITERALS:
        return _LITERALS[text]
    return text


def _item(schema: Schema) -> Schema:
    if "array" in types(schema):
        inner: Schema = schema.get("items", {})
        return inner
    return schema


def _is_almost(text: str, schema: Schema) -> bool:
    """Whether some readers take a text for a number, or for true or false, and others do not."""
    allowed = types(schema)
    if "string" in allowed:
        return False
    if "boolean" in allowed and text not in _LITERALS:
        return text.strip().lower() in {"true", "false", "1", "0"}
    strict = _INTEGER if "integer" in allowed else _NUMBER
    numeric = {"integer", "number"} & set(allowed)
    return bool(numeric) and not strict.fullmatch(text) and _ALMOST.fullmatch(text) is not None


def _decoded(text: str) -> str:
    """The text with its escapes undone, a row of them at once: a query may have a hundred thousand."""
    if "%" not in text and text.isascii():
        return text
    plain = _ESCAPES.sub(lambda row: bytes.fromhex(row[0].decode().replace("%", "")), text.encode())
    return plain.decode("utf-8", "replace")
