"""What is not sent to a target that is not on this machine: a deletion of all that lies below a path.

A `DELETE` without the id of what it deletes, on `/things/` or `/`, is a wrong request, and right targets refuse it. But
a target may know it all the same, and remove what its owner has made. No clause is worth that.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from spec.operation import Operation
from spec.paths import PLACEHOLDER
from strategies.request import Request

_OVERRIDES = frozenset({"x-http-method-override", "x-http-method", "x-method-override"})


def empties(request: Request, operations: Iterable[Operation]) -> bool:
    """Whether a request would delete a collection or more, where the target has such a deletion.

    Args:
        request: what would be sent.
        operations: of the contract.
    """
    if not _deletes(request):
        return False
    steps = [step for step in map(_named, request.path.partition("?")[0].split("/")) if step]
    known = list(operations)
    if ".." in steps or any(_is(steps, item) for item in known if item.method == "DELETE"):
        return ".." in steps
    return any(len(steps) < len(_steps(item)) and _leads(steps, item) for item in known) or not steps


def _deletes(request: Request) -> bool:
    told = {value.strip().upper() for name, value in request.headers if name.lower() in _OVERRIDES}
    return request.method.upper() == "DELETE" or "DELETE" in told


def _named(step: str) -> str:
    """A segment as a target may read it: decoded, without white space; "." is none."""
    plain = unquote(step).strip()
    return "" if plain == "." else plain


def _steps(operation: Operation) -> list[str]:
    return [step for step in operation.template.split("/") if step]


def _is(steps: list[str], operation: Operation) -> bool:
    return len(steps) == len(_steps(operation)) and _leads(steps, operation)


def _leads(steps: list[str], operation: Operation) -> bool:
    """Whether the path is the operation's, as far as it goes."""
    pairs = zip(steps, _steps(operation), strict=False)
    return all(PLACEHOLDER.fullmatch(want) or step == want for step, want in pairs)
