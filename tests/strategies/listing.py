"""The requests that do not depend on a seed: those of a smoke run whole, and of each depth a count for every clause.

`make requests` writes the listings. Their difference shows what a change of the strategies sends otherwise: a request
of the smoke run by itself, and anything else as the clause whose number of requests or digest has changed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from spec.contract import SHIPPED, load
from spec.operation import Operation
from strategies.plan import DEPTHS, Depth, deterministic, forged
from strategies.request import JSON_HEADERS, Case, Request

FOLDER = Path(__file__).parent / "requests"
# A longer body is shown by its beginning; its length and the clause's digest tell the rest.
_SHOWN = 400


def listing(contract: str) -> str:
    """The listing of one contract's default operation as text."""
    found = load(contract)
    return "\n".join(_operation(found.operation, dict(found.parameters))) + "\n"


def _operation(operation: Operation, values: dict[str, str]) -> Iterator[str]:
    yield f"# {operation.name}: the requests of a smoke run"
    smoke = _cases(operation, values, DEPTHS["smoke"])
    for case in smoke:
        yield from _shown(case)
    for name, depth in DEPTHS.items():
        cases = _cases(operation, values, depth)
        yield ""
        yield f"# {operation.name}: {len(cases)} requests of depth {name}, by clause"
        yield from sorted(_counted(cases))


def _cases(operation: Operation, values: dict[str, str], depth: Depth) -> list[Case]:
    return [*deterministic(operation, values, depth), *forged(operation, values, depth)]


def _shown(case: Case) -> Iterator[str]:
    request = case.request
    yield ""
    yield f"{_plain(case.id)}  {_plain(case.change)}".rstrip()
    yield f"    {request.method} {_cut(_plain(request.path))}" + (f"  [{request.forgery}]" if request.forgery else "")
    yield from (f"    {name}: {_cut(_plain(value))}" for name, value in _special(request))
    if request.body:
        yield f"    {_cut(_plain(request.body.decode('latin-1')))}"


def _special(request: Request) -> Iterator[tuple[str, str]]:
    """The headers that differ from the usual ones; a usual one that is not there is shown as missing."""
    yield from ((name, value) for name, value in request.headers if (name, value) not in JSON_HEADERS)
    names = {name.lower() for name, _ in request.headers}
    yield from ((name, "(missing)") for name, _ in JSON_HEADERS if name.lower() not in names)


def _counted(cases: Iterable[Case]) -> Iterator[str]:
    groups: dict[str, list[Request]] = defaultdict(list)
    for case in cases:
        groups[case.clause].append(case.request)
    return (f"{clause}  {len(requests)} requests  {_digest(requests)}" for clause, requests in groups.items())


def _digest(requests: Iterable[Request]) -> str:
    whole = [(one.method, one.path, one.headers, one.body, one.forgery) for one in requests]
    return hashlib.sha256(repr(whole).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _plain(text: str) -> str:
    """Text as a file can hold it and a reader can see it."""
    return text.encode("unicode_escape").decode()


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)"


if __name__ == "__main__":
    for each in SHIPPED:
        (FOLDER / f"{each}.txt").write_text(listing(each), encoding="ascii")
