"""OpenAPI's runtime expressions: where in a request or an answer a value stands.

`$request.path.voiceConnectorId`, `$request.query.status`, `$request.header.x-season`, `$request.body#/Name` and
`$response.body#/ProxySession/ProxySessionId` are known; so is `$request.body`, the whole body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

_FORM = re.compile(r"\$(request|response)\.(path|query|header|body)(?:\.([^#]+)|#((?:/[^/]*)*))?")


class Absent(Enum):
    """What stands for a member that is not there, as null is a value of its own."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Expression:
    """A runtime expression.

    Attributes:
        side: `request` or `response`.
        location: `path`, `query`, `header` or `body`.
        steps: the parameter's name, or the members that lead to the value from the body's root.
    """

    side: str
    location: str
    steps: tuple[str, ...]

    @property
    def name(self) -> str:
        """The parameter's name, or the last member's."""
        return self.steps[-1] if self.steps else "body"


def parse(text: str) -> Expression:
    """The expression that `text` is.

    Raises:
        ValueError: the expression is of no known form.
    """
    match = _FORM.fullmatch(text)
    if match is None or (match[2] == "body") == bool(match[3]):
        raise ValueError(f"{text!r} is no runtime expression that is known")
    if match[3]:
        return Expression(match[1], match[2], (match[3],))
    steps = (match[4] or "").split("/")[1:]
    return Expression(match[1], match[2], tuple(step.replace("~1", "/").replace("~0", "~") for step in steps))


def find(document: Any, steps: Iterable[str]) -> Any:
    """The member of `document` that `steps` lead to, or ABSENT."""
    for step in steps:
        if not isinstance(document, dict) or step not in document:
            return ABSENT
        document = document[step]
    return document
