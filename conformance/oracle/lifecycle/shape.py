"""Members of a resource: which have no value to speak of, and which stay as they are while nobody changes them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from conformance.oracle.answer.members import unset
from conformance.oracle.judgement import Judgement
from conformance.oracle.lifecycle.model import Path
from conformance.oracle.lifecycle.standing import Standing
from conformance.oracle.oracle import Oracle
from spec.operation import types

_MOVING = re.compile(r"[sS]tat(?:e|us)(?![a-z])|[pP]hase|[pP]rogress|[pP]ercent|^[lL]ast(?!Name)[A-Z_]")


def shapeless(oracle: Oracle, where: Standing, documents: Iterable[object]) -> dict[Path, Judgement]:
    """What is said of the members of a resource, or of any of a list, that are of a wrong type or missing.

    Args:
        oracle: of the operation that answered.
        where: the resource stands in its answers.
        documents: the answers' bodies.
    """
    prefix = where.steps if where.items is None else where.items
    found: dict[Path, Judgement] = {}
    for document in documents:
        for pointer, judgement in oracle.answers.shapeless(document).items():
            steps = tuple(step for step in pointer.split("/")[1:] if not step.isdecimal())
            if steps[: len(prefix)] == prefix:
                found.setdefault(steps[len(prefix) :], judgement)
    return found


def touching(path: Path, members: Mapping[Path, Judgement]) -> Judgement | None:
    """What is said of a member, of what it stands inside, or of what is inside it; None where nothing is."""
    return next((said for member, said in members.items() if path[: len(member)] == member[: len(path)]), None)


def moves(name: str, schema: Mapping[str, Any]) -> bool:
    """Whether a member may change by itself: a time, a state, or what has parts.

    A state whose values no source lists is known by its name: `status`, `StateTransitionReason`, `LastResult`.
    """
    stated = "enum" in schema or "format" in schema or "object" in types(schema) or "array" in types(schema)
    return stated or _MOVING.search(name) is not None


def keeps_inside(schema: Mapping[str, Any], before: Any, after: Any) -> bool:
    """Whether a list of objects that a request gave still has the same ones, in any order.

    An example. The participants of a session are read twice. What the service adds to each, a number of its own, may
    be set later; once it is set, it stays.
    """
    inner = schema.get("items", {}).get("properties", {})
    kept = [name for name, member in inner.items() if not moves(name, member)]
    if not isinstance(before, list) or not isinstance(after, list) or not kept or len(before) != len(after):
        return True
    left = list(after)
    # What is fixed finds its own first: an item with an open part fits several.
    for item in sorted(before, key=partial(_open_parts, names=kept)):
        match = next((other for other in left if _same_parts(item, other, kept)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _open_parts(item: Any, names: Collection[str]) -> int:
    return sum(unset(item.get(name)) for name in names) if isinstance(item, dict) else len(names)


def _same_parts(before: Any, after: Any, names: Collection[str]) -> bool:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return True
    return all(unset(before.get(name)) or before[name] == after.get(name) for name in names)
