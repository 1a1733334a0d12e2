"""The ids of clauses. They are spelt here and nowhere else.

An id reads like a path: `request.body.Name.pattern`. The ids in this module are *local*: those of the default operation
of a shipped contract. `Operation.clause_id` makes the id of any operation's clause of a local one, by its prefix:
`ListProxySessions.request.robustness`; `Operation.local` takes the prefix away again.
"""

from __future__ import annotations

from collections.abc import Iterable

PATH = "request.path"
METHOD = "request.method"
BODY_REQUIRED = "request.body.required"
BODY_SYNTAX = "request.body.syntax"
BODY_ENCODING = "request.body.encoding"
BODY_TYPE = "request.body.type"
CONTENT_TYPE_PARAMETERS = "request.contentType.parameters"
ACCEPT = "request.accept"
COMBINATION = "request.combination"
ROBUSTNESS = "request.robustness"
RESPONSE_CONTENT_TYPE = "response.contentType"
RESPONSE_SYNTAX = "response.body.syntax"
RESPONSE_EMPTY = "response.body.empty"
REPEATABLE = "response.repeatable"
ERROR_CONTENT_TYPE = "error.contentType"
ERROR_BODY = "error.body"
# Where no error is documented for invalid input, or for a resource that does not exist.
INVALID_STATUS = "error.invalid.status"
MISSING_STATUS = "error.missing.status"

# What the path of a clause calls the items of a list, the values of a map and its keys.
ITEMS, VALUES, KEYS = "items", "values", "keys"

_REQUEST_BODY = "request.body"
RESPONSE_BODY = "response.body"
_SUCCESS = "response.status."
_PARAMETERS = ("request.path.", "request.query.", "request.header.")


def success(status: int) -> str:
    """The clause that a valid request is answered with `status`: `response.status.201`."""
    return f"{_SUCCESS}{status}"


def parameter(location: str, name: str, keyword: str) -> str:
    """A clause on a parameter: `request.query.max-results.maximum`."""
    return f"request.{location}.{name}.{keyword}"


def request_member(path: Iterable[str], keyword: str) -> str:
    """A clause on the request's body, or a member of it: `request.body.Name.pattern`."""
    return ".".join((_REQUEST_BODY, *path, keyword))


def response_member(path: Iterable[str], keyword: str) -> str:
    """A clause on the answer's body, or a member of it: `response.body.ProxySession.Status.enum`."""
    return ".".join((RESPONSE_BODY, *path, keyword))


def response_header(name: str) -> str:
    """The clause that the answer carries a header."""
    return f"response.header.{name}"


def error_status(name: str) -> str:
    """The clause on the status of an error."""
    return f"error.{name}.status"


def error_type(name: str) -> str:
    """The clause that a refusal names an error."""
    return f"error.{name}.type"


def is_success(local: str) -> bool:
    """Whether a local id is that of a status of success."""
    return local.startswith(_SUCCESS)


def on_parameter(local: str) -> bool:
    """Whether a local id is about a parameter of the path, the query string or the headers."""
    return local.startswith(_PARAMETERS)


def on_request_body(local: str) -> bool:
    """Whether a local id is about the request's body."""
    return local.startswith(f"{_REQUEST_BODY}.")


def on_answer(local: str) -> bool:
    """Whether a local id is about what comes back: the answer of success or a refusal."""
    return local.startswith(("response.", "error."))
