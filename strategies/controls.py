"""The requests that everything else is mutated from: the operation's example, the smallest request and its contexts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations as choose
from math import prod
from typing import Any

from spec.clauses import clause_ids
from spec.operation import Operation
from spec.relations.alternatives import alternatives, of_query
from spec.relations.links import IN_BODY
from strategies import members as parts
from strategies.adapting.pinning import pinned
from strategies.bindings import chosen, created
from strategies.members import Member, members
from strategies.request import Case, Kind, Request
from strategies.serialisation import encoded
from strategies.serialisation import path as filled
from strategies.values.kinds import ABSENT, is_known
from strategies.values.ordinary import ordinary
from strategies.values.valid import classes

# So many combinations of value classes may have to be covered, by the strength; a larger array takes too long.
_COVERABLE = {1: 200, 2: 2_500, 3: 12_000}

Values = Mapping[str, str]


def path(operation: Operation, values: Values) -> str:
    """The operation's path with these values, percent-encoded; a parameter without a value stays as its placeholder."""
    return filled(operation, {name: encoded(value) for name, value in {**chosen(operation), **values}.items()})


def request(operation: Operation, values: Values, document: Any) -> Request:
    """A request for the operation with `document` as its JSON body and the parameters that it must have."""
    needed = {member.label: ordinary(member.schema) for member in members(operation, values) if _is_needed(member)}
    return parts.request(operation, values, needed).with_json(document)


def _is_needed(member: Member) -> bool:
    return member.parameter is not None and member.required


def example(operation: Operation, values: Values) -> Request:
    """The documentation's own request; the smallest valid one that names what it is about where it shows none."""
    operation = pinned(operation, values)
    shown = operation.request_example
    own = {
        member.label: member.parameter.example
        for member in members(operation)
        if member.parameter and member.parameter.example is not None
    }
    if not shown and not own:
        return _naming(operation, values)
    needed = [member for member in members(operation, values) if member.required]
    required = {member.label: ordinary(member.schema) for member in needed if not shown or member.parameter}
    return parts.request(operation, values, {**(shown or {}), **required, **own})


def smallest(operation: Operation, values: Values) -> Request:
    """A valid request with what is required only."""
    needed = [member for member in members(operation, values) if member.required]
    return parts.request(operation, values, {member.label: ordinary(member.schema) for member in needed})


def _naming(operation: Operation, values: Values) -> Request:
    """A valid request with what is required and one way to name each thing that can be named in several."""
    ways = {name for name, _ in _ways(operation, values)}
    needed = [member for member in members(operation, values) if member.required or member.label in ways]
    return parts.request(operation, values, {member.label: ordinary(member.schema) for member in needed})


def _ways(operation: Operation, values: Values) -> Iterator[tuple[str, frozenset[str]]]:
    """For each thing that can be named in several ways the way to take, a value that is known first, and the others.

    Ways are the labels of members.
    """
    known = {name.removeprefix(IN_BODY) for name in (*created(operation), *values)}
    order = {member.label: (member.name not in known, number) for number, member in enumerate(members(operation))}
    of_parameters = (frozenset(f"query.{name}" for name in group) for group in of_query(operation))
    for group in (*alternatives(operation.request_schema), *of_parameters):
        # The members of a union are not set one by one.
        if group <= order.keys():
            way = min(group, key=order.__getitem__)
            yield way, group - {way}


def full(operation: Operation, values: Values) -> Request:
    """A valid request with everything: every member of the body, every parameter whose type is known.

    Where several members name one thing, it has one of them: many services take no more.
    """
    spared = {name for _, others in _ways(operation, values) for name in others}
    known = [
        member
        for member in members(operation, values)
        if member.required or (is_known(member.schema) and member.label not in spared)
    ]
    return parts.request(operation, values, {member.label: ordinary(member.schema, 0, 1) for member in known})


def member_classes(operation: Operation, values: Values | None = None) -> dict[str, dict[str, Any]]:
    """The value classes of every member of a request, by the member's label and the name of the class."""
    return {
        member.label: classes(member.schema, required=member.required)
        for member in members(operation, values)
        if member.required or is_known(member.schema)
    }


def covering(operation: Operation, strength: int, values: Values | None = None) -> list[dict[str, Any]]:
    """Valid choices in which every `strength` members take every combination of their value classes together.

    Where a request has so many members that this is too much, each member has fewer classes, and as many members as
    can be combined are; the others come and go together.

    Returns:
        The values by the members' labels; what is left out is not there.
    """
    found = member_classes(operation, values)
    if not found:
        return []
    kept = _reduced(found, strength)
    rest = [name for name in found if name not in kept]
    rows = _rows(tuple((name, *labels) for name, labels in kept.items()), min(strength, len(kept)))
    for number, row in enumerate(rows):
        row.update({name: list(found[name])[:: -1 if number % 2 else 1][0] for name in rest})
    return [_chosen(found, row) for row in rows]


