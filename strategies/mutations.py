"""One-point changes of an accepted request: the form that boundaries, violations and silences share."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from strategies.request import Case, Hazard, Kind, Request
from strategies.values import ABSENT

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A change of one point, and the clause that it is about.

    Attributes:
        clause: the clause's id.
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
        return not self.needs or _has(_document(control.body), self.needs)

    def of(self, control: Case, *, suffix: str = "") -> Case:
        """The case that differs from `control` in this one point."""
        return Case(
            id=f"{self.clause}/{self.name}@{control.name}{suffix}",
            clause=self.clause,
            request=self.apply(control.request),
            change=self.change,
            control=control,
            operation=control.operation,
            kind=self.kind,
            hazard=self.hazard,
        )


def set_member(clause: str, name: str, change: str, path: Path, value: Any) -> Mutation:
    """Sets the member or item at `path` to `value`, or removes it where `value` is ABSENT."""
    needs = path if isinstance(path[-1], int) else path[:-1]

    def apply(control: Request) -> Request:
        return control.with_json(changed(_document(control.body), path, value))

    return Mutation(clause=clause, name=name, change=change, apply=apply, needs=needs)


def set_body(clause: str, name: str, change: str, rewrite: Callable[[bytes], bytes]) -> Mutation:
    """Rewrites the body's bytes."""
    return Mutation(
        clause=clause, name=name, change=change, apply=lambda control: replace(control, body=rewrite(control.body))
    )


def set_header(clause: str, name: str, change: str, header: str, value: str | None) -> Mutation:
    """Sets, adds or (with None) removes one header."""

    def apply(control: Request) -> Request:
        kept = tuple(pair for pair in control.headers if pair[0].lower() != header.lower())
        return replace(control, headers=kept if value is None else (*kept, (header, value)))

    return Mutation(clause=clause, name=name, change=change, apply=apply)


def of_kind(kind: Kind, mutations: Iterable[Mutation]) -> Iterator[Mutation]:
    """The mutations with another reason to be in the plan."""
    return (replace(mutation, kind=kind) for mutation in mutations)


def shown(value: Any) -> str:
    """The JSON text of a value in at most 60 characters, to be read in a point."""
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def changed(document: Any, path: Path, value: Any) -> Any:
    """`document` with the member or item at `path` set to `value`, or removed if that is ABSENT; it stays as it is.

    Raises:
        KeyError: a parent on the path is missing.
    """
    result = copy.copy(document)
    step, *rest = path
    if rest:
        result[step] = changed(document[step], tuple(rest), value)
    elif value is ABSENT:
        result.pop(step, None)
    else:
        result[step] = value
    return result


@lru_cache(maxsize=64)
def _document(body: bytes) -> Any:
    """The document in a control's body, which is read again and again and never changed."""
    return json.loads(body)


def _has(document: Any, path: Sequence[str | int]) -> bool:
    for step in path:
        if isinstance(step, int):
            if not isinstance(document, list) or step >= len(document):
                return False
        elif not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return True


def paths(path: tuple[str, ...], count: int) -> list[Path]:
    """The places in a document that a schema path means: one for each of `count` items."""
    if "items" not in path:
        return [path]
    at = path.index("items")
    return [(*path[:at], index, *rest) for index in range(count) for rest in paths(path[at + 1 :], count)]
