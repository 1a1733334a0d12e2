"""Every request that does not depend on a seed, one line each: a digest of it, what it is, and what is wrong with it.

`make requests` writes the listings; their difference shows what a change of the strategies sends otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from spec.contract import EDITIONS, load
from spec.operation import Operation
from strategies.plan import DEPTHS, Depth, deterministic, forged
from strategies.request import Case

FOLDER = Path(__file__).parent / "requests"
CONNECTOR = "abcdef1ghij2klmno3pqr4"
VALUES = {"voiceConnectorId": CONNECTOR}


def lines(operation: Operation) -> Iterator[str]:
    """The listing of one edition: the standard plan, the cases that only smoke has, and each depth in one line."""
    plans = {name: [_line(case) for case in _cases(operation, DEPTHS[name])] for name in ("standard", "smoke", "deep")}
    standard = set(plans["standard"])
    yield from plans["standard"]
    yield from (f"{line}  (smoke)" for line in plans["smoke"] if line not in standard)
    for name, plan in plans.items():
        yield f"{_digest(chr(10).join(plan))}  {name}: {len(plan)} cases"


def _cases(operation: Operation, depth: Depth) -> list[Case]:
    return [*deterministic(operation, VALUES, depth), *forged(operation, VALUES, depth)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _line(case: Case) -> str:
    request = case.request
    whole = repr((request.method, request.path, request.headers, request.body, request.forgery))
    # A change may quote what no file of text should hold.
    change = case.change.encode("unicode_escape").decode()
    clause = "" if case.id.startswith(f"{case.clause}/") else f"  (is about {case.clause})"
    return f"{_digest(whole)}  {case.id.encode('unicode_escape').decode()}  {change}{clause}".rstrip()


@cache
def _whole(edition: str) -> tuple[str, ...]:
    return tuple(lines(load(edition).operation))


def listing(edition: str) -> str:
    """The listing of one edition as text: the first whole, the others as what they have otherwise."""
    own = list(_whole(edition))
    if edition != EDITIONS[0]:
        first = _whole(EDITIONS[0])
        before, now = set(first), set(own)
        own = [f"+ {line}" for line in own if line not in before] + [f"- {line}" for line in first if line not in now]
    return "\n".join(own) + "\n"


if __name__ == "__main__":
    for each in EDITIONS:
        (FOLDER / f"{each}.txt").write_text(listing(each))
