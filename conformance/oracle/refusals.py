"""Judges how a target says that it refuses: the error's name and its media type."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.answers import content_type, parse
from conformance.oracle.judgement import Judgement, failed, passed
from conformance.oracle.schemas import shown
from conformance.wire.exchange import Answer
from spec.operation import Operation

_BODY = "error.body"
# Where AWS clients look for an error's name, in this order.
ERROR_NAME_HEADER = "x-amzn-ErrorType"
ERROR_NAME_MEMBERS = ("__type", "code", "Code")


def error_name(answer: Answer) -> str | None:
    """The error that an answer names, as AWS clients read it: header, then `__type`, `code` or `Code` in the body."""
    header = answer.header(ERROR_NAME_HEADER)
    if header:
        return _bare(header)
    document = parse(answer).document
    if isinstance(document, dict):
        for member in ERROR_NAME_MEMBERS:
            if isinstance(document.get(member), str) and document[member]:
                return _bare(document[member])
    return None


def _bare(name: str) -> str:
    """Without a namespace before `#` and a URI after `:`."""
    return name.partition(":")[0].rpartition("#")[2].strip()


def judge(operation: Operation, answer: Answer) -> Iterator[Judgement]:
    """The clauses on the form of a refusal with a documented status."""
    documented = {status: name for name, status in operation.errors.items()}
    expected = documented.get(answer.status)
    if expected is None:
        return
    yield content_type("error.contentType", answer)
    body = parse(answer)
    if answer.body.strip() and not body.ours:
        broken = body.problem or (
            "" if isinstance(body.document, dict) else f"JSON of another kind: {shown(body.document)}"
        )
        yield failed(_BODY, "a JSON object, or no body", broken, "/") if broken else passed(_BODY)
    clause = f"error.{expected}.type"
    actual = error_name(answer)
    if actual == expected:
        yield passed(clause)
    else:
        yield failed(clause, f"the error's name {expected}", actual or "no error name", f"header:{ERROR_NAME_HEADER}")
