"""The path: ids that break a constraint, ids of no resource, unusual ids, and other paths."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest

from spec.clauses import clause_ids
from spec.clauses.schemas import is_beyond_reach
from spec.operation import Operation
from spec.parameter import Parameter
from spec.paths import reached
from spec.words import counted
from strategies.bindings import PATTERNS, VARIANTS, variant
from strategies.changes.mutations import Mutation
from strategies.request import Hazard, Kind, Request
from strategies.serialisation import LONGEST, encoded, path, segment
from strategies.values import texts, wrong
from strategies.values.kinds import kind
from strategies.values.wrong.value import Wrong

_FAR = 2_000
_LONG_PATH = 20_000


def identifiers(operation: Operation, values: Mapping[str, str]) -> Iterator[Mutation]:
    """Every deterministic mutation of the path: what breaks it, what is unknown, what is unusual, and its valid edges.

    Args:
        operation: the operation.
        values: of the path's parameters; one that another operation creates has none.
    """
    ids = [_Id.of(operation, parameter, values) for parameter in operation.at("path")]
    for each in ids:
        yield from _constrained(each)
    # In turn, so that a few of them are about every id.
    for turn in zip_longest(*(_unknown(each) for each in ids if not each.fresh)):
        yield from (mutation for mutation in turn if mutation is not None)
    for each in ids:
        yield from _unusual(each)
    yield from _elsewhere(operation, values)


@dataclass(frozen=True, kw_only=True)
class _Id:
    """One parameter of the path.

    Attributes:
        operation: whose path it is.
        parameter: the parameter.
        values: of all parameters of the path.
        known: its value; None where another operation creates it.
        fresh: the request itself creates what it names.
    """

    operation: Operation
    parameter: Parameter
    values: Mapping[str, str]
    known: str | None
    fresh: bool

    @classmethod
    def of(cls, operation: Operation, parameter: Parameter, values: Mapping[str, str]) -> _Id:
        return cls(
            operation=operation,
            parameter=parameter,
            values=values,
            known=values.get(parameter.name),
            fresh=parameter.fresh,
        )

    @property
    def name(self) -> str:
        return self.parameter.name

    def label(self, name: str) -> str:
        """The name of a mutation, which tells the ids of a path apart where there are several."""
        return name if len(self.operation.at("path")) == 1 else f"{name}-of-{self.name}"

    def path(self, raw: str) -> str:
        """The operation's path with `raw` in this id's place, as it is."""
        others = {name: segment(value) for name, value in self.values.items() if name != self.name}
        return path(self.operation, {**others, self.name: raw})

    def to(self, clause: str, name: str, change: str, value: str, kind: Kind = Kind.VIOLATION) -> Mutation:
        """A request with another id."""
        return at(clause, name, change, self.path(encoded(value)), kind=kind)

    def on(self, keyword: str) -> str:
        return clause_ids.parameter("path", self.name, keyword)


def at(clause: str, name: str, change: str, target: str, *, kind: Kind = Kind.VIOLATION) -> Mutation:
    """A request to another path; its query string stays."""
    hazard = Hazard.UNUSUAL if kind is Kind.ROBUSTNESS else Hazard.NONE
    apply = partial(_at, target=target)
    return Mutation(clause=clause, name=name, change=change, apply=apply, kind=kind, hazard=hazard)


def _at(control: Request, *, target: str) -> Request:
    _, mark, query = control.path.partition("?")
    return replace(control, path=f"{target}{mark}{query}")


def _constrained(each: _Id) -> Iterator[Mutation]:
    """What breaks a constraint of an id, and ids at its valid edges."""
    name, schema = each.name, each.parameter.schema
    without = each.path("").replace("//", "/")
    if not reached(each.operation.document, without):
        yield at(each.on("required"), "missing", f"{name} is missing", without)
    if kind(schema) in ("string", "any") and "enum" not in schema:
        yield from _lengths(each)
    for keyword in wrong.KEYWORDS:
        if keyword in schema and keyword not in ("minLength", "maxLength"):
            for bad in _sendable(wrong.values(schema, keyword), schema):
                text = bad.value if isinstance(bad.value, str) else json.dumps(bad.value)
                yield each.to(each.on(keyword), bad.name, f"{name}: {bad.change}", text)
    if "pattern" in schema and not texts.fits({"pattern": schema["pattern"]}, "   "):
        yield each.to(each.on("pattern"), "spaces", f"{name} is three spaces", "   ")


def _sendable(values: Iterator[Wrong], schema: Mapping[str, object]) -> Iterator[Wrong]:
    """What can stand in a path, where everything is text."""
    for bad in values:
        if isinstance(bad.value, str):
            reads_as_text = kind(schema) in ("integer", "number") and bad.name in _NUMERIC
            if bad.value.strip("/.") and len(bad.value) <= LONGEST["path"] and not reads_as_text:
                yield bad
        elif isinstance(bad.value, int | float) and not isinstance(bad.value, bool) and kind(schema) != "string":
            yield bad


# In a path or a query string these are numbers: only in JSON is the quoted form another type.
_NUMERIC = {"digits-as-string", "padded-digits", "fraction-as-string", "exponent-as-string"}


def _lengths(each: _Id) -> Iterator[Mutation]:
    name, schema = each.name, each.parameter.schema
    edge = Kind.VALID if each.fresh else Kind.UNKNOWN
    which = "a new" if each.fresh else "an unknown"
    if "minLength" in schema:
        least = schema["minLength"]
        yield each.to(each.on("minLength"), "empty", f"{name} is empty", "")
        text = _text(schema, least)
        if text:
            words = f"{which} {name} of {counted(least, 'character')}"
            yield each.to(each.on("minLength"), "valid-shortest", words, text, edge)
    if "maxLength" not in schema or is_beyond_reach("maxLength", schema, "path"):
        return
    most, clause = schema["maxLength"], each.on("maxLength")
    text = _text(schema, most)
    if text:
        yield each.to(clause, "valid-longest", f"{which} {name} of {counted(most, 'character')}", text, edge)
    for label, length in (("one-over", most + 1), ("far-over", _FAR)):
        yield each.to(clause, label, f"{name} has {length:,} characters", _text(schema, length) or "a" * length)
    if each.known is not None and len(each.known) <= most:
        padded = each.known + "a" * (most + 1 - len(each.known))
        yield each.to(clause, "padded-over", f"the known {name}, padded to {most + 1:,} characters", padded)


def _text(schema: Mapping[str, object], length: int) -> str | None:
    """A text of this length that keeps the schema's pattern: all of one letter, where that is possible."""
    plain = "a" * length
    unbounded = {keyword: value for keyword, value in schema.items() if keyword not in ("minLength", "maxLength")}
    return plain if texts.fits(unbounded, plain) else texts.of_length(schema, length)


