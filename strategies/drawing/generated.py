"""Generated cases: Hypothesis examples, valid and violating, drawn before anything is sent.

Drawing first makes a run repeatable byte for byte whatever the target answers, and lets a plan be printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from spec.clauses import clause_ids
from spec.operation import Operation
from strategies.controls import controls, request
from strategies.drawing import invalid, valid
from strategies.drawing.over import never
from strategies.drawing.sampling import stream
from strategies.request import Case, Kind

# An operation with more clauses than this has violations drawn of some of them.
_MOST_CLAUSES = 80


def generated(
    operation: Operation, values: Mapping[str, str], *, count: int, seed: int, over: Callable[[], bool] = never
) -> Iterator[Case]:
    """Half of `count` valid requests, half violations spread over the clauses on the body's members.

    Raises:
        OverError: `over` says so, which is asked before every example.
    """
    if count < 1:
        return
    combination = operation.clause_id(clause_ids.COMBINATION)
    for number, sent in enumerate(stream(valid.requests(operation, values), (count + 1) // 2, seed, over), 1):
        yield Case(
            id=f"{combination}/example-{number:04}",
            clause=combination,
            request=sent,
            change="a generated valid request",
            operation=operation.name,
            kind=Kind.VALID,
            drawn=True,
        )
    strategies = list(invalid.violations(operation).items())
    if not strategies:
        return
    control = controls(operation, values)[0]
    chosen = strategies[:: -(-len(strategies) // _MOST_CLAUSES)]
    for local, strategy in chosen:
        clause = operation.clause_id(local)
        for number, body in enumerate(stream(strategy, max(1, count // 2 // len(chosen)), seed, over), 1):
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
