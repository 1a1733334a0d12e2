"""Rules for accepting what is documented as invalid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from conformance.reference.call import Call
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.patterns import looser
from conformance.selftest.faults.rules.coercions import coercions
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.spots import Spot, optional, spots
from conformance.selftest.faults.tools import When, at_random, every, overlooks, unless
from spec.clauses.catalogue import Catalogue
from spec.clauses.checks import REFUSED
from spec.clauses.clause_ids import ITEMS
from spec.operation import Operation, types

Lax = Callable[[Any], bool]
# From a bound to what is accepted when it is off by one.
_BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: value >= bound - 1,
    "maximum": lambda value, bound: value <= bound + 1,
    "minLength": lambda value, bound: len(value) >= bound - 1,
    "maxLength": lambda value, bound: len(value) <= bound + 1,
    "minItems": lambda value, bound: len(value) >= bound - 1,
    "maxItems": lambda value, bound: len(value) <= bound + 1,
    "minProperties": lambda value, bound: len(value) >= bound - 1,
    "maxProperties": lambda value, bound: len(value) <= bound + 1,
}
_KINDS: dict[str, tuple[type, ...]] = {
    "minimum": (int, float),
    "maximum": (int, float),
    "minLength": (str,),
    "maxLength": (str,),
    "minItems": (list,),
    "maxItems": (list,),
    "minProperties": (dict,),
    "maxProperties": (dict,),
}


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Every clause on what a request says, not enforced at all, nearly, now and then, or only sometimes."""
    others = cycle(optional(operation) or [None])
    for spot in spots(operation):
        # An object's own `required` is about its members, each of which is a spot as well.
        keywords = [*(["required"] if spot.required else []), *(name for name in spot.schema if name != "required")]
        for keyword in keywords:
            clause = f"{spot.base}.{keyword}"
            if clause not in clauses or REFUSED not in clauses[clause].checks:
                continue
            yield _overlooking("unenforced", clause, f"Not enforced: {clauses[clause].sentence}")
            yield from _nearly(spot, keyword, clause)
            yield from _sometimes(clause, next(others), spot)


def _overlooking(rule: str, clause: str, summary: str, when: When | None = None) -> Fault:
    hooks = overlooks(clause) if when is None else overlooks(clause, when=when)
    return named(rule, clause, summary, hooks)


def _nearly(spot: Spot, keyword: str, clause: str) -> Iterator[Fault]:
    """The clause enforced, but for what a common mistake lets through."""
    if keyword == "required":
        # Where null is taken for one of several wrong types, the type is to blame.
        hooks = overlooks(clause, when=_has_null(spot))
        yield named("null-is-given", clause, f"{spot.name} may be null.", hooks, also=[f"{spot.base}.type"])
        yield _overlooking("other-case", clause, f"{spot.name} may be spelt in another case.", _respelt(spot))
    for rule, summary, lax in _misreadings(spot, keyword):
        yield _overlooking(rule, clause, f"{spot.name}: {summary}.", _all(spot, lax))
    if spot.path[-1:] == (ITEMS,) and keyword != "type":
        yield _overlooking(
            "first-only", clause, f"Only the first of {spot.name} is checked.", _checked(spot, keyword, 0)
        )
        yield _overlooking(
            "last-only", clause, f"Only the last of {spot.name} is checked.", _checked(spot, keyword, -1)
        )
    if keyword == "maxItems":
        yield _overlooking("distinct", clause, f"What {spot.name} has twice is counted once.", _distinct(spot))


def _misreadings(spot: Spot, keyword: str) -> Iterator[tuple[str, str, Lax]]:
    bound = spot.schema.get(keyword)
    if keyword in _BOUNDS:
        yield "off-by-one", "the bound is off by one", _bounded(keyword, bound)
    elif keyword == "enum":
        yield from _enums(
            [value for value in bound or () if isinstance(value, str)], parameter=spot.parameter is not None
        )
    elif keyword == "pattern":
        for reading in looser(str(bound)):
            yield reading.name, reading.summary, _text(reading.accepts)
    elif keyword == "type":
        yield from coercions(set(types(spot.schema)))


def _bounded(keyword: str, bound: Any) -> Lax:
    accepts, kinds = _BOUNDS[keyword], _KINDS[keyword]
    return lambda value: not isinstance(value, kinds) or isinstance(value, bool) or accepts(value, bound)


def _text(accepts: Callable[[str], bool]) -> Lax:
    return lambda value: not isinstance(value, str) or accepts(value)


def _enums(known: list[str], *, parameter: bool) -> Iterator[tuple[str, str, Lax]]:
    lower = {value.lower() for value in known}
    yield "any-case", "case is ignored", _text(lambda text: text.lower() in lower)
    yield "trimmed", "white space around it is ignored", _text(lambda text: text.strip() in known)
    yield "prefix", "a value may go on", _text(lambda text: any(text.startswith(value) for value in known))
    if not parameter:  # an empty value of a parameter may stand for one that is not given
        yield "empty", "an empty value is accepted", _text(lambda text: text in ("", *known))
    words = {_joined(value) for value in known}
    yield "joined", "case, hyphens and underscores are ignored", _text(lambda text: _joined(text) in words)


def _joined(text: str) -> str:
    return text.lower().replace("_", "").replace("-", "")


def _all(spot: Spot, lax: Lax) -> When:
    return lambda call: all(lax(value) for value in spot.values(call))


def _has_null(spot: Spot) -> When:
    return lambda call: all(spot.name in parent for parent in spot.parents(call))


def _respelt(spot: Spot) -> When:
    """Every object that lacks the member has one that is spelt like it but for case, hyphens and underscores."""
    wanted = _joined(spot.name)
    return lambda call: all(any(_joined(name) == wanted for name in parent) for parent in spot.parents(call))


def _checked(spot: Spot, keyword: str, place: int) -> When:
    """The item that is looked at is right."""
    from conformance.reference.service.reading.validation import broken_keywords  # noqa: PLC0415 - beside its only use

    def right(call: Call) -> bool:
        values = spot.values(call)
        return bool(values) and keyword not in broken_keywords(spot.schema, values[place])

    return right


def _distinct(spot: Spot) -> When:
    most = spot.schema["maxItems"]
    return lambda call: all(
        isinstance(value, list) and len({repr(item) for item in value}) <= most for value in spot.values(call)
    )


def _sometimes(clause: str, other: Spot | None, spot: Spot) -> Iterator[Fault]:
    """The clause overlooked in some requests only."""
    if spot.parameter is not None:
        return  # what breaks a parameter is sent a few times only
    yield _overlooking("once-in-ten", clause, "Not enforced in one request of ten.", every(10))
    if other is not None and other.name != spot.name and not set(other.path) & set(spot.path):
        yield _overlooking("beside", clause, f"Not enforced where {other.name} is given.", other.given)
        yield _overlooking("alone", clause, f"Not enforced where {other.name} is not given.", unless(other.given))
    if spot.required is False:
        yield _overlooking("at-random", clause, "Not enforced in one request of ten, at random.", at_random(0.1))
