"""Names of resources in paths: what a target calls something stands in a path as one segment, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

from conformance.wire.showing.redaction import HIDDEN
from spec.operation import Operation

# No id that a server makes is longer.
_LONGEST = 1024
# What ends a path segment for a server that decodes or normalises paths, plain or encoded once more.
_STEERING = frozenset("/\\?#%;")


def nameable(value: str) -> bool:
    """Whether an id can stand in a path without making it another one: of the collection, of its parent, or beyond.

    An id is a target's own text. `..`, the empty one or `../x` would turn a deletion into that of something else.
    """
    if not value.strip(". ") or len(value) > _LONGEST or HIDDEN in value:
        return False
    return value.isprintable() and not _STEERING & set(value)


def steers(value: str) -> bool:
    """Whether an id would lead a request elsewhere, on a server that decodes and normalises paths: `..`, `x/../y`, "".

    Less is asked than of `nameable`: an ARN has a slash and names something.
    """
    plain = unquote(unquote(value))
    if not plain.isprintable() or not plain.strip(". "):
        return True
    return any(step and not step.strip(". ") for step in plain.replace("\\", "/").split("/"))


def path(operation: Operation, values: Mapping[str, str]) -> str:
    """The operation's path with these values, each percent-encoded.

    Raises:
        KeyError: one is missing.
    """
    return "/".join(
        quote(values[step[1:-1]], safe="") if step.startswith("{") else step for step in operation.template.split("/")
    )
