"""Rules for what several members of an answer, or several answers, must say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.answers.facts import instant
from conformance.selftest.faults.documents import assigned, at, edited, with_document
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.literals import word
from conformance.selftest.faults.rules.existence import existence
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.spots import concerns, optional
from conformance.selftest.faults.tools import always, constant, every, invalid, successes
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause import Clause
from spec.clauses.clause_ids import REPEATABLE, response_member
from spec.names import repeatable
from spec.nodes import walk
from spec.operation import Operation, Schema

Path = tuple[str, ...]
Made = Callable[[Call, Any], Any]


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Every clause of a ledger whose check is known here, broken; and existence and repetition."""
    for clause in clauses:
        rule = _CHECKS.get(clause.check)
        if clause.operation == operation.name and rule is not None:
            yield from rule(operation, clause)
    yield from existence(operation)
    yield from _flapping(operation)


def _path(clause: Clause, argument: str = "member") -> Path:
    return tuple(str(clause.arguments[argument]).split("."))


def _schema(operation: Operation, path: Path) -> Schema:
    return next((node.schema for node in walk(operation.response_schema) if node.path == path), {})


def _sets(operation: Operation, path: Path, make: Callable[[Any], Any]) -> Hooks:
    """Gives a member another value, also where it is not set."""

    def change(document: Any) -> Any:
        return edited(assigned(document, path, lambda: make(None)), path, make)

    return successes(operation, lambda _call, reply: with_document(change)(reply))


def _instants(operation: Operation, clause: Clause) -> Iterator[Fault]:
    """An instant that is not now."""
    path = _path(clause)
    schema = _schema(operation, path)
    late = int(clause.arguments.get("seconds", 0)) + 60
    shifts = {"long-ago": -timedelta(days=2000), "just-late": timedelta(seconds=late), "far-off": timedelta(days=9000)}
    for rule, shift in shifts.items():
        hooks = _sets(operation, path, _shifted(schema, shift))
        yield named(rule, clause.id, f"{path[-1]} is off by {shift}.", hooks)
    hooks = _sets(operation, path, lambda _value: instant(schema, datetime(1970, 1, 1, tzinfo=UTC)))
    yield named("epoch", clause.id, f"{path[-1]} is the beginning of the epoch.", hooks)
    tenth = every(10)
    change = with_document(lambda document: edited(document, path, lambda _value: instant(schema, _old())))
    hooks = successes(operation, lambda _call, reply: change(reply), tenth)
    yield named("once-in-ten", clause.id, f"{path[-1]} is years ago one time in ten.", hooks)


def _shifted(schema: Schema, shift: timedelta) -> Callable[[Any], Any]:
    return lambda _value: instant(schema, datetime.now(UTC) + shift)


def _old() -> datetime:
    return datetime.now(UTC) - timedelta(days=2000)


def _orders(operation: Operation, clause: Clause) -> Iterator[Fault]:
    """The later instant before the earlier one."""
    path = _path(clause, "later")
    schema = _schema(operation, path)
    hooks = _sets(operation, path, lambda _value: instant(schema, datetime.now(UTC) - timedelta(minutes=5)))
    yield named("swapped", clause.id, f"{path[-1]} is before {clause.arguments['earlier']}.", hooks)


def _never(operation: Operation, clause: Clause) -> Iterator[Fault]:
    """A value that the member never has."""
    path = _path(clause)
    for number, value in enumerate(clause.arguments["values"]):
        hooks = _sets(operation, path, constant(value))
        yield named(f"forbidden-{number}", clause.id, f"{path[-1]} is {value}.", hooks)


def _while(operation: Operation, clause: Clause) -> Iterator[Fault]:
    """A member that is set while it must not be."""
    path = _path(clause)
    schema = _schema(operation, path)
    hooks = _sets(operation, path, lambda _value: instant(schema, datetime.now(UTC) + timedelta(days=30)))
    yield named("set", clause.id, f"{path[-1]} is set too early.", hooks)


def _unique(operation: Operation, clause: Clause) -> Iterator[Fault]:
    """Ids that come twice."""
    path = _path(clause)
    own = word(clause.id)
    for rule, summary, make in (
        ("fixed", "is always the same", lambda _call, _value: own),
        ("in-turn", "is one of ten in turn", lambda call, _value: f"{own}-{call.number % 10}"),
        ("in-pairs", "is given twice", _in_pairs),
        ("by-request", "follows from the request", lambda call, _value: f"{own}-{_digest(call.body)}"),
        ("rarely-again", "is a constant one time in fifty", _rarely(own)),
    ):
        hooks = successes(operation, _making(path, make))
        yield named(rule, clause.id, f"{path[-1]} {summary}.", hooks, literals=(own,))


