"""Judges the answer to a request that was accepted: headers, body and every member."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from conformance.oracle import exact, sessions
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Judgement, failed, passed, undecided
from conformance.oracle.schemas import Checker, shown
from conformance.oracle.timestamps import is_iso
from conformance.wire.exchange import Answer
from spec.catalogue import Catalogue
from spec.operation import JSON_MEDIA_TYPE, Operation, Schema, types

# Numbers of more digits than the standard library reads, and escapes of half a character.
_UNUSUAL = re.compile(r"\d{400}|\\u[dD][89a-fA-F]")
_SYNTAX = "response.body.syntax"


class AnswerOracle:
    """Knows, for one edition, what the answer to an accepted request must contain."""

    def __init__(self, operation: Operation, catalogue: Catalogue) -> None:
        self._schema = operation.response_schema
        self._checker = Checker("response.body", self._schema, {"timestamp": is_iso})
        self._headers = list(operation.response.get("headers", {}))
        self._by_path = _by_path(catalogue)
        self._sentences = {clause.id: clause.sentence for clause in catalogue}

    def judge(self, expectation: Expectation, answer: Answer, now: float) -> Iterator[Judgement]:
        """Every clause on the answer that this one decides."""
        yield content_type("response.contentType", answer)
        for name in self._headers:
            clause = f"response.header.{name}"
            here = answer.header(name)
            actual = "no such header" if here is None else "an empty one"
            yield (passed(clause) if here else failed(clause, f"the header {name}", actual, f"header:{name}"))
        body = parse(answer)
        if body.ours:
            yield undecided(_SYNTAX, body.problem)
            return
        if body.problem:
            yield failed(_SYNTAX, "one JSON document in UTF-8", body.problem, "/")
            return
        yield passed(_SYNTAX)
        given = expectation.document or {}
        yield from self._shape(_with_empty_lists(body, given))
        if body.session is not None and expectation.document is not None:
            yield from sessions.judge(given, body.session, expectation.connector or "", now)

    def _shape(self, document: Any) -> Iterator[Judgement]:
        pruned = _without_empty_text(document, self._schema)
        offences = {offence.clause: offence for offence in self._checker.offences(pruned)}
        for offence in offences.values():
            yield failed(offence.clause, self._sentences[offence.clause], offence.detail, offence.pointer or "/")
        present: list[str] = []
        self._present(pruned, self._schema, (), present)
        for clause in present:
            if clause not in offences:
                yield passed(clause)

    def _present(self, value: Any, schema: Schema, path: tuple[str, ...], found: list[str]) -> None:
        """Add the clauses on every member that is there; those of a missing required member come as offences."""
        found += self._by_path.get(path, ())
        if isinstance(value, dict):
            for name, member in schema.get("properties", {}).items():
                # A member that is not there breaks only its being required: it has no value that could be wrong.
                self._present(value.get(name), member, (*path, name), found)
        elif isinstance(value, list) and value:
            self._present(value[0], schema.get("items", {}), (*path, "items"), found)


def _by_path(catalogue: Catalogue) -> Mapping[tuple[str, ...], list[str]]:
    """The schema clauses of the response body by the path of their member."""
    found: dict[tuple[str, ...], list[str]] = {}
    written = {"echo", "unset", "unique", "isolation", "now", "order", "open", "new", "syntax"}
    for clause in catalogue:
        prefix, _, keyword = clause.id.rpartition(".")
        if clause.id.startswith("response.body") and keyword not in written:
            found.setdefault(tuple(prefix.split(".")[2:]), []).append(clause.id)
    return found


def _with_empty_lists(body: Parsed, given: Mapping[str, Any]) -> Any:
    """The document, with each list that was given empty and is not set in the session put back as an empty one."""
    session = body.session
    if session is None:
        return body.document
    empty = [name for name, value in given.items() if value == [] and session.get(name) is None]
    return {**body.document, sessions.ROOT: {**session, **{name: [] for name in empty}}} if empty else body.document


def _without_empty_text(value: Any, schema: Schema) -> Any:
    """`value` without members that may be unset and are empty text: that is one way to say so."""
    if isinstance(value, dict) and "properties" in schema:
        return {
            name: _without_empty_text(member, schema["properties"].get(name, {}))
            for name, member in value.items()
            if not (member == "" and {"null", "string"} <= set(types(schema["properties"].get(name, {}))))
        }
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What an answer's body says.

    Attributes:
        document: the JSON document; None where there is a problem.
        problem: why there is none, or "".
        ours: the body is larger or deeper than this suite reads, which is no matter of the target.
    """

    document: Any = None
    problem: str = ""
    ours: bool = False

    @property
    def session(self) -> dict[str, Any] | None:
        """The session that it describes, or None."""
        session = self.document.get(sessions.ROOT) if isinstance(self.document, dict) else None
        return session if isinstance(session, dict) else None


def content_type(clause: str, answer: Answer) -> Judgement:
    """Whether an answer says that it is JSON; any parameter may follow."""
    value = answer.header("content-type")
    media = (value or "").partition(";")[0].strip().lower()
    if media == JSON_MEDIA_TYPE:
        return passed(clause)
    actual = "no Content-Type" if value is None else shown(value)
    return failed(clause, JSON_MEDIA_TYPE, actual, "header:Content-Type")


@lru_cache(maxsize=8)
def parse(answer: Answer) -> Parsed:
    """The JSON document in an answer's body, or what is wrong with it.

    Several judges read the same answer one after the other; none of them changes the document.
    """
    if answer.truncated:
        return Parsed(problem="a body of more than 1 MiB", ours=True)
    if not answer.body:
        return Parsed(problem="an empty body")
    try:
        return Parsed(document=_read(answer.body.decode()))
    except UnicodeDecodeError as error:
        return Parsed(problem=f"byte {error.start} is not UTF-8")
    except RecursionError:
        return Parsed(problem="JSON nested too deep to be read", ours=True)
    except ValueError as error:
        return Parsed(problem=f"no JSON: {error}")


def _read(text: str) -> Any:
    """The document, by the quick way where that reads all of it alike."""
    if _UNUSUAL.search(text):
        return exact.loads(text)
    return exact.bounded(text, json.loads(text, parse_constant=exact.constant))