def _unknown(each: _Id) -> Iterator[Mutation]:
    """Ids of no resource: alike in length and alphabet, and in other ways."""
    operation, schema = each.operation, each.parameter.schema
    missing = operation.local(operation.missing)
    for name, change in (VARIANTS | PATTERNS if _reads(operation) else VARIANTS).items():
        if each.known is None:
            raw = f"{{{each.name}:{name}}}"
            yield at(missing, each.label(name), change, each.path(raw), kind=Kind.UNKNOWN)
        elif (other := variant(each.known, name)) != each.known and texts.fits(_shape(schema), other):
            yield each.to(missing, each.label(name), change, other, Kind.UNKNOWN)
    for name, change, value in (
        ("uuid", "an unknown id in the form of a UUID", "01234567-89ab-4cde-8f01-23456789abcd"),
        ("digits", "an unknown id of digits", "1234567890"),
        ("word", "an unknown word", "unknown"),
        ("five-letters", "an unknown id of five letters", "abcde"),
    ):
        if value != each.known and texts.fits(_shape(schema), value):
            yield each.to(missing, each.label(name), change, value, Kind.UNKNOWN)
    elsewhere = each.path("unknown")
    for name, change, body in _bodies(operation):
        yield Mutation(
            clause=clause_ids.ROBUSTNESS,
            name=each.label(f"unknown-id-and-{name}"),
            change=f"an unknown id, and {change}",
            apply=partial(_elsewhere_with, target=elsewhere, body=body),
            kind=Kind.UNSPECIFIED,
        )


def _reads(operation: Operation) -> bool:
    """Whether an operation changes nothing."""
    return operation.method == "GET"