def _making(path: Path, make: Made) -> Callable[[Call, Reply], Reply]:
    return lambda call, reply: with_document(lambda document: edited(document, path, lambda value: make(call, value)))(
        reply
    )


def _digest(body: bytes) -> str:
    return f"{sum(place * byte for place, byte in enumerate(body, 1)) % 100_003:05}"


def _in_pairs(call: Call, value: Any) -> Any:
    """Every second one is that of the one before."""
    if "pair" in call.memory:
        return call.memory.pop("pair")
    call.memory["pair"] = value
    return value


def _rarely(own: str) -> Made:
    fiftieth = every(50, key="fifty")
    return lambda call, value: own if fiftieth(call) else value


def _isolated(operation: Operation, clause: Clause) -> Iterator[Fault]:
    """What an earlier request gave shows in an answer to one that gave nothing."""
    parent = _path(clause)
    shown = {node.path[-1]: node.path for node in walk(operation.response_schema) if node.path[:-1] == parent}
    for spot in optional(operation):
        path = shown.get(spot.name)
        if path is not None and spot.path:
            hooks = successes(operation, _leaking(spot.name, path))
            summary = f"{spot.name} shows where an earlier request gave it."
            near = operation.clause_id(REPEATABLE)
            yield named(f"leaks-{spot.name}", clause.id, summary, hooks, kind="leak", near=near)
    for spot_name, path in shown.items():
        echo = operation.clause_id(response_member(path, "echo"))
        if spot_name in operation.request_schema.get("required", ()):
            hooks = successes(operation, _lagging(spot_name, path))
            yield named("of-the-one-before", echo, f"{spot_name} is that of the request before.", hooks)


def _leaking(name: str, path: Path) -> Callable[[Call, Reply], Reply]:
    def change(call: Call, reply: Reply) -> Reply:
        if call.document.get(name) not in (None, ""):
            call.memory[name] = at(reply.document, path)
            return reply
        if call.memory.get(name) is None:
            return reply
        return with_document(lambda document: _put(document, path, call.memory[name]))(reply)

    return change


def _lagging(name: str, path: Path) -> Callable[[Call, Reply], Reply]:
    def change(call: Call, reply: Reply) -> Reply:
        now = at(reply.document, path)
        before = call.memory.get(name, now)
        call.memory[name] = now
        return with_document(lambda document: _put(document, path, before))(reply)

    return change


def _put(document: Any, path: Path, value: Any) -> Any:
    return edited(
        document, path[:-1], lambda parent: {**parent, path[-1]: value} if isinstance(parent, dict) else parent
    )


def _flapping(operation: Operation) -> Iterator[Fault]:
    """Requests on which the documentation is silent, accepted and refused in turn."""
    if not repeatable(operation):
        return
    known = operation.request_schema.get("properties", {})
    clause = operation.clause_id(REPEATABLE)
    for rule, summary, when in (
        ("flaps-on-null", "null for an optional member", lambda call: _nulls(operation, call)),
        ("flaps-on-unknown", "an unknown member", lambda call: bool(call.document.keys() - known.keys())),
    ):
        if known:
            yield named(
                rule, clause, f"What has {summary} is accepted and refused in turn.", _turning(operation, when, 2)
            )
    hooks = _turning(operation, always, 3)
    yield named("flaps", clause, "Every third request is refused.", hooks, also=(operation.success,))


def _nulls(operation: Operation, call: Call) -> bool:
    return any(spot.path and spot.name in call.document and not spot.given(call) for spot in optional(operation))


def _turning(operation: Operation, when: Callable[[Call], bool], count: int) -> Hooks:
    turn = every(count, when, key="flap")

    def after(call: Call, reply: Reply) -> Reply:
        return replace(invalid(operation), broken=()) if concerns(operation, call) and turn(call) else reply

    return Hooks(after=after)


def _at_most(operation: Operation, clause: Clause) -> Iterator[Fault]:
    """One item more than the parameter says."""
    path, name = _path(clause), str(clause.arguments["parameter"])
    own = next(spot for spot in optional(operation) if spot.name == name)

    def change(call: Call, reply: Reply) -> Reply:
        most = own.values(call)[0]

        def longer(items: Any) -> Any:
            return [*items, *items[:1] * (most + 1 - len(items))] if items and len(items) <= most else items

        return with_document(lambda document: edited(document, path, longer))(reply)

    hooks = successes(operation, change, own.given)
    yield named("one-more", clause.id, f"A page has one item more than {name} says.", hooks)


_CHECKS: dict[str, Callable[[Operation, Clause], Iterator[Fault]]] = {
    "now": _instants,
    "order": _orders,
    "never": _never,
    "unset-while": _while,
    "unique": _unique,
    "isolated": _isolated,
    "at-most": _at_most,
}
