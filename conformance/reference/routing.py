"""From a method and a path to the operation that answers it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from spec.operation import Operation

_PART = re.compile(r"\{([^}+]*)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Match:
    """What a request's target was found to be.

    Attributes:
        operation: that answers it, or None.
        values: the parameters in the path, decoded.
        allowed: the methods that the path has, where it has no such method; none where there is no such path.
    """

    operation: Operation | None = None
    values: dict[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()


class Router:
    """Knows the paths of a contract's operations."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        # The most literal path first: `/tags/all` before `/tags/{tag}`.
        ordered = sorted(operations, key=lambda operation: operation.template.count("{"))
        self._routes = [(_pattern(operation.template), operation) for operation in ordered]

    def match(self, method: str, path: str) -> Match:
        """The operation for a method and a percent-encoded path without its query."""
        allowed = []
        for pattern, operation in self._routes:
            found = pattern.fullmatch(path)
            if found is None:
                continue
            if operation.method == method:
                names = [name for name, _ in _PART.findall(operation.template)]
                return Match(operation, {n: unquote(v) for n, v in zip(names, found.groups(), strict=True)})
            allowed.append(operation.method)
        return Match(allowed=tuple(allowed))


def _pattern(template: str) -> re.Pattern[str]:
    """A template as a pattern; a parameter at its end is not empty, as `/a/` is another path than `/a`."""
    pieces = []
    end = 0
    for part in _PART.finditer(template):
        last = part.end() == len(template)
        pieces += [re.escape(template[end : part.start()]), "(.+)" if part[2] else "([^/]+)" if last else "([^/]*)"]
        end = part.end()
    return re.compile("".join((*pieces, re.escape(template[end:]))), re.DOTALL)
