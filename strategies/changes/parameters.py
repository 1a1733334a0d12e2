"""Parameters of the query string and the headers: what breaks a constraint of one, and its valid edges."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from spec.clauses import clause_ids
from spec.clauses.schemas import is_beyond_reach
from spec.operation import Operation, Schema, types
from spec.parameter import Parameter
from strategies.changes.mutations import Mutation, shown
from strategies.members import members
from strategies.request import Hazard, Kind
from strategies.serialisation import LONGEST, encoded, is_sendable, text, with_pairs, with_parameter
from strategies.values import wrong
from strategies.values.kinds import ABSENT, kind
from strategies.values.ordinary import ordinary
from strategies.values.valid import edges
from strategies.values.wrong.value import Wrong

# Outside a body these are numbers, or unusual forms of them: only JSON tells a number from its digits in quotes.
_SAME_AS_TEXT = {
    "digits-as-string",
    "padded-digits",
    "true-as-string",
    "false-as-string",
    "fraction-as-string",
    "exponent-as-string",
    "one-below-as-float",
}
# A text that is wrong for its length may take so much of a request line; every server reads twice as much.
_TOO_LONG = 4_000
_KEYWORDS_OF_LISTS = ("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties")


def edges_of_parameters(operation: Operation) -> Iterator[Mutation]:
    """Every valid edge of a parameter, and leaving out one that is optional."""
    for member in members(operation):
        parameter = member.parameter
        if parameter is None:
            continue
        if not parameter.required:
            words = f"{parameter.name} is left out"
            yield _set(parameter, "optional", "absent", words, ABSENT, Kind.VALID)
        # What an empty value means, the documentation does not say: others come first.
        for edge in sorted(edges(_item(parameter.schema)), key=lambda edge: edge.value == ""):
            value = [edge.value] if kind(parameter.schema) == "array" else edge.value
            if _fits(parameter, edge.value):
                words = f"{parameter.name} is {shown(value)}"
                keyword = _keyword(parameter.schema, edge.keyword)
                yield _set(parameter, keyword, f"valid-{edge.name}", words, value, Kind.VALID)


def wrong_parameters(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic violation of a parameter of the query string or the headers, each of exactly one clause."""
    for parameter in operation.parameters:
        if parameter.location == "path":
            continue
        if parameter.required:
            yield _set(parameter, "required", "missing", f"{parameter.name} is missing", ABSENT)
        schema = parameter.schema
        for keyword in wrong.KEYWORDS:
            if keyword in schema:
                yield from _wrong(parameter, keyword, keyword, schema)
            inner = schema.get("items")
            if inner and keyword in inner:
                yield from _wrong(parameter, f"items.{keyword}", keyword, inner)


def _wrong(parameter: Parameter, clause: str, keyword: str, schema: Schema) -> Iterator[Mutation]:
    inside = clause != keyword
    for number, bad in enumerate(_texts(schema, keyword)):
        made = _set(
            parameter, clause, bad.name, f"{parameter.name}: {bad.change}", [bad.value] if inside else bad.value
        )
        if _fits(parameter, bad.value, _TOO_LONG if keyword == "maxLength" else 0):
            yield made
        elif keyword == "maxLength" and number == 0 and not is_beyond_reach(keyword, schema, parameter.location):
            # The shortest one that is too long: a server may refuse it for its size, or not bear it.
            yield replace(made, hazard=Hazard.HEAVY)


def _texts(schema: Schema, keyword: str) -> Iterator[Wrong]:
    """What breaks a keyword where everything is text."""
    if keyword == "type":
        yield from _types(schema)
        return
    for bad in wrong.values(schema, keyword):
        scalar = not isinstance(bad.value, list | dict)
        # What an empty value means, the documentation does not say.
        if keyword in _KEYWORDS_OF_LISTS or (scalar and bad.value != "" and bad.name not in _SAME_AS_TEXT):
            yield bad


