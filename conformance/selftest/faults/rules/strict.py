"""Rules for refusing what is documented as valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.patterns import tighter
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.spots import Spot, optional, spots
from conformance.selftest.faults.tools import When, at_random, both, crashes, every, refuses, unless
from spec.clauses.catalogue import Catalogue
from spec.clauses.checks import ACCEPTED
from spec.clauses.clause_ids import COMBINATION, ITEMS, ROBUSTNESS
from spec.clauses.ledger import allowances
from spec.contract import load
from spec.operation import Operation, types

Hits = Callable[[Any], bool]
_WIDTHS = ((8, 255), (16, 65_535), (31, 2**31 - 2))


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Every edge of every constraint refused, every optional member demanded, and pairs of members."""
    for spot in spots(operation):
        for keyword in ("optional", *spot.schema):
            clause = f"{spot.base}.{keyword}"
            if clause in clauses and ACCEPTED in clauses[clause].checks:
                yield from _refusing(operation, spot, keyword, clause)
    yield from _combined(operation)
    success = operation.success
    yield named("refused-once-in-ten", success, "One valid request of ten is refused.", refuses(operation, every(10)))
    robust = operation.clause_id(ROBUSTNESS)
    yield named("crash-once-in-ten", robust, "One request of ten is answered 500.", crashes(operation, every(10)))
    if operation.method == "DELETE":
        return  # it has few valid requests, and none can be sent again
    hooks = refuses(operation, at_random(0.1))
    yield named("refused-at-random", success, "One valid request of ten is refused, at random.", hooks)


def _refusing(operation: Operation, spot: Spot, keyword: str, clause: str) -> Iterator[Fault]:
    # Only an answer to a request without a page token gives one: where one is demanded, nothing is accepted.
    demandable = keyword == "optional" and not _is_token(operation, spot)
    if demandable and (spot.parameter is not None or len(spot.path) == 1):
        hooks = refuses(operation, unless(spot.given))
        yield named("demanded", clause, f"{spot.name} must be given.", hooks)
        hooks = crashes(operation, both(unless(spot.given), lambda call: bool(call.document)))
        # Where a request may set nothing at all, that one is accepted: then it is what is set beside that crashes.
        also = () if operation.request_schema.get("required") else (operation.clause_id(COMBINATION),)
        yield named("crash-without", clause, f"A request without {spot.name} is answered 500.", hooks, also=also)
    for rule, summary, hits in _edges(spot, keyword):
        hooks = refuses(operation, _any(spot, hits))
        yield named(rule, clause, f"{spot.name}: {summary}.", hooks, also=tuple(_also(spot, rule)))


def _also(spot: Spot, rule: str) -> Iterator[str]:
    """The other clauses that a refusal breaks."""
    if rule == "refused":
        # A member that is always refused breaks whatever says which of its values are right, and which items are.
        yield from (f"{spot.base}.{other}" for other in spot.schema)
        if "items" in spot.schema:
            yield f"{spot.base}.{ITEMS}.type"
        if ITEMS in spot.path:
            yield f"{spot.base.rpartition(f'.{ITEMS}.')[0]}.{ITEMS}.type"
    elif rule == "one-item":
        yield f"{spot.base}.{ITEMS}.type"
        # A list that is longer than all that are accepted is valid by the bound on its length, where there is one.
        if "maxItems" in spot.schema:
            yield f"{spot.base}.maxItems"


def _is_token(operation: Operation, spot: Spot) -> bool:
    """Whether a member asks for the next page, by what the page before it ended with."""
    return spot.name in {operation.token_in("query", "header"), operation.token_in("body")}


def _edges(spot: Spot, keyword: str) -> Iterator[tuple[str, str, Hits]]:
    bound = spot.schema.get(keyword)
    if keyword in ("minimum", "maximum"):
        yield "edge", f"{bound} is refused", lambda value: value == bound and not isinstance(value, bool)
    elif keyword in ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"):
        kinds = (str, list, dict)
        if spot.schema.get(keyword.replace("min", "max")) == spot.schema.get(keyword.replace("max", "min")):
            return  # with one length only, this would be to refuse everything
        yield "edge", f"a length of {bound} is refused", lambda value: isinstance(value, kinds) and len(value) == bound
    elif keyword == "enum":
        for number, known in enumerate(value for value in bound or () if value is not None):
            yield f"unknown-{number}", f"{known} is refused", _equals(known)
    elif keyword == "pattern":
        for reading in tighter(str(bound)):
            yield f"{reading.name}", reading.summary, _missed(reading.accepts)
    elif keyword == "type":
        yield from _typed(spot)


