"""One-point changes of an accepted request: the form that boundaries, violations and unspecified share."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from strategies.request import Case, Hazard, Kind, Request
from strategies.values.kinds import ABSENT

Path = tuple[str | int, ...]

# A text of more characters or a list of more items than this comes late, and once: not every target bears it.
_LARGE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A change of one point, and the clause that it is about.

    Attributes:
        clause: the clause's id, without what the ids of its operation begin with.
        name: unique among the mutations with that clause.
        change: the change in plain words.
        apply: from a control to the changed request.
        needs: the body's member or item that the control must have for the change to be one point only.
        kind: why such a case is in the plan.
        hazard: how much it may harm a target.
    """

    clause: str
    name: str
    change: str
    apply: Callable[[Request], Request]
    needs: Path = ()
    kind: Kind = Kind.VIOLATION
    hazard: Hazard = Hazard.NONE

    def fits(self, control: Request) -> bool:
        """Whether the change is one point on this control."""
        return not self.needs or has(_document(control.body), self.needs)

    def of(self, control: Case, *, prefix: str = "") -> Case:
        """The case that differs from `control` in this one point.

        Args:
            control: the case that is changed.
            prefix: what the ids of the operation's clauses begin with.
        """
        return Case(
            id=f"{prefix}{self.clause}/{self.name}@{control.name}",
            clause=f"{prefix}{self.clause}",
            request=self.apply(control.request),
            change=self.change,
            control=control,
            operation=control.operation,
            kind=self.kind,
            hazard=self.hazard,
        )


def set_member(
    clause: str,
    name: str,
    change: str,
    path: Path,
    value: Any,
    *,
    kind: Kind = Kind.VIOLATION,
) -> Mutation:
    """Sets the member or item at `path` to `value`, or removes it where `value` is ABSENT."""
    needs = path if path and isinstance(path[-1], int) else path[:-1]

    def apply(control: Request) -> Request:
        return control.with_json(changed(_document(control.body), path, value))

    return Mutation(
        clause=clause, name=name, change=change, apply=apply, needs=needs, kind=kind, hazard=hazard_of(value)
    )


def hazard_of(value: Any) -> Hazard:
    """How much a value may harm a target by its size."""
    return Hazard.HEAVY if isinstance(value, str | list | dict) and len(value) > _LARGE else Hazard.NONE


def set_body(
    clause: str,
    name: str,
    change: str,
    rewrite: Callable[[bytes], bytes],
    *,
    kind: Kind = Kind.VIOLATION,
) -> Mutation:
    """Rewrites the body's bytes."""
    return Mutation(
        clause=clause,
        name=name,
        change=change,
        apply=lambda control: replace(control, body=rewrite(control.body)),
        kind=kind,
    )


def set_header(
    clause: str,
    name: str,
    change: str,
    header: str,
    value: str | None,
    *,
    kind: Kind = Kind.VIOLATION,
) -> Mutation:
    """Sets, adds or (with None) removes one header."""

    def apply(control: Request) -> Request:
        kept = tuple(pair for pair in control.headers if pair[0].lower() != header.lower())
        return replace(control, headers=kept if value is None else (*kept, (header, value)))

    return Mutation(clause=clause, name=name, change=change, apply=apply, kind=kind)


def shown(value: Any) -> str:
    """The JSON text of a value in at most 60 characters, to be read in a point."""
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def changed(document: Any, path: Path, value: Any) -> Any:
    """`document` with the member or item at `path` set to `value`, or removed if that is ABSENT; it stays as it is.

    Where something else stands in the place of an object or a list, as in an example of a page that contradicts its
    types, nothing is changed.

    Raises:
        KeyError: a parent on the path is missing.
    """
    if not path:
        return value
    step, *rest = path
    if not isinstance(document, list if isinstance(step, int) else dict):
        return document
    result: Any = copy.copy(document)
    if rest:
        result[step] = changed(result[step], tuple(rest), value)
    elif value is ABSENT:
        result.pop(step, None)
    else:
        result[step] = value
    return result


@lru_cache(maxsize=64)
def _document(body: bytes) -> Any:
    """The document in a control's body, which is read again and again and never changed."""
    return json.loads(body)


def has(document: Any, path: Sequence[str | int]) -> bool:
    """Whether a document has the member or item at `path`."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(document, list) or step >= len(document):
                return False
        elif not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return True
