"""Judges how a target says that it refuses: the error's name and its media type."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.oracle.answer.documents import content_type, is_json, parse
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import CONTROL_REFUSED, Context, Judgement, failed, passed, undecided
from conformance.oracle.reasons import shown
from conformance.wire.exchange import Answer
from spec import names
from spec.clauses import clause_ids
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status
from spec.error_names import ERROR_NAME_HEADER, ERROR_NAME_MEMBERS, ERROR_NAME_PLACES, is_plain
from spec.names import names_something, says_unknown
from spec.operation import BAD_REQUEST, CONFLICT, NOT_FOUND, SERVER_ERROR, Operation, Schema
from spec.words import either

# So much of a refusal's body is searched for such words, in bytes.
_READ = 2048
_CONDITION = "refused with {name}, which may be right for a request of the right form"
_NO_PLACE = Reason(Why.FOLLOWS, "the refusal is no JSON, so that its body has no place for the error's name")


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


def shown_as(answer: Answer) -> str:
    """A refusal in a word or two: `404 NotFoundException`."""
    name = error_name(answer)
    return f"{answer.status} {name}" if name else str(answer.status)


def of_unknown(answer: Answer) -> bool:
    """Whether a refusal says that something does not exist."""
    return says_unknown(error_name(answer) or "")


def is_unknown(answer: Answer) -> bool:
    """Whether an answer says so, be it by its status alone."""
    return answer.status == NOT_FOUND or of_unknown(answer)


def says_taken(answer: Answer, *, broken: bool = False) -> bool:
    """Whether a refusal says that what was to be made exists already: by its status, its error's name or its words.

    Args:
        answer: the answer; one that says that something does not exist never says so.
        broken: whether the request breaks a clause, of which the words of a refusal may speak.
    """
    if answer.status == CONFLICT:
        return True
    if not BAD_REQUEST <= answer.status < SERVER_ERROR or is_unknown(answer):
        return False
    return names.says_taken(error_name(answer) or "") or names.tells_taken(_words(answer), also_unique=not broken)


def misnamed(operation: Operation, answer: Answer) -> bool:
    """Whether a refusal has the name of a documented error, and not its status."""
    return operation.errors.get(error_name(answer) or "", answer.status) != answer.status


def says_full(answer: Answer) -> bool:
    """Whether a refusal says that no more are made, as there are so many: by its error's name or its words."""
    refused = BAD_REQUEST <= answer.status < SERVER_ERROR
    return refused and names.says_full(f"{error_name(answer)} {_words(answer)}")


def _words(answer: Answer) -> str:
    """The beginning of a refusal's body, to be searched."""
    return answer.body[:_READ].decode("utf-8", "replace")


def condition(operation: Operation, answer: Answer) -> Reason | None:
    """Why the refusal of a valid request decides nothing: its error is documented and says nothing of the form.

    That something is unknown decides nothing where the request names something beside its path. None where the refusal
    has no such excuse.
    """
    name = error_name(answer)
    if name is None or answer.status >= SERVER_ERROR:
        return None
    if says_unknown(name):
        excused = any(names_something(member, schema) for member, schema in _beside_path(operation))
    else:
        excused = name in operation.errors and name != operation.invalid_error and not is_plain(name)
    return Reason(Why.CONDITION, _CONDITION.format(name=name)) if excused else None


def _beside_path(operation: Operation) -> Iterator[tuple[str, Schema]]:
    yield from operation.request_schema.get("properties", {}).items()
    yield from ((item.name, item.schema) for item in operation.parameters if item.location != "path")


def judge(operation: Operation, answer: Answer, error: str | None = None) -> Iterator[Judgement]:
    """The clauses on the form of a refusal with a documented status.

    Args:
        operation: the operation.
        answer: the refusal.
        error: the error that is to be named, "" where none is documented; the first of the status without it. It stands
            for any other with the same status.
    """
    documented = operation.errors_of(answer.status)
    if not documented:
        return
    media = operation.clause_id(clause_ids.ERROR_CONTENT_TYPE)
    # Nothing has no media type.
    bare = not answer.body and answer.header("Content-Type") is None
    of_media = passed(media) if bare else content_type(media, answer)
    yield of_media
    yield from _body(operation, answer)
    named = documented[0] if error is None else error
    if named not in documented:
        return
    actual = error_name(answer)
    if actual is None and _is_page(answer):
        return  # it calls itself something else and is no JSON: that it names no error has the same cause
    clause = operation.clause_id(clause_ids.error_type(named))
    if actual in documented:
        yield passed(clause)
    elif actual is None and parse(answer).problem and (answer.body.strip() or of_media.status is Status.FAIL):
        # What the body is instead, `error.body` or `error.contentType` tells.
        yield undecided(clause, _NO_PLACE)
    else:
        words = f"the error's name {either(documented)}, {ERROR_NAME_PLACES}"
        yield failed(clause, words, actual or "no error name", f"header:{ERROR_NAME_HEADER}")


def _is_page(answer: Answer) -> bool:
    """Whether an answer has a body that neither is JSON nor says so: an HTML page, say."""
    body = parse(answer)
    return bool(answer.body.strip() and body.problem) and not body.ours and not is_json(answer)


def _body(operation: Operation, answer: Answer) -> Iterator[Judgement]:
    clause = operation.clause_id(clause_ids.ERROR_BODY)
    body = parse(answer)
    if body.ours or _is_page(answer):
        return
    if not answer.body.strip():
        yield passed(clause)  # none is as right as an object
        return
    broken = body.problem
    if not broken and not isinstance(body.document, dict):
        broken = f"JSON of another kind: {shown(body.document)}"
    yield failed(clause, "a JSON object, or no body", broken, "/") if broken else passed(clause)


def unauthorized(answer: Answer, expectation: Expectation, context: Context) -> Judgement:
    """A request whose signature is wrong: was it refused for that, beside an accepted control?"""
    (breach,) = expectation.breaches
    words = f"{expectation.words()}, because {breach.detail}"
    if 200 <= answer.status < 300:
        return failed(breach.clause, words, f"{answer.status}: accepted")
    if context.control is False or not context.accepted:
        return undecided(breach.clause, CONTROL_REFUSED)
    return (
        passed(breach.clause) if expectation.allows(answer.status) else failed(breach.clause, words, shown_as(answer))
    )
