"""A second parent: another connector, say, that exists as well, and shows whether what belongs to one is kept apart.

The user names it by giving `--parameter` a second value. In the built-in reference it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from conformance.engine.settings import Settings
from spec.clauses.lifecycle import lives
from spec.contract import load
from strategies.request import Request
from strategies.values.texts import fits


def second(settings: Settings) -> dict[str, str]:
    """The values that name a second parent, by parameter; empty where none is known."""
    if settings.target is None and not settings.others:
        return dict(_made(settings))
    return settings.others


def names(request: Request, value: str) -> bool:
    """Whether a segment of a request's path names this value."""
    return value in map(unquote, request.path.partition("?")[0].split("/"))


def _made(settings: Settings) -> Iterator[tuple[str, str]]:
    """For each parameter that names a parent, the first value backwards."""
    given = settings.given
    for life in lives(load(settings.source).operations):
        for parameter in life.creator.at("path"):
            value = given.get(parameter.name, "")
            if value != value[::-1] and fits(parameter.schema, value[::-1]):
                yield parameter.name, value[::-1]
