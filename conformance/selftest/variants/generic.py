"""Variants of any contract: what its documentation leaves open about members, and about invalid input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Reply
from conformance.reference.hooks import Hooks
from conformance.selftest.faults.documents import with_document
from conformance.selftest.faults.tools import refuses, successes
from conformance.selftest.variants import messages, signatures
from conformance.selftest.variants.variant import Variant
from spec.clauses.ledger import allowances
from spec.contract import Contract
from spec.operation import Operation, Schema, types


def variants(contract: Contract) -> Iterator[Variant]:
    """Every choice that any contract leaves, for its default operation."""
    yield from messages.variants()
    yield from signatures.variants()
    operation = contract.operation
    for name, freedom, summary, hooks in (
        ("members-more", "members", "Answers have members more.", _added(operation)),
        ("unknown-refused", "unknown members", "A request with an unknown member is refused.", _strict(operation)),
        ("null-refused", "null members", "null for an optional member is refused.", _without_null(operation)),
    ):
        yield Variant(name=name, freedom=freedom, summary=summary, hooks=hooks)
    if "null-is-unset" in allowances(contract) and operation.has_json_response:
        hooks = successes(operation, lambda _call, reply: _padded(operation.response_schema, reply))
        yield Variant(
            name="unset-is-null", freedom="members", summary="Members that are not set are null.", hooks=hooks
        )
    if "number-in-words" in allowances(contract) and _unbounded(operation):
        hooks = refuses(operation, lambda call: any(_is_low(call.document.get(name)) for name in _unbounded(operation)))
        summary = "Numbers below 1 are refused, where nothing states a minimum."
        yield Variant(name="low-numbers-refused", freedom="unstated bounds", summary=summary, hooks=hooks)


def _unbounded(operation: Operation) -> set[str]:
    """The members that are whole numbers without a stated minimum."""
    members = operation.request_schema.get("properties", {}).items()
    return {
        name for name, schema in members if types(schema) == ("integer",) and not {"minimum", "enum"} & schema.keys()
    }


def _is_low(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value < 1


def _added(operation: Operation) -> Hooks:
    if not operation.has_json_response:
        return Hooks()
    change = with_document(
        lambda document: {**document, "Zone": {"a": [1]}} if isinstance(document, dict) else document
    )
    return successes(operation, lambda _call, reply: change(reply))


def _strict(operation: Operation) -> Hooks:
    known = operation.request_schema.get("properties", {}).keys()
    return refuses(operation, lambda call: bool(call.document.keys() - known))


def _without_null(operation: Operation) -> Hooks:
    return refuses(operation, lambda call: None in call.document.values())


def _padded(schema: Schema, reply: Reply) -> Reply:
    return replace(reply, document=_nulled(schema, reply.document))


def _nulled(schema: Schema, value: Any) -> Any:
    """The value with null for every optional member that is not there."""
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    members, needed = schema["properties"], schema.get("required", ())
    unset = {name: None for name in members if name not in value and name not in needed}
    return {**{name: _nulled(members.get(name, {}), item) for name, item in value.items()}, **unset}