def _types(schema: Schema) -> Iterator[Wrong]:
    """Texts that are no value of the type; any text is a text, and a list of one item."""
    of = kind(schema)
    if "string" in types(schema) or of not in ("integer", "number", "boolean"):
        return
    yield Wrong("word", "the word text", "text")
    if of == "boolean":
        for word in ("yes", "2", "TRUE!"):
            yield Wrong(f"word-{word}", f"{word!r} instead of true or false", word)
        return
    for bad in wrong.values(schema, "type"):
        if isinstance(bad.value, str | float) and bad.name not in _SAME_AS_TEXT and bad.name != "empty-string":
            yield bad


def _item(schema: Schema) -> Schema:
    """The schema of one value: of a list, that of its items."""
    inner: Schema = schema.get("items", schema) if kind(schema) == "array" else schema
    return inner


def _keyword(schema: Schema, keyword: str) -> str:
    return f"items.{keyword}" if kind(schema) == "array" else keyword


def _fits(parameter: Parameter, value: Any, most: int = 0) -> bool:
    """Whether the value can be carried where the parameter stands: in its usual length, or in `most` characters."""
    several = kind(parameter.schema) == "array"
    for item in value if isinstance(value, list) else [value]:
        written = text(item)
        if len(encoded(written)) > max(most, LONGEST[parameter.location]):
            return False
        # In a header a comma separates the items of a list.
        if parameter.location == "header" and (not is_sendable(written) or (several and "," in written)):
            return False
    return True


def _set(
    parameter: Parameter, keyword: str, name: str, change: str, value: Any, kind: Kind = Kind.VIOLATION
) -> Mutation:
    return Mutation(
        clause=clause_ids.parameter(parameter.location, parameter.name, keyword),
        name=name,
        change=change,
        apply=partial(with_parameter, parameter=parameter, value=value),
        kind=kind,
    )


def unspecified_parameters(operation: Operation) -> Iterator[Mutation]:
    """Parameters of the query string in ways on which the documentation is silent, or that are merely unusual."""
    for parameter in operation.at("query"):
        usual = text(_first(parameter.schema))
        name = encoded(parameter.name)
        for label, change, raw in (
            ("twice", "twice, with the same value", [f"{name}={encoded(usual)}"] * 2),
            ("no-value", "without a value", [name]),
            ("empty", "with an empty value", [f"{name}="]),
            ("other-case", "in another case", [f"{encoded(parameter.name.swapcase())}={encoded(usual)}"]),
            ("brackets", "with brackets after its name", [f"{name}%5B%5D={encoded(usual)}"]),
        ):
            yield _unusual(parameter, label, change, raw, Kind.UNSPECIFIED, Hazard.NONE)
        for label, change, raw in (
            ("long", "of 6,000 characters", [f"{name}={'a' * 6_000}"]),
            ("bad-escape", "with a broken escape", [f"{name}=%zz"]),
            ("bad-utf-8", "whose escapes are not UTF-8", [f"{name}=%ff%fe"]),
            ("nul", "of a NUL", [f"{name}=%00"]),
            ("sql", "of SQL", [f"{name}={encoded(chr(39) + ' OR 1=1 --')}"]),
        ):
            yield _unusual(parameter, label, change, raw, Kind.ROBUSTNESS, Hazard.UNUSUAL)


def _first(schema: Schema) -> Any:
    value = ordinary(schema)
    if isinstance(value, list):
        return value[0] if value else "text"
    return json.dumps(value) if isinstance(value, dict) else value


def _unusual(parameter: Parameter, label: str, change: str, raw: list[str], kind: Kind, hazard: Hazard) -> Mutation:
    return Mutation(
        clause=clause_ids.ROBUSTNESS,
        name=f"query-{parameter.name}-{label}",
        change=f"{parameter.name} {change}",
        apply=partial(with_pairs, name=parameter.name, raw=raw),
        kind=kind,
        hazard=hazard,
    )
