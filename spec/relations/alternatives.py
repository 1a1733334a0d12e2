"""Members that name one thing in several ways: `Group` and `GroupName`, `thingName` and `thingArn`, an id or a name.

Each of them is optional, since another one may stand in its place. That one of them is needed, or that no more than one
may be given, is said in words only, if at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from spec.names import READING, plain, technical, verb
from spec.nodes import walk
from spec.operation import Operation, Schema, types

# The ways to name a thing, the longer word first: `groupIdentifier` ends in no other one.
_WAYS = ("identifier", "name", "arn", "id")
_PAIR = 2


def alternatives(schema: Schema) -> tuple[frozenset[str], ...]:
    """The groups of optional texts of an object that name one thing, for example `({"Group", "GroupName"},)`.

    Args:
        schema: of the object.
    """
    needed = schema.get("required", ())
    members = schema.get("properties", {})
    names = [name for name, member in members.items() if name not in needed and _may_name(member)]
    return _groups(names)


def within(schema: Schema) -> frozenset[tuple[str, ...]]:
    """The paths of all members of a body that have others beside them for the same thing."""
    return frozenset(
        (*node.path, name) for node in walk(schema) for group in alternatives(node.schema) for name in group
    )


def only_choices(schema: Schema) -> frozenset[tuple[str, ...]]:
    """The paths of the members that are the only one of a union: of one, a union must have them."""
    unions = ((node.path, node.schema) for node in walk(schema) if "properties" in node.schema)
    choices = [(path, union["oneOf"]) for path, union in unions if len(union.get("oneOf", ())) == 1]
    return frozenset((*path, name) for path, (only,) in choices for name in only.get("required", ()))


def of_query(operation: Operation) -> tuple[frozenset[str], ...]:
    """The groups of optional parameters of an operation's query that name one thing."""
    return _groups(
        [
            parameter.name
            for parameter in operation.at("query")
            if not parameter.required and _may_name(parameter.schema)
        ]
    )


def dependent(operation: Operation) -> tuple[frozenset[str], ...]:
    """The groups of members and parameters that words make depend on each other (`x-dependent`), by their names."""
    return tuple(frozenset(group) for group in operation.definition.get("x-dependent", ()))


def undecided_choice(groups: Iterable[frozenset[str]], given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a request gives of the groups of which only words say if it may: none of a group's names, or several.

    Of three names that depend on each other, one may need another one: "either a task, or a start and an end".

    Args:
        groups: the names that depend on each other.
        given: the values that the request sets, by name.

    Returns:
        the values by name, empty where it gives none of them; None where it gives exactly one name of every pair.
    """
    chosen = [(group, {name: given[name] for name in sorted(group.intersection(given))}) for group in groups]
    unsure = [values for group, values in chosen if len(values) != 1 or len(group) > _PAIR]
    return {name: value for values in unsure for name, value in values.items()} if unsure else None


def asks_for_nothing(operation: Operation, given: Collection[str]) -> bool:
    """Whether a request that is to change something says nothing of what, where no member has to be given.

    One that makes what its path names by a new name says enough.

    Args:
        operation: the operation.
        given: the members that the request's body sets to more than an empty value.
    """
    schema = operation.request_schema
    if schema.get("required") or not schema.get("properties") or verb(operation.name) in READING:
        return False
    if any(parameter.fresh for parameter in operation.at("path")):
        return False
    return all(technical(name) or plain(name).endswith("token") for name in given)


def _groups(names: Sequence[str]) -> tuple[frozenset[str], ...]:
    by_thing: dict[str, set[str]] = {}
    for name in names:
        by_thing.setdefault(_thing(name), set()).add(name)
    return tuple(frozenset(found) for thing, found in by_thing.items() if len(found) > 1)


def _thing(name: str) -> str:
    """What a member names: `group` of `GroupName`, of `groupArn` and of `Group`."""
    text = plain(name)
    return next((text.removesuffix(way) for way in _WAYS if text.endswith(way)), text)


def _may_name(schema: Schema) -> bool:
    return types(schema) == ("string",) and "enum" not in schema and "format" not in schema


def named_otherwise(groups: Iterable[frozenset[str]], given: Collection[str], known: Collection[str]) -> bool:
    """Whether a request names a thing in none of its ways, in several, or in one that nothing is known of.

    Args:
        groups: the members that name one thing, by thing.
        given: the members that the request sets.
        known: those whose value is known to name something.
    """
    named = [group.intersection(given) for group in groups]
    return any(len(ways) != 1 or not ways.issubset(known) for ways in named)
