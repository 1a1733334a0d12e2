"""Judges the answer to a request that was accepted: headers, body and every member."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from conformance.oracle.answer.clocks import of_clock, of_notation
from conformance.oracle.answer.documents import content_type, is_json, parse
from conformance.oracle.answer.echoes import EchoRules
from conformance.oracle.answer.members import split
from conformance.oracle.answer.once import Once, told_by
from conformance.oracle.answer.relations import RELATIONS
from conformance.oracle.answer.timestamps import is_iso
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Judgement, failed, passed, pointer_to, undecided
from conformance.oracle.reasons import shown
from conformance.oracle.schemas import Checker, Offence
from conformance.wire.exchange import Answer
from conformance.wire.showing.redaction import HIDDEN
from spec.clauses import clause_ids
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import ITEMS, VALUES
from spec.clauses.reason import Reason, Why
from spec.clauses.schemas import statements
from spec.clauses.status import Status
from spec.nodes import walk
from spec.operation import Operation, Schema, promised_headers, types

# A value that breaks one of these keywords cannot be compared with anything.
_NO_VALUE = frozenset({"type", "required"})
# What a text's form is.
_FORM = frozenset({"minLength", "maxLength", "pattern"})
# The formats of instants: no clock shows an empty text.
_INSTANTS = frozenset({"timestamp", "date-time", "http-date"})
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class AnswerOracle:
    """Knows, for one operation, what the answer to an accepted request must contain."""

    def __init__(
        self,
        operation: Operation,
        catalogue: Catalogue,
        allowed: Collection[str] = (),
        known: Collection[str] = frozenset(),
    ) -> None:
        """Prepare.

        Args:
            operation: whose answers are judged.
            catalogue: its clauses.
            allowed: what is right although no source says so (`spec.clauses.ledger.allowances`).
            known: what the user says that exists at the target, whatever its form is.
        """
        self._known = frozenset(known)
        self._operation = operation
        self._allowed = allowed
        self._unset = _Unset(null="null-is-unset" in allowed, empty="empty-is-unset" in allowed)
        self._schema = operation.response_schema
        prefix = operation.clause_id("response.body")
        self._checker = Checker(prefix, self._schema, {"timestamp": is_iso, "date-time": is_iso})
        self._headers = list(promised_headers(operation.response))
        self._by_path = _by_path(operation)
        self._sentences = {clause.id: clause.sentence for clause in catalogue}
        self._levels = {clause.id: clause.level for clause in catalogue}
        self._echoes = EchoRules(operation)
        self._once = Once(operation, self._echoes, self._levels)
        self._relations = {
            clause.id: clause
            for clause in catalogue
            if clause.operation == operation.name and clause.check in RELATIONS
        }

    def judge(self, expectation: Expectation, answer: Answer, now: float) -> Iterator[Judgement]:
        """Every clause on the answer that this one decides."""
        if self._operation.has_json_response:
            yield content_type(self._operation.clause_id(clause_ids.RESPONSE_CONTENT_TYPE), answer)
        for name in self._headers:
            clause = self._operation.clause_id(clause_ids.response_header(name))
            here = answer.header(name)
            actual = "no such header" if here is None else "an empty one"
            wanted = f"the header {name} with any value, on every answer of success"
            yield (passed(clause) if here else failed(clause, wanted, actual, f"header:{name}"))
        if self._operation.has_json_response:
            yield from self._json(expectation, answer, now)
        elif not self._operation.response.get("content"):
            yield self._empty(answer)

    def _empty(self, answer: Answer) -> Judgement:
        clause = self._operation.clause_id(clause_ids.RESPONSE_EMPTY)
        if not answer.body or ("empty-object" in self._allowed and answer.body.strip() == b"{}"):
            return passed(clause)
        return failed(clause, "no body", f"{len(answer.body)} bytes: {shown(answer.body[:40].decode('latin-1'))}", "/")

    def _json(self, expectation: Expectation, answer: Answer, now: float) -> Iterator[Judgement]:
        syntax = self._operation.clause_id(clause_ids.RESPONSE_SYNTAX)
        body = parse(answer)
        if body.ours:
            yield undecided(syntax, Reason(Why.TOO_LARGE, body.problem))
            return
        if body.problem:
            # A body with another media type that is no JSON has one fault, not two.
            if is_json(answer) or not answer.body:
                yield failed(syntax, "one JSON document in UTF-8", body.problem, "/")
            return
        yield passed(syntax)
        document = self._echoes.with_empty_lists(expectation, body.document)
        found, offended = self._shape(document, self._given(expectation))
        compared: list[Judgement] = []
        if expectation.document is not None:
            compared = list(self._echoes.judge(expectation, body.document, offended))
        yield from self._once.told(found, compared, body.document)
        if expectation.document is not None:
            related = [
                judgement
                for clause in self._relations.values()
                # What has no value stands in no relation.
                if pointer_to(split(clause.arguments.get("member", ""))) not in offended
                for judgement in RELATIONS[clause.check](clause, body.document, expectation, now)
            ]
            yield from told_by(related, of_clock(related, self._relations, body.document))

    def shapeless(self, document: Any) -> dict[str, Judgement]:
        """Members that have no value to speak of, of a wrong type or missing although required: by pointer."""
        judged, pointers = self._shape(document)
        wrong = {found.clause: found for found in judged if found.status is Status.FAIL}
        return {pointer: wrong[clause] for pointer, clause in pointers.items()}

    def _given(self, expectation: Expectation) -> Mapping[str, Any]:
        """What a valid request gave, where an answer may repeat it whatever form its own members have."""
        repeats = expectation.valid and "repeated-as-given" in self._allowed
        return {**expectation.parameters, **(expectation.document or {})} if repeats else {}

    def _shape(self, document: Any, given: Mapping[str, Any] = _NOTHING) -> tuple[list[Judgement], dict[str, str]]:
        """The form of every member, and the pointers of those that have no value to speak of, with the clauses."""
        pruned = _without_unset(document, self._schema, self._unset)
        # A text from which a secret was removed cannot be judged: nobody knows what it was.
        found = [
            offence
            for offence in self._checker.offences(pruned)
            if HIDDEN not in offence.text and offence.text not in self._known and not _repeats(offence, given)
        ]
        offences = {offence.clause: offence for offence in found}
        wrong = (
            failed(offence.clause, self._sentences[offence.clause], offence.detail, offence.pointer or "/")
            for offence in offences.values()
        )
        judged = list(told_by(wrong, of_notation(offences.values(), self._levels)))
        present: list[str] = []
        self._present(pruned, self._schema, (), present)
        judged += [passed(clause) for clause in dict.fromkeys(present) if clause not in offences]
        return judged, {offence.pointer: offence.clause for offence in found if offence.keyword in _NO_VALUE}

    def _present(self, value: Any, schema: Schema, path: tuple[str, ...], found: list[str]) -> None:
        """Add the clauses on every member that is there; those of a missing required member come as offences."""
        found += self._by_path.get(path, ())
        if isinstance(value, dict):
            known = schema.get("properties", {})
            for name, member in known.items():
                # A member that is not there breaks only its being required: no value is there to judge.
                if name in value:
                    self._present(value[name], member, (*path, name), found)
            inner = schema.get("additionalProperties")
            others = [member for name, member in value.items() if name not in known]
            if isinstance(inner, dict) and others:
                self._present(others[0], inner, (*path, VALUES), found)
                found += self._by_path.get((*path, clause_ids.KEYS), ())
        elif isinstance(value, list) and value:
            self._present(value[0], schema.get("items", {}), (*path, ITEMS), found)


def _repeats(offence: Offence, given: Mapping[str, Any]) -> bool:
    """Whether a text of a wrong form is the one that a request gave to a member of that name, or of one around it."""
    steps = offence.pointer.split("/")
    return offence.keyword in _FORM and bool(offence.text) and any(given.get(step) == offence.text for step in steps)


def _by_path(operation: Operation) -> dict[tuple[str, ...], list[str]]:
    """The schema clauses of the response body by the path of their member."""
    return {
        node.path: [
            operation.clause_id(clause_ids.response_member(node.path, stated.keyword))
            for stated in statements(node, optional=False)
        ]
        for node in walk(operation.response_schema)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unset:
    """What says, in any answer of a contract, that a member is not set.

    Attributes:
        null: null is right for every member that is not required.
        empty: so is an empty list or map that is too small, and an empty text where only known values may stand.
    """

    null: bool
    empty: bool

    def said(self, member: Any, schema: Schema) -> bool:
        """Whether a member of an answer that may be missing says that it is not set."""
        if member is None:
            return self.null
        if member == "" and schema.get("format") not in _INSTANTS:
            return {"null", "string"} <= set(types(schema)) or (self.empty and "enum" in schema)
        least = schema.get("minItems" if member == [] else "minProperties" if member == {} else "", 0)
        return bool(least) and self.empty


def _without_unset(value: Any, schema: Schema, unset: _Unset) -> Any:
    """`value` without members that say "not set": empty text where null and any text may stand, and what else may."""
    if isinstance(value, dict) and "properties" in schema:
        needed = schema.get("required", ())
        return {
            name: _without_unset(member, schema["properties"].get(name, {}), unset)
            for name, member in value.items()
            if name in needed or not unset.said(member, schema["properties"].get(name, {}))
        }
    if unset.null and isinstance(value, dict) and isinstance(schema.get("additionalProperties"), dict):
        inner = schema["additionalProperties"]
        return {name: _without_unset(item, inner, unset) for name, item in value.items() if item is not None}
    if isinstance(value, list) and "items" in schema:
        return [_without_unset(item, schema["items"], unset) for item in value]
    return value
