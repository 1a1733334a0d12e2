"""What faults and variants are made of: conditions on a call, and hooks that act when one holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.http import refusal
from conformance.reference.service.errors import refused
from conformance.selftest.faults.spots import concerns
from spec.operation import BAD_REQUEST, NOT_FOUND, Operation

When = Callable[[Call], bool]
Change = Callable[[Reply], Reply]


def always(_call: Call) -> bool:
    """On every request."""
    return True


def both(*conditions: When) -> When:
    """All of them hold."""
    return lambda call: all(condition(call) for condition in conditions)


def unless(condition: When) -> When:
    """It does not hold."""
    return lambda call: not condition(call)


def every(count: int, when: When = always, *, key: str = "count") -> When:
    """Every `count`-th request on which `when` holds."""

    def turn(call: Call) -> bool:
        if not when(call):
            return False
        call.memory[key] = call.memory.get(key, 0) + 1
        return bool(call.memory[key] % count == 0)

    return turn


def at_random(share: float, when: When = always) -> When:
    """This share of the requests on which `when` holds; the same ones in every run."""

    def turn(call: Call) -> bool:
        if not when(call):
            return False
        chance: random.Random = call.memory.setdefault("chance", random.Random(7))  # noqa: S311 - repeatable on purpose
        return chance.random() < share

    return turn


def overlooks(*clauses: str, when: When = always) -> Hooks:
    """Accepts what breaks these clauses only."""
    return Hooks(excuses=lambda clause, call: clause in clauses and when(call))


def finds(operation: Operation, when: When, *clauses: str) -> Hooks:
    """Finds what a path names although it does not exist, on the requests on which `when` holds.

    An operation that creates does so below it. One that works on what was created answers as it did last.

    Args:
        operation: the operation.
        when: whether a request is meant.
        clauses: what the reference would find broken: that the path's parameter exists, and what its value breaks.
    """
    key = f"answered-{operation.name}"

    def after(call: Call, reply: Reply) -> Reply:
        if succeeded(operation, call, reply):
            call.memory[key] = call.values, reply
        elif reply.status == NOT_FOUND and concerns(operation, call) and key in call.memory and when(call):
            last: Reply = call.memory[key][1]
            return last
        return reply

    return Hooks(excuses=overlooks(*clauses, when=when).excuses, after=after)


def last_found(operation: Operation, call: Call, name: str, otherwise: str) -> str:
    """The value of a path's parameter in the last request for the operation that was answered with success."""
    values, _reply = call.memory.get(f"answered-{operation.name}", ({}, None))
    found: str = values.get(name, otherwise)
    return found


def invalid(operation: Operation, message: str = "The request is refused.") -> Reply:
    """The documented refusal of invalid input."""
    return refusal(refused(operation, BAD_REQUEST, message))


def succeeded(operation: Operation, call: Call, reply: Reply) -> bool:
    """Whether this is the answer of success to a request for the operation."""
    return reply.status == operation.success_status and concerns(operation, call)


def successes(operation: Operation, change: Callable[[Call, Reply], Reply], when: When = always) -> Hooks:
    """Changes answers of success."""

    def after(call: Call, reply: Reply) -> Reply:
        return change(call, reply) if succeeded(operation, call, reply) and when(call) else reply

    return Hooks(after=after)


def refuses(operation: Operation, when: When) -> Hooks:
    """Refuses valid requests as invalid."""
    return successes(operation, lambda _call, _reply: invalid(operation), when)


def crashes(operation: Operation, when: When) -> Hooks:
    """Fails with a server error before anything else is looked at."""

    def before(call: Call) -> Reply | None:
        if not concerns(operation, call) or not when(call):
            return None
        return refusal(refused(operation, 500, "Something went wrong."))

    return Hooks(before=before)


def refusals(operation: Operation, change: Change, when: Callable[[Call, Reply], bool]) -> Hooks:
    """Changes the answers of one operation that are no success, where `when` holds."""

    def after(call: Call, reply: Reply) -> Reply:
        refused_ = reply.status >= BAD_REQUEST and concerns(operation, call)
        return change(reply) if refused_ and when(call, reply) else reply

    return Hooks(after=after)


def of_status(status: int) -> Callable[[Call, Reply], bool]:
    """A refusal of this status."""
    return lambda _call, reply: reply.status == status


def with_status(code: int) -> Change:
    """Gives a reply another status."""
    return lambda reply: replace(reply, status=code)


def constant(value: Any) -> Callable[[Any], Any]:
    """A change of any value to this one."""
    return lambda _value: value
