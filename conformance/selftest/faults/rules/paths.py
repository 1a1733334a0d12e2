"""Rules for which requests reach an operation: by the values in its path, by the path itself, and by the method."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.reference.api import Reroute
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.reading.validation import broken_keywords
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.spots import concerns
from conformance.selftest.faults.tools import finds, invalid, succeeded
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import METHOD, PATH, parameter
from spec.clauses.ledger import allowances
from spec.contract import load
from spec.methods import harmless, undocumented
from spec.names import plain
from spec.operation import NOT_FOUND, Operation
from spec.parameter import Parameter
from spec.paths import reached

_LENGTHS = ("minLength", "maxLength")


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Every clause on the path and on the method broken."""
    for stated in operation.at("path"):
        yield from _values(operation, stated, clauses)
    for method in (*harmless(operation), *undocumented(operation, ("GET",))):
        hooks = _taken(operation, _by(operation, method))
        clause = operation.clause_id(METHOD)
        yield named(f"by-{method.lower()}", clause, f"{method} works like {operation.method}.", hooks)
    yield from _paths(operation)


def _by(operation: Operation, method: str) -> Callable[[Call], bool]:
    return lambda call: call.method == method and _is_own(operation, call)


def _values(operation: Operation, stated: Parameter, clauses: Catalogue) -> Iterator[Fault]:
    exists = operation.clause_id(f"request.path.{stated.name}.exists")
    for keyword in stated.schema:
        clause = operation.clause_id(parameter("path", stated.name, keyword))
        if clause not in clauses:
            continue

        def breaks(call: Call, keyword: str = keyword) -> bool:
            return keyword in broken_keywords(stated.schema, call.values[stated.name])

        # Without the last id, the path is another one.
        last = operation.template.endswith(f"{{{stated.name}}}")
        if not (keyword == "minLength" and stated.schema[keyword] <= 1 and last):
            summary = f"What breaks {clause} exists."
            yield named("exists", clause, summary, finds(operation, breaks, exists, clause))
        if keyword in _LENGTHS and not stated.fresh:
            hooks = _refused_at(operation, stated.name, stated.schema[keyword])
            yield named("edge", clause, f"An unknown {stated.name} of this length is answered as invalid.", hooks)
    clause = operation.clause_id(parameter("path", stated.name, "required"))
    without = operation.template.replace(f"/{{{stated.name}}}", "")
    pattern = _pattern(without)
    hooks = _taken(operation, lambda call: call.method == operation.method and pattern.fullmatch(call.path) is not None)
    yield named("left-out", clause, f"{stated.name} may be left out of the path.", hooks)


def _refused_at(operation: Operation, name: str, size: int) -> Hooks:
    def after(call: Call, reply: Reply) -> Reply:
        hit = reply.status == NOT_FOUND and concerns(operation, call) and len(call.values[name]) == size
        return invalid(operation) if hit else reply

    return Hooks(after=after)


def _paths(operation: Operation) -> Iterator[Fault]:
    clause = operation.clause_id(PATH)
    own = _pattern(operation.template).pattern
    parent = _pattern(operation.template.rpartition("/")[0]).pattern
    for rule, summary, pattern in (
        ("any-path", "Every path works.", ".*"),
        ("below-a-prefix", "What stands before the path is overlooked.", f"/.+{own}"),
        ("longer", "What follows the path is overlooked.", f"{own}.+"),
        ("singular", "The singular of the path works.", own.removesuffix("s")),
        ("parent", "The path of what is above works.", parent),
    ):
        compiled = re.compile(pattern)
        if (rule == "singular" and not own.endswith("s")) or not pattern:
            continue  # it has no singular, and above a path of one step there is nothing
        if rule == "longer" and _ends_in_arn(operation):
            continue  # what follows may be a part of the ARN
        if rule == "parent" and reached(operation.document, operation.template.rpartition("/")[0]):
            continue  # that is the path of another operation

        def hits(call: Call, compiled: re.Pattern[str] = compiled) -> bool:
            own_path = _is_own(operation, call)
            return not own_path and call.method == operation.method and compiled.fullmatch(call.path) is not None

        yield named(rule, clause, summary, _taken(operation, hits))


def _ends_in_arn(operation: Operation) -> bool:
    """Whether a path ends in an ARN, which may have slashes."""
    last = plain(operation.template.rpartition("/")[2].strip("{}"))
    return last.endswith("arn") and "slashes-in-arns" in allowances(load(operation.contract))


def _pattern(template: str) -> re.Pattern[str]:
    """A path template as a pattern."""
    parts = re.split(r"\{[^}]*\}", template)
    return re.compile("[^/]+".join(map(re.escape, parts)))


def _is_own(operation: Operation, call: Call) -> bool:
    return _pattern(operation.template).fullmatch(call.path) is not None


def _taken(operation: Operation, when: Callable[[Call], bool]) -> Hooks:
    """Takes a request for the last one that the operation answered with success, but for the body if it has one.

    What was deleted cannot be deleted again, and a name that was given is taken: such a request is answered as the
    last one was.
    """
    once = operation.method == "DELETE" or any(each.fresh for each in operation.at("path"))
    key = f"last-{operation.name}"

    def anywhere(call: Call) -> Reply | None:
        known: tuple[Call, Reply] | None = call.memory.get(key)
        # With a path of its own that exists, the request is what it says.
        if known is None or not when(call) or (call.path == known[0].path and call.method == operation.method):
            return None
        last, answered = known
        if once:
            return answered
        reroute: Reroute = call.memory["api"]
        return reroute(replace(last, body=call.body or last.body, headers=call.headers, memory=call.memory))

    def after(call: Call, reply: Reply) -> Reply:
        if succeeded(operation, call, reply):
            call.memory[key] = call, reply
        return reply

    return Hooks(anywhere=anywhere, after=after)