def _reduced(found: Mapping[str, Mapping[str, Any]], strength: int) -> dict[str, list[str]]:
    """The classes that are combined: fewer for each member, and then fewer members, until they can be covered."""
    labels = {name: list(values) for name, values in found.items()}
    for most in (6, 4, 3, 2):
        if _size(list(labels.values()), strength) <= _COVERABLE[strength]:
            return labels
        labels = {name: _fewer(names, most) for name, names in labels.items()}
    while len(labels) > strength and _size(list(labels.values()), strength) > _COVERABLE[strength]:
        labels.popitem()
    return labels


def _fewer(names: list[str], most: int) -> list[str]:
    return names if len(names) <= most else [*names[: most - 1], names[-1]]


def _size(labels: Sequence[Sequence[str]], strength: int) -> int:
    """How many combinations there are to be covered."""
    counts = [len(names) for names in labels]
    if len(counts) > 60:
        return 10**9
    return sum(prod(group) for group in choose(counts, min(strength, len(counts))))


@cache
def _made(classes: tuple[tuple[str, ...], ...], strength: int) -> tuple[Mapping[str, str], ...]:
    import covertable  # noqa: PLC0415 - loaded only where combinations are sent

    return tuple(covertable.make({name: names for name, *names in classes}, strength=strength))


def _rows(classes: tuple[tuple[str, ...], ...], strength: int) -> list[dict[str, str]]:
    """A covering array over the names of value classes, each list of them headed by its member; it takes a while."""
    if len(classes) == 1:
        ((name, *names),) = classes
        return [{name: label} for label in names]
    return [dict(row) for row in _made(classes, strength)]


def _chosen(values: Mapping[str, Mapping[str, Any]], row: Mapping[str, str]) -> dict[str, Any]:
    chosen = {name: values[name][row[name]] for name in values}
    return {name: value for name, value in chosen.items() if value is not ABSENT}


def controls(operation: Operation, values: Values) -> list[Case]:
    """The accepted requests that everything is mutated from: the plain ones, then a pairwise covering array.

    The first is the documentation's own example, the second has every member. A request that is the same as an
    earlier one is not there.
    """
    requests = {
        "example": example(operation, values),
        "full": full(operation, values),
        "smallest": smallest(operation, values),
    }
    for number, row in enumerate(covering(operation, 2, values), 1):
        requests[f"pair-{number:02}"] = parts.request(operation, values, row)
    clause = operation.success
    distinct: dict[Request, str] = {}
    for name, sent in requests.items():
        distinct.setdefault(sent, name)
    return [
        Case(id=f"{clause}/{name}", clause=clause, request=sent, operation=operation.name, kind=Kind.CONTROL)
        for sent, name in distinct.items()
    ]


def additions(operation: Operation, values: Values, labels: Collection[str]) -> list[Case]:
    """The smallest valid request with one optional member more, once for each of these labels."""
    clause = operation.clause_id(clause_ids.COMBINATION)
    base = {member.label: ordinary(member.schema) for member in members(operation, values) if member.required}
    control = next(iter(controls(operation, values)))
    return [
        Case(
            id=f"{clause}/with-{member.label}",
            clause=clause,
            request=parts.request(operation, values, {**base, member.label: ordinary(member.schema)}),
            change=f"{member.label} is added to what is required",
            control=control,
            operation=operation.name,
            kind=Kind.VALID,
        )
        for member in members(operation, values)
        if member.label in labels
    ]


def omissions(operation: Operation, values: Values, labels: Collection[str]) -> list[Case]:
    """The smallest valid request without an optional member that a target needs, once for each of these labels.

    Args:
        operation: the operation, all of whose requests have these members.
        values: of the parameters of its path.
        labels: of the members.
    """
    base = {member.label: ordinary(member.schema) for member in members(operation, values) if member.required}
    needed = [member for member in members(operation, values) if member.label in labels]
    control = next(iter(controls(operation, values)))
    return [
        Case(
            id=f"{clause}/absent@{control.name}",
            clause=clause,
            request=parts.request(operation, values, {**base, member.label: ABSENT}),
            change=f"{member.name} is left out",
            control=control,
            operation=operation.name,
            kind=Kind.VALID,
        )
        for member in needed
        for clause in (operation.clause_id(_optional(member)),)
    ]


def _optional(member: Member) -> str:
    """The local id of the clause that a member may be left out."""
    if member.parameter is not None:
        return clause_ids.parameter(member.parameter.location, member.name, "optional")
    return clause_ids.request_member((member.name,), "optional")


def is_control(case: Case) -> bool:
    """Whether the case is one that others are mutated from."""
    return case.kind is Kind.CONTROL


def combinations(operation: Operation, values: Values) -> list[Case]:
    """Valid requests: a 3-way covering array over the value classes of all members."""
    clause = operation.clause_id(clause_ids.COMBINATION)
    return [
        Case(
            id=f"{clause}/triple-{number:03}",
            clause=clause,
            request=parts.request(operation, values, row),
            change=", ".join(row),
            operation=operation.name,
            kind=Kind.VALID,
        )
        for number, row in enumerate(covering(operation, 3, values), 1)
    ]