def _shape(schema: Mapping[str, object]) -> Mapping[str, object]:
    """What the schema says about texts; ids of another type have no unknown texts."""
    if kind(schema) not in ("string", "any"):
        return {"pattern": "^-?[0-9]+$"}
    return schema


def _elsewhere_with(control: Request, *, target: str, body: bytes) -> Request:
    return replace(_at(control, target=target), body=body)


def _bodies(operation: Operation) -> Iterator[tuple[str, str, bytes]]:
    """Bodies that are wrong by themselves: with an unknown id, either fault may be named."""
    if not operation.has_json_request:
        return
    yield "empty-body", "no body", b""
    yield "malformed-body", "a body that is no JSON", b"{"
    yield "missing-members", "no members", b"{}"
    members = operation.request_schema.get("properties", {})
    yield "wrong-types", "members of wrong types", json.dumps(dict.fromkeys(members, 7)).encode()


def _unusual(each: _Id) -> Iterator[Mutation]:
    """Ids and paths that only a sloppy router trips over."""
    known = each.known
    own = f"{{{each.name}}}" if known is None else encoded(known)
    shouted = f"{{{each.name}:upper-case}}" if known is None else encoded(known.upper())
    for name, change, raw in (
        ("space-after", "the known id and a space", f"{own}%20"),
        ("upper-case", "the known id in upper case", shouted),
    ):
        yield _robust(each, f"id-{name}", change, raw)
    wildcard = [("wildcard", "an id that SQL takes for any", "%")] if _reads(each.operation) else []
    for name, change, value in (
        *wildcard,
        ("slash", "an id with an encoded slash", "a/b"),
        ("dots", "an id of two dots", ".."),
        ("unicode", "an id outside ASCII", "\u00fcn\u00efc\u00f6d\u00e9-\U0001f600"),
        ("nul", "an id with a NUL", "a\x00b"),
        ("newline", "an id with a line break", "a\nb"),
        ("percent", "an id with a percent sign", "100%"),
        ("sql", "an id of SQL", "' OR '1'='1"),
        ("template", "an id that is its own placeholder", f"{{{each.name}}}"),
        ("reserved", "an id of reserved characters", 'a;b+c$d<e"f*g:h,i\\j&k=l@m!n'),
    ):
        yield _robust(each, f"id-{name}", change, encoded(value))
    if known:
        first = "".join(f"%{byte:02x}" for byte in known[0].encode())
        words = "a letter of the known id percent-encoded"
        yield _robust(each, "path-encoded-letter", words, first + encoded(known[1:]))
    for name, change, raw in (
        ("bad-escape", "an id with a broken escape", "%zz"),
        ("bad-utf-8", "an id whose escapes are not UTF-8", "%ff%fe"),
        ("dot-segment", "a dot segment in the path", f"./{own}"),
        ("long", f"a path of {_LONG_PATH:,} characters", "a" * _LONG_PATH),
    ):
        yield _robust(each, f"path-{name}", change, raw)


def _robust(each: _Id, name: str, change: str, raw: str) -> Mutation:
    target = each.path(raw)
    return at(clause_ids.ROBUSTNESS, each.label(name), change, target, kind=Kind.ROBUSTNESS)


def _elsewhere(operation: Operation, values: Mapping[str, str]) -> Iterator[Mutation]:
    """Other paths, as far as no other operation of the document has them."""
    good = path(operation, {name: segment(value) for name, value in values.items()})
    collection = next((step for step in reversed(good.split("/")) if re.fullmatch("[A-Za-z-]+", step)), "")
    for name, change, target in (
        ("upper-case", "the collection in upper case", good.replace(collection, collection.upper())),
        ("double-slash", "two slashes in the path", good.replace("/", "//", 1)),
    ):
        if target != good:
            yield at(clause_ids.ROBUSTNESS, f"path-{name}", change, target, kind=Kind.ROBUSTNESS)
    for label, other in (
        ("other-collection", good + "-other"),
        ("singular", good.removesuffix("s")),
        ("root", "/"),
        ("prefixed", "/prefix" + good),
        ("below", f"{good}/other" if operation.template.endswith("}") else ""),
        ("parent", good.rpartition("/")[0]),
    ):
        if other and other != good and not reached(operation.document, other):
            yield at(clause_ids.PATH, label, f"the path is {other}", other)
