"""What is not sent to a target that is not on this machine: a change of all that lies below a path, or of a stranger's.

A `DELETE` or a `PUT` without the id of what it is about, on `/things/` or `/`, is a wrong request, and right targets
refuse it. But a target may know it all the same, and remove or replace what its owner has made. So may it take an id
that is like another one, or plain, for that of something: where ids are counted, `12` is as real as `121`. No clause is
worth that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import unquote

from spec.operation import Operation
from spec.paths import PLACEHOLDER
from strategies.request import Request

_OVERRIDES = frozenset({"x-http-method-override", "x-http-method", "x-method-override"})
_TAKING = frozenset({"DELETE", "PUT", "PATCH"})
# A created id, as it is or so that it is that of nothing else: where ids are counted, it is a later one.
_CREATED = re.compile(r"\{[^{}:]+(?::(?:longer|prefixed|upper-case))?\}")
# Nobody calls anything by a text of ours of so many characters.
_NOBODYS = 16


def spared(request: Request, operations: Iterable[Operation], given: Collection[str]) -> bool:
    """Whether a request might take from a target what its owner has.

    Args:
        request: what would be sent.
        operations: of the contract.
        given: the values that the user named; what they name may be changed.
    """
    known = list(operations)
    return empties(request, known) or strays(request, known, given)


def empties(request: Request, operations: Iterable[Operation]) -> bool:
    """Whether a request would delete or replace a collection or more, where the target has such an operation.

    Args:
        request: what would be sent.
        operations: of the contract.
    """
    taking = _methods(request) & _TAKING
    if not taking:
        return False
    steps = [step for step in map(_named, request.path.partition("?")[0].split("/")) if step]
    known = list(operations)
    if ".." in steps or any(_is(steps, item) for item in known if item.method in taking):
        return ".." in steps
    return any(len(steps) < len(_steps(item)) and _leads(steps, item) for item in known) or not steps


def strays(request: Request, operations: Iterable[Operation], given: Collection[str]) -> bool:
    """Whether a request would change something that neither the user named nor the run made, if there is such a thing.

    Args:
        request: what would be sent.
        operations: of the contract.
        given: the values that the user named.
    """
    methods = _methods(request)
    steps = [step for step in request.path.partition("?")[0].split("/") if step]
    return any(
        not _may_be_changed(step, given)
        for item in operations
        if item.method in methods and overwrites(item) and _is(steps, item)
        for step, name in zip(steps, _steps(item), strict=True)
        if PLACEHOLDER.fullmatch(name) and name[1:-1] not in _fresh(item)
    )


def overwrites(operation: Operation) -> bool:
    """Whether an operation changes or deletes what is there already."""
    return operation.method in _TAKING or (operation.method == "POST" and operation.template.endswith("}"))


def _fresh(operation: Operation) -> set[str]:
    """The parameters by which every request names something new."""
    return {parameter.name for parameter in operation.at("path") if parameter.fresh}


def _may_be_changed(step: str, given: Collection[str]) -> bool:
    plain = unquote(step).strip()
    # White space is the name of nothing.
    if not plain or plain in given or _CREATED.fullmatch(plain):
        return True
    return len(plain) >= _NOBODYS and "{" not in plain and not any(value.startswith(plain) for value in given)


def _methods(request: Request) -> set[str]:
    """The methods that a target may take a request for."""
    told = {value.strip().upper() for name, value in request.headers if name.lower() in _OVERRIDES}
    return {request.method.upper(), *told}


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
