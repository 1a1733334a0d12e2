"""What a request's body says: the members that it sets, the clauses that it breaks, what is left open about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from conformance.oracle.answer.timestamps import is_iso
from conformance.oracle.request.headers import Openness
from conformance.oracle.request.reading import Problem, read
from conformance.oracle.schemas import Checker
from spec.clauses import clause_ids
from spec.operation import NOT_FOUND, Operation, Schema, types
from spec.relations.alternatives import alternatives, asks_for_nothing, named_otherwise
from spec.relations.echo import echoes
from spec.relations.links import IN_BODY
from strategies.bindings import awaits, is_awaited

# An ordinary server, router or gateway in front of a target may refuse a body that is larger than this, in bytes.
LARGE = 1 << 13
_GONE = 410
_NOTHING: Mapping[str, str] = MappingProxyType({})
_CLAUSES = {
    Problem.EMPTY: clause_ids.BODY_REQUIRED,
    Problem.SYNTAX: clause_ids.BODY_SYNTAX,
    Problem.ENCODING: clause_ids.BODY_ENCODING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a body says.

    Attributes:
        document: the members that it sets; None where nothing is known of them.
        broken: the clauses that it breaks, with how.
        robustness: only that clause speaks of some value.
        named_otherwise: some object names a thing in none of the ways that there are, or in several.
        idle: it asks for nothing.
    """

    document: dict[str, Any] | None
    broken: tuple[tuple[str, str], ...] = ()
    robustness: bool = False
    named_otherwise: bool = False
    idle: bool = False


