"""How the members of one answer fit each other and the time, as the checks of a contract's ledger say.

Each function is a check of `spec.clauses.checks`. It takes the clause, the answer's document, the expectation of its
request and the time of the answer in seconds since the epoch. It judges what is well-formed only: what is not
breaks a clause of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.oracle.answer.members import instances, split, told, unset
from conformance.oracle.answer.timestamps import Instant, parse
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Judgement, failed, passed
from spec.clauses.clause import Clause

_ANY_OFFSET = timedelta(hours=14)

Relation = Callable[[Clause, Any, Expectation, float], Iterator[Judgement]]


def now(clause: Clause, document: Any, _expectation: Expectation, answered_at: float) -> Iterator[Judgement]:
    """`with: {member, seconds}`: the member is an instant no further than so many seconds from the answer's."""
    skew = timedelta(seconds=clause.arguments["seconds"])
    for pointer, value in instances(document, split(clause.arguments["member"])):
        moment = parse(value)
        if moment:
            yield _near(clause.id, moment, skew, answered_at, value, pointer)
        # A number is an instant unless it lies beyond every calendar, as milliseconds taken for seconds do.
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield failed(clause.id, "seconds since the epoch", told(value), pointer)


def _near(clause: str, moment: Instant, skew: timedelta, answered_at: float, raw: Any, pointer: str) -> Judgement:
    # Without an offset the time may be any place's local time.
    allowed = skew + moment.resolution + (timedelta(0) if moment.zoned else _ANY_OFFSET)
    current = datetime.fromtimestamp(answered_at, UTC)
    if abs(moment.moment - current) <= allowed:
        return passed(clause)
    actual = f"{told(raw)}, that is {moment.moment:%Y-%m-%dT%H:%M:%SZ}"
    return failed(clause, f"about {current:%Y-%m-%dT%H:%M:%SZ}", actual, pointer)


def order(clause: Clause, document: Any, _expectation: Expectation, _answered_at: float) -> Iterator[Judgement]:
    """`with: {earlier, later}`: one instant is not before the other."""
    for (_, before), (pointer, after) in _together(document, clause.arguments["earlier"], clause.arguments["later"]):
        earlier, later = parse(before), parse(after)
        if not earlier or not later:
            continue
        # Two notations of the same instant may differ by what the coarser one cannot express.
        same = earlier.resolution == later.resolution
        slack = timedelta(0) if same else max(earlier.resolution, later.resolution)
        if earlier.moment - later.moment <= slack or earlier.zoned != later.zoned:
            yield passed(clause.id)
        else:
            yield failed(clause.id, f"not before {told(before)}", told(after), pointer)


def never(clause: Clause, document: Any, _expectation: Expectation, _answered_at: float) -> Iterator[Judgement]:
    """`with: {member, values}`: the member has none of the values."""
    values = clause.arguments["values"]
    for pointer, value in instances(document, split(clause.arguments["member"])):
        if isinstance(value, str):
            wrong = value in values
            yield failed(clause.id, clause.sentence, value, pointer) if wrong else passed(clause.id)


def unset_while(clause: Clause, document: Any, _expectation: Expectation, _answered_at: float) -> Iterator[Judgement]:
    """`with: {member, when: {member, value}}`: the member is not set while another one has the value."""
    when: Mapping[str, Any] = clause.arguments["when"]
    for (_, state), (pointer, value) in _together(document, when["member"], clause.arguments["member"]):
        if state != when["value"]:
            continue
        if unset(value):
            yield passed(clause.id)
        else:
            yield failed(clause.id, clause.sentence, told(value), pointer)


def at_most(clause: Clause, document: Any, expectation: Expectation, _answered_at: float) -> Iterator[Judgement]:
    """`with: {member, parameter}`: the list has no more items than the request's parameter says."""
    bound = expectation.parameters.get(clause.arguments["parameter"])
    if not isinstance(bound, int):
        return
    for pointer, value in instances(document, split(clause.arguments["member"])):
        if isinstance(value, list):
            few = len(value) <= bound
            yield passed(clause.id) if few else failed(clause.id, f"at most {bound}", f"{len(value)}", pointer)


def _together(document: Any, one: str, other: str) -> Iterator[tuple[tuple[str, Any], tuple[str, Any]]]:
    """Two members of the same objects."""
    return zip(instances(document, split(one)), instances(document, split(other)), strict=True)


RELATIONS: Mapping[str, Relation] = {
    "now": now,
    "order": order,
    "never": never,
    "unset-while": unset_while,
    "at-most": at_most,
}
