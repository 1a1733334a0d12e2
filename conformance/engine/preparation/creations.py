"""The requests by which something is made before a run works on it."""

from __future__ import annotations

from dataclasses import replace

from spec.operation import Operation
from strategies.bindings import awaited, chosen, created
from strategies.controls import Values, controls
from strategies.places import document as document_of
from strategies.request import Case


def extremes(creator: Operation, given: Values) -> tuple[Case, Case]:
    """The plainest request that creates, and the one that says the most."""
    made = created(creator)
    values = {name: value for name, value in given.items() if name not in made}
    found = controls(creator, {**chosen(creator), **values, **awaited(creator)})
    return found[0], max(found, key=lambda case: len(case.request.body or b""))


def switched_off(case: Case) -> Case:
    """A request with everything, its booleans false: one that is true may forbid what else the run does there."""
    document = document_of(case.request)
    if not isinstance(document, dict):
        return case
    off = {name: False if value is True else value for name, value in document.items()}
    return replace(case, request=case.request.with_json(off))