class BodyRules:
    """Knows the request body of one operation."""

    def __init__(
        self, operation: Operation, allowed: Collection[str] = (), told: Collection[str] = frozenset()
    ) -> None:
        """Prepare.

        Args:
            operation: the operation.
            allowed: what nobody says of values (`spec.clauses.ledger.allowances`).
            told: the members that name what another operation made.
        """
        self._operation = operation
        self._schema = operation.request_schema
        prefix = operation.clause_id("request.body")
        self._checker = Checker(prefix, self._schema, {"timestamp": is_iso, "date-time": is_iso}, allowed=allowed)
        self._token = operation.token_in("body")
        self._told = told
        self._groups = "named-otherwise" in allowed
        # An item that comes back with a prefix or without one is the same item either way.
        self._prefixes = {
            echo.source.steps: echo.prefix
            for echo in echoes(operation.response_schema)
            if echo.prefix and echo.source.location == "body"
        }

    def read(self, body: bytes, found: Openness, existing: Mapping[str, str] = _NOTHING) -> Body:
        """What a body says.

        Args:
            body: its bytes.
            found: what the documentation leaves open about it is added.
            existing: values that exist at the target, among them of members: `body.arn`.
        """
        if len(body) > LARGE:
            found.add("large", 413)
        if self._operation.request_body is None:
            if body:
                found.add("unexpected-body", 413, 415)
            return Body(document={})
        if not self._operation.has_json_request:
            return self._bytes(body)
        read_ = self._json(body, found)
        if self._groups and read_.document is not None:
            said = [name for name, value in read_.document.items() if value not in ("", None, [], {})]
            otherwise, idle = self._otherwise(read_.document, existing), asks_for_nothing(self._operation, said)
            read_ = replace(read_, named_otherwise=otherwise, idle=idle)
        for name, value in (read_.document or {}).items():
            if name == self._token:
                found.add("page-token", NOT_FOUND, _GONE)
            elif name in self._told and not _exists(name, value, existing):
                # A request alone does not tell whether the value names something that exists.
                found.add("name-in-body", NOT_FOUND, _GONE)
        return read_

    def _otherwise(self, document: Mapping[str, Any], existing: Mapping[str, str]) -> bool:
        """Whether some object of the document names a thing in none of its ways, in several, or in one unheard of."""
        known = {name for name, value in document.items() if _exists(name, value, existing)}
        if named_otherwise(alternatives(self._schema), document, known):
            return True
        inner = self._schema.get("properties", {}).items()
        return any(_names_otherwise(schema, document[name]) for name, schema in inner if name in document)

    def _bytes(self, body: bytes) -> Body:
        missing = not body and self._operation.requires_body
        broken = (self._operation.clause_id(clause_ids.BODY_REQUIRED), "there is no body")
        return Body(document=None if missing else {}, broken=(broken,) if missing else ())

    def _json(self, body: bytes, found: Openness) -> Body:
        if not body and not self._operation.requires_body:
            found.add("empty-body")
            return Body(document={})
        reading = read(body)
        if reading.problem is not None:
            clause = self._operation.clause_id(_CLAUSES[reading.problem])
            return Body(document=None, broken=((clause, reading.detail),), robustness=reading.robustness)
        found.unspecified |= reading.unspecified
        if "deep" in reading.unspecified:
            return Body(document=None)
        document = self._pruned(reading.value, self._schema, (), found.unspecified)
        # Before it is sent, a case names what another operation creates by a placeholder.
        offences = [offence for offence in self._checker.offences(document) if not is_awaited(offence.text)]
        if not offences and not awaits(body):
            found.unspecified.update(self._checker.in_doubt(document))
        broken = tuple((offence.clause, offence.reason) for offence in offences)
        # A crash on such text says nothing about the clause that the text breaks, unless any text is wrong there.
        robustness = reading.robustness or any(each.is_of_odd_text for each in offences)
        if not isinstance(document, dict):
            return Body(document=None, broken=broken, robustness=robustness)
        if reading.ambiguous:
            # Either value may count: nothing that depends on the choice is decided, and no other fault either.
            either = reading.ambiguous | {offence.pointer.split("/")[1] for offence in offences if offence.pointer}
            decided = {name: value for name, value in document.items() if name not in either}
            return Body(document=decided, robustness=robustness)
        return Body(document=document, broken=broken, robustness=robustness)

    def _pruned(self, value: Any, schema: Schema, path: tuple[str, ...], unspecified: set[str]) -> Any:
        """`value` without what the documentation is silent about, which is added to `unspecified`.

        Unknown members go; so does null for a member: it means "not set", which only a required member must not be.
        """
        if isinstance(value, dict) and ("properties" in schema or "additionalProperties" in schema):
            return dict(self._members(value, schema, path, unspecified))
        if isinstance(value, list) and "array" in types(schema):
            if not value and "minItems" not in schema:
                unspecified.add("empty-list")
            if not schema.get("uniqueItems") and _repeats(value, self._prefixes.get(path, "")):
                unspecified.add("repeated-item")
            return [self._pruned(item, schema.get("items", {}), (*path, "items"), unspecified) for item in value]
        return value

    def _members(
        self, value: Mapping[str, Any], schema: Schema, path: tuple[str, ...], unspecified: set[str]
    ) -> Iterator[tuple[str, Any]]:
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, member in value.items():
            inner = known.get(name, others)
            if not isinstance(inner, Mapping):
                unspecified.add("unknown-member")
            elif member is not None:
                yield name, self._pruned(member, inner, (*path, name), unspecified)
            elif name not in schema.get("required", ()):
                unspecified.add("null-for-optional")


def _names_otherwise(schema: Schema, value: Any) -> bool:
    """Whether an object within the body names a thing by members that have others beside them."""
    if isinstance(value, list):
        return any(_names_otherwise(schema.get("items", {}), item) for item in value)
    if not isinstance(value, dict):
        return False
    members = schema.get("properties", {})
    if alternatives(schema):
        return True
    return any(_names_otherwise(members[name], item) for name, item in value.items() if name in members)


def _exists(name: str, value: Any, existing: Mapping[str, str]) -> bool:
    """Whether a member names what exists; before it is sent, a placeholder does."""
    return existing.get(f"{IN_BODY}{name}") == value or (isinstance(value, str) and is_awaited(value))


def _repeats(items: list[Any], prefix: str) -> bool:
    """Whether two items are equal, with or without a prefix that does not count."""
    keys = [item.removeprefix(prefix) if isinstance(item, str) else repr(item) for item in items]
    return len(set(keys)) < len(keys)