def _typed(spot: Spot) -> Iterator[tuple[str, str, Hits]]:
    kinds = types(spot.schema)
    if spot.required is False:
        yield "refused", "it is always refused", lambda value: value is not None
    open_bounds = "number-in-words" in allowances(load(spot.operation.contract))
    if "integer" in kinds and "maximum" not in spot.schema and not open_bounds:
        for bits, most in _WIDTHS:
            yield f"narrow-{bits}", f"more than {most} is refused", _above(most)
    if "array" in kinds and spot.schema.get("minItems") != spot.schema.get("maxItems", 0):
        yield "one-item", "more than one item is refused", lambda value: isinstance(value, list) and len(value) > 1
    if "boolean" in kinds:
        yield "never-false", "false is taken for missing and refused", lambda value: value is False


def _equals(known: Any) -> Hits:
    return lambda value: bool(value == known)


def _above(most: int) -> Hits:
    return lambda value: isinstance(value, int | float) and value > most


def _missed(accepts: Callable[[str], bool]) -> Hits:
    return lambda value: isinstance(value, str) and not accepts(value)


def _any(spot: Spot, hits: Hits) -> When:
    return lambda call: any(hits(value) for value in spot.values(call))


def _combined(operation: Operation) -> Iterator[Fault]:
    """Neighbours among the optional members: refused together, one without the other, and crashing."""
    clause = operation.clause_id(COMBINATION)
    # What goes together with a page token, only sequences can show: no single request has a token that was given.
    free = [spot for spot in optional(operation) if not _is_token(operation, spot)]
    for one, other in pairwise([*free, *free[:1]]):
        if one.name == other.name:
            continue
        pair = f"{one.name}-{other.name}"
        together = both(one.given, other.given)
        summary = f"{one.name} and {other.name} are refused together."
        yield named(f"exclusive-{pair}", clause, summary, refuses(operation, together), kind="exclusive")
        summary = f"{one.name} is refused without {other.name}."
        hooks = refuses(operation, both(one.given, unless(other.given)))
        yield named(f"dependent-{pair}", clause, summary, hooks, kind="dependent")
        summary = f"{one.name} and {other.name} together are answered 500."
        yield named(f"crash-{pair}", clause, summary, crashes(operation, together), kind="crash")
    yield from _valued(operation, clause)
    yield from _tripled(operation, clause)
    if len(free) == 1:
        yield from _beside(operation, clause, free[0])


def _beside(operation: Operation, clause: str, alone: Spot) -> Iterator[Fault]:
    """The only member that may be left out, refused beside a known value of one that must be there."""
    for spot in spots(operation):
        known = [value for value in spot.schema.get("enum", ()) if value is not None]
        if known and spot.path and spot.path[0] in operation.request_schema.get("required", ()):
            hooks = refuses(operation, both(alone.given, _any(spot, _equals(known[-1]))))
            summary = f"{alone.name} is refused beside {known[-1]}."
            yield named(f"exclusive-{alone.name}-{known[-1]}", clause, summary, hooks, kind="exclusive")
            return


def _tripled(operation: Operation, clause: str) -> Iterator[Fault]:
    """Three members refused together, and two of them without the third."""
    members = [spot for spot in optional(operation) if spot.path]
    for one, other, third in zip(members, members[1:], members[2:], strict=False):
        names = f"{one.name}-{other.name}-{third.name}"
        hooks = refuses(operation, both(one.given, other.given, third.given))
        yield named(f"exclusive-{names}", clause, f"{names} are refused together.", hooks, kind="exclusive")
        hooks = crashes(operation, both(one.given, other.given, unless(third.given)))
        summary = f"{one.name} and {other.name} without {third.name} are answered 500."
        yield named(f"crash-{names}", clause, summary, hooks, kind="crash")


def _valued(operation: Operation, clause: str) -> Iterator[Fault]:
    """A value of one member refused beside a value of another."""
    listed = [(spot, [v for v in spot.schema.get("enum", ()) if v is not None]) for spot in spots(operation)]
    listed = [(spot, values) for spot, values in listed if values and len(spot.path) == 1]
    for (one, first), (other, second) in pairwise(listed):
        when = both(_any(one, _equals(first[-1])), _any(other, _equals(second[-1])))
        summary = f"{first[-1]} and {second[-1]} are refused together."
        yield named(f"exclusive-{first[-1]}-{second[-1]}", clause, summary, refuses(operation, when), kind="exclusive")
