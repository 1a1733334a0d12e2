"""Generated cases: Hypothesis examples, valid and violating, drawn before anything is sent.

Drawing first makes a run repeatable byte for byte whatever the target answers, and lets a plan be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spec.operation import Operation
from strategies import invalid, valid
from strategies.controls import controls, request
from strategies.request import Case, Kind
from strategies.sampling import draw


def generated(operation: Operation, values: Mapping[str, str], *, count: int, seed: int) -> Iterator[Case]:
    """Half of `count` valid requests, half violations spread over all clauses on the body's members."""
    if count < 1:
        return
    control = controls(operation, values)[0]
    for number, body in enumerate(draw(valid.bodies(operation), (count + 1) // 2, seed), 1):
        yield Case(
            id=f"request.combination/example-{number:04}",
            clause="request.combination",
            request=request(operation, values, body),
            change="a generated valid request",
            operation=operation.name,
            kind=Kind.VALID,
            drawn=True,
        )
    strategies = invalid.violations(operation)
    each = max(1, count // 2 // len(strategies))
    for clause, strategy in strategies.items():
        for number, body in enumerate(draw(strategy, each, seed), 1):
            yield Case(
                id=f"{clause}/example-{number:04}",
                clause=clause,
                request=request(operation, values, body),
                change="a generated violation",
                control=control,
                operation=operation.name,
                kind=Kind.VIOLATION,
                drawn=True,
            )
